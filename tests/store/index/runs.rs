//! Runs that are over: closed once the index has read their end, and in every answer then.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use onwatch::core::{
    Command, PastQuery, Period, RunQuery, RunStatus, Search, WaitsFor, WantedDesks,
};
use onwatch::desk::Desk;
use onwatch::store::{Disk, Open};

use super::answers::assert_briefly_right;
use super::machine::Machine;
use crate::common::request::{end, note, request};
use crate::common::seam_disk::Seam;

/// The machine has a person who worked before.
fn machine() -> Machine {
    let machine = Machine::new();
    machine.give(0, Command::start(Some("look up".to_owned())));
    machine.give(0, end());
    machine
}

/// Asks the index for everything, as a report does.
fn ask(desk: &Desk) -> Vec<String> {
    let asked = desk.sessions_of(WantedDesks::All, &Period::default()).unwrap();
    assert_eq!(asked.warnings, [""; 0]);
    asked.answer.into_iter().map(|it| it.desk.to_string()).collect()
}

fn is_in_reports(machine: &Machine, run: usize) -> bool {
    ask(&machine.desk(0)).contains(&machine.paths(run).desk.to_string())
}

/// Returns the statuses of the runs that are listed.
fn listed(machine: &Machine) -> Vec<(String, String)> {
    let asked = machine.desk(0).runs(&RunQuery::default()).unwrap();
    assert_eq!(asked.warnings, [""; 0]);
    for run in &asked.answer {
        let nth = (0..machine.desks()).find(|nth| machine.paths(*nth).desk == run.desk).unwrap();
        assert_eq!(run.name, Some(format!("run-{nth}")));
    }
    let line = |desk: onwatch::core::DeskGlance| (desk.desk.to_string(), desk.status.unwrap().0);
    let mut lines: Vec<_> = asked.answer.into_iter().map(line).collect();
    lines.sort();
    lines
}

/// Returns the name of the run and its status.
fn line(machine: &Machine, run: usize, status: &str) -> (String, String) {
    (machine.paths(run).desk.to_string(), status.to_owned())
}

#[test]
fn the_time_of_programs_is_none_of_people_unless_it_is_asked_for() {
    let mut machine = machine();
    let run = machine.begin_run("all rows up");
    let desk = machine.desk(0);
    let name = machine.paths(run).desk;
    let of = |wanted| desk.sessions_of(wanted, &Period::default()).unwrap().answer.len();
    for is_over in [false, true] {
        assert_eq!(of(WantedDesks::OfPeople), 1, "{is_over}");
        assert_eq!(of(WantedDesks::All), 2, "{is_over}");
        assert_eq!(of(WantedDesks::One(&name)), 1, "{is_over}");
        if !is_over {
            machine.give(run, end());
        }
    }
}

fn status(word: &str) -> Command {
    Command::SetRunStatus { status: RunStatus(word.to_owned()) }
}

#[test]
fn a_run_that_is_over_is_closed_and_is_still_in_reports_history_and_search() {
    let mut machine = machine();
    let run = machine.begin_run("all rows up");
    machine.give(run, note("halfway up"));
    assert!(is_in_reports(&machine, run) && machine.is_open(run));
    machine.give(run, status("error"));
    assert!(machine.is_open(run));
    // The first question reads its end, and closes it.
    for _ in 0..2 {
        assert!(is_in_reports(&machine, run) && !machine.is_open(run));
        assert_eq!(listed(&machine), [line(&machine, run, "error")]);
        let open = machine.desk(0).desks().unwrap().answer;
        assert!(open.iter().all(|desk| !desk.is_run), "{open:?}");
        let search = Search { words: vec!["halfway".to_owned()], ..Search::default() };
        assert_eq!(machine.desk(0).search(&search, 9).unwrap().answer.len(), 1);
        assert_eq!(machine.desk(run).past_sum(&PastQuery::default()).unwrap().answer.sessions, 1);
        assert_briefly_right(&machine, 0, "by the person");
        assert_briefly_right(&machine, run, "by the run");
    }
    assert!(machine.desk(0).check().unwrap().is_sound());
}

