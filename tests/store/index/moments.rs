//! What is easily missed: a writer between two looks, lost lines, copies, many texts in one second.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use chrono::TimeDelta;
use onwatch::clock::Clock;
use onwatch::core::{Band, Command, PastQuery, Period, Search};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use rusqlite::config::DbConfig;

use super::machine::Machine;
use crate::common::home::change;
use crate::common::request::{end, note, request};
use crate::common::seam_disk::Seam;

/// Returns the sessions that are told: their keys, and whether they are live.
fn told(desk: &Desk) -> Vec<(u32, bool)> {
    let all = desk.sessions_within(&Period::default()).unwrap().answer;
    all.iter().map(|one| (one.record.key.0, one.record.phase.is_live())).collect()
}

/// Returns a desk that gives a command when it first touches the index.
fn interrupted(machine: &Machine, command: Command) -> Desk {
    let (other, is_first) = (machine.desk(0), AtomicBool::new(true));
    let touched = move |path: &std::path::Path| {
        if path.ends_with("index.db") && is_first.swap(false, Ordering::Relaxed) {
            other.obey(&request(command.clone())).unwrap();
        }
    };
    let disk = Arc::new(Seam { touched: Arc::new(touched), ..Seam::default() });
    Desk::on(machine.paths(0), machine.clock.clone(), disk)
}

#[test]
fn a_session_that_goes_on_or_ends_between_two_looks_is_told_once() {
    let machine = Machine::new();
    for command in [Command::start(None), end()] {
        machine.give(0, command);
    }
    assert_eq!(told(&machine.desk(0)), [(1, false)]);
    assert_eq!(told(&interrupted(&machine, Command::Undo)), [(1, true)], "an end is undone");
    assert_eq!(told(&interrupted(&machine, Command::Redo)), [(1, false)], "and redone");
    assert_eq!(
        told(&interrupted(&machine, Command::Reopen { session: None })),
        [(1, true)],
        "reopened"
    );
    machine.pass(60_000, 0, 0);
    let mut switch = Command::start(None);
    if let Command::Start { switch, .. } = &mut switch {
        *switch = true;
    }
    assert_eq!(told(&interrupted(&machine, switch)), [(1, false), (2, true)], "switched");
    assert_eq!(told(&interrupted(&machine, Command::Undo)), [(1, true)], "and switched back");
}

#[test]
fn a_session_whose_start_is_lost_goes_on_after_a_reopening() {
    let machine = Machine::new();
    for command in [Command::start(None), note("one")] {
        machine.give(0, command);
    }
    let segment = machine.paths(0).history().join("000001-2026-03.jsonl");
    change(&segment, |bytes| {
        let second = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 30;
        bytes[second] ^= 1;
    });
    machine.desk(0).repair().unwrap();
    for command in [end(), Command::Reopen { session: None }] {
        machine.give(0, command);
    }
    let _ = fs::remove_file(machine.paths(0).index());
    assert_eq!(told(&machine.desk(0)), [(1, true)]);
}

#[test]
fn what_a_repair_finds_lost_is_lost_in_an_old_index_too() {
    let machine = Machine::new();
    for command in [Command::start(None), end(), Command::start(None), end()] {
        machine.give(0, command);
    }
    assert_eq!(told(&machine.desk(0)).len(), 2);
    let segment = machine.paths(0).history().join("000001-2026-03.jsonl");
    change(&segment, |bytes| {
        let lines: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
        bytes[lines[1] + 30] ^= 1;
    });
    machine.desk(0).repair().unwrap();
    let kept = told(&machine.desk(0));
    fs::remove_file(machine.paths(0).index()).unwrap();
    assert_eq!(kept, told(&machine.desk(0)), "as if it were built anew");
}

