//! `state.json`: the checkpoint that everybody can read.
//!
//! A superset of the governance server's `{"session": {…}}` file. Where no session has ever been,
//! the server writes a session that is not active and holds nothing; so do we.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::disk::FileKind;
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::segment::JournalPosition;
use crate::core::Watch;

/// The name and version of the format.
pub const SCHEMA: &str = "onwatch.state/1";
/// How the last field begins, which carries the CRC-32C of every byte before it.
const SEAL: &str = ",\n  \"crc\": \"";
/// How the object ends.
const END: &str = "\n}";
/// The temporary name; what a dead writer left under it is overwritten by the next one.
pub const NEW: &str = ".state.json.new";
const FAMILY: &str = "onwatch.state/";

/// The state file's content.
#[derive(Debug, Clone)]
pub struct StateFile {
    /// The store it belongs to.
    pub store_id: String,
    /// Which line of the journal it reflects.
    pub journal: JournalPosition,
    /// Everything the desk knows.
    pub watch: Watch,
}

/// What stands beside the watch's own fields.
#[derive(Deserialize)]
struct Head {
    schema: String,
    store_id: String,
    journal: JournalPosition,
    /// The checksum; checked on the bytes.
    #[serde(rename = "crc")]
    _crc: String,
}

impl StateFile {
    /// Puts together what was read twice from the same object. Flattened into one, every field of
    /// the watch would be copied on the way: that took longer than reading it again.
    fn of(head: Head, mut watch: Watch) -> Self {
        for name in ["schema", "store_id", "journal", "crc"] {
            watch.extra.remove(name);
        }
        Self { store_id: head.store_id, journal: head.journal, watch }
    }
}

/// What the bytes of a state file turn out to be.
#[derive(Debug)]
pub enum Parsed {
    /// A state.
    State(Box<StateFile>),
    /// A state of a newer program: its schema.
    Newer(String),
    /// Nothing that this program wrote: why.
    Unreadable(String),
}

/// Returns the bytes of a state file.
///
/// # Errors
/// What the serializer says; nothing that a [`Watch`] holds makes it fail.
pub fn write(
    store_id: &str,
    place: &JournalPosition,
    watch: &Watch,
) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Borrowed<'a> {
        schema: &'a str,
        store_id: &'a str,
        journal: &'a JournalPosition,
        #[serde(flatten)]
        watch: &'a Watch,
    }
    let state = Borrowed { schema: SCHEMA, store_id, journal: place, watch };
    let bytes = if watch.session.is_some() {
        serde_json::to_vec_pretty(&state)?
    } else {
        let mut state = serde_json::to_value(&state)?;
        if let Some(session) = state.get_mut("session") {
            *session = json!({
                "active": false, "started_at_utc": null, "ended_at_utc": null, "cone_band": null,
                "status": null, "notes": null, "snapshot": null,
            });
        }
        serde_json::to_vec_pretty(&state)?
    };
    Ok(seal(bytes))
}

/// Adds the checksum of what stands before it as the last field.
fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len().saturating_sub(END.len()));
    let crc = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(format!("{SEAL}{crc:08x}\"{END}\n").as_bytes());
    bytes
}

/// Checks that the bytes are as they were written: a bit that flipped or a value edited by hand
/// must not become the truth unnoticed.
fn is_sealed(bytes: &[u8]) -> bool {
    let length = SEAL.len() + 8 + 1 + END.len() + 1;
    let Some((body, _)) = bytes.split_at_checked(bytes.len().saturating_sub(length)) else {
        return false;
    };
    seal([body, END.as_bytes()].concat()) == bytes
}

/// Reads the bytes of a state file.
pub fn read(bytes: &[u8]) -> Parsed {
    if is_sealed(bytes)
        && let Ok(head) = serde_json::from_slice::<Head>(bytes)
        && head.schema == SCHEMA
        && let Ok(watch) = serde_json::from_slice(bytes)
    {
        return Parsed::State(Box::new(StateFile::of(head, watch)));
    }
    match read_slowly(bytes) {
        Ok(parsed) => parsed,
        Err(error) => Parsed::Unreadable(format!("it is no JSON of ours ({error})")),
    }
}

