//! Real processes that ask the index: many at once, killed at any moment, on a full disk.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use onwatch::clock::FixedClock;
use onwatch::core::{PastQuery, Session, Verb};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use tempfile::TempDir;

use crate::common::home::memory_dir;
use crate::common::past::Past;

/// How many events the past has; in an unoptimized program it takes a while to read them.
const EVENTS: u64 = 2_000;
/// How many processes are killed.
const KILLS: u32 = 24;

/// A home with a past of two days, and its end.
fn long_past() -> (TempDir, Past) {
    let home = memory_dir();
    let history = Paths::under(home.path()).history();
    fs::create_dir_all(&history).unwrap();
    let mut past = Past::begin("2026-03-07T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
    past.fill(&history, EVENTS);
    desk(&home, &past).repair().unwrap();
    (home, past)
}

fn desk(home: &TempDir, past: &Past) -> Desk {
    Desk::new(Paths::under(home.path()), Arc::new(FixedClock::at(past.utc)))
}

/// A program that asks the index for everything.
fn asker(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(["--json", "report", "--since", "2026-01-01", "--by", "task"]);
    command.env_clear().env("ONWATCH_HOME", home.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Returns the active seconds that a process reported, and its warnings.
fn answer(child: Child) -> (u64, String) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    (report["active_seconds"].as_u64().unwrap(), said)
}

/// Returns the active seconds of all sessions, as the lines of the journal say.
fn told(home: &TempDir) -> u64 {
    let mut past = std::collections::BTreeMap::new();
    let history = Paths::under(home.path()).history();
    for entry in fs::read_dir(history).unwrap() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let Ok(event) = serde_json::from_str::<onwatch::core::Recorded>(line) else { continue };
            for update in event.change.set.history_updates {
                if let onwatch::core::HistoryUpdate::Filed(session) = update {
                    let record = onwatch::core::SessionRecord::of(&session);
                    past.insert(record.key, record.active_ms);
                }
            }
        }
    }
    past.values().sum::<u64>() / 1_000
}

fn left_over(home: &TempDir) -> Vec<PathBuf> {
    let data = Paths::under(home.path()).data;
    let all = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let is_left = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("index.db") && name != "index.db"
    };
    all.filter(is_left).collect()
}

#[test]
fn four_processes_that_build_and_catch_up_at_once_all_answer_right() {
    let (home, mut past) = long_past();
    for round in 0..3 {
        let children: Vec<Child> = (0..4).map(|_| asker(&home).spawn().unwrap()).collect();
        let right = told(&home);
        for child in children {
            assert_eq!(answer(child), (right, String::new()), "round {round}");
        }
        assert_eq!(left_over(&home), Vec::<PathBuf>::new());
        append(&home, &mut past, 60);
    }
}

/// Adds events to the newest segment, as a writer would.
fn append(home: &TempDir, past: &mut Past, count: usize) {
    let history = Paths::under(home.path()).history();
    let names = fs::read_dir(history).unwrap().map(|entry| entry.unwrap().path());
    let segments = names.filter(|path| path.to_str().unwrap().contains("/0000"));
    let newest = segments.max().unwrap();
    let mut bytes = fs::read(&newest).unwrap();
    (0..count).for_each(|_| bytes.extend(past.event()));
    fs::write(newest, bytes).unwrap();
}

#[test]
fn a_process_that_is_killed_at_any_moment_leaves_nothing_that_makes_an_answer_wrong() {
    let (home, mut past) = long_past();
    let begun = Instant::now();
    let right = told(&home);
    assert_eq!(answer(asker(&home).spawn().unwrap()).0, right);
    let build = begun.elapsed();
    let index = Paths::under(home.path()).index();
    let mut killed = 0;
    for nth in 0..KILLS {
        // Every other one builds it, the others catch up.
        if nth % 2 == 0 {
            let _ = fs::remove_file(&index);
        } else {
            append(&home, &mut past, 40);
        }
        let mut child = asker(&home).spawn().unwrap();
        let until = Instant::now() + build.mul_f64(f64::from(nth + 1) / f64::from(KILLS));
        // It is killed at its time, or as soon as it writes.
        while Instant::now() < until && (nth % 4 < 2 || left_over(&home).is_empty()) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        if nth % 5 == 4 {
            assert_eq!(answer(asker(&home).spawn().unwrap()), (told(&home), String::new()));
        }
    }
    assert!(killed > KILLS / 2, "{killed}");
    assert_eq!(answer(asker(&home).spawn().unwrap()).0, told(&home));
    assert_eq!(left_over(&home), Vec::<PathBuf>::new());
    let sum = desk(&home, &past).past_sum(&PastQuery::default()).unwrap();
    assert_eq!((sum.answer.active_ms / 1_000, sum.warnings), (told(&home), vec![]));
}

#[test]
fn on_a_full_disk_memory_answers_with_a_warning() {
    let (home, mut past) = long_past();
    let ask_with = |limit: u32| {
        // A file that would grow beyond this many KiB cannot be written.
        let program = asker(&home);
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\"");
        shell.args(["-c", &script, "sh"]).arg(program.get_program()).args(program.get_args());
        shell.env_clear().env("ONWATCH_HOME", home.path());
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        answer(shell.spawn().unwrap())
    };
    for limit in [0, 1, 8, 64, 256] {
        let (active, warnings) = ask_with(limit);
        assert_eq!(active, told(&home), "{limit}");
        assert!(warnings.contains("the index cannot be kept"), "{limit}: {warnings}");
        assert_eq!(left_over(&home), Vec::<PathBuf>::new(), "{limit}");
    }
    assert_eq!(answer(asker(&home).spawn().unwrap()), (told(&home), String::new()));
    append(&home, &mut past, 60);
    for limit in [0, 8] {
        assert_eq!(ask_with(limit).0, told(&home), "{limit}, to catch up");
    }
    assert_eq!(answer(asker(&home).spawn().unwrap()), (told(&home), String::new()));
}