#[test]
fn under_a_clock_that_was_set_back_bands_count_in_the_order_in_which_they_were_set() {
    let machine = Machine::new();
    let band = |band| Command::SetBand { band, reason: String::new() };
    machine.give(0, Command::start(None));
    machine.pass(60_000, 0, -3_600_000);
    machine.give(0, band(Band::D));
    machine.pass(60_000, 0, 7_200_000);
    machine.give(0, band(Band::A));
    machine.give(0, end());
    machine.give(0, band(Band::C));
    let told = machine.desk(0).sessions_within(&Period::default()).unwrap().answer;
    let bands: Vec<_> = told[0].readings.iter().map(|reading| reading.band).collect();
    assert_eq!(bands, [Some(Band::D), Some(Band::A)]);
    let times: Vec<_> = told[0].readings.iter().map(|reading| reading.at_utc).collect();
    assert!(times[0] >= told[0].record.started_at_utc && times.is_sorted(), "{times:?}");
}

#[test]
fn many_texts_of_one_second_are_found_in_their_order() {
    let machine = Machine::new();
    machine.give(0, Command::start(None));
    let at = machine.clock.now().utc + TimeDelta::seconds(1);
    machine.pass(60_000, 0, 0);
    for nth in 0..1_500 {
        let asked = onwatch::core::Request {
            at: onwatch::core::At::Second(at),
            ..request(note(&format!("imported {nth}")))
        };
        machine.desk(0).obey(&asked).unwrap();
    }
    let search = Search { words: vec!["imported".into()], ..Search::default() };
    let hits = machine.desk(0).search(&search, 2_000).unwrap().answer;
    let found: Vec<u64> = hits.iter().map(|hit| hit.seq).collect();
    let newest_first: Vec<u64> = (2..=1_501).rev().collect();
    assert_eq!(found, newest_first);
}

#[test]
fn a_profile_that_is_a_copy_is_said_to_count_twice() {
    let machine = Machine::new();
    for command in [Command::start(None), end()] {
        machine.give(1, command);
    }
    assert_eq!(machine.desk(0).past_sum(&PastQuery::default()).unwrap().warnings, [""; 0]);
    let (from, to) = (machine.paths(1).data, machine.paths(2).data);
    fs::create_dir_all(to.join("history")).unwrap();
    for entry in fs::read_dir(from.join("history")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join("history").join(path.file_name().unwrap())).unwrap();
    }
    let warnings = machine.desk(0).past_sum(&PastQuery::default()).unwrap().warnings;
    assert!(warnings.iter().any(|text| text.contains("copies of one history")), "{warnings:?}");
}

#[test]
fn the_profile_default_is_the_one_without_a_name() {
    let home = |name: &str| (name == "ONWATCH_HOME").then(|| "/w".into());
    assert_eq!(Paths::find(Some("default"), &home), Paths::find(None, &home));
}

#[test]
fn an_index_in_memory_is_made_once_and_goes_on() {
    let machine = Machine::new();
    for command in [Command::start(None), end()] {
        machine.give(0, command);
    }
    // Nothing can be kept in the place of the file.
    fs::create_dir(machine.paths(0).index()).unwrap();
    let seam = Seam::default();
    let desk = Desk::on(machine.paths(0), machine.clock.clone(), Arc::new(seam.clone()));
    for _ in 0..2 {
        assert_eq!(told(&desk), [(1, false)]);
    }
    machine.give(0, Command::start(None));
    for nth in 0..1_500 {
        machine.give(0, note(&format!("{nth}")));
    }
    assert_eq!(told(&desk), [(1, false), (2, true)]);
    let before = seam.read.load(Ordering::Relaxed);
    assert_eq!(told(&desk), [(1, false), (2, true)]);
    let read = seam.read.load(Ordering::Relaxed) - before;
    let journal = fs::metadata(machine.paths(0).history().join("000001-2026-03.jsonl"));
    assert!(read < journal.unwrap().len(), "{read} bytes were read again");
}

