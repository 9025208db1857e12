//! Real processes that start runs: many at once, with one operation id, and killed at any moment.
//!
//! `ONWATCH_TEST_RUNS` sets how many runs are started at once; 160 when it is not set.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use onwatch::clock::SystemClock;
use onwatch::core::RunQuery;
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use tempfile::TempDir;

use crate::common::home::memory_dir;

/// How many processes start runs at the same time.
const AT_ONCE: usize = 8;
/// How many births are killed.
const KILLS: u32 = 40;

fn spawn(home: &TempDir, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(arguments).env_clear().env("ONWATCH_HOME", home.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Returns what a program printed that did what it was asked.
fn printed(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8(output.stdout.clone()).unwrap().trim_end().to_owned()
}

fn started(home: &TempDir, arguments: &[&str]) -> String {
    let line = [&["run", "start", "--agent", "importer"], arguments].concat();
    printed(&spawn(home, &line).wait_with_output().unwrap())
}

fn desk(home: &TempDir) -> Desk {
    Desk::new(Paths::under(home.path()), Arc::new(SystemClock::default()))
}

/// Returns the runs that have a folder in which something was recorded.
fn folders(home: &TempDir) -> BTreeSet<String> {
    let runs = Paths::under(home.path()).runs();
    let names = |dir: &std::path::Path| -> Vec<std::path::PathBuf> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let days =
        names(&runs).into_iter().filter(|path| !path.ends_with("open") && !path.ends_with("named"));
    let folders =
        days.flat_map(|day| names(&day)).filter(|run| run.join("session_metadata.json").exists());
    folders.map(|run| run.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Returns the runs that are listed, after a check that all is sound.
fn listed(home: &TempDir) -> BTreeSet<String> {
    let asked = desk(home).runs(&RunQuery::default()).unwrap();
    assert_eq!(asked.warnings, [""; 0]);
    let count = asked.answer.len();
    let names: BTreeSet<_> = asked.answer.into_iter().map(|desk| desk.desk.to_string()).collect();
    assert_eq!(names.len(), count, "none is listed twice");
    names
}

#[test]
fn many_runs_that_eight_processes_start_at_once_are_all_there_once() {
    let home = memory_dir();
    let all = std::env::var("ONWATCH_TEST_RUNS").map_or(160, |count| count.parse().unwrap());
    let ids: Vec<String> = std::thread::scope(|scope| {
        let starter = || (0..all / AT_ONCE).map(|_| started(&home, &[])).collect::<Vec<_>>();
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(starter)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let told: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(told.len(), ids.len(), "no id was given twice");
    assert_eq!(folders(&home), told);
    assert_eq!(listed(&home), told);
    // Every other one ends; nobody loses one of them.
    std::thread::scope(|scope| {
        for part in ids.chunks(ids.len().div_ceil(AT_ONCE)) {
            scope.spawn(|| {
                for id in part.iter().step_by(2) {
                    printed(&spawn(&home, &["run", "end", id]).wait_with_output().unwrap());
                }
            });
        }
    });
    assert_eq!(listed(&home), told);
    let open = fs::read_dir(Paths::under(home.path()).open_runs()).unwrap();
    let marks = open.filter(|entry| entry.as_ref().unwrap().file_name() != ".made").count();
    let live = desk(&home).desks().unwrap().answer.iter().filter(|desk| desk.is_run).count();
    assert_eq!(marks, live, "those that are over are closed");
    assert!(live < ids.len());
}

#[test]
fn one_operation_of_eight_processes_at_once_is_one_run() {
    let home = memory_dir();
    for round in 0..6 {
        let (operation, name) = (format!("op-{round}"), format!("nightly-{round}"));
        let mut line = vec!["run", "start", "--agent", "a", "--operation", &operation];
        if round % 2 == 1 {
            line.extend(["--name", &name]);
        }
        let children: Vec<Child> = (0..AT_ONCE).map(|_| spawn(&home, &line)).collect();
        let ids: BTreeSet<String> =
            children.into_iter().map(|child| printed(&child.wait_with_output().unwrap())).collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
        assert_eq!(folders(&home).len(), round + 1);
        assert_eq!(listed(&home), folders(&home));
    }
}

#[test]
fn of_eight_processes_that_start_a_run_of_one_name_one_does() {
    let home = memory_dir();
    for round in 0..4 {
        let name = format!("nightly-{round}");
        let line = ["run", "start", "--agent", "a", "--name", &name];
        let children: Vec<Child> = (0..AT_ONCE).map(|_| spawn(&home, &line)).collect();
        let codes =
            children.into_iter().map(|child| child.wait_with_output().unwrap().status.code());
        let done = codes.filter(|code| *code == Some(0)).count();
        assert_eq!((done, folders(&home).len()), (1, round + 1));
    }
}

#[test]
fn of_eight_processes_that_take_over_the_name_of_a_deleted_run_one_does() {
    let home = memory_dir();
    let line = ["run", "start", "--agent", "a", "--name", "nightly"];
    let mut newest = started(&home, &["--name", "nightly"]);
    for round in 0..4 {
        printed(&spawn(&home, &["run", "delete", &newest]).wait_with_output().unwrap());
        let children: Vec<Child> = (0..AT_ONCE).map(|_| spawn(&home, &line)).collect();
        let outputs = children.into_iter().map(|child| child.wait_with_output().unwrap());
        let done: Vec<_> = outputs.filter(|output| output.status.code() == Some(0)).collect();
        assert_eq!((done.len(), folders(&home).len()), (1, round + 2));
        newest = printed(&done[0]);
        assert_eq!(listed(&home), BTreeSet::from([newest.clone()]));
        let shown = spawn(&home, &["run", "show", "nightly"]).wait_with_output().unwrap();
        assert!(printed(&shown).starts_with(&newest));
    }
}

#[test]
fn a_birth_that_is_killed_at_any_moment_is_one_run_or_none() {
    let home = memory_dir();
    let begun = Instant::now();
    let mut told = BTreeSet::from([started(&home, &[])]);
    let usual = begun.elapsed();
    let mut killed = 0;
    for nth in 0..KILLS {
        let (operation, name) = (format!("op-{nth}"), format!("nightly-{nth}"));
        let mut line = vec!["run", "start", "--agent", "importer", "--operation", &operation];
        if nth % 2 == 1 {
            line.extend(["--name", &name]);
        }
        let mut child = spawn(&home, &line);
        let until = Instant::now() + usual.mul_f64(f64::from(nth + 1) / f64::from(KILLS));
        while Instant::now() < until {
            std::thread::sleep(Duration::from_micros(100));
        }
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let first = output.status.code().map(|_| printed(&output));
        killed += u32::from(first.is_none());
        // The same command again: it is started now, or was before.
        let id = printed(&spawn(&home, &line).wait_with_output().unwrap());
        assert!(first.is_none_or(|first| first == id));
        assert!(told.insert(id), "{nth}");
        assert_eq!(folders(&home), told, "{nth}");
    }
    assert!(killed > KILLS / 4, "{killed}");
    assert_eq!(listed(&home), told);
}
