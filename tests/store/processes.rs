//! Real processes on one store: killed at any moment, many at once, fifty that start at once.
//!
//! `ONWATCH_TEST_KILLS` sets how many processes are killed; 1,000 when it is not set.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use onwatch::clock::SystemClock;
use onwatch::core::{By, Command as Order, Interface, Request, Verb};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use onwatch::store::Open;
use tempfile::TempDir;

use crate::common::home::memory_dir;
use crate::common::seam_disk::Seam;

const WRITERS: usize = 8;
const COMMANDS: usize = 200;

fn spawn(home: &TempDir, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(arguments).env_clear().env("ONWATCH_HOME", home.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn exit(mut child: Child) -> Option<i32> {
    child.wait().unwrap().code()
}

fn desk(home: &TempDir) -> Desk {
    Desk::new(Paths::under(home.path()), Arc::new(SystemClock::default()))
}

/// Checks that the store is sound and its numbers have no holes; returns the notes, oldest first.
fn notes(home: &TempDir) -> Vec<String> {
    let desk = desk(home);
    let report = desk.check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    let mut log = desk.log(usize::MAX).unwrap();
    log.reverse();
    let seqs: Vec<u64> = log.iter().map(|activity| activity.seq).collect();
    let all: Vec<u64> = (1..=desk.look().unwrap().watch.seq).collect();
    assert_eq!(seqs, all, "the numbers have no holes");
    let said = log.into_iter().filter(|activity| activity.verb == Verb::Note);
    said.map(|activity| activity.text).collect()
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// A random time below `most`.
fn some_of(most: Duration) -> Duration {
    most.mul_f64(f64::from(getrandom::u32().unwrap()) / f64::from(u32::MAX))
}

/// How often a writer was killed before it was answered.
struct Answered {
    kills: usize,
    /// The answer was one to a command that had been obeyed before.
    repeated: bool,
}

/// The exit code of a command that could not lock the store, and recorded nothing.
const LOCKED: i32 = 6;

/// Runs `note` under an operation id until it is answered, and kills most of these processes.
fn note_until_answered(
    home: &TempDir,
    id: &str,
    (usual, may_be_locked): (Duration, bool),
) -> Answered {
    let mut kills = 0;
    loop {
        let mut child = spawn(home, &["note", "--operation", id, id]);
        if kills < 12 {
            std::thread::sleep(some_of(usual));
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => {
                let repeated = output.stdout.starts_with(b"Already done");
                return Answered { kills, repeated };
            }
            // While somebody removes the lock file all the time, it may have no luck for long.
            Some(LOCKED) if may_be_locked => {}
            Some(other) => panic!("{id} was answered with {other}"),
            None => kills += 1,
        }
    }
}

/// Lets every writer write notes until this many processes were killed. Returns the notes that were
/// answered.
fn write_and_kill(home: &TempDir, wanted: usize, may_be_locked: bool) -> Vec<String> {
    let begun = Instant::now();
    assert_eq!(exit(spawn(home, &["start"])), Some(0));
    // With as many at once as there are writers, one takes about this long.
    let usual = begun.elapsed() * 3;
    let (killed, repeats) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let answered = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (killed, repeats, answered) = (&killed, &repeats, &answered);
            scope.spawn(move || {
                for nth in 0.. {
                    if killed.load(Ordering::Relaxed) >= wanted {
                        break;
                    }
                    let id = format!("writer {writer} note {nth}");
                    let Answered { kills, repeated } =
                        note_until_answered(home, &id, (usual, may_be_locked));
                    killed.fetch_add(kills, Ordering::Relaxed);
                    repeats.fetch_add(usize::from(repeated), Ordering::Relaxed);
                    answered.lock().unwrap().push(id);
                }
            });
        }
    });
    assert!(killed.into_inner() >= wanted);
    assert!(repeats.into_inner() > 0, "some were killed between their line and their answer");
    answered.into_inner().unwrap()
}

/// How many processes are killed.
fn wanted() -> usize {
    match std::env::var("ONWATCH_TEST_KILLS") {
        Ok(number) => number.parse().unwrap(),
        Err(_) => 1_000,
    }
}