/// A program that does something with the home of a past.
fn program(home: &TempDir, line: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(line).env_clear().env("ONWATCH_HOME", home.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits for a program that must have done what it was asked.
fn done(child: Child) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// Checks that the store and its index are sound.
fn assert_sound(home: &TempDir, past: &Past) {
    let report = desk(home, past).check().unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Returns a session as it is now.
fn session(home: &TempDir, past: &Past, name: &str) -> Session {
    desk(home, past).story(Some(name.parse().unwrap())).unwrap().session
}

#[test]
fn corrections_that_are_killed_at_any_moment_are_recorded_whole_once_or_not_at_all() {
    let (home, past) = long_past();
    done(program(&home, &["edit", "1", "-n", "the first"]).spawn().unwrap());
    let begun = Instant::now();
    done(program(&home, &["edit", "1", "-n", "the second"]).spawn().unwrap());
    let usual = begun.elapsed();
    let mut killed = 0;
    for nth in 0..KILLS {
        let notes = format!("correction {nth}");
        let line = ["edit", "1", "-n", &notes, "--operation", &notes];
        if nth % 3 == 0 {
            let _ = fs::remove_file(Paths::under(home.path()).index());
        }
        let mut child = program(&home, &line).spawn().unwrap();
        let until = Instant::now() + usual.mul_f64(f64::from(nth + 1) / f64::from(KILLS));
        while Instant::now() < until {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        // The same command again: it is recorded now, or was before.
        done(program(&home, &line).spawn().unwrap());
        assert_eq!(session(&home, &past, "1").start_notes, Some(notes));
    }
    assert!(killed > KILLS / 4, "{killed}");
    let trail = desk(&home, &past).log_of(&"1".parse().unwrap(), 1_000).unwrap().answer;
    let edits = trail.iter().filter(|activity| activity.verb == Verb::Edit).count();
    assert_eq!(edits, usize::try_from(KILLS).unwrap() + 2);
    assert_sound(&home, &past);
    assert_eq!(answer(asker(&home).spawn().unwrap()).0, told(&home));
}

#[test]
fn corrections_of_one_session_at_the_same_time_are_all_made() {
    let (home, past) = long_past();
    for round in 0..3 {
        if round == 1 {
            fs::remove_file(Paths::under(home.path()).index()).unwrap();
        }
        let (notes, closing) = (format!("notes {round}"), format!("closing {round}"));
        let (operator, target) = (format!("eve{round}"), format!("{}h", round + 1));
        let lines = [
            ["edit", "2", "-n", &notes],
            ["edit", "2", "--closing", &closing],
            ["edit", "2", "--operator", &operator],
            ["edit", "2", "--target", &target],
        ];
        let children: Vec<Child> =
            lines.iter().map(|line| program(&home, line).spawn().unwrap()).collect();
        children.into_iter().for_each(done);
        let session = session(&home, &past, "2");
        assert_eq!(session.start_notes, Some(notes));
        assert_eq!(session.closing_notes, Some(closing));
        assert_eq!(session.operator, operator);
        assert_eq!(session.target_seconds, Some(3_600 * (round + 1)));
        assert_sound(&home, &past);
    }
}

#[test]
fn a_start_and_a_correction_of_the_last_session_at_the_same_time_are_both_made() {
    let (home, past) = long_past();
    for round in 0..6 {
        done(program(&home, &["start"]).spawn().unwrap());
        done(program(&home, &["end"]).spawn().unwrap());
        let last = desk(&home, &past).look().unwrap().watch.session.unwrap().key.to_string();
        let notes = format!("round {round}");
        let children = [
            program(&home, &["start"]).spawn().unwrap(),
            program(&home, &["edit", &last, "-n", &notes]).spawn().unwrap(),
        ];
        children.into_iter().for_each(done);
        assert_eq!(session(&home, &past, &last).start_notes, Some(notes), "round {round}");
        let live = desk(&home, &past).look().unwrap().watch.session.unwrap();
        assert!(live.phase.is_live() && live.key.to_string() != last, "round {round}");
        done(program(&home, &["end"]).spawn().unwrap());
    }
    assert_sound(&home, &past);
}

#[test]
fn corrections_while_reports_build_the_index_anew_are_made_and_the_reports_are_right() {
    let (home, past) = long_past();
    let index = Paths::under(home.path()).index();
    for round in 0..3 {
        let _ = fs::remove_file(&index);
        let reports: Vec<Child> = (0..3).map(|_| asker(&home).spawn().unwrap()).collect();
        let notes: Vec<String> = (3..6).map(|key| format!("{key} in round {round}")).collect();
        let edits: Vec<Child> = (3..6)
            .zip(&notes)
            .map(|(key, notes)| {
                program(&home, &["edit", &key.to_string(), "-n", notes]).spawn().unwrap()
            })
            .collect();
        edits.into_iter().for_each(done);
        // Notes are no time: it is the same whatever came first.
        for report in reports {
            assert_eq!(answer(report), (told(&home), String::new()), "round {round}");
        }
        for (key, notes) in (3..6).zip(notes) {
            let session = session(&home, &past, &i32::to_string(&key));
            assert_eq!(session.start_notes, Some(notes), "round {round}");
        }
    }
    assert_sound(&home, &past);
}
