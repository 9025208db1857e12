//! The doctor on every desk of a machine.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use onwatch::core::{Command, DeskName, Search};
use onwatch::desk::{Desk, Examined, Runs};
use onwatch::paths::Paths;
use onwatch::store::Report;

use crate::common::request::{end, note, request};
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
const REFUSED: usize = 2;
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
fn a_profile_in_which_nothing_was_recorded_is_no_desk() {
    let machine = machine();
    let (desk, never) = (machine.desk(OWN), machine.paths(REFUSED));
    machine.desk(REFUSED).obey(&request(Command::Pause { reason: None })).unwrap_err();
    assert!(never.lock().exists());
    let is_listed = || {
        let listed = desk.desks().unwrap().answer.iter().any(|it| it.desk == never.desk);
        assert_eq!(checked(&desk).0.contains(&never.desk), listed);
        listed
    };
    assert!(!is_listed());
    let search = Search { desk: Some(never.desk.clone()), ..Search::default() };
    let refused = desk.search(&search, 1).unwrap_err().to_string();
    assert!(!refused.contains(&format!(", {}", never.desk)), "{refused}");
    let segment = never.history().join("000001-2026-03.jsonl");
    fs::create_dir_all(&never.config).unwrap();
    for left in [segment, never.state(), never.witness(), never.quarantine().join("x")] {
        fs::create_dir_all(left.parent().unwrap()).unwrap();
        fs::write(&left, "").unwrap();
        assert!(is_listed(), "{}", left.display());
        fs::remove_file(&left).unwrap();
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

/// Makes names: one that leads to a run, and those given, which lead to these targets. Without one, a
/// file is in the place of the link. Returns their paths.
fn make_names(machine: &Machine, names: &[(&str, Option<&str>)]) -> Vec<PathBuf> {
    let dir = Paths::under(machine.dir.path()).named_runs();
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join(".made"), "").unwrap();
    fs::write(dir.join("namely"), "no name").unwrap();
    let run = name(machine, NEVER);
    symlink(format!("../2026-03-07/{run}"), dir.join("name-sound")).unwrap();
    let make = |(name, target): &(&str, Option<&str>)| {
        let path = dir.join(name);
        match target {
            Some(target) => symlink(target, &path).unwrap(),
            None => fs::write(&path, "foreign").unwrap(),
        }
        path
    };
    names.iter().map(make).collect()
}

#[test]
fn a_name_whose_run_has_no_folder_is_a_note_and_stays() {
    let machine = machine();
    let gone = "../2026-03-07/sess_20260307_211000_0c0ffe";
    let lost = make_names(&machine, &[("name-gone", Some(gone))]);
    let reports = [machine.desk(OWN).check().unwrap(), machine.desk(OWN).repair().unwrap()];
    for report in reports {
        assert!(report.is_sound() && report.done.is_empty(), "{report:?}");
        assert_eq!(report.notes.iter().map(|note| note.path.clone()).collect::<Vec<_>>(), lost);
    }
    let runs = Runs::new(&machine.paths(OWN), machine.clock.clone());
    assert_eq!(runs.find("gone").unwrap(), None);
    assert!(runs.find("sound").unwrap().is_some());
}

#[test]
fn a_name_that_can_lead_to_no_run_is_a_trouble_and_a_repair_frees_it() {
    for (own, is_all) in [(OWN, false), (OWN, true), (OTHER, true)] {
        let machine = machine();
        let names =
            [("name-nightly", None), ("name-nowhere", Some("/nowhere")), ("operation-7", None)];
        let mut dead = make_names(&machine, &names);
        dead.insert(0, dead[0].with_file_name("name-dir"));
        fs::create_dir(&dead[0]).unwrap();
        let runs = Runs::new(&machine.paths(OWN), machine.clock.clone());
        let error = runs.find("nightly").unwrap_err();
        assert_eq!(error.exit_code(), 6);
        assert!(error.to_string().contains("named/name-nightly is no link to a run"), "{error}");
        let desk = machine.desk(own);
        let check = || -> Vec<Report> {
            if is_all {
                desk.check_all().map(|it| it.report).collect()
            } else {
                vec![desk.check().unwrap()]
            }
        };
        let repair = || -> Vec<Report> {
            if is_all {
                desk.repair_all().map(|it| it.report).collect()
            } else {
                vec![desk.repair().unwrap()]
            }
        };
        let found: Vec<_> = check().into_iter().flat_map(|it| it.troubles).collect();
        let mut paths: Vec<_> = found.iter().map(|it| it.path.clone()).collect();
        paths.sort();
        assert_eq!(paths, dead, "{found:?}");
        let done: usize = repair().iter().map(|it| it.done.len()).sum();
        assert_eq!(done, dead.len());
        assert!(check().iter().all(Report::is_sound));
        assert!(runs.find("nightly").unwrap().is_none());
        let kept = machine.paths(OWN).quarantine();
        assert_eq!(fs::read_to_string(kept.join("name-nightly")).unwrap(), "foreign");
        assert_eq!(fs::read_link(kept.join("name-nowhere")).unwrap(), Path::new("/nowhere"));
        assert!(kept.join("name-dir").is_dir());
        let reason = fs::read_to_string(kept.join("name-nightly.reason.txt")).unwrap();
        assert!(reason.contains("named/name-nightly\nit is no link to a run"), "{reason}");
        // Another thing in the same place does not replace what is kept.
        fs::write(&dead[1], "again").unwrap();
        repair();
        assert_eq!(fs::read_to_string(kept.join("name-nightly")).unwrap(), "foreign");
        assert_eq!(fs::read_to_string(kept.join("name-nightly.1")).unwrap(), "again");
    }
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
