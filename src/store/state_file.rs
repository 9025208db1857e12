//! `state.json`: the checkpoint that any program can read.
//!
//! It is a superset of the governance server's `{"session": {…}}` file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::damaged_state::DamagedState;
use super::disk::{FileKind, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line_hash::LineHash;
use super::reached::Reached;
use super::segment::JournalPosition;
use super::step_lines::StepLines;
use super::{server_session, state_json};
use crate::core::{Recorded, Watch};
use crate::paths::plain;

/// The name and version of the format.
pub const SCHEMA: &str = "onwatch.state/3";
/// The start of the last field. Its value is the CRC-32C of all bytes before it.
const SEAL: &str = ",\n  \"crc\": \"";
/// The end of the object.
const END: &str = "\n}";
/// The most bytes of a state file.
const MOST: u64 = 4 * 1_024 * 1_024;
/// The temporary name. The next writer overwrites what an interrupted one left there.
pub const NEW: &str = ".state.json.new";
const FAMILY: &str = "onwatch.state/";
/// The newest version of a line whose change this program knows.
const VERSION: u64 = Recorded::VERSION as u64;

/// The content of the state file.
#[derive(Debug, Clone)]
pub struct StateFile {
    /// The id of its store.
    pub store_id: String,
    /// The last line of the journal that it includes.
    pub journal: JournalPosition,
    /// What follows from the record up to that line.
    pub reached: Reached,
}

/// The fields beside those of the watch.
#[derive(Deserialize)]
struct Beside {
    schema: String,
    store_id: String,
    journal: JournalPosition,
    head: Option<LineHash>,
    /// The version that a reader must support.
    v: u32,
    steps: StepLines,
    /// The checksum; it is checked on the bytes.
    #[serde(rename = "crc")]
    _crc: String,
}

impl StateFile {
    /// Combines two parts that were parsed from the same object. With one flattened type, serde
    /// copies every field of the watch, which takes longer than parsing the bytes twice.
    fn of(beside: Beside, mut watch: Watch) -> Self {
        for name in ["schema", "store_id", "journal", "head", "v", "steps", "crc"] {
            watch.extra.remove(name);
        }
        let Beside { store_id, journal, head, v: version, steps, .. } = beside;
        Self { store_id, journal, reached: Reached { watch, steps, head, version } }
    }
}

/// What the bytes of a state file are.
#[derive(Debug)]
pub enum Parsed {
    /// A state.
    State(Box<StateFile>),
    /// A state of a newer program, with its schema.
    Newer(String),
    /// A state in a format that is no longer read.
    Older,
    /// Not a state.
    Damaged(DamagedState),
}

/// Returns the bytes of a state file.
///
/// # Errors
/// The error of the serializer; no value in a [`Watch`] leads to one.
pub fn write(
    store_id: &str,
    place: &JournalPosition,
    reached: &Reached,
) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Borrowed<'a> {
        schema: &'a str,
        store_id: &'a str,
        journal: &'a JournalPosition,
        head: Option<LineHash>,
        v: u32,
        #[serde(flatten)]
        watch: &'a Watch,
        steps: &'a StepLines,
    }
    let Reached { watch, steps, head, version } = reached;
    let (schema, journal, head, v) = (SCHEMA, place, *head, *version);
    let state = Borrowed { schema, store_id, journal, head, v, watch, steps };
    let bytes = state_json::to_vec(&state)?;
    Ok(seal(server_session::complete(&bytes, watch.session.as_ref())))
}

/// Adds a checksum over all bytes as the last field.
fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len().saturating_sub(END.len()));
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(format!("{SEAL}{crc:08x}\"{END}\n").as_bytes());
    bytes
}

/// Returns whether the checksum matches. It detects flipped bits and values edited by hand.
fn is_sealed(bytes: &[u8]) -> bool {
    let length = SEAL.len() + 8 + 1 + END.len() + 1;
    let Some((body, _)) = bytes.split_at_checked(bytes.len().saturating_sub(length)) else {
        return false;
    };
    seal([body, END.as_bytes()].concat()) == bytes
}

