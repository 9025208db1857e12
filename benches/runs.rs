//! Prints what runs of programs cost: `cargo bench --bench runs`.
//!
//! Files on a memory disk, if there is one. Whole processes in turn, medians. Flushes are counted by
//! `strace`, if it is there. Nothing here passes or fails.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss)]

#[path = "common/watched.rs"]
#[allow(dead_code, reason = "no terminal is needed here")]
mod watched;

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use onwatch::clock::{Clock, FixedClock, SystemClock};
use onwatch::core::{By, Command, Interface, Moment, NewRun, Request, SessionId};
use onwatch::desk::{Desk, Runs};
use onwatch::paths::Paths;
use tempfile::TempDir;
use watched::{ONWATCH, machine, median, onwatch};

const LIVE: u32 = 200;
const ENDED: u32 = 20_000;
const ROUNDS: usize = 200;

fn main() {
    let (short, long) = (home(), home());
    println!("machine: {}; files under {}", machine(), short.path().parent().unwrap().display());
    births(short.path());
    let short = self::home();
    fill(short.path(), LIVE, false);
    fill(long.path(), LIVE, false);
    let begun = Instant::now();
    fill(long.path(), ENDED, true);
    let each = begun.elapsed().as_secs_f64() * 1_000.0 / f64::from(ENDED);
    for home in [&short, &long] {
        onwatch(home.path(), &["start"]);
    }
    println!("start and end of a run        {each:7.2} ms, without a process");
    let first = onwatch(long.path(), &["desks"]).as_secs_f64();
    println!("desks, which closes {ENDED} runs that ended {first:5.1} s, once");
    let marks = fs::read_dir(Paths::under(long.path()).open_runs()).unwrap().count();
    assert!(marks <= LIVE as usize + 1, "{marks} are open");
    compare("desks", short.path(), long.path(), &["desks"], "asked: 40 ms, and 1.10x");
    compare("desks --json", short.path(), long.path(), &["desks", "--json"], "");
    compare("status", short.path(), long.path(), &["status"], "");
    compare("report", short.path(), long.path(), &["report", "today"], "");
    compare("run start", short.path(), long.path(), &["run", "start", "--agent", "a"], "");
}

fn home() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// Prints how often the start of a run flushes. The first one also makes the directories.
fn births(home: &Path) {
    let lines: [(&str, &[&str]); 4] = [
        ("the first run of all", &[]),
        ("a run", &[]),
        ("a run with an operation, the first", &["--operation", "op-1"]),
        ("a run with an operation", &["--operation", "op-2"]),
    ];
    for (what, more) in lines {
        let trace = home.join("trace");
        let mut strace = Process::new("strace");
        strace.args(["-f", "-e", "trace=fsync,fdatasync", "-o"]).arg(&trace).arg(ONWATCH);
        strace.args(["run", "start", "--agent", "a"]).args(more).env("ONWATCH_HOME", home);
        if !strace
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
        {
            println!("strace is not there, so no flushes are counted");
            return;
        }
        let flushes = fs::read_to_string(&trace).unwrap();
        let count = flushes.lines().filter(|line| line.contains("sync(")).count();
        println!("run start flushes {count:2} times: {what} (asked: 6)");
    }
}

/// Starts runs, as programs do; each of them may end.
fn fill(home: &Path, count: u32, ends: bool) {
    let roots = Paths::under(home);
    let begin = SystemClock::default().now().utc;
    for nth in 0..count {
        // Fourteen minutes lie between the ends of two runs, so most of them are of earlier days.
        let back = if ends { i64::from(count - nth) * 14 * 60 } else { 600 };
        let clock = FixedClock::at(begin - TimeDelta::seconds(back));
        clock.set(Moment { nonce: nth.wrapping_mul(7_919), ..clock.now() });
        let clock = Arc::new(clock);
        let request = |command| Request::new(command, By::new("ana", Interface::Cli, "desk-1"));
        let start = |id| {
            let mut start = Command::start(Some("Import the rows of the night".to_owned()));
            if let Command::Start { agent_id, workflow_id, run, .. } = &mut start {
                *agent_id = Some(format!("agent-{}", nth % 7));
                *workflow_id = Some("nightly".to_owned());
                *run = Some(Box::new(NewRun { id, name: None, user_id: None }));
            }
            request(start)
        };
        let runs = Runs::new(&roots, clock.clone());
        let id = runs.make(&start(SessionId::new(begin, 0))).unwrap().id;
        let desk = Desk::new(roots.of_run(&id).unwrap(), clock.clone());
        desk.obey(&start(id)).unwrap();
        if ends {
            clock.advance(60);
            desk.obey(&request(Command::End { notes: None })).unwrap();
        }
    }
}

/// Prints what a command takes with live runs alone, and beside many that ended.
fn compare(what: &str, short: &Path, long: &Path, line: &[&str], asked: &str) {
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Each goes first as often as the other, because the first may find the processor slow.
        let mut turns = [(short, &mut alone), (long, &mut beside)];
        turns.rotate_left(round % 2);
        for (home, times) in turns {
            times.push(onwatch(home, line));
        }
    }
    let (alone, beside) = (median(alone), median(beside));
    println!(
        "{what:12} {LIVE} live {alone:6.2} ms, beside {ENDED} ended {beside:6.2} ms: {:.2}x {asked}",
        beside / alone
    );
}