#[test]
fn a_run_that_cannot_be_read_says_which_of_its_files_and_is_warned_of_by_its_name() {
    let mut machine = machine();
    let run = machine.begin_run("all rows up");
    let paths = machine.paths(run);
    fs::remove_file(paths.state()).unwrap();
    let segment = fs::read_dir(paths.history()).unwrap().map(|entry| entry.unwrap().path());
    let segment = segment.into_iter().find(|path| path.extension().is_some()).unwrap();
    let text = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, text.replace("all rows up", "all rows UP")).unwrap();
    let desk = machine.desk(0);
    for all in [desk.desks().unwrap(), desk.all_desks().unwrap()] {
        let runs: Vec<_> = all.answer.iter().filter(|desk| desk.is_run).collect();
        let why = runs[0].waits_for.as_ref().unwrap().text();
        let name = segment.file_name().unwrap().to_str().unwrap();
        assert!(why.starts_with(&format!("cannot be read: history/{name} is damaged")), "{why}");
        // A warning that says the same names the desk.
        let of_it = |warning: &String| warning.contains(paths.desk.as_str());
        let is_named = all.missing.iter().any(|one| one.desk.as_ref() == Some(&paths.desk));
        assert_eq!(all.warnings.iter().any(of_it), is_named, "{:?}", all.warnings);
    }
    assert!(!desk.all_desks().unwrap().warnings.is_empty());
}

#[test]
fn a_run_that_goes_on_after_it_was_closed_is_seen_again() {
    let again: [(&str, Command, &str); 3] = [
        ("reopened", Command::Reopen { session: None }, "halfway"),
        ("undone", Command::Undo, "halfway"),
        ("deleted", Command::DeleteRun, ""),
    ];
    for (story, command, expected) in again {
        let mut machine = machine();
        let run = machine.begin_run("up");
        machine.give(run, status("halfway"));
        machine.give(run, status("completed"));
        assert_eq!(listed(&machine), [line(&machine, run, "completed")]);
        assert!(!machine.is_open(run), "{story}");
        machine.give(run, command);
        assert!(machine.is_open(run), "{story}");
        let expected: Vec<_> = Some(expected)
            .filter(|it| !it.is_empty())
            .map(|it| line(&machine, run, it))
            .into_iter()
            .collect();
        assert_eq!(listed(&machine), expected, "{story}");
        assert_briefly_right(&machine, 0, story);
        // And closed again after its next end.
        let next = if expected.is_empty() { Command::Undo } else { end() };
        machine.give(run, next);
        assert_eq!(listed(&machine), [line(&machine, run, "completed")], "{story}");
        assert!(!machine.is_open(run), "{story}");
        assert_briefly_right(&machine, 0, story);
    }
}

#[test]
fn data_that_changes_after_a_run_was_closed_is_read() {
    let mut machine = machine();
    let run = machine.begin_run("up");
    machine.give(run, end());
    assert!(is_in_reports(&machine, run) && !machine.is_open(run));
    let set = serde_json::Map::from_iter([("rows".to_owned(), 3.into())]);
    machine.give(run, Command::UpdateRun { set, unset: Vec::new() });
    assert!(machine.is_open(run));
    assert_briefly_right(&machine, run, "updated");
    assert!(is_in_reports(&machine, run) && !machine.is_open(run));
}

#[test]
fn an_index_that_is_removed_and_built_anew_while_runs_end_has_them_all() {
    let mut machine = machine();
    let mut expected = Vec::new();
    for nth in 0..12 {
        let run = machine.begin_run("up");
        if nth % 3 == 0 {
            fs::remove_file(machine.paths(0).index()).unwrap_or_default();
        }
        if nth % 4 == 3 {
            assert!(is_in_reports(&machine, run));
        }
        machine.give(run, if nth % 2 == 0 { end() } else { Command::FailRun { reason: None } });
        expected.push(line(&machine, run, if nth % 2 == 0 { "completed" } else { "error" }));
        assert_eq!(listed(&machine).len(), expected.len());
        if nth % 3 == 1 {
            fs::remove_file(machine.paths(0).index()).unwrap();
        }
    }
    expected.sort();
    assert_eq!(listed(&machine), expected);
    assert!((3..machine.desks()).all(|run| !machine.is_open(run)));
    fs::remove_file(machine.paths(0).index()).unwrap();
    assert_eq!(listed(&machine), expected);
    assert_briefly_right(&machine, 0, "built anew");
}

#[test]
fn a_run_whose_start_died_before_it_was_recorded_is_closed_and_may_start_again() {
    let mut machine = machine();
    let run = machine.make_run();
    let full = Seam {
        before_open: Arc::new(|_, how| match how {
            Open::New => Err(std::io::ErrorKind::StorageFull.into()),
            _ => Ok(()),
        }),
        ..Seam::default()
    };
    let start = request(machine.start_of_run(run, None));
    let on_a_full_disk = Desk::on(machine.paths(run), machine.clock.clone(), Arc::new(full));
    on_a_full_disk.obey(&start).unwrap_err();
    assert!(machine.is_open(run));
    ask(&machine.desk(0));
    assert!(!machine.is_open(run));
    machine.desk(run).obey(&start).unwrap();
    assert!(is_in_reports(&machine, run) && machine.is_open(run));
}

