//! Prints what a status bar pays: `cargo bench --bench bars`.
//!
//! Whole processes in turn, medians, beside 100,000 past sessions on a memory disk, if there is
//! one; Timewarrior beside as many intervals, if it is installed. Nothing here passes or fails.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss)]

#[path = "../tests/common/lines.rs"]
mod lines;
#[path = "../tests/common/past.rs"]
#[allow(dead_code, reason = "another plan is used here")]
mod past;
#[path = "common/watched.rs"]
#[allow(dead_code, reason = "no terminal is needed here")]
mod watched;

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{Command, NewFrame};
use onwatch::paths::Paths;
use tempfile::TempDir;
use watched::{ONWATCH, machine, median, onwatch};

const SESSIONS: u64 = 100_000;
/// How many events one session makes.
const EVENTS: u64 = 4;
/// How much time passes between two events: there are 36 sessions a day, in seven and a half years.
const STEP: TimeDelta = TimeDelta::minutes(10);
const ROUNDS: usize = 300;

const VERSION: &str = "onwatch --version";
const STATUS: &str = "onwatch status";
const PLAIN: &str = "onwatch status --format {glyph} {elapsed}( {task})";
const TODAY: &str = "onwatch status --format {glyph} {elapsed} {today}";

fn main() {
    let home = home();
    println!("machine: {}; files under {}", machine(), home.path().parent().unwrap().display());
    let begin = Utc::now() - STEP * i32::try_from(SESSIONS * EVENTS + 1).unwrap();
    fill_onwatch(home.path(), begin);
    fill_timew(home.path(), begin);
    println!("{SESSIONS} past sessions, {ROUNDS} rounds, medians");

    let commands = commands();
    let mut times = vec![Vec::new(); commands.len()];
    for round in 0..ROUNDS {
        for turn in 0..commands.len() {
            // Each comes after each other one as often, because a program may slow the next one.
            let nth = (round + turn) % commands.len();
            times[nth].push(run(home.path(), &commands[nth].1));
        }
    }
    let medians: Vec<(&str, f64)> =
        commands.iter().map(|(name, _)| *name).zip(times.into_iter().map(median)).collect();
    for (name, taken) in &medians {
        println!("  {name:<52} {taken:6.2} ms");
    }
    let of = |name: &str| medians.iter().find(|(known, _)| *known == name).map(|(_, taken)| taken);
    let compare = |what: &str, name: &str, other: &str, asked: &str| match (of(name), of(other)) {
        (Some(one), Some(other)) => println!("{what}: {:.2}x ({asked})", one / other),
        _ => println!("{what}: not measured, because Timewarrior (timew) is not installed"),
    };
    compare("status to timew", STATUS, "timew", "asked: 1.0x");
    compare("status --format without totals to status", PLAIN, STATUS, "asked: 1.1x");
    compare("status --tmux to status", "onwatch status --tmux", STATUS, "for comparison");
    let beyond = of(VERSION).unwrap() - of("true").unwrap();
    println!("--version beyond /bin/true: {beyond:.2} ms");
}

/// Returns each command by its name.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut commands = vec![
        ("true", vec!["/bin/true"]),
        (VERSION, vec![ONWATCH, "--version"]),
        (STATUS, vec![ONWATCH, "status"]),
        (PLAIN, vec![ONWATCH, "status", "--format", "{glyph} {elapsed}( {task})"]),
        (TODAY, vec![ONWATCH, "status", "--format", "{glyph} {elapsed} {today}"]),
        ("onwatch status --tmux", vec![ONWATCH, "status", "--tmux"]),
        ("onwatch metrics", vec![ONWATCH, "metrics"]),
    ];
    if timew_is_installed() {
        commands.push(("timew", vec!["timew"]));
    }
    commands
}

fn timew_is_installed() -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join("timew").is_file())
}

/// Runs a command on the files under `home`; returns how long that took.
fn run(home: &Path, words: &[&str]) -> Duration {
    let begun = Instant::now();
    let mut command = Program::new(words[0]);
    command.args(&words[1..]).env("ONWATCH_HOME", home);
    command.env("TIMEWARRIORDB", home.join("timew")).env("TZ", "UTC");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let done = command.status();
    let taken = begun.elapsed();
    assert!(done.unwrap().success(), "{words:?}");
    taken
}

fn home() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// Writes the past sessions, and starts one with a context.
fn fill_onwatch(home: &Path, begin: DateTime<Utc>) {
    let history = Paths::under(home).history();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&history).unwrap();
    let mut past = past::Past::planned(begin, plan);
    past.step = STEP;
    past.fill(&history, SESSIONS * EVENTS);
    onwatch(home, &["doctor", "--repair"]);
    onwatch(home, &["start", "Import: find why the queue grows"]);
    onwatch(home, &["push", "task", "318", "Fix the import"]);
    // The index is made now, not in the first round.
    onwatch(home, &["report", "today"]);
}

fn plan(seq: u64) -> Command {
    match seq % EVENTS {
        0 => Command::start(Some("the usual watch".into())),
        1 => Command::Push(NewFrame {
            kind: "task".parse().unwrap(),
            id: (seq / EVENTS % 300).to_string(),
            title: Some("keep the logs in order".into()),
            estimate_seconds: None,
            entering: onwatch::core::Entering::Usual,
        }),
        2 => Command::Note { text: "nothing to report so far".into(), task: None },
        _ => Command::End { notes: Some("all quiet".into()) },
    }
}

/// Writes the same times as intervals of Timewarrior, a file for each month, and starts one.
fn fill_timew(home: &Path, begin: DateTime<Utc>) {
    if !timew_is_installed() {
        return;
    }
    let data = home.join("timew/data");
    fs::create_dir_all(&data).unwrap();
    fs::write(home.join("timew/timewarrior.cfg"), "").unwrap();
    let (mut month, mut lines) = (String::new(), String::new());
    for nth in 0..i32::try_from(SESSIONS).unwrap() {
        let start = begin + STEP * (nth * 4 + 1);
        let this = start.format("%Y-%m.data").to_string();
        if this != month {
            keep(&data.join(&month), &mut lines);
            month = this;
        }
        let (start, end) = (start.format("%Y%m%dT%H%M%SZ"), start + STEP * 3);
        let end = end.format("%Y%m%dT%H%M%SZ");
        writeln!(lines, "inc {start} - {end} # \"task {}\"", nth % 300).unwrap();
    }
    keep(&data.join(&month), &mut lines);
    run(home, &["timew", "start", "task 318", ":yes"]);
}

/// Writes the collected lines into a file, if there are any.
fn keep(file: &Path, lines: &mut String) {
    if !lines.is_empty() {
        fs::write(file, std::mem::take(lines)).unwrap();
    }
}
