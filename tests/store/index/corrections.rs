//! What a correction of the past stands on, whatever became of the index and of the journal.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use onwatch::clock::Clock;
use onwatch::core::{At, Command, NewPastSession, SessionEdit, SessionName};
use onwatch::failure::Failure;
use onwatch::index::IndexError;
use onwatch::store::{Disk, DiskFile, Open, StoreError, SystemDisk};
use rusqlite::Connection;

use super::machine::Machine;
use crate::common::corrections::{edit, every_correction, session, two_past_and_a_live_one};
use crate::common::home::change;
use crate::common::request::{end, note, request};
use crate::common::seam_disk::Seam;

/// Returns a desk with two past sessions and a live one, and when that began. Another desk has some too.
fn past() -> (Machine, DateTime<Utc>) {
    let machine = Machine::new();
    for command in [Command::start(None), end()] {
        machine.give(1, command);
    }
    let began = machine.clock.now().utc;
    for command in two_past_and_a_live_one() {
        machine.give(0, command);
    }
    machine.pass(60_000, 0, 0);
    (machine, began)
}

fn index(machine: &Machine) -> PathBuf {
    machine.paths(0).index()
}

fn segment(machine: &Machine) -> PathBuf {
    machine.paths(0).history().join("000001-2026-03.jsonl")
}

/// Gives every correction to a desk of its own, after something was done to it.
fn correct_after(done: &dyn Fn(&Machine), story: &str) {
    let count = every_correction(past().1).len();
    for nth in 0..count {
        let (machine, began) = past();
        let command = every_correction(began).swap_remove(nth);
        machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
        done(&machine);
        let story = format!("{story}: {command:?}");
        let seq = machine.desk(0).look().unwrap().watch.seq;
        machine.obey_as_read(0, &request(command), &story);
        assert_eq!(machine.journal(0).last().unwrap().seq, seq + 1, "{story}");
    }
}

fn sql(machine: &Machine, change: &str) {
    let file = Connection::open(index(machine)).unwrap();
    assert!(file.execute(change, []).unwrap() > 0, "{change}");
    file.close().unwrap();
}

#[test]
fn every_correction_does_what_it_should_with_an_index_that_is_whole_missing_or_no_index() {
    correct_after(&|_| {}, "whole");
    correct_after(&|machine| fs::remove_file(index(machine)).unwrap(), "missing");
    correct_after(&|machine| fs::write(index(machine), b"garbage").unwrap(), "garbage");
    let cut = |machine: &Machine| change(&index(machine), |bytes| bytes.truncate(9_000));
    correct_after(&cut, "cut");
    let of_another_version = |machine: &Machine| {
        let file = Connection::open(index(machine)).unwrap();
        file.pragma_update(None, "user_version", 7).unwrap();
        file.close().unwrap();
    };
    correct_after(&of_another_version, "another version");
    let occupied = |machine: &Machine| {
        fs::remove_file(index(machine)).unwrap();
        fs::create_dir(index(machine)).unwrap();
    };
    correct_after(&occupied, "a directory in its place");
}

#[test]
fn a_row_that_lies_about_a_line_is_found_and_the_correction_is_right_all_the_same() {
    for lie in [
        "UPDATE sessions SET line_end = line_end - 1 WHERE desk = 1 AND key < 3",
        "UPDATE sessions SET crc = '00000000' WHERE desk = 1 AND key < 3",
        "UPDATE sessions SET segment = '000009-2026-03.jsonl' WHERE desk = 1 AND key < 3",
        "UPDATE sessions SET seq = seq - 1 WHERE desk = 1 AND key < 3",
    ] {
        correct_after(&|machine| sql(machine, lie), lie);
    }
}

