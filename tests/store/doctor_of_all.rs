//! The doctor on every desk of a machine.

use std::fs;
use std::os::unix::fs::symlink;

use onwatch::core::{Command, DeskName};
use onwatch::desk::{Desk, Examined};
use onwatch::paths::Paths;

use crate::common::request::{end, note};
use crate::index::machine::Machine;

/// A machine with two people, a live run, one that is over and closed, and one that never began.
fn machine() -> Machine {
    let mut machine = Machine::new();
    for person in [0, 1] {
        machine.give(person, Command::start(Some("look up".to_owned())));
        machine.give(person, end());
    }
    machine.begin_run("up");
    let over = machine.begin_run("over");
    machine.give(over, end());
    machine.desk(0).runs(&onwatch::core::RunQuery::default()).unwrap();
    assert!(!machine.is_open(over));
    machine.pass(60_000, 0, 0);
    machine.make_run();
    machine
}

const OWN: usize = 0;
const OTHER: usize = 1;
const LIVE: usize = 3;
const OVER: usize = 4;
const NEVER: usize = 5;

fn name(machine: &Machine, desk: usize) -> DeskName {
    machine.paths(desk).desk
}

/// Returns the desks that were checked, and those that need attention.
fn checked(desk: &Desk) -> (Vec<DeskName>, Vec<Examined>) {
    let all: Vec<Examined> = desk.check_all().collect();
    let names = all.iter().map(|it| it.desk.clone()).collect();
    (names, all.into_iter().filter(|it| !it.report.is_sound()).collect())
}

/// Changes a note of the journal of a desk.
fn damage(machine: &Machine, desk: usize) {
    for entry in fs::read_dir(machine.paths(desk).history()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("halfway", "halfwai")).unwrap();
    }
}

#[test]
fn every_desk_is_checked_once_and_the_own_one_last() {
    let machine = machine();
    for own in [OWN, LIVE] {
        let (mut names, bad) = checked(&machine.desk(own));
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!(names.last(), Some(&name(&machine, own)));
        let mut expected = [OWN, OTHER, LIVE, OVER, NEVER].map(|desk| name(&machine, desk));
        names.sort();
        expected.sort();
        assert_eq!(names, expected);
    }
}

#[test]
fn what_is_damaged_is_found_and_repaired_wherever_it_is() {
    let machine = machine();
    for desk in [OTHER, LIVE, OVER] {
        if desk != LIVE {
            machine.give(desk, Command::Reopen { session: None });
        }
        machine.give(desk, note("halfway"));
        machine.give(desk, note("up"));
        damage(&machine, desk);
    }
    // It is live without its mark, which another desk has.
    fs::remove_file(machine.paths(OVER).open_mark().unwrap()).unwrap();
    let (_, bad) = checked(&machine.desk(OWN));
    let names: Vec<_> = bad.iter().map(|it| it.desk.clone()).collect();
    assert_eq!(names, [OTHER, LIVE, OVER].map(|desk| name(&machine, desk)));
    let repaired: Vec<Examined> = machine.desk(OWN).repair_all().collect();
    assert!(repaired.iter().all(|it| it.report.is_sound()), "{repaired:?}");
    let done = repaired.iter().filter(|it| !it.report.done.is_empty()).count();
    assert_eq!(done, 3, "{repaired:?}");
    assert!(machine.is_open(OVER));
    let (names, bad) = checked(&machine.desk(OWN));
    assert!(names.len() == 5 && bad.is_empty(), "{bad:?}");
}

#[test]
fn a_desk_that_cannot_be_read_is_named_and_the_others_are_checked() {
    let machine = machine();
    for desk in [OTHER, OVER] {
        fs::remove_dir_all(machine.paths(desk).history()).unwrap();
        fs::write(machine.paths(desk).history(), "foreign").unwrap();
    }
    for all in [machine.desk(OWN).check_all(), machine.desk(OWN).repair_all()] {
        let all: Vec<Examined> = all.collect();
        assert_eq!(all.len(), 5);
        let bad: Vec<_> = all.into_iter().filter(|it| !it.report.is_sound()).collect();
        assert_eq!(bad.len(), 2, "{bad:?}");
        for (examined, desk) in bad.iter().zip([OTHER, OVER]) {
            assert_eq!(examined.desk, name(&machine, desk));
            assert_eq!(examined.report.troubles[0].path, machine.paths(desk).data);
            assert!(examined.report.troubles[0].cause.contains("history"), "{examined:?}");
            assert!(examined.blocked.is_some());
        }
    }
}

#[test]
fn the_index_is_compared_once() {
    let machine = machine();
    fs::write(machine.paths(OWN).index(), vec![7; 4_096]).unwrap();
    let named = |it: &Examined| {
        let findings = it.report.troubles.iter().chain(&it.report.notes);
        findings.filter(|it| it.path == machine.paths(OWN).index()).count()
    };
    for own in [OWN, LIVE] {
        let all: Vec<Examined> = machine.desk(own).check_all().collect();
        assert_eq!(all.iter().map(named).sum::<usize>(), 1, "{all:?}");
        assert_eq!(named(all.last().unwrap()), 1);
    }
}

#[test]
fn names_that_lead_to_no_run_are_notes() {
    let machine = machine();
    let roots = Paths::under(machine.dir.path());
    let named = roots.named_runs();
    fs::create_dir_all(&named).unwrap();
    fs::write(named.join(".made"), "").unwrap();
    let (run, gone) = (name(&machine, NEVER), "sess_20260307_211000_0c0ffe");
    symlink(format!("../2026-03-07/{run}"), named.join("name-nightly")).unwrap();
    let lost = ["name-gone", "name-nowhere", "operation-file"].map(|name| named.join(name));
    symlink(format!("../2026-03-07/{gone}"), &lost[0]).unwrap();
    symlink("/nowhere", &lost[1]).unwrap();
    fs::write(&lost[2], "").unwrap();
    let all: Vec<Examined> = machine.desk(OWN).check_all().collect();
    assert!(all.iter().all(|it| it.report.is_sound()), "{all:?}");
    let notes = all.iter().flat_map(|it| &it.report.notes);
    let mut paths: Vec<_> = notes.map(|note| note.path.clone()).collect();
    paths.sort();
    assert_eq!(paths, lost);
    assert!(machine.desk(OWN).check().unwrap().notes.is_empty(), "they belong to no desk");
}

#[test]
fn desks_that_cannot_be_listed_are_warned_of() {
    let machine = machine();
    let day = Paths::under(machine.dir.path()).runs().join("2026-03-09");
    fs::write(&day, "a file in place of a day").unwrap();
    let desk = machine.desk(OWN);
    let all = desk.check_all();
    let [warning] = all.warnings.as_slice() else { panic!("{:?}", all.warnings) };
    assert!(warning.contains(day.to_str().unwrap()), "{warning}");
    assert_eq!(all.count(), 5);
}