#[test]
fn a_run_stays_open_while_only_an_index_in_memory_has_its_end() {
    let mut machine = machine();
    // A directory in its place: the file cannot be kept.
    fs::create_dir(machine.paths(0).index()).unwrap();
    let run = machine.begin_run("up");
    machine.give(run, end());
    let desk = machine.desk(0);
    for _ in 0..2 {
        let asked = desk.sessions_of(WantedDesks::All, &Period::default()).unwrap();
        assert!(asked.warnings[0].contains("made in memory"), "{:?}", asked.warnings);
        assert_eq!(asked.answer.len(), 2);
        assert!(machine.is_open(run));
    }
    fs::remove_dir(machine.paths(0).index()).unwrap();
    assert!(is_in_reports(&machine, run) && !machine.is_open(run));
}

#[test]
fn a_run_that_goes_on_at_the_moment_it_would_be_closed_stays_open() {
    let mut machine = machine();
    let run = machine.begin_run("up");
    machine.give(run, end());
    let (lock, met) = (machine.paths(run).lock(), Arc::new(AtomicBool::new(false)));
    let other = Desk::new(machine.paths(run), machine.clock.clone());
    let meets = met.clone();
    let seam = Seam {
        // The index has read its end, and is about to close it.
        before_open: Arc::new(move |path, how| {
            if path == lock && how != Open::Read && !meets.swap(true, Ordering::Relaxed) {
                other.obey(&request(Command::Reopen { session: None })).unwrap();
            }
            Ok(())
        }),
        ..Seam::default()
    };
    let disk: Arc<dyn Disk> = Arc::new(seam);
    let asker = Desk::on(machine.paths(0), machine.clock.clone(), disk);
    assert_eq!(ask(&asker).len(), 2);
    assert!(met.load(Ordering::Relaxed) && machine.is_open(run));
    assert!(!is_in_reports(&machine, run) || machine.is_open(run));
    machine.give(run, end());
    assert!(is_in_reports(&machine, run) && !machine.is_open(run));
}

#[test]
fn an_index_in_memory_sees_the_ends_that_another_process_closed() {
    let mut machine = machine();
    let index = machine.paths(0).index();
    let gone = machine.dir.path().join("nowhere/index.db");
    let seam = Seam {
        shown: Arc::new(move |path| if path == index { gone.clone() } else { path.to_owned() }),
        ..Seam::default()
    };
    let disk: Arc<dyn Disk> = Arc::new(seam);
    let in_memory = Desk::on(machine.paths(0), machine.clock.clone(), disk);
    let (first, second) = (machine.begin_run("up"), machine.begin_run("up"));
    assert_eq!(ask(&in_memory).len(), 3);
    for (nth, run) in [first, second].into_iter().enumerate() {
        machine.give(run, end());
        assert!(is_in_reports(&machine, run) && !machine.is_open(run));
        assert_eq!(ask(&in_memory).len(), 3);
        let ended = in_memory
            .runs(&RunQuery { status: Some("completed".to_owned()), ..RunQuery::default() });
        assert_eq!(ended.unwrap().answer.len(), nth + 1);
    }
}

#[test]
fn a_deleted_run_is_in_no_answer_and_its_journal_stays() {
    let mut machine = machine();
    let (ended, live) = (machine.begin_run("up"), machine.begin_run("up"));
    machine.give(ended, end());
    assert_eq!(listed(&machine).len(), 2);
    for run in [ended, live] {
        machine.give(run, Command::DeleteRun);
        assert!(!is_in_reports(&machine, run));
        assert_eq!(
            machine.journal(run).last().unwrap().event.verb(),
            onwatch::core::Verb::RunDelete
        );
    }
    assert_eq!(listed(&machine), []);
    assert!(!machine.is_open(ended) && !machine.is_open(live));
    assert_briefly_right(&machine, 0, "deleted");
    machine.give(ended, Command::Undo);
    machine.give(live, Command::Undo);
    assert_eq!(listed(&machine).len(), 2);
    assert!(machine.desk(live).obey(&request(end())).is_ok());
}

