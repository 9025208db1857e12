//! Prints what a million past events cost: `cargo bench --bench history`.
//!
//! Whole processes on a memory disk, if there is one, in turn with an empty and a long past,
//! medians; then the doctor's check and its rebuild, warm. Nothing here passes or fails.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss)]

#[path = "../tests/common/lines.rs"]
mod lines;
#[path = "../tests/common/past.rs"]
mod past;
#[path = "common/watched.rs"]
#[allow(dead_code, reason = "no terminal is needed here")]
mod watched;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use onwatch::paths::Paths;
use tempfile::TempDir;
use watched::{machine, median, onwatch};

const EVENTS: u64 = 1_000_000;
const ROUNDS: usize = 200;

fn main() {
    let (short, long) = (home(), home());
    println!("machine: {}; files under {}", machine(), short.path().parent().unwrap().display());
    let history = Paths::under(long.path()).history();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&history).unwrap();
    // Up to now, so that all of it counts in the sums of the days.
    past::Past::ending(chrono::Utc::now(), EVENTS).fill(&history, EVENTS);
    onwatch(long.path(), &["doctor", "--repair"]);
    // Both have an ended session, and a segment of this month.
    for home in [&short, &long] {
        onwatch(home.path(), &["start"]);
        onwatch(home.path(), &["end"]);
    }
    commands(short.path(), long.path());
    doctor(long.path());
}

fn home() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

fn commands(short: &Path, long: &Path) {
    const SESSION: [&[&str]; 5] = [&["start"], &["pause"], &["status"], &["resume"], &["end"]];
    let mut times = vec![(Vec::new(), Vec::new()); SESSION.len()];
    for round in 0..ROUNDS {
        for (arguments, (empty, full)) in SESSION.iter().zip(&mut times) {
            // Each goes first as often as the other, because the first may find the processor slow.
            let mut turns = [(short, empty), (long, full)];
            turns.rotate_left(round % 2);
            for (home, times) in turns {
                times.push(onwatch(home, arguments));
            }
        }
    }
    for (arguments, (empty, full)) in SESSION.iter().zip(times) {
        let (empty, full) = (median(empty), median(full));
        println!(
            "onwatch {:<8} {empty:6.2} ms without a past, {full:6.2} ms with {EVENTS} events: {:.2}x (asked: 1.1x)",
            arguments[0],
            full / empty
        );
    }
}

fn doctor(home: &Path) {
    let check: Vec<_> = (0..5).map(|_| onwatch(home, &["doctor"])).collect();
    println!("onwatch doctor            {:8.0} ms (asked: 2,000 ms)", median(check));
    let paths = Paths::under(home);
    let rebuild: Vec<_> = (0..3)
        .map(|_| {
            fs::remove_file(paths.state()).unwrap();
            onwatch(home, &["doctor", "--repair"])
        })
        .collect();
    println!("onwatch doctor --repair   {:8.0} ms (asked: 3,000 ms)", median(rebuild));
}
