//! Single damages, each with the answer that it must get.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use onwatch::core::{Command, Watch};
use onwatch::desk::Desk;

use super::day::{DAY, Files, is_segment, put};
use super::home::{clear, end, note};
use crate::common::home::{Home, change};
use crate::common::request::switch;
use crate::common::seam_disk::Seam;

const STATE: &str = "config/state.json";
const GIB: u64 = 1_024 * 1_024 * 1_024;

/// Returns the segments of the day, oldest first.
fn segments() -> Vec<&'static str> {
    let paths = DAY.files.keys().filter(|path| is_segment(path));
    paths.map(|path| path.to_str().unwrap()).collect()
}

fn newest() -> &'static str {
    segments()[segments().len() - 1]
}

fn at(home: &Home, path: &str) -> PathBuf {
    home.dir.path().join(path)
}

fn change_lines(home: &Home, path: &str, how: impl FnOnce(&mut Vec<Vec<u8>>)) {
    change(&at(home, path), |bytes| {
        let mut lines: Vec<_> =
            bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        how(&mut lines);
        *bytes = lines.concat();
    });
}

/// Puts back an older copy of what lies below a directory.
fn restore(home: &Home, dir: &str, backup: &Files) {
    fs::remove_dir_all(at(home, dir)).unwrap();
    for (path, bytes) in backup.iter().filter(|(path, _)| path.starts_with(dir)) {
        put(&home.dir.path().join(path), bytes);
    }
}

/// Checks that a start is refused with exit code 6 and writes nothing; returns the refusal.
fn refused(home: &Home) -> String {
    let files = home.files();
    let failure = home.obey(Command::start(None)).unwrap_err();
    clear(&failure, "a start");
    assert_eq!(home.files(), files, "nothing was written");
    assert!(!home.desk().check().unwrap().is_sound(), "the doctor names it");
    failure
        .words(&|next| {
            onwatch::cli::hint::text(next, &onwatch::core::DeskName::of(None), &chrono::Utc)
        })
        .why
}

/// Repairs a home; then a session that starts has a new number and a new key.
fn goes_on_beyond(home: &Home, known: &Watch) {
    let report = home.desk().repair().unwrap();
    assert!(report.is_sound(), "{report:?}");
    let next = home.obey(switch()).unwrap();
    assert!(next.seq > known.seq, "{} after {}", next.seq, known.seq);
    let key = next.watch.session.unwrap().key.0;
    assert!(key > known.counters.session_keys, "key {key} is new");
    assert!(home.desk().check().unwrap().is_sound());
}

/// Everything acknowledged is shown after a repair.
fn mends(home: &Home) {
    let report = home.desk().repair().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(home.desk().look().unwrap().watch, DAY.known.watch);
    assert_eq!(home.desk().log(usize::MAX).unwrap(), DAY.known.log);
    assert_eq!(home.history(), DAY.known.sessions);
    assert_eq!(home.obey(note("on")).unwrap().seq, DAY.known.watch.seq + 1);
}

#[test]
fn an_empty_state_beside_a_journal_is_named_by_the_doctor() {
    let home = DAY.home();
    put(&home.paths().state(), b"");
    assert_eq!(home.desk().look().unwrap().watch, DAY.known.watch);
    let report = home.desk().check().unwrap();
    let all = report.troubles.iter().chain(&report.notes);
    assert!(all.clone().any(|it| it.path == home.paths().state()), "{report:?}");
    mends(&home);
}

#[test]
fn an_empty_state_beside_a_journal_cut_in_its_first_third_is_no_first_run() {
    let home = Home::new();
    let known = [Command::start(None), note("one"), note("two"), note("three"), note("four")]
        .map(|command| home.obey(command).unwrap().watch);
    put(&home.paths().state(), b"");
    let segment = home.paths().history().join("000001-2026-11.jsonl");
    change(&segment, |bytes| bytes.truncate(bytes.len() / 3));
    refused(&home);
    goes_on_beyond(&home, &known[4]);
}

#[test]
fn two_damaged_last_lines_beside_an_unreadable_state_are_never_cut_silently() {
    let home = DAY.home();
    put(&home.paths().state(), b"\0\0\0");
    change_lines(&home, newest(), |lines| {
        for line in lines.iter_mut().rev().take(2) {
            line[20] ^= 1;
        }
    });
    refused(&home);
    goes_on_beyond(&home, &DAY.known.watch);
}

#[test]
fn a_lost_first_line_loses_nothing_that_the_rest_contains() {
    for segment in segments() {
        let home = DAY.home();
        change_lines(&home, segment, |lines| drop(lines.remove(0)));
        mends(&home);
    }
}

#[test]
fn a_moved_first_line_loses_nothing() {
    for segment in segments() {
        let home = DAY.home();
        change_lines(&home, segment, |lines| lines.swap(0, 2));
        mends(&home);
    }
}

#[test]
fn line_ends_turned_to_crlf_lose_nothing() {
    let home = DAY.home();
    for path in segments() {
        change_lines(&home, path, |lines| {
            for line in lines {
                line.splice(line.len() - 1.., *b"\r\n");
            }
        });
    }
    mends(&home);
}

#[test]
fn a_bom_in_front_loses_nothing() {
    for path in segments().into_iter().chain([STATE]) {
        let home = DAY.home();
        change(&at(&home, path), |bytes| {
            bytes.splice(0..0, *b"\xef\xbb\xbf");
        });
        mends(&home);
    }
}

