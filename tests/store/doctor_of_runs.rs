//! The doctor on the desk of a run: also what only a run has.

use std::fs;
use std::path::PathBuf;

use onwatch::core::{Command, Period, RunQuery, RunStatus, WantedDesks};
use onwatch::store::Report;

use crate::common::home::change;
use crate::common::request::{end, note};
use crate::index::machine::Machine;

/// A machine with a run that has done two steps.
fn machine() -> (Machine, usize) {
    let mut machine = Machine::new();
    let run = machine.begin_run("all rows up");
    for (name, ms) in [("search", Some(240)), ("load", None)] {
        let data = Some(serde_json::json!({ "found": 3 }));
        machine.give(run, Command::CompleteStep { name: name.to_owned(), ms, data });
    }
    machine.give(run, note("halfway"));
    machine.give(run, Command::SetRunStatus { status: RunStatus("rows_found".to_owned()) });
    (machine, run)
}

fn metadata(machine: &Machine, run: usize) -> PathBuf {
    machine.paths(run).run_metadata().unwrap()
}

fn check(machine: &Machine, run: usize) -> Report {
    machine.desk(run).check().unwrap()
}

/// Repairs a run; nothing is to be said of it then.
fn repair(machine: &Machine, run: usize) -> Vec<String> {
    let report = machine.desk(run).repair().unwrap();
    assert!(report.is_sound(), "{report:?}");
    let after = check(machine, run);
    assert!(after.is_sound() && after.notes.is_empty(), "{after:?}");
    report.done
}

/// Reports whether the run is in the answers of the index.
fn is_found(machine: &Machine, run: usize) -> bool {
    let asked = machine.desk(0).sessions_of(WantedDesks::All, &Period::default()).unwrap();
    assert_eq!(asked.warnings, [""; 0]);
    asked.answer.iter().any(|it| it.desk == machine.paths(run).desk)
}

fn segment(machine: &Machine, run: usize) -> PathBuf {
    let names = fs::read_dir(machine.paths(run).history()).unwrap();
    let mut paths: Vec<_> = names.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    paths.pop().unwrap()
}

#[test]
fn a_sound_run_has_no_findings_live_or_over() {
    let (machine, run) = machine();
    for _ in 0..2 {
        assert_eq!(repair(&machine, run), [""; 0]);
        machine.give(run, note("on"));
    }
    machine.give(run, end());
    assert_eq!(repair(&machine, run), [""; 0]);
    assert!(is_found(&machine, run) && !machine.is_open(run));
    assert_eq!(repair(&machine, run), [""; 0]);
    assert!(!machine.is_open(run), "a run that is over needs no mark");
}

