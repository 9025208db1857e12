//! This program beside a newer one on the same store.
//!
//! The law: what it does not understand it leaves as it is, to the byte, whatever it is asked; it
//! shows what it does understand; and it goes on as soon as the newer one writes what it can read.

use std::fs;
use std::ops::Deref;
use std::path::PathBuf;

use onwatch::core::{Command, Period, Recorded, Watch};
use onwatch::failure::Failure;
use onwatch::store::StoreError;
use serde_json::{Value, json};

use crate::common::home::{Home, change};
use crate::common::lines::{hash, sealed, sealed_after};
use crate::common::request::{end, note};

/// A home that a newer program writes to.
struct Visited {
    home: Home,
    /// What was known before the newer program came.
    before: Watch,
    /// Where the lines of its undo steps are.
    steps: Value,
}

impl Deref for Visited {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl Visited {
    /// A past session, and one that runs: six events.
    fn new() -> Self {
        let home = Home::new();
        let mut before = Watch::default();
        for command in [
            Command::start(Some("review".into())),
            note("one"),
            end(),
            Command::start(None),
            note("two"),
            note("three"),
        ] {
            before = home.obey(command).unwrap().watch;
        }
        let state: Value =
            serde_json::from_slice(&fs::read(home.paths().state()).unwrap()).unwrap();
        Self { home, before, steps: state["steps"].clone() }
    }

    fn segment(&self) -> PathBuf {
        self.paths().history().join("000001-2026-11.jsonl")
    }