#[test]
fn a_log_left_by_two_who_close_the_file_at_the_same_moment_is_folded_into_it() {
    let machine = Machine::new();
    machine.give(0, Command::start(None));
    machine.give(0, end());
    assert_eq!(told(&machine.desk(0)), [(1, false)]);
    let index = machine.paths(0).index();
    let log = index.with_extension("db-wal");
    let built = fs::metadata(&index).unwrap().ino();
    let looks = Arc::new(AtomicU32::new(0));
    let (file, left, counted) = (index.clone(), log.clone(), Arc::clone(&looks));
    let touched = move |path: &std::path::Path| {
        // Others look at the log before they open the file, and again once they have closed it.
        if path == left && counted.fetch_add(1, Ordering::Relaxed) == 1 {
            let other = rusqlite::Connection::open(&file).unwrap();
            other.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
            other.execute_batch("BEGIN IMMEDIATE; UPDATE desks SET name = name; COMMIT").unwrap();
            drop(other);
            assert!(left.exists());
        }
    };
    let disk = Arc::new(Seam { touched: Arc::new(touched), ..Seam::default() });
    let asked = Desk::on(machine.paths(0), machine.clock.clone(), disk);
    assert_eq!(told(&asked), [(1, false)]);
    assert!(looks.load(Ordering::Relaxed) > 1, "the other one left it");
    assert!(!log.exists());
    assert_eq!(told(&machine.desk(0)), [(1, false)]);
    assert_eq!(fs::metadata(&index).unwrap().ino(), built, "it was not built anew");
}

#[test]
fn the_doctor_compares_one_moment_of_the_index_while_others_go_on() {
    let machine = Machine::new();
    for command in [Command::start(None), note("the first"), end()] {
        machine.give(0, command);
    }
    assert_eq!(told(&machine.desk(0)), [(1, false)]);
    let (other, is_compared) = (machine.desk(0), AtomicBool::new(false));
    let goes_on = AtomicBool::new(true);
    let touched = move |path: &std::path::Path| {
        is_compared.fetch_or(path.ends_with("index.db-wal"), Ordering::Relaxed);
        let is_journal = path.extension().is_some_and(|extension| extension == "jsonl");
        if is_journal
            && is_compared.load(Ordering::Relaxed)
            && goes_on.swap(false, Ordering::Relaxed)
        {
            other.obey(&request(Command::start(None))).unwrap();
            other.obey(&request(end())).unwrap();
            assert_eq!(told(&other), [(1, false), (2, false)]);
        }
    };
    let disk = Arc::new(Seam { touched: Arc::new(touched), ..Seam::default() });
    let report = Desk::on(machine.paths(0), machine.clock.clone(), disk).check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(told(&machine.desk(0)), [(1, false), (2, false)], "it went on meanwhile");
}

#[test]
fn a_run_that_ends_and_is_closed_while_the_doctor_compares_is_no_finding() {
    let mut machine = Machine::new();
    machine.give(0, Command::start(None));
    let run = machine.begin_run("up");
    assert_eq!(told(&machine.desk(0)), [(1, true)]);
    let (mark, own) = (machine.paths(run).open_mark().unwrap(), machine.paths(run).data);
    let (program, other, closed) = (machine.desk(run), machine.desk(0), mark.clone());
    let (is_compared, goes_on) = (AtomicBool::new(false), AtomicBool::new(true));
    let touched = move |path: &std::path::Path| {
        is_compared.fetch_or(path.ends_with("index.db-wal"), Ordering::Relaxed);
        // The comparison comes to the run, and has not looked at its mark.
        let comes = path.starts_with(&own) && is_compared.load(Ordering::Relaxed);
        if comes && goes_on.swap(false, Ordering::Relaxed) {
            program.obey(&request(end())).unwrap();
            assert_eq!(told(&other), [(1, true)]);
            assert!(!closed.exists(), "it was closed");
        }
    };
    let disk = Arc::new(Seam { touched: Arc::new(touched), ..Seam::default() });
    let report = Desk::on(machine.paths(0), machine.clock.clone(), disk).check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert!(!mark.exists(), "it went on meanwhile");
}
