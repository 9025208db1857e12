//! `log --follow`: in this process with a clock of its own, and as a real process on a pipe.

use std::io::{self, BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::shell::{Shell, program};

/// The longest that any wait may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A pipe of lines, closed when its receiving end is dropped.
struct Pipe(Sender<String>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in std::str::from_utf8(bytes).unwrap().lines() {
            let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
            self.0.send(line.to_owned()).map_err(gone)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs `line` in a thread, while `story` reads its output and runs commands; then the pipe is
/// closed, and the follower notices with one more command.
fn following(shell: &Shell, line: &str, story: impl FnOnce(&Receiver<String>)) {
    following_to(shell, line, "note last", story);
}

/// The same, with the last command.
pub fn following_to(shell: &Shell, line: &str, last: &str, story: impl FnOnce(&Receiver<String>)) {
    let (lines, heard) = channel();
    thread::scope(|scope| {
        let follower = scope.spawn(move || {
            let words: Vec<&str> = line.split_whitespace().collect();
            let mut err = Vec::new();
            let next = shell.run(&words, &mut Pipe(lines), &mut err);
            assert!(matches!(next, onwatch::cli::CliOutcome::Exit(0)), "{line}");
            assert_eq!(String::from_utf8(err).unwrap(), "", "{line}");
        });
        // A story that fails must not leave the follower waiting for ever.
        let told = catch_unwind(AssertUnwindSafe(|| story(&heard)));
        drop(heard);
        shell.good(last);
        follower.join().unwrap();
        told.unwrap_or_else(|failed| resume_unwind(failed));
    });
}

pub fn next(heard: &Receiver<String>) -> String {
    heard.recv_timeout(PATIENCE).unwrap()
}

#[test]
fn what_was_done_comes_first_and_what_is_new_when_it_happens() {
    let shell = Shell::after(&["start", "note one"]);
    following(&shell, "log --follow -n 1", |heard| {
        assert_eq!(next(heard), "2026-01-01 09:00  SESSION-001  noted       one");
        shell.pass(1);
        shell.good("note two");
        assert_eq!(next(heard), "2026-01-01 09:01  SESSION-001  noted       two");
        shell.good("undo");
        assert_eq!(next(heard), "2026-01-01 09:01  SESSION-001  undid       noted two");
    });
}

#[test]
fn what_is_new_is_heard_of_before_the_first_session_too() {
    let shell = Shell::new();
    following(&shell, "log --follow", |heard| {
        shell.good("start");
        assert_eq!(next(heard), "2026-01-01 09:00  SESSION-001  started");
    });
}

#[test]
fn no_event_is_lost_or_told_twice_where_the_journal_begins_a_new_segment() {
    let shell = Shell::after(&["start"]);
    following(&shell, "log --follow --json -n 1", |heard| {
        for seq in 1..=120_u64 {
            let activity: Value = serde_json::from_str(&next(heard)).unwrap();
            assert_eq!(activity["schema"], "onwatch.activity/1");
            assert_eq!(activity["seq"], seq);
            if seq % 40 == 0 {
                shell.pass(40 * 24 * 60);
            }
            shell.give(&["note", "on and on"]);
        }
        let segments = std::fs::read_dir(shell.home.path().join("data/history")).unwrap();
        let names = segments.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.filter(|name| name.starts_with('0')).count(), 4);
    });
}

#[test]
fn more_at_once_than_the_state_remembers_comes_whole_and_in_order() {
    let shell = Shell::after(&["start"]);
    following(&shell, "log --follow --json", |heard| {
        for _ in 0..70 {
            shell.good("note one of many");
        }
        for seq in 1..=71_u64 {
            let activity: Value = serde_json::from_str(&next(heard)).unwrap();
            assert_eq!(activity["seq"], seq);
        }
    });
}

#[test]
fn one_session_is_followed_to_the_start_of_the_next_and_no_further() {
    let shell = Shell::after(&["start -n first"]);
    following(&shell, "log --follow --session 1", |heard| {
        assert!(next(heard).ends_with("started     first"));
        shell.good("note hello");
        assert!(next(heard).ends_with("noted       hello"));
        shell.good("start --switch -n second");
        assert!(next(heard).ends_with("started     second · after SESSION-001 (0s)"));
        shell.good("note not of the first");
        shell.good("undo");
        shell.good("undo");
        assert!(next(heard).contains("undid"), "the first goes on");
    });
}

#[test]
fn a_session_that_is_not_there_is_not_followed() {
    assert_eq!(Shell::after(&["start"]).say("log --follow --session 9").exit, 3);
}

/// Starts a follower in a process of its own, and waits for its first line.
fn follower(home: &TempDir) -> (Child, BufReader<ChildStdout>) {
    assert!(program(home, "start").stdout(Stdio::null()).status().unwrap().success());
    let mut child = program(home, "log --follow --json").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    assert_eq!(seq(&mut lines), 1);
    (child, lines)
}

fn seq(lines: &mut impl BufRead) -> u64 {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    serde_json::from_str::<Value>(&line).unwrap()["seq"].as_u64().unwrap()
}

#[test]
fn a_follower_hears_another_process_and_ends_when_its_pipe_is_closed() {
    let home = TempDir::new().unwrap();
    let (mut child, mut lines) = follower(&home);
    for expected in 2..=4 {
        assert!(program(&home, "note hi").stdout(Stdio::null()).status().unwrap().success());
        assert_eq!(seq(&mut lines), expected);
    }
    // Nothing else happens: the closed pipe alone ends it.
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