    /// The newer program adds a line that only it understands.
    fn newer_line(&self) {
        let seq = self.before.seq + 1;
        let v = Recorded::VERSION + 1;
        let line = format!(r#"{{"seq":{seq},"v":{v},"event":{{"kind":"teleported"}}"#);
        let before = fs::read_to_string(self.segment()).unwrap();
        let line = sealed_after(&line, &hash(before.lines().next_back().unwrap()));
        change(&self.segment(), |bytes| bytes.extend(line.as_bytes()));
    }

    /// The newer program adds a line whose change has one more field, and does not raise its version.
    fn line_with_an_added_field(&self) {
        let before = fs::read_to_string(self.segment()).unwrap();
        let last = before.lines().next_back().unwrap();
        let (body, _) = last.rsplit_once(",\"prev\":").unwrap();
        let seq = self.before.seq;
        let line = body.replace(&format!("{{\"seq\":{seq},"), &format!("{{\"seq\":{},", seq + 1));
        let line = line.replace("\"change\":{", "\"change\":{\"teleports\":1,");
        let line = sealed_after(&line, &hash(last));
        change(&self.segment(), |bytes| bytes.extend(line.as_bytes()));
    }

    /// The newer program writes the state file in its own form.
    fn newer_state(&self) {
        fs::write(self.paths().state(), b"{\"schema\": \"onwatch.state/4\", \"teleports\": 1}\n")
            .unwrap();
    }

    /// The newer program opens a segment with a checkpoint that everybody can read, and a field
    /// that only it understands.
    fn readable_segment(&self) {
        let before = fs::read_to_string(self.segment()).unwrap();
        let first: Value = serde_json::from_str(before.lines().next().unwrap()).unwrap();
        let mut watch = serde_json::to_value(&self.before).unwrap();
        watch["seq"] = json!(self.before.seq + 1);
        watch["teleports"] = json!(1);
        // The number stands first, as in every line.
        let line = format!(
            "{{\"seq\":{},\"recorded_at\":\"2026-11-21T09:00:00Z\",\"v\":{},\"store_id\":{},\"steps\":{},\"checkpoint\":{watch}",
            self.before.seq + 1,
            Recorded::VERSION,
            first["store_id"],
            self.steps,
        );
        let path = self.paths().history().join("000002-2026-11.jsonl");
        let prev = hash(before.lines().next_back().unwrap());
        fs::write(path, sealed_after(&line, &prev)).unwrap();
    }

    /// Tries everything: nothing may be written, and every failure says that a newer program wrote
    /// the store.
    fn is_left_alone(&self) {
        let files = self.files();
        let commands = [note("on"), end(), Command::Undo, Command::Toggle { notes: None }];
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

fn newer(failure: &Failure) {
    assert_eq!(failure.exit_code(), 6, "{failure}");
    assert!(
        failure
            .words(&|next| onwatch::cli::hint::text(
                next,
                &onwatch::core::DeskName::of(None),
                &chrono::Utc
            ))
            .next
            .contains("update onwatch"),
        "{:?}",
        failure.words(&|next| onwatch::cli::hint::text(
            next,
            &onwatch::core::DeskName::of(None),
            &chrono::Utc
        ))
    );
    assert!(matches!(failure, Failure::Store(StoreError::Newer { .. })), "{failure}");
}

#[test]
fn beside_a_newer_line_what_came_before_is_shown_and_nothing_is_written() {
    let home = Visited::new();
    home.newer_line();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch, home.before);
    newer(&view.read_only.unwrap().into());
    assert_eq!(home.desk().log(3).unwrap(), home.before.recent[..3]);
    assert_eq!(home.desk().history(&Period::default(), 9).unwrap().len(), 1);
    home.is_left_alone();
}

#[test]
fn beside_a_change_with_an_unknown_field_what_came_before_is_shown_and_nothing_is_written() {
    let home = Visited::new();
    home.line_with_an_added_field();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch, home.before);
    newer(&view.read_only.unwrap().into());
    home.is_left_alone();
}

#[test]
fn beside_a_newer_state_file_the_journal_is_shown_and_nothing_is_written() {
    let home = Visited::new();
    home.newer_state();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch, home.before);
    newer(&view.read_only.unwrap().into());
    home.is_left_alone();
}

#[test]
fn beside_a_newer_line_and_a_newer_state_file_what_came_before_is_shown_and_nothing_is_written() {
    let home = Visited::new();
    home.newer_line();
    home.newer_state();
    assert_eq!(home.desk().look().unwrap().watch, home.before);
    home.is_left_alone();
}

#[test]
fn a_newer_segment_that_cannot_be_read_at_all_is_left_alone() {
    let home = Visited::new();
    home.readable_segment();
    let path = home.paths().history().join("000002-2026-11.jsonl");
    let v = |version: u32| format!("\"v\":{version},");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace(&v(Recorded::VERSION), &v(Recorded::VERSION + 1));
    let (body, _) = text.rsplit_once(",\"crc\":").unwrap();
    fs::write(&path, sealed(body)).unwrap();
    newer(&home.desk().look().unwrap_err());
    home.is_left_alone();
}

#[test]
fn a_damaged_line_below_a_newer_one_is_not_mended_by_the_older_program() {
    let home = Visited::new();
    home.newer_line();
    change(&home.segment(), |bytes| bytes[40] ^= 1);
    let files = home.files();
    newer(&home.desk().repair().unwrap_err());
    assert_eq!(home.files(), files);
}

#[test]
fn once_the_newer_program_writes_what_can_be_read_the_older_goes_on() {
    let home = Visited::new();
    home.newer_line();
    home.newer_state();
    home.is_left_alone();
    home.readable_segment();
    fs::remove_file(home.paths().state()).unwrap();
    let next = home.obey(note("on")).unwrap();
    assert_eq!(next.seq, home.before.seq + 2);
    assert!(next.warnings[0].contains("state.json is missing"), "{:?}", next.warnings);
    let ended = home.obey(end()).unwrap();
    assert!(ended.warnings.is_empty(), "{:?}", ended.warnings);
    let state: Value = serde_json::from_slice(&fs::read(home.paths().state()).unwrap()).unwrap();
    assert_eq!(state["teleports"], json!(1), "what only the newer one understands is kept");
    assert_eq!(home.desk().history(&Period::default(), 9).unwrap().len(), 2);
    assert!(home.desk().check().unwrap().is_sound());
}
