//! Prints what tasks cost beside 10,000 tasks and 100,000 sessions: `cargo bench --bench tasks`.
//!
//! Files on a memory disk, if there is one. Whole processes in turn, medians. Nothing here passes or
//! fails.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss)]

#[path = "../tests/common/lines.rs"]
mod lines;
#[path = "../tests/common/past.rs"]
#[allow(dead_code, reason = "another plan is used here")]
mod past;
#[path = "common/watched.rs"]
#[allow(dead_code, reason = "no terminal is needed here")]
mod watched;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::clock::SystemClock;
use onwatch::core::{Command, Entering, NewFrame, TaskName, TaskQuery};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use tempfile::TempDir;
use watched::{machine, median, onwatch};

const TASKS: u64 = 10_000;
const SESSIONS: u64 = 100_000;
/// How many events one session makes.
const SESSION: u64 = 5;
/// How much time passes between two events.
const STEP: TimeDelta = TimeDelta::seconds(240);
const ROUNDS: usize = 200;
/// How often a page or a list is asked for.
const PAGES: usize = 20;

fn main() {
    let memory = Path::new("/dev/shm");
    let home = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
    println!("machine: {}; files under {}", machine(), home.path().parent().unwrap().display());
    let paths = Paths::under(home.path());
    fs::DirBuilder::new().recursive(true).mode(0o700).create(paths.history()).unwrap();
    let events = SESSIONS * SESSION;
    let begin = Utc::now() - STEP * i32::try_from(events + 1).unwrap();
    let mut past = past::Past::planned(begin, plan);
    past.step = STEP;
    past.fill(&paths.history(), events);
    onwatch(home.path(), &["doctor", "--repair"]);
    let built = onwatch(home.path(), &["report", "today"]);
    let bytes = fs::metadata(paths.index()).unwrap().len();
    println!("{TASKS} tasks, {SESSIONS} sessions: {built:.1?} to build, {bytes} bytes");
    commands(home.path());
    questions(&paths);
    one_busy_task(home.path());
}

fn plan(seq: u64) -> Command {
    let nth = seq / SESSION;
    let push = |kind: &str, id: u64, title: Option<String>| {
        Command::Push(NewFrame {
            kind: kind.parse().unwrap(),
            id: id.to_string(),
            title,
            estimate_seconds: Some(7_200),
            entering: Entering::Usual,
        })
    };
    match seq % SESSION {
        0 => Command::start(Some(format!("watch {nth}"))),
        1 => push("sprint", nth / 1_000, None),
        2 => push("task", nth % TASKS, Some(format!("Mend part {} of the importer", nth % TASKS))),
        3 => Command::Note { text: format!("round {nth}: nothing to report"), task: None },
        _ => Command::End { notes: None },
    }
}

/// Whole commands in turn.
fn commands(home: &Path) {
    onwatch(home, &["start", "now"]);
    let mut times = [const { Vec::new() }; 2];
    for round in 0..ROUNDS {
        times[0].push(onwatch(home, &["note", "still up"]));
        let id = (round * 37 % 10_000).to_string();
        times[1].push(onwatch(home, &["push", "task", &id]));
    }
    let [note, push] = times.map(median);
    println!(
        "onwatch note {note:.2} ms, push {push:.2} ms: {:.2} ms more (asked: 3 ms)",
        push - note
    );
    println!("onwatch task list: asked are 20 ms; all {TASKS} tasks are in progress");
    let answers: [&[&str]; 10] = [
        &["--version"],
        &["task", "list"],
        &["task", "list", "--status", "in_progress"],
        &["task", "list", "--sprint", "7"],
        &["task", "list", "--json"],
        &["task", "show", "7"],
        &["sprint", "list"],
        &["sprint", "show", "7"],
        &["brief", "--json"],
        &["brief", "--since", "yesterday"],
    ];
    // In turn, so that a machine that is busy for a moment is so for all of them.
    let mut times = [const { Vec::new() }; 10];
    for _ in 0..PAGES {
        for (times, arguments) in times.iter_mut().zip(answers) {
            times.push(onwatch(home, arguments));
        }
    }
    for (times, arguments) in times.into_iter().zip(answers) {
        println!("{:<50} {:8.2} ms", format!("onwatch {}", arguments.join(" ")), median(times));
    }
}

/// What the desk answers, without the start of a process.
fn questions(paths: &Paths) {
    let desk = Desk::new(paths.clone(), Arc::new(SystemClock::default()));
    let local = |at: DateTime<Utc>| at.naive_utc();
    let timed = |what: &str, ask: &dyn Fn()| {
        let times: Vec<Duration> = (0..PAGES)
            .map(|_| {
                let begun = Instant::now();
                ask();
                begun.elapsed()
            })
            .collect();
        println!("{what:<50} {:8.2} ms", median(times));
    };
    timed("all tasks (asked: 20 ms)", &|| drop(desk.tasks(&TaskQuery::default(), &local).unwrap()));
    let query = TaskQuery { sprint: Some("7".to_owned()), ..TaskQuery::default() };
    timed("the tasks of a sprint", &|| drop(desk.tasks(&query, &local).unwrap()));
    timed("what can be entered", &|| drop(desk.task_choices().unwrap()));
    timed("one task", &|| drop(desk.task(&TaskName::task("7"), &local).unwrap()));
    timed("one sprint of 1,000 tasks in 11,000 sessions", &|| {
        drop(desk.sprint(&TaskName::sprint("7"), &local).unwrap());
    });
    timed("who else works on the open tasks", &|| drop(desk.who_else().unwrap()));
}

/// A task that is entered again and again.
fn one_busy_task(home: &Path) {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        times.push(onwatch(home, &["push", "task", "7"]));
        onwatch(home, &["push", "task", "8"]);
    }
    println!("onwatch push of a task with {ROUNDS} more events {:.2} ms", median(times));
}