#[test]
fn a_lost_last_newline_loses_nothing() {
    for path in segments().into_iter().chain([STATE]) {
        let home = DAY.home();
        change(&at(&home, path), |bytes| bytes.truncate(bytes.len() - 1));
        mends(&home);
    }
}

#[test]
fn a_restored_older_backup_beside_the_witness_is_said_to_be_one() {
    let home = DAY.home();
    let nth = 20;
    restore(&home, "data/history", &DAY.backups[nth - 1]);
    restore(&home, "config", &DAY.backups[nth - 1]);
    let why = refused(&home);
    let newest = format!("event {}", DAY.known.watch.seq);
    assert!(why.contains("witness") && why.contains(&newest), "{why}");
    assert!(why.contains(&format!("event {nth}")), "{why}");
    goes_on_beyond(&home, &DAY.known.watch);
}

#[test]
fn a_first_session_that_is_lost_is_no_first_run() {
    let home = Home::new();
    home.obey(Command::start(None)).unwrap();
    let known = home.obey(note("one")).unwrap().watch;
    fs::remove_dir_all(home.paths().history()).unwrap();
    fs::remove_file(home.paths().state()).unwrap();
    refused(&home);
    goes_on_beyond(&home, &known);
}

#[test]
fn the_key_of_a_cancelled_session_that_is_lost_is_not_given_again() {
    let home = Home::new();
    for command in [Command::start(None), end()] {
        home.obey(command).unwrap();
    }
    let before = home.files();
    home.obey(Command::start(None)).unwrap();
    let known = home.obey(Command::Cancel { session: None }).unwrap().watch;
    for (path, bytes) in before.iter().filter(|(path, _)| !path.ends_with("witness")) {
        put(path, bytes);
    }
    fs::remove_file(home.paths().state()).unwrap();
    refused(&home);
    goes_on_beyond(&home, &known);
}

#[test]
fn a_newest_segment_that_is_lost_with_the_state_is_missed() {
    let home = DAY.home();
    fs::remove_file(at(&home, newest())).unwrap();
    fs::remove_file(home.paths().state()).unwrap();
    refused(&home);
    goes_on_beyond(&home, &DAY.known.watch);
}

#[test]
fn a_state_that_is_only_behind_is_a_note_of_the_doctor() {
    for behind in 1..4 {
        let home = DAY.home();
        let older = &DAY.backups[DAY.backups.len() - 1 - behind];
        put(&home.paths().state(), &older[&PathBuf::from(STATE)]);
        let report = home.desk().check().unwrap();
        assert!(report.is_sound(), "{report:?}");
        assert!(report.notes.iter().any(|it| it.path == home.paths().state()), "{report:?}");
        mends(&home);
    }
}

#[test]
fn a_file_that_grew_by_holes_to_a_gibibyte_is_not_read_to_its_end() {
    for path in [STATE, newest()] {
        let home = DAY.home();
        let file = fs::OpenOptions::new().write(true).open(at(&home, path)).unwrap();
        file.set_len(GIB).unwrap();
        let seam = Seam::default();
        let desk = Desk::on(home.paths(), home.clock.clone(), Arc::new(seam.clone()));
        match desk.look() {
            Ok(view) => assert_eq!(view.watch, DAY.known.watch, "{path}"),
            Err(failure) => clear(&failure, path),
        }
        let read = seam.read.load(Ordering::Relaxed);
        assert!(read < GIB / 64, "{path}: {read} bytes were read");
    }
}

#[test]
fn a_history_of_another_store_is_refused_until_a_repair_goes_on_beyond_both() {
    let home = DAY.home();
    restore(&home, "data/history", &DAY.foreign);
    let why = refused(&home);
    assert!(why.contains("belongs to another store than"), "{why}");
    goes_on_beyond(&home, &DAY.known.watch);
}

#[test]
fn a_state_that_cannot_be_read_but_names_a_later_event_tells_of_a_loss() {
    let home = DAY.home();
    restore(&home, "data", &DAY.backups[19]);
    change_lines(&home, STATE, |lines| drop(lines.pop()));
    let why = refused(&home);
    assert!(why.contains("state.json") && why.contains("event 20"), "{why}");
    goes_on_beyond(&home, &DAY.known.watch);
}

#[test]
fn a_witness_that_cannot_be_read_is_no_first_run() {
    let home = Home::new();
    put(&home.paths().witness(), &[0; 512]);
    let why = refused(&home);
    assert!(why.contains("witness") && why.contains("there is no history"), "{why}");
    assert!(home.desk().repair().unwrap().is_sound());
    assert_eq!(home.obey(Command::start(None)).unwrap().seq, 1);
}

#[test]
fn after_a_repair_a_line_in_the_wrong_segment_is_still_shown() {
    let home = DAY.home();
    let (from, to) = (segments()[2], segments()[0]);
    let mut moved = Vec::new();
    change_lines(&home, from, |lines| moved = lines.remove(4));
    change_lines(&home, to, |lines| lines.insert(7, moved));
    let report = home.desk().repair().unwrap();
    assert!(report.is_sound(), "{report:?}");
    let log = home.desk().log(usize::MAX).unwrap();
    assert_eq!(log, DAY.known.log);
}

#[test]
fn the_doctor_names_the_events_that_a_repair_could_not_save() {
    let home = DAY.home();
    change_lines(&home, segments()[1], |lines| lines.drain(3..6).for_each(drop));
    home.desk().repair().unwrap();
    let report = home.desk().check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert!(report.notes.iter().any(|it| it.cause.contains("lost: events 26 to 28")), "{report:?}");
}
