//! This program beside a newer one on the same store.
//!
//! The law: what it does not understand it leaves as it is, to the byte, whatever it is asked; it
//! shows what it does understand; and it goes on as soon as the newer one writes what it can read.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::core::{By, Command, Interface, Period, Request, Watch};
use onwatch::desk::{Desk, Outcome};
use onwatch::failure::Failure;
use onwatch::paths::Paths;
use onwatch::store::StoreError;
use serde_json::{Value, json};

struct Home {
    dir: tempfile::TempDir,
    clock: Arc<FixedClock>,
    /// What was known before the newer program came.
    before: Watch,
}

impl Home {
    /// A past session, and one that runs: six events.
    fn new() -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T08:00:00Z".parse().unwrap()));
        let before = Watch::default();
        let mut home = Self { dir: tempfile::tempdir().unwrap(), clock, before };
        for command in [
            Command::start(Some("review".into())),
            note("one"),
            Command::End { notes: None },
            Command::start(None),
            note("two"),
            note("three"),
        ] {
            home.before = home.obey(command).unwrap().watch;
        }
        home
    }

    fn paths(&self) -> Paths {
        Paths::under(self.dir.path())
    }

    fn desk(&self) -> Desk {
        Desk::new(self.paths(), self.clock.clone())
    }

    fn obey(&self, command: Command) -> Result<Outcome, Failure> {
        self.clock.advance(60);
        let by = By { operator: "ana".into(), interface: Interface::Cli, host: "desk-1".into() };
        self.desk().obey(&Request::new(command, by))
    }

    fn segment(&self) -> PathBuf {
        self.paths().history().join("000001-2026-11.jsonl")
    }

    /// Every file and what is in it, but for the hint in the lock file.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let paths = self.paths();
        let dirs = [&paths.config, &paths.data, &paths.history(), &paths.quarantine()];
        let entries = dirs.into_iter().filter_map(|dir| fs::read_dir(dir).ok()).flatten();
        let files = entries.map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.is_file() && *path != paths.lock());
        files.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }

    /// The newer program adds a line that only it understands.
    fn newer_line(&self) {
        let line = json!({"seq": self.before.seq + 1, "v": 2, "event": {"kind": "teleported"}});
        let mut bytes = fs::read(self.segment()).unwrap();
        bytes.extend(sealed(&line));
        fs::write(self.segment(), bytes).unwrap();
    }

    /// The newer program renews the state file in a form of its own.
    fn newer_state(&self) {
        fs::write(self.paths().state(), b"{\"schema\": \"onwatch.state/2\", \"teleports\": 1}\n")
            .unwrap();
    }

    /// The newer program opens a segment with a checkpoint that everybody can read, and a field
    /// that only it understands.
    fn readable_segment(&self) {
        let first = fs::read_to_string(self.segment()).unwrap();
        let first: Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
        let mut watch = serde_json::to_value(&self.before).unwrap();
        watch["seq"] = json!(self.before.seq + 1);
        watch["teleports"] = json!(1);
        // The number stands first, as in every line.
        let line = format!(
            "{{\"seq\":{},\"recorded_at\":\"2026-11-21T09:00:00Z\",\"v\":1,\"store_id\":{},\"checkpoint\":{watch}}}",
            self.before.seq + 1,
            first["store_id"],
        );
        let path = self.paths().history().join("000002-2026-11.jsonl");
        fs::write(path, with_crc(&line)).unwrap();
    }

    /// Asks everything there is to ask; nothing may be written, and every failure says that the
    /// store is a newer program's.
    fn is_left_alone(&self) {
        let files = self.files();
        let commands = [
            note("on"),
            Command::End { notes: None },
            Command::Undo,
            Command::Toggle { notes: None },
        ];
        for command in commands {
            newer(&self.obey(command).unwrap_err());
        }
        newer(&self.desk().repair().unwrap_err());
        assert_eq!(self.desk().adopt().unwrap_err().exit_code(), 6);
        assert!(!self.desk().check().unwrap().is_sound(), "the doctor says why nothing is written");
        let _ = self.desk().log(usize::MAX);
        let _ = self.desk().story(None);
        assert_eq!(self.files(), files);
    }
}