/// Returns a machine with runs that are over and closed, and a number of the second one.
fn machine_of_closed_runs() -> (Machine, usize) {
    let mut machine = machine();
    let runs = [1, 2, 3].map(|_| machine.begin_run("up"));
    for run in runs {
        machine.give(run, end());
    }
    assert_eq!(listed(&machine).len(), 3);
    assert!(runs.into_iter().all(|run| !machine.is_open(run)));
    (machine, runs[1])
}

/// Returns a desk for which some files cannot be opened.
fn refused(
    machine: &Machine,
    refuses: impl Fn(&std::path::Path) -> bool + Send + Sync + 'static,
) -> Desk {
    let seam = Seam {
        before_open: Arc::new(move |path, _| {
            if refuses(path) { Err(std::io::Error::from_raw_os_error(24)) } else { Ok(()) }
        }),
        ..Seam::default()
    };
    Desk::on(machine.paths(0), machine.clock.clone(), Arc::new(seam))
}

#[test]
fn a_closed_run_that_cannot_be_read_while_the_index_is_built_is_open_again_until_it_is_read() {
    let (machine, run) = machine_of_closed_runs();
    let (name, history) = (machine.paths(run).desk, machine.paths(run).history());
    fs::remove_file(machine.paths(0).index()).unwrap();
    let desk = refused(&machine, move |path| path.starts_with(&history));
    for _ in 0..2 {
        let asked = desk.sessions_of(WantedDesks::All, &Period::default()).unwrap();
        assert_eq!((asked.answer.len(), asked.missing.len()), (3, 1));
        assert_eq!(asked.missing[0].desk.as_ref(), Some(&name));
        let list = desk.runs(&RunQuery::default()).unwrap();
        assert_eq!((list.answer.len(), list.missing.len()), (3, 1));
        assert!(list.answer[0].is_unread() && list.answer[0].desk == name, "{list:?}");
        assert!(machine.is_open(run) && machine.paths(0).index().exists());
    }
    assert_eq!(listed(&machine).len(), 3);
    assert!(!machine.is_open(run) && is_in_reports(&machine, run));
    assert_briefly_right(&machine, 0, "read again");
}

#[test]
fn an_index_without_runs_that_cannot_be_opened_again_is_not_kept() {
    let (machine, _) = machine_of_closed_runs();
    let (runs, index) = (machine.paths(0).runs(), machine.paths(0).index());
    fs::remove_file(&index).unwrap();
    let desk = refused(&machine, move |path| path.starts_with(&runs));
    for _ in 0..2 {
        let asked = desk.runs(&RunQuery::default()).unwrap();
        assert_eq!(asked.missing.len(), 3, "{asked:?}");
        assert!(asked.warnings.iter().any(|it| it.contains("made in memory")), "{asked:?}");
        assert!(!index.exists());
    }
    assert_eq!(listed(&machine).len(), 3);
}

#[test]
fn an_index_is_not_kept_if_a_day_of_runs_cannot_be_listed() {
    let (machine, _) = machine_of_closed_runs();
    let (index, runs) = (machine.paths(0).index(), machine.paths(0).runs());
    fs::remove_file(&index).unwrap();
    // The whole day, as the system sees it that cannot list it.
    let (day, aside) = (runs.join("2026-03-07"), runs.join("aside"));
    fs::rename(&day, &aside).unwrap();
    fs::write(&day, "").unwrap();
    let asked = machine.desk(0).runs(&RunQuery::default()).unwrap();
    assert_eq!((asked.answer.len(), asked.missing.len()), (0, 1), "{asked:?}");
    assert!(asked.missing[0].warning.contains("2026-03-07 cannot be listed"), "{asked:?}");
    assert!(!index.exists());
    fs::remove_file(&day).unwrap();
    fs::rename(&aside, &day).unwrap();
    assert_eq!(listed(&machine).len(), 3);
    assert!(index.exists());
}