#[test]
fn a_row_with_an_older_line_of_its_session_is_found() {
    let (machine, _) = past();
    let at = |machine: &Machine| -> (i64, i64, String) {
        machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
        let file = Connection::open(index(machine)).unwrap();
        let sql = "SELECT seq, line_end, crc FROM sessions WHERE desk = 1 AND key = 1";
        file.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
    };
    let (seq, line_end, crc) = at(&machine);
    machine.desk(0).obey(&request(edit(1, |edit| edit.notes = Some("newer".into())))).unwrap();
    assert_ne!(at(&machine).0, seq);
    sql(
        &machine,
        &format!(
            "UPDATE sessions SET seq = {seq}, line_end = {line_end}, crc = '{crc}'
             WHERE desk = 1 AND key = 1"
        ),
    );
    machine.pass(60_000, 0, 0);
    let correction = edit(1, |edit| edit.operator = Some("eve".into()));
    machine.obey_as_read(0, &request(correction), "an older line");
    let story = machine.desk(0).story(Some(session(1))).unwrap();
    assert_eq!(story.session.start_notes.as_deref(), Some("newer"));
}

/// Returns where a line begins.
fn line(bytes: &[u8], nth: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    ends.take(nth).last().unwrap_or(0)
}

#[test]
fn a_damaged_line_of_the_session_or_of_its_neighbour_changes_nothing_and_is_named() {
    // Event 7 ended the first session, event 9 the second one.
    for (damaged, is_known) in [(7, true), (9, true), (7, false), (3, false)] {
        let story = format!("event {damaged}, {is_known}");
        let (machine, began) = past();
        machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
        // The damage is in an older segment.
        machine.pass(40 * 86_400_000, 0, 0);
        machine.give(0, note("a month later"));
        if is_known {
            machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
        } else {
            fs::remove_file(index(&machine)).unwrap();
        }
        change(&segment(&machine), |bytes| {
            let at = line(bytes, damaged) + 60;
            bytes[at] ^= 1;
        });
        let before = machine.desk(0).look().unwrap().watch;
        let journal = fs::read(segment(&machine)).unwrap();
        let later = At::Second(began + chrono::TimeDelta::seconds(450));
        let correction = edit(1, |edit| edit.end = Some(later));
        let failed = machine.desk(0).obey(&request(correction)).unwrap_err().failure;
        assert_eq!(failed.exit_code(), 6, "{story}: {failed}");
        let Failure::Store(StoreError::Damaged { path, byte, .. }) = &failed else {
            panic!("{story}: {failed:?}")
        };
        let (from, to) = (line(&journal, damaged), line(&journal, damaged + 1));
        assert_eq!(path, &segment(&machine), "{story}");
        assert!((from..=to).contains(&usize::try_from(*byte).unwrap()), "{story}: {failed}");
        assert_eq!(machine.desk(0).look().unwrap().watch, before, "{story}");
        // What needs no damaged line goes on.
        machine.give(0, note("work goes on"));
        if is_known {
            machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
        }
    }
}

#[test]
fn after_a_repair_what_is_left_of_the_past_can_be_corrected() {
    let (machine, _) = past();
    change(&segment(&machine), |bytes| {
        let at = line(bytes, 3) + 60;
        bytes[at] ^= 1;
    });
    machine.desk(0).repair().unwrap();
    let correction = edit(2, |edit| edit.notes = Some("after a repair".into()));
    machine.desk(0).obey(&request(correction)).unwrap();
    let story = machine.desk(0).story(Some(session(2))).unwrap();
    assert_eq!(story.session.start_notes.as_deref(), Some("after a repair"));
}

/// A lock that somebody else holds for a while, and whether the desk was locked whenever the index was
/// looked at.
#[derive(Default)]
struct Others {
    lock: Option<Box<dyn DiskFile>>,
    looks: Vec<bool>,
}

/// Reports whether a writer holds the lock of a desk.
fn is_locked(path: &Path) -> bool {
    let Ok(mut file) = SystemDisk.open(path, Open::Over) else { return false };
    !file.try_lock(true).unwrap()
}