/// Reads the bytes of a state file.
fn read(bytes: &[u8]) -> Parsed {
    if is_sealed(bytes)
        && let Ok(beside) = serde_json::from_slice::<Beside>(bytes)
        && beside.schema == SCHEMA
        && beside.v <= Recorded::VERSION
        && let Ok(watch) = serde_json::from_slice(bytes)
    {
        return Parsed::State(Box::new(StateFile::of(beside, watch)));
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Parsed::Damaged(DamagedState::of(bytes, "it is empty".to_owned(), true));
    }
    read_slowly(bytes).unwrap_or_else(|error| {
        if error.is_eof() || bytes.contains(&0) {
            let cause = "it was not written completely".to_owned();
            return Parsed::Damaged(DamagedState::of(bytes, cause, true));
        }
        damaged(bytes, format!("it is not a valid state ({error})"))
    })
}

fn damaged(bytes: &[u8], cause: String) -> Parsed {
    Parsed::Damaged(DamagedState::of(bytes, cause, false))
}

/// Returns the version of a format of this family; [`u64::MAX`] if it has none that is known.
fn version(schema: &str) -> u64 {
    let version = schema.strip_prefix(FAMILY).and_then(|version| version.parse().ok());
    version.unwrap_or(u64::MAX)
}

/// Reads a state without a session, or finds out why the bytes are not a state.
fn read_slowly(bytes: &[u8]) -> Result<Parsed, serde_json::Error> {
    let mut state: Value = serde_json::from_slice(bytes)?;
    match state.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        Some(other) if version(other) < version(SCHEMA) => return Ok(Parsed::Older),
        Some(other) if other.starts_with(FAMILY) => return Ok(Parsed::Newer(other.to_owned())),
        Some(other) => return Ok(damaged(bytes, format!("its schema is {other}"))),
        None => return Ok(damaged(bytes, "it has no schema".to_owned())),
    }
    if !is_sealed(bytes) {
        let cause = "its checksum does not match its content".to_owned();
        return Ok(damaged(bytes, cause));
    }
    let empty = |session: &&mut Value| session.get("started_at_utc").is_some_and(Value::is_null);
    if let Some(session) = state.get_mut("session").filter(empty) {
        *session = Value::Null;
    }
    if let Some(v) = state.get("v").and_then(Value::as_u64).filter(|v| *v > VERSION) {
        return Ok(Parsed::Newer(format!("version {v}")));
    }
    let beside = Beside::deserialize(&state)?;
    let state = StateFile::of(beside, serde_json::from_value(state)?);
    Ok(Parsed::State(Box::new(state)))
}

impl Store {
    /// Reads the state file at a path, or returns `None` if it does not exist.
    ///
    /// # Errors
    /// [`StoreError`] if it is not a file, belongs to another user, or the system reports an error.
    pub(super) fn read_state(&self, path: &Path) -> Result<Option<Parsed>, StoreError> {
        let Some(file) = self.open(path, Open::Read)? else { return Ok(None) };
        let len = file.stat().context("look at", path)?.len;
        let bytes = file.read_at(0, MOST).context("read", path)?;
        if len > MOST {
            let cause = format!("it has {len} bytes and can have {MOST} at most");
            return Ok(Some(damaged(&bytes, cause)));
        }
        Ok(Some(read(&bytes)))
    }

    /// Returns whether a path is that of another file of this store than the state file.
    fn is_own_file(&self, path: &Path) -> bool {
        let plain = plain(path);
        let is_ours = plain.starts_with(&self.paths.data) || plain == self.paths.settings();
        is_ours && plain != self.paths.state()
    }

    /// Follows `state.json` if it is a link: a rename must not replace the link of a user.
    ///
    /// # Errors
    /// [`StoreError`] if the link cannot be read, leads back to itself, or leads to a file that is
    /// not a state: it would be replaced.
    pub(super) fn state_target(&self) -> Result<PathBuf, StoreError> {
        let mut at = self.paths.state();
        for _ in 0..16 {
            match self.stat(&at)? {
                Some(stat) if stat.kind == FileKind::Link => {
                    let target = self.disk.read_link(&at).context("follow the link", &at)?;
                    at = at.parent().unwrap_or(Path::new("/")).join(target);
                }
                _ if self.is_own_file(&at) => return Err(StoreError::ForeignTarget { path: at }),
                _ => return Ok(at),
            }
        }
        let path = self.paths.state();
        Err(StoreError::WrongKind { path, what: "a link that leads back to itself" })
    }