#[test]
fn metadata_that_is_gone_or_says_something_else_is_a_note_and_is_written_as_it_was() {
    let (machine, run) = machine();
    let path = metadata(&machine, run);
    let sound = fs::read(&path).unwrap();
    let changed = String::from_utf8(sound.clone()).unwrap().replace("240", "241").into_bytes();
    let longer = [&sound[..], b"\n"].concat();
    let (state, behind) = (fs::read(machine.paths(run).state()).unwrap(), sound.clone());
    assert_ne!(changed, sound);
    for damaged in [None, Some(Vec::new()), Some(changed), Some(longer)] {
        match &damaged {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let report = check(&machine, run);
        assert!(report.is_sound(), "{report:?}");
        let [note] = report.notes.as_slice() else { panic!("{report:?}") };
        assert_eq!(note.path, path);
        let what = if damaged.is_some() { "what the state says" } else { "missing" };
        assert!(note.cause.contains(what) && note.cause.contains("next command"), "{note:?}");
        let done = repair(&machine, run);
        assert_eq!(done, [format!("rebuilt {} from the history", path.display())]);
        assert_eq!(fs::read(&path).unwrap(), sound);
    }
    // As a process leaves it that was killed after its commit.
    machine.give(run, Command::CompleteStep { name: "late".to_owned(), ms: None, data: None });
    let sound = fs::read(&path).unwrap();
    fs::write(&path, behind).unwrap();
    fs::write(machine.paths(run).state(), state).unwrap();
    let report = check(&machine, run);
    assert!(report.is_sound() && report.notes.len() == 2, "{report:?}");
    machine.desk(run).repair().unwrap();
    assert_eq!(fs::read(&path).unwrap(), sound);
}

#[test]
fn a_live_run_without_its_mark_is_a_trouble_and_is_found_again_after_a_repair() {
    for all_marks in [false, true] {
        let (machine, run) = machine();
        let mark = machine.paths(run).open_mark().unwrap();
        // An index that is built now would open it again.
        machine.give(0, Command::start(None));
        is_found(&machine, run);
        if all_marks {
            fs::remove_dir_all(machine.paths(run).open_runs()).unwrap();
        } else {
            fs::remove_file(&mark).unwrap();
        }
        assert!(!is_found(&machine, run));
        let report = check(&machine, run);
        let [trouble] = report.troubles.as_slice() else { panic!("{report:?}") };
        assert_eq!(trouble.path, mark);
        assert_eq!(repair(&machine, run), [format!("made {} again", mark.display())]);
        assert!(is_found(&machine, run));
    }
}

#[test]
fn a_run_that_ended_without_its_mark_is_missed_in_the_index_and_is_there_after_a_repair() {
    let (machine, run) = machine();
    machine.give(0, Command::start(None));
    for has_been_read in [true, false] {
        if has_been_read {
            assert!(is_found(&machine, run));
        }
        fs::remove_file(machine.paths(run).open_mark().unwrap()).unwrap_or_default();
        machine.give(run, end());
        let report = machine.desk(0).check().unwrap();
        let [trouble] = report.troubles.as_slice() else { panic!("{report:?}") };
        assert_eq!(trouble.path, machine.paths(0).index());
        assert!(trouble.cause.contains(machine.paths(run).desk.as_str()), "{trouble:?}");
        machine.desk(0).repair().unwrap();
        let ended = machine.desk(0).runs(&RunQuery::default()).unwrap().answer;
        assert!(!ended[0].is_live() && ended.len() == 1, "{ended:?}");
        let report = machine.desk(0).check().unwrap();
        assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
        machine.give(run, Command::Reopen { session: None });
    }
}

#[test]
fn a_run_whose_start_died_before_it_was_recorded_is_sound_and_empty() {
    let mut machine = Machine::new();
    let run = machine.make_run();
    for report in [check(&machine, run), machine.desk(run).repair().unwrap()] {
        assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
        assert_eq!((report.events, report.done), (0, Vec::new()));
    }
    assert!(!metadata(&machine, run).exists() && !machine.is_open(run));
}

/// What is lost or damaged of a run.
const DAMAGES: [&str; 5] =
    ["state", "journal", "state and metadata", "a line", "all but the state"];

fn damage(machine: &Machine, run: usize, what: &str) {
    let paths = machine.paths(run);
    match what {
        "state" => fs::remove_file(paths.state()).unwrap(),
        "journal" => fs::remove_file(segment(machine, run)).unwrap(),
        "state and metadata" => {
            fs::remove_file(paths.state()).unwrap();
            fs::remove_file(metadata(machine, run)).unwrap();
        }
        "a line" => {
            let text = fs::read_to_string(segment(machine, run)).unwrap();
            fs::write(segment(machine, run), text.replace("halfway", "halfwai")).unwrap();
            fs::remove_file(metadata(machine, run)).unwrap();
        }
        _ => {
            fs::remove_dir_all(paths.history()).unwrap();
            fs::remove_file(paths.witness()).unwrap();
            fs::remove_file(metadata(machine, run)).unwrap();
        }
    }
}

#[test]
fn a_run_that_was_rebuilt_has_the_files_that_only_a_run_has() {
    for what in DAMAGES {
        for is_over in [false, true] {
            let (machine, run) = machine();
            if is_over {
                machine.give(run, end());
                assert!(is_found(&machine, run) && !machine.is_open(run));
            }
            let sound = fs::read(metadata(&machine, run)).unwrap();
            damage(&machine, run, what);
            // Of some, only the state is left.
            let has_journal = what != "journal" && what != "all but the state";
            let desk = machine.desk(run);
            if has_journal { desk.repair() } else { desk.adopt() }.unwrap();
            let story = format!("{what}, over: {is_over}");
            let rebuilt = fs::read(metadata(&machine, run)).unwrap();
            assert_eq!(
                String::from_utf8(rebuilt).unwrap(),
                String::from_utf8(sound).unwrap(),
                "{story}"
            );
            // A session that ended in lost events is no longer listed, as on the desk of a person.
            assert_eq!(is_found(&machine, run), !is_over || has_journal, "{story}");
            assert_eq!(machine.is_open(run), !is_over, "{story}");
            machine.give(run, if is_over { Command::Reopen { session: None } } else { note("on") });
            let report = check(&machine, run);
            assert!(report.is_sound(), "{story}: {report:?}");
        }
    }
}

#[test]
fn a_history_that_a_repair_goes_on_with_is_read_anew_also_if_the_run_is_over() {
    let (machine, run) = machine();
    machine.give(run, end());
    assert!(is_found(&machine, run) && !machine.is_open(run));
    damage(&machine, run, "a line");
    let report = machine.desk(run).repair().unwrap();
    assert!(report.done.iter().any(|done| done.contains("new segment")), "{report:?}");
    assert!(machine.is_open(run), "the index has not read the new segment");
    assert!(is_found(&machine, run));
    assert!(!machine.is_open(run));
}

/// Appends to the journal of a run, which an index that is built anew must read.
fn append(machine: &Machine, run: usize, bytes: &[u8]) {
    change(&segment(machine, run), |journal| journal.extend_from_slice(bytes));
    fs::remove_file(machine.paths(0).index()).unwrap();
}

/// What is kept of damaged files.
fn kept(machine: &Machine, run: usize) -> Vec<Vec<u8>> {
    let names = fs::read_dir(machine.paths(run).quarantine()).unwrap();
    names.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn an_incomplete_last_line_ends_the_journal_for_the_index_and_a_repair_removes_it() {
    let tails = ["{\"seq\":9,\"recorded", "{\"seq\":9,\"recorded\n", "\n", "x\n{\"seq\":9"];
    for (tail, is_over) in tails.into_iter().flat_map(|tail| [(tail, false), (tail, true)]) {
        let (machine, run) = machine();
        if is_over {
            machine.give(run, end());
        }
        assert!(is_found(&machine, run));
        let path = segment(&machine, run);
        let sound = fs::read(&path).unwrap();
        append(&machine, run, tail.as_bytes());
        for _ in 0..2 {
            assert!(is_found(&machine, run), "{tail:?}");
        }
        let done = repair(&machine, run);
        assert!(done.iter().any(|done| done.contains("incomplete last line")), "{done:?}");
        assert_eq!(fs::read(&path).unwrap(), sound, "{tail:?}");
        assert!(kept(&machine, run).contains(&tail.as_bytes().to_vec()), "{tail:?}");
        assert!(is_found(&machine, run), "{tail:?}");
    }
}

#[test]
fn a_last_line_that_was_acknowledged_is_damage_also_if_only_one_file_tells_of_it() {
    for lost in ["nothing", "state", "witness"] {
        let (machine, run) = machine();
        let paths = machine.paths(run);
        let path = segment(&machine, run);
        change(&path, |journal| {
            let at = journal.len() - 30;
            journal[at] ^= 1;
        });
        match lost {
            "state" => fs::remove_file(paths.state()).unwrap(),
            "witness" => fs::remove_file(paths.witness()).unwrap(),
            _ => {}
        }
        let damaged = fs::read(&path).unwrap();
        let asked = machine.desk(0).runs(&RunQuery::default()).unwrap();
        assert_eq!(asked.missing[0].desk.as_ref(), Some(&paths.desk), "without {lost}");
        assert!(!check(&machine, run).is_sound(), "without {lost}");
        machine.desk(run).repair().unwrap();
        assert!(kept(&machine, run).contains(&damaged), "without {lost}");
        assert!(is_found(&machine, run), "without {lost}");
    }
}

/// Returns why a run is in each list as one that cannot be read; `None` if it is in none.
fn listed_as(machine: &Machine, run: usize) -> Option<String> {
    let (desk, name) = (machine.desk(0), machine.paths(run).desk);
    let lists = [
        desk.desks().unwrap().answer,
        desk.all_desks().unwrap().answer,
        desk.runs(&RunQuery::default()).unwrap().answer,
    ];
    let why = lists.map(|list| {
        let found = list.into_iter().find(|it| it.desk == name)?;
        found.waits_for.map(|why| why.text())
    });
    assert!(why.iter().all(|it| *it == why[0]), "{why:?}");
    why[0].clone()
}

/// Returns what the doctor of all desks says of a run.
fn troubles(machine: &Machine, run: usize) -> Vec<String> {
    let of_it = |it: &onwatch::desk::Examined| it.desk == machine.paths(run).desk;
    let desk = machine.desk(0);
    let all = desk.check_all().filter(of_it);
    all.flat_map(|it| it.report.troubles).map(|it| it.cause).collect()
}

#[test]
fn a_run_of_which_only_the_mark_is_left_is_lost_in_every_list_until_it_is_given_up() {
    for what in ["folder", "history"] {
        let (machine, run) = machine();
        machine.give(0, Command::start(None));
        let data = machine.paths(run).data;
        fs::remove_dir_all(&data).unwrap();
        if what == "history" {
            fs::create_dir(&data).unwrap();
        }
        let why = format!("its {what} is missing");
        for _ in 0..2 {
            assert_eq!(listed_as(&machine, run), Some(format!("cannot be read: {why}")));
            assert_eq!(troubles(&machine, run), [why.as_str()]);
            // Nobody hides it.
            let report = machine.desk(run).repair().unwrap();
            assert!(!report.is_sound() && report.done.is_empty(), "{report:?}");
            machine.desk(run).adopt().unwrap_err();
            machine.desk(run).obey(&crate::common::request::request(note("on"))).unwrap_err();
        }
        assert!(machine.is_open(run) && !machine.paths(run).history().exists());
        fs::remove_file(machine.paths(run).open_mark().unwrap()).unwrap();
        fs::remove_dir(&data).unwrap_or_default();
        assert_eq!((listed_as(&machine, run), troubles(&machine, run)), (None, Vec::new()));
    }
}

#[test]
fn a_closed_run_that_only_the_index_knows_is_a_trouble_that_no_repair_hides() {
    let (machine, run) = machine();
    machine.give(0, Command::start(None));
    machine.give(run, end());
    assert!(is_found(&machine, run) && !machine.is_open(run));
    let (data, aside) = (machine.paths(run).data, machine.dir.path().join("aside"));
    fs::rename(&data, &aside).unwrap();
    let desk = machine.desk(0);
    for report in [desk.check().unwrap(), desk.repair().unwrap(), desk.check().unwrap()] {
        let [trouble] = report.troubles.as_slice() else { panic!("{report:?}") };
        assert_eq!((&trouble.path, report.done.len()), (&data, 0));
    }
    fs::rename(&aside, &data).unwrap();
    assert!(desk.check().unwrap().is_sound() && is_found(&machine, run));
}

#[test]
fn what_is_left_of_a_closed_run_without_its_history_is_in_every_list() {
    for left in ["the witness", "metadata", "the quarantine", "a file in its place"] {
        let (machine, run) = machine();
        machine.give(0, Command::start(None));
        machine.give(run, end());
        assert!(is_found(&machine, run) && !machine.is_open(run));
        let paths = machine.paths(run);
        let kept = match left {
            "the witness" => Some(paths.witness()),
            "metadata" => paths.run_metadata(),
            _ => None,
        };
        let kept = kept.map(|path| (path.clone(), fs::read(path).unwrap()));
        fs::remove_dir_all(&paths.data).unwrap();
        fs::remove_file(paths.index()).unwrap();
        match (kept, left) {
            (None, "the quarantine") => {
                fs::create_dir_all(paths.quarantine()).unwrap();
                fs::write(paths.quarantine().join("a copy"), "").unwrap();
            }
            (None, _) => fs::write(&paths.data, "").unwrap(),
            (Some((path, bytes)), _) => {
                fs::create_dir(&paths.data).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        machine.desk(0).runs(&RunQuery::default()).unwrap();
        for _ in 0..2 {
            let why = listed_as(&machine, run);
            assert!(
                why.as_ref().is_some_and(|it| it.contains("cannot be read")),
                "{left}: {why:?}"
            );
            assert_eq!(troubles(&machine, run).len(), 1, "{left}");
        }
    }
}

#[test]
fn a_run_whose_only_event_was_lost_needs_attention_also_after_a_repair() {
    let mut machine = Machine::new();
    machine.give(0, Command::start(None));
    let run = machine.begin_run("all rows up");
    let text = fs::read_to_string(segment(&machine, run)).unwrap();
    fs::write(segment(&machine, run), text.replace("all rows up", "all rows UP")).unwrap();
    fs::remove_file(machine.paths(run).state()).unwrap();
    assert!(listed_as(&machine, run).is_some());
    let report = machine.desk(run).repair().unwrap();
    assert!(!report.done.is_empty() && !report.is_sound(), "{report:?}");
    let why = "its history was lost; copies of damaged files are in quarantine/";
    for _ in 0..2 {
        assert_eq!(listed_as(&machine, run), Some(format!("cannot be read: {why}")));
        assert_eq!(troubles(&machine, run), [why]);
        assert!(!machine.desk(run).repair().unwrap().is_sound());
    }
}

#[test]
fn access_of_others_and_what_an_interrupted_command_left_are_named_once() {
    use std::os::unix::fs::PermissionsExt;
    let (machine, run) = machine();
    let dir = machine.paths(run).data;
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(metadata(&machine, run), fs::Permissions::from_mode(0o644)).unwrap();
    let left = dir.join(".session_metadata.json.new");
    fs::write(&left, "{").unwrap();
    let notes = check(&machine, run).notes;
    let mut named: Vec<_> = notes.iter().map(|note| note.path.clone()).collect();
    named.sort();
    assert_eq!(named, [dir, left, metadata(&machine, run)], "{notes:?}");
}