/// Tells apart what is not simply a state with a session.
fn read_slowly(bytes: &[u8]) -> Result<Parsed, serde_json::Error> {
    let mut state: Value = serde_json::from_slice(bytes)?;
    match state.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        Some(other) if other.starts_with(FAMILY) => return Ok(Parsed::Newer(other.to_owned())),
        Some(other) => return Ok(Parsed::Unreadable(format!("its schema is {other}"))),
        None => return Ok(Parsed::Unreadable("it names no schema".to_owned())),
    }
    if !is_sealed(bytes) {
        let cause = "its checksum does not match its content".to_owned();
        return Ok(Parsed::Unreadable(cause));
    }
    let empty = |session: &&mut Value| session.get("started_at_utc").is_some_and(Value::is_null);
    if let Some(session) = state.get_mut("session").filter(empty) {
        *session = Value::Null;
    }
    let head = Head::deserialize(&state)?;
    let state = StateFile::of(head, serde_json::from_value(state)?);
    Ok(Parsed::State(Box::new(state)))
}

impl Store {
    /// Follows `state.json` when it is a link: a rename must not replace a user's link.
    ///
    /// # Errors
    /// [`StoreError`] when the link leads nowhere that can be read, or in circles.
    pub(super) fn state_target(&self) -> Result<PathBuf, StoreError> {
        let mut at = self.paths.state();
        for _ in 0..16 {
            match self.stat(&at)? {
                Some(stat) if stat.kind == FileKind::Link => {
                    let target = self.disk.read_link(&at).context("follow", &at)?;
                    at = at.parent().unwrap_or(Path::new("/")).join(target);
                }
                _ => return Ok(at),
            }
        }
        let path = self.paths.state();
        Err(StoreError::WrongKind { path, what: "a link that leads in circles" })
    }

    /// Puts a new state file in the place of the old one, beside the target of a link. Not
    /// flushed: if it is lost, the next reader makes it again from the journal.
    ///
    /// # Errors
    /// [`StoreError`]; the old one stands.
    pub(super) fn renew_state(
        &self,
        store_id: &str,
        place: &JournalPosition,
        watch: &Watch,
    ) -> Result<(), StoreError> {
        let path = self.state_target()?;
        let bytes = write(store_id, place, watch)?;
        if let Some(dir) = path.parent() {
            self.ensure_dir(dir)?;
        }
        self.replace(&path, &path.with_file_name(NEW), &bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    fn place() -> JournalPosition {
        JournalPosition {
            segment: "000001-2026-11.jsonl".into(),
            offset: 412,
            crc: "9a3b10ff".into(),
        }
    }

    #[test]
    fn a_state_reads_back_with_the_fields_it_does_not_know() {
        let mut watch = Watch { seq: 7, ..Watch::default() };
        watch.extra.insert("later".into(), json!({"deep": [1, 2.5, null]}));
        watch.governance.cone.extra.insert("origin".into(), json!("probe"));
        let bytes = write("store", &place(), &watch).unwrap();
        let Parsed::State(read) = read(&bytes) else { panic!("unreadable") };
        assert_eq!(read.watch, watch);
        assert_eq!(read.journal, place());
    }

    #[test]
    fn a_value_edited_by_hand_is_noticed() {
        let watch = Watch { seq: 7, ..Watch::default() };
        let text = String::from_utf8(write("store", &place(), &watch).unwrap()).unwrap();
        let edited = text.replace("\"seq\": 7", "\"seq\": 8");
        assert_ne!(edited, text);
        assert!(matches!(read(edited.as_bytes()), Parsed::Unreadable(_)));
        assert!(matches!(read(text.as_bytes()), Parsed::State(_)));
    }

    #[test]
    fn where_no_session_ever_was_the_servers_readers_find_one_that_is_not_active() {
        let bytes = write("store", &place(), &Watch::default()).unwrap();
        let state: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(state.pointer("/session/active"), Some(&json!(false)));
        assert_eq!(state.pointer("/session/snapshot"), Some(&Value::Null));
    }

    #[test]
    fn strangers_and_newer_states_are_told_apart() {
        assert!(matches!(read(b"{\"session\": {}}"), Parsed::Unreadable(_)));
        assert!(matches!(read(b"\0\0\0"), Parsed::Unreadable(_)));
        assert!(matches!(read(b"{\"schema\": \"onwatch.state/2\"}"), Parsed::Newer(_)));
    }
}