    /// Replaces the state file, or the target of its link. Nothing is flushed: if the file is
    /// lost, the next reader rebuilds it from the journal.
    ///
    /// # Errors
    /// [`StoreError`]; the old file remains.
    pub(super) fn write_state(
        &self,
        store_id: &str,
        place: &JournalPosition,
        reached: &Reached,
    ) -> Result<(), StoreError> {
        let path = self.state_target()?;
        let bytes = write(store_id, place, reached)?;
        if let Some(dir) = path.parent() {
            self.ensure_dir(dir)?;
        }
        self.replace(&path, &path.with_file_name(NEW), &bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use serde_json::json;

    use super::*;

    fn place() -> JournalPosition {
        JournalPosition {
            segment: "000001-2026-11.jsonl".into(),
            offset: 412,
            crc: "9a3b10ff".into(),
        }
    }

    fn written(watch: Watch) -> Vec<u8> {
        write("store", &place(), &Reached { watch, ..Reached::default() }).unwrap()
    }

    #[test]
    fn a_state_keeps_fields_that_this_program_does_not_know() {
        let mut watch = Watch { seq: 7, ..Watch::default() };
        watch.extra.insert("later".into(), json!({"deep": [1, 2.5, null]}));
        watch.governance.cone.extra.insert("origin".into(), json!("probe"));
        let bytes = written(watch.clone());
        let Parsed::State(read) = read(&bytes) else { panic!("unreadable") };
        assert_eq!(read.reached.watch, watch);
        assert_eq!(read.journal, place());
    }

    #[test]
    fn a_value_edited_by_hand_is_detected() {
        let watch = Watch { seq: 7, ..Watch::default() };
        let text = String::from_utf8(written(watch)).unwrap();
        let edited = text.replace("\"seq\": 7", "\"seq\": 8");
        assert_ne!(edited, text);
        assert!(matches!(read(edited.as_bytes()), Parsed::Damaged(_)));
        assert!(matches!(read(text.as_bytes()), Parsed::State(_)));
    }

    #[test]
    fn a_damaged_state_still_names_its_counters() {
        let mut watch = Watch { seq: 7, ..Watch::default() };
        watch.counters.session_keys = 3;
        let mut bytes = written(watch);
        bytes.truncate(bytes.len() - 30);
        let Parsed::Damaged(state) = read(&bytes) else { panic!("not damaged") };
        assert_eq!((state.seq, state.keys, state.is_unfinished), (7, 3, true));
        assert!(state.is_of_other("another") && !state.is_of_other("store"));
    }

    #[test]
    fn without_a_session_other_readers_find_an_inactive_one() {
        let bytes = written(Watch::default());
        let state: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(state.pointer("/session/active"), Some(&json!(false)));
        assert_eq!(state.pointer("/session/snapshot"), Some(&Value::Null));
    }

    #[test]
    fn a_newer_state_is_distinguished_from_other_files() {
        assert!(matches!(read(b"{\"session\": {}}"), Parsed::Damaged(_)));
        for unfinished in [&b"\0\0\0"[..], b"{\"schema\": \"onw"] {
            assert!(matches!(read(unfinished), Parsed::Damaged(state) if state.is_unfinished));
        }
        for (version, is_older) in
            [("0", true), ("1", true), ("2", true), ("4", false), ("x", false)]
        {
            let state = read(format!("{{\"schema\": \"onwatch.state/{version}\"}}").as_bytes());
            assert_eq!(matches!(state, Parsed::Older), is_older, "{version}");
            assert_eq!(matches!(state, Parsed::Newer(_)), !is_older, "{version}");
        }
        let reached = Reached { version: Recorded::VERSION + 1, ..Reached::default() };
        let bytes = write("store", &place(), &reached).unwrap();
        assert!(matches!(read(&bytes), Parsed::Newer(_)), "it includes a newer line");
    }
}