fn sealed(line: &Value) -> Vec<u8> {
    // The number stands first, as in every line.
    let seq = &line["seq"];
    let mut rest = line.clone();
    rest.as_object_mut().unwrap().remove("seq");
    with_crc(&format!("{{\"seq\":{seq},{}", &rest.to_string()[1..]))
}

fn with_crc(line: &str) -> Vec<u8> {
    let body = line.strip_suffix('}').unwrap();
    format!("{body},\"crc\":\"{:08x}\"}}\n", crc32c::crc32c(body.as_bytes())).into_bytes()
}

fn newer(failure: &Failure) {
    assert_eq!(failure.exit_code(), 6, "{failure}");
    assert!(failure.words().next.contains("update onwatch"), "{:?}", failure.words());
    assert!(matches!(failure, Failure::Store(StoreError::Newer { .. })), "{failure}");
}

fn note(text: &str) -> Command {
    Command::Note { text: text.into() }
}

#[test]
fn beside_a_newer_line_what_came_before_is_shown_and_nothing_is_written() {
    let home = Home::new();
    home.newer_line();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch, home.before);
    newer(&view.read_only.unwrap().into());
    assert_eq!(home.desk().log(3).unwrap(), home.before.recent[..3]);
    assert_eq!(home.desk().history(&Period::default(), 9).unwrap().len(), 1);
    home.is_left_alone();
}

#[test]
fn beside_a_newer_state_file_the_journal_is_shown_and_nothing_is_written() {
    let home = Home::new();
    home.newer_state();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch, home.before);
    newer(&view.read_only.unwrap().into());
    home.is_left_alone();
}

#[test]
fn beside_a_newer_line_and_a_newer_state_file_what_came_before_is_shown_and_nothing_is_written() {
    let home = Home::new();
    home.newer_line();
    home.newer_state();
    assert_eq!(home.desk().look().unwrap().watch, home.before);
    home.is_left_alone();
}

#[test]
fn a_newer_segment_that_cannot_be_read_at_all_is_left_alone() {
    let home = Home::new();
    home.readable_segment();
    let path = home.paths().history().join("000002-2026-11.jsonl");
    let text = fs::read_to_string(&path).unwrap().replace("\"v\":1,", "\"v\":2,");
    let (body, _) = text.rsplit_once(",\"crc\":").unwrap();
    fs::write(&path, with_crc(&format!("{body}}}"))).unwrap();
    newer(&home.desk().look().unwrap_err());
    home.is_left_alone();
}

#[test]
fn a_damaged_line_below_a_newer_one_is_not_mended_by_the_older_program() {
    let home = Home::new();
    home.newer_line();
    let mut bytes = fs::read(home.segment()).unwrap();
    bytes[40] ^= 1;
    fs::write(home.segment(), bytes).unwrap();
    let files = home.files();
    newer(&home.desk().repair().unwrap_err());
    assert_eq!(home.files(), files);
}

#[test]
fn once_the_newer_program_writes_what_can_be_read_the_older_goes_on() {
    let home = Home::new();
    home.newer_line();
    home.newer_state();
    home.is_left_alone();
    home.readable_segment();
    fs::remove_file(home.paths().state()).unwrap();
    let next = home.obey(note("on")).unwrap();
    assert_eq!(next.seq, home.before.seq + 2);
    assert_eq!(next.warnings, Vec::<String>::new());
    let ended = home.obey(Command::End { notes: None }).unwrap();
    assert!(ended.warnings.is_empty(), "{:?}", ended.warnings);
    let state: Value = serde_json::from_slice(&fs::read(home.paths().state()).unwrap()).unwrap();
    assert_eq!(state["teleports"], json!(1), "what only the newer one understands is kept");
    assert_eq!(home.desk().history(&Period::default(), 9).unwrap().len(), 2);
    assert!(home.desk().check().unwrap().is_sound());
}