#[test]
fn runs_that_cannot_be_listed_for_a_while_are_read_as_those_that_were_listed_last() {
    let mut machine = machine();
    let (run, other) = (machine.begin_run("all rows up"), machine.begin_run("up"));
    let name = machine.paths(run).desk;
    let asker = machine.desk(0);
    let live = |asker: &Desk| {
        let list = asker.desks().unwrap();
        let is_run = |desk: &&onwatch::core::DeskGlance| desk.is_run && desk.is_live();
        let names = list.answer.iter().filter(is_run).map(|desk| desk.desk.clone());
        (names.collect::<Vec<_>>(), list.missing.len())
    };
    assert_eq!(live(&asker).0.len(), 2);
    // As the system sees it that cannot list them.
    let (open, aside) = (machine.paths(0).open_runs(), machine.paths(0).data.join("aside"));
    fs::rename(&open, &aside).unwrap();
    fs::write(&open, "").unwrap();
    assert_eq!((live(&asker).0.len(), live(&asker).1), (2, 1));
    assert_eq!(live(&machine.desk(0)), (vec![], 1), "who never listed them knows none");
    // They are read as they are now.
    fs::remove_file(&open).unwrap();
    fs::rename(&aside, &open).unwrap();
    machine.give(other, end());
    fs::rename(&open, &aside).unwrap();
    fs::write(&open, "").unwrap();
    assert_eq!(live(&asker), (vec![name.clone()], 1));
    fs::remove_file(&open).unwrap();
    fs::rename(&aside, &open).unwrap();
    assert_eq!(live(&asker), (vec![name], 0));
}

#[test]
fn a_closed_run_whose_journal_is_damaged_is_in_the_list_of_an_index_that_is_built_anew() {
    let (machine, run) = machine_of_closed_runs();
    let path = fs::read_dir(machine.paths(run).history()).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("up", "UP", 1)).unwrap();
    fs::remove_file(machine.paths(0).index()).unwrap();
    for _ in 0..2 {
        let asked = machine.desk(0).runs(&RunQuery::default()).unwrap();
        assert_eq!(asked.answer.len(), 3);
        assert_eq!(asked.missing[0].desk.as_ref(), Some(&machine.paths(run).desk));
        assert!(machine.is_open(run));
    }
    machine.desk(run).repair().unwrap();
    assert!(is_in_reports(&machine, run) || machine.is_open(run));
}

/// Returns a desk that calls something each time it lists the open runs; it gets the number of the call.
fn asker(machine: &Machine, listing: impl Fn(usize) + Send + Sync + 'static) -> Desk {
    let (open, count) = (machine.paths(0).open_runs(), AtomicUsize::new(0));
    let seam = Seam {
        touched: Arc::new(move |path| {
            if path == open {
                listing(count.fetch_add(1, Ordering::Relaxed));
            }
        }),
        ..Seam::default()
    };
    Desk::on(machine.paths(0), machine.clock.clone(), Arc::new(seam))
}

#[test]
fn a_run_that_ends_and_is_closed_or_goes_on_while_it_is_listed_is_listed_once() {
    for goes_on in [false, true] {
        for moment in 0..4 {
            let mut machine = machine();
            let run = machine.begin_run("up");
            let mut next = end();
            if goes_on {
                machine.give(run, end());
                next = Command::Reopen { session: None };
            }
            assert!(is_in_reports(&machine, run));
            assert_eq!(machine.is_open(run), !goes_on);
            let (desk, reader) = (machine.desk(run), machine.desk(0));
            let asker = asker(&machine, move |nth| {
                if nth == moment {
                    desk.obey(&request(next.clone())).unwrap();
                    ask(&reader);
                }
            });
            let listed = asker.runs(&RunQuery::default()).unwrap().answer;
            assert_eq!(listed.len(), 1, "goes on: {goes_on}, at listing {moment}: {listed:?}");
        }
    }
}

#[test]
fn a_run_that_cannot_be_read_is_in_every_list_and_says_why() {
    let mut machine = machine();
    let run = machine.begin_run("up");
    let desk = machine.paths(run).desk;
    let segment = fs::read_dir(machine.paths(run).history()).unwrap();
    let segment =
        segment.map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some());
    fs::write(segment.unwrap(), "no journal\n").unwrap();
    let query = RunQuery { agent: Some("nobody".to_owned()), ..RunQuery::default() };
    let asker = machine.desk(0);
    let lists = [asker.desks(), asker.all_desks(), asker.runs(&query)];
    for (nth, list) in lists.into_iter().enumerate() {
        let list = list.unwrap().answer;
        let found: Vec<_> = list.iter().filter(|one| one.desk == desk).collect();
        assert_eq!(found.len(), 1, "{nth}");
        assert!(matches!(found[0].waits_for, Some(WaitsFor::Attention { .. })), "{nth}: {found:?}");
        let guessed = (found[0].band, found[0].health, found[0].active_seconds);
        assert_eq!(guessed, (None, None, None), "{nth}");
        assert_eq!(list[0].desk, desk, "it comes first: {nth}");
    }
}