#[test]
fn a_writer_that_finds_the_index_in_use_lets_go_of_the_desk_and_begins_again() {
    let (machine, began) = past();
    machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
    let (index_lock, desk_lock) = (machine.paths(0).index_lock(), machine.paths(0).lock());
    let others = Arc::new(Mutex::new(Others::default()));
    let seen = others.clone();
    let touched = move |path: &Path| {
        if path != index_lock {
            return;
        }
        let mut others = seen.lock().unwrap();
        let locked = is_locked(&desk_lock);
        others.looks.push(locked);
        // Somebody builds the index anew from just before the writer's first look at it until it begins
        // again.
        if locked && others.looks.len() == 3 {
            let mut lock = SystemDisk.open(path, Open::Over).unwrap();
            assert!(lock.try_lock(false).unwrap());
            others.lock = Some(lock);
        } else {
            others.lock = None;
        }
    };
    let seam = Seam { touched: Arc::new(touched), ..Seam::default() };
    let machine = Machine { disk: Arc::new(seam), ..machine };
    let command = every_correction(began).swap_remove(0);
    machine.obey_as_read(0, &request(command), "in use");
    // Before the lock it waits until nobody builds the index, and then asks it.
    let once = [false, false, true];
    assert_eq!(others.lock().unwrap().looks, [once, once].concat());
}

#[test]
fn a_writer_that_never_gets_the_index_says_so_and_changes_nothing() {
    let (machine, began) = past();
    machine.desk(0).past_sum(&onwatch::core::PastQuery::default()).unwrap();
    let (index_lock, desk_lock) = (machine.paths(0).index_lock(), machine.paths(0).lock());
    let others = Arc::new(Mutex::new(Others::default()));
    let touched = move |path: &Path| {
        if path == index_lock {
            let mut others = others.lock().unwrap();
            others.lock = None;
            if is_locked(&desk_lock) {
                let mut lock = SystemDisk.open(path, Open::Over).unwrap();
                assert!(lock.try_lock(false).unwrap());
                others.lock = Some(lock);
            }
        }
    };
    let seam = Seam { touched: Arc::new(touched), ..Seam::default() };
    let machine = Machine { disk: Arc::new(seam), ..machine };
    let before = fs::read(segment(&machine)).unwrap();
    let command = every_correction(began).swap_remove(0);
    let failed = machine.desk(0).obey(&request(command)).unwrap_err().failure;
    assert!(matches!(failed, Failure::Index(IndexError::NotNow { .. })), "{failed:?}");
    let words = failed.words(&|hint| format!("{hint:?}"));
    assert_eq!(words.what, "The command was not recorded");
    assert_eq!(fs::read(segment(&machine)).unwrap(), before);
    machine.give(0, note("work goes on"));
}

#[test]
fn an_index_in_memory_is_enough_for_a_correction() {
    let (machine, began) = past();
    let refused = |path: &Path, how: Open| {
        let is_of_it = path.to_str().unwrap().contains("index");
        if is_of_it && how != Open::Read {
            Err(std::io::ErrorKind::ReadOnlyFilesystem.into())
        } else {
            Ok(())
        }
    };
    let seam = Seam { before_open: Arc::new(refused), ..Seam::default() };
    let machine = Machine { disk: Arc::new(seam), ..machine };
    for command in every_correction(began).into_iter().take(1) {
        machine.obey_as_read(0, &request(command), "read-only");
    }
}

#[test]
fn a_session_with_a_known_source_is_not_added_again_even_after_it_was_corrected() {
    let (machine, began) = past();
    let at = |minutes| At::Second(began + chrono::TimeDelta::minutes(minutes));
    let new = |from, hash: &str| NewPastSession {
        source_hash: Some(hash.to_owned()),
        ..NewPastSession::between(at(from), at(from + 5))
    };
    let give = |command: Command| machine.desk(0).obey(&request(command)).unwrap().watch.seq;
    let first = give(Command::Add { sessions: vec![new(-60, "a"), new(-50, "b")] });
    let corrected = SessionEdit {
        session: Some(SessionName::Key(onwatch::core::SessionKey(4))),
        start: Some(at(-61)),
        ..SessionEdit::default()
    };
    give(Command::Edit(Box::new(corrected)));
    let seq = give(Command::Add { sessions: vec![new(-60, "a"), new(-50, "b")] });
    assert_eq!(seq, first + 1, "nothing was written");
    give(Command::Add { sessions: vec![new(-60, "a"), new(-40, "c")] });
    assert_eq!(
        machine.desk(0).story(Some(session(6))).unwrap().session.source_hash.as_deref(),
        Some("c")
    );
}