#[test]
fn what_was_acknowledged_outlives_a_thousand_kills_and_counts_once() {
    let home = memory_dir();
    let answered = write_and_kill(&home, wanted(), false);
    assert_eq!(sorted(notes(&home)), sorted(answered));
}

#[test]
fn eight_writers_are_killed_while_the_lock_file_is_removed_and_every_note_counts_once() {
    let home = memory_dir();
    let lock = Paths::under(home.path()).lock();
    let (is_over, removed) = (AtomicBool::new(false), AtomicUsize::new(0));
    let answered = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                removed.fetch_add(usize::from(fs::remove_file(&lock).is_ok()), Ordering::Relaxed);
                std::thread::yield_now();
            }
        });
        // Also if a writer fails, the loop above must end.
        let answered =
            std::panic::catch_unwind(|| write_and_kill(&home, wanted().div_ceil(4), true));
        is_over.store(true, Ordering::Relaxed);
        answered.unwrap()
    });
    assert!(removed.into_inner() > answered.len(), "it was removed again and again");
    assert_eq!(sorted(notes(&home)), sorted(answered));
}

#[test]
fn eight_writers_of_two_hundred_commands_lose_none() {
    let home = memory_dir();
    assert_eq!(exit(spawn(&home, &["start"])), Some(0));
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let home = &home;
            scope.spawn(move || {
                for nth in 0..COMMANDS {
                    let text = format!("{writer}/{nth:03}");
                    assert_eq!(exit(spawn(home, &["note", &text])), Some(0), "{text}");
                }
            });
        }
    });
    let notes = notes(&home);
    for writer in 0..WRITERS {
        let of = |text: &&String| text.starts_with(&format!("{writer}/"));
        let said: Vec<&String> = notes.iter().filter(of).collect();
        let wanted: Vec<String> = (0..COMMANDS).map(|nth| format!("{writer}/{nth:03}")).collect();
        assert_eq!(said, wanted.iter().collect::<Vec<_>>(), "all, in the order they were given");
    }
    assert_eq!(notes.len(), WRITERS * COMMANDS);
}

#[test]
fn of_fifty_starts_at_once_one_succeeds_and_the_others_are_refused() {
    let home = memory_dir();
    let children: Vec<Child> = (0..50).map(|_| spawn(&home, &["start"])).collect();
    let mut codes: Vec<Option<i32>> = children.into_iter().map(exit).collect();
    codes.sort_unstable();
    let mut wanted = vec![Some(4); 50];
    wanted[0] = Some(0);
    assert_eq!(codes, wanted);
    assert_eq!(desk(&home).look().unwrap().watch.seq, 1);
}

#[test]
fn fifty_notes_at_once_are_all_there() {
    let home = memory_dir();
    assert_eq!(exit(spawn(&home, &["start"])), Some(0));
    let texts: Vec<String> = (0..50).map(|nth| format!("note {nth:02}")).collect();
    let children: Vec<Child> = texts.iter().map(|text| spawn(&home, &["note", text])).collect();
    for child in children {
        assert_eq!(exit(child), Some(0));
    }
    assert_eq!(sorted(notes(&home)), texts);
}

/// Returns the disk of this machine on which every lock seems free, and where two writers meet
/// before either adds its line.
fn unlocked() -> Seam {
    let meet = Barrier::new(2);
    let before_write = Arc::new(move |how| {
        if how == Open::Append {
            meet.wait();
        }
    });
    Seam { before_write, ignores_locks: true, ..Seam::default() }
}

#[test]
fn without_the_lock_two_writers_break_the_history_so_these_tests_can_fail() {
    let home = memory_dir();
    assert_eq!(exit(spawn(&home, &["start"])), Some(0));
    let disk = Arc::new(unlocked());
    let by = By::new("ana", Interface::Cli, "desk-1");
    std::thread::scope(|scope| {
        for said in ["one", "two"] {
            let (home, disk, by) = (&home, disk.clone(), by.clone());
            scope.spawn(move || {
                let paths = Paths::under(home.path());
                let own = Desk::on(paths, Arc::new(SystemClock::default()), disk);
                // Each is told that its note is recorded, or trips over the other's files.
                let _ = own.obey(&Request::new(Order::Note { text: said.into(), task: None }, by));
            });
        }
    });
    assert!(!desk(&home).check().unwrap().is_sound(), "two lines bear the same number");
}
