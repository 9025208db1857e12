//! The real program in a cleared environment: what only a process can show.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write, pipe};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::shell::program;

fn run(home: &TempDir, line: &str) -> Output {
    program(home, line).output().unwrap()
}

fn exit(home: &TempDir, line: &str) -> i32 {
    run(home, line).status.code().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn exit_codes_tell_what_came_of_it() {
    let home = TempDir::new().unwrap();
    let story =
        [("status", 3), ("start", 0), ("status", 0), ("start", 4), ("strat", 2), ("end", 0)];
    for (line, code) in story {
        assert_eq!(exit(&home, line), code, "{line}");
    }
    std::fs::create_dir(home.path().join("config/config.toml")).unwrap();
    assert_eq!(exit(&home, "start"), 1);
}

#[test]
fn without_a_terminal_the_panel_is_the_status() {
    let home = TempDir::new().unwrap();
    let output = program(&home, "").env("TERM", "xterm-256color").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).starts_with("■ No session yet."));
    assert!(text(&output.stderr).contains("the panel needs a terminal"));
}

#[test]
fn the_version_is_the_packages_own() {
    let output = run(&TempDir::new().unwrap(), "--version");
    assert_eq!(text(&output.stdout), format!("onwatch {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let home = TempDir::new().unwrap();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let output = program(&home, "start").stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    assert_eq!(exit(&home, "status"), 0);
}

#[test]
fn a_reader_of_the_first_line_gets_it() {
    let home = TempDir::new().unwrap();
    run(&home, "start -n hello");
    let mut child = program(&home, "status").stdout(Stdio::piped()).spawn().unwrap();
    let mut head = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut head).unwrap();
    assert!(head.starts_with("● SESSION-001") && head.ends_with("hello\n"), "{head}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_stdout_is_told_and_what_was_recorded_stands() {
    let home = TempDir::new().unwrap();
    for line in ["start", "status", "status --json", "log", "--help"] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(&home, line).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}");
        let err = text(&output.stderr);
        assert!(err.contains("The answer could not be written"), "{line}: {err}");
        assert!(err.contains("every change is recorded"), "{line}: {err}");
    }
    assert_eq!(exit(&home, "status"), 0);
}

#[test]
fn words_that_are_no_text_are_usage_and_no_panic() {
    use std::os::unix::ffi::OsStrExt;
    let home = TempDir::new().unwrap();
    let word = std::ffi::OsStr::from_bytes(b"\xff\x1b[2J");
    let output = program(&home, "note").arg(word).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn without_any_home_the_failure_says_what_to_set() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    let output = command.arg("status").env_clear().env("ONWATCH_HOME", "here").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("absolute path"));
    let dir = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    let output = command.arg("start").env_clear().env("HOME", "here").current_dir(&dir).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("HOME is not an absolute path"));
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn local_times_are_read_on_the_days_the_clocks_change() {
    let home = TempDir::new().unwrap();
    let berlin = |line: [&str; 4]| {
        let mut command = program(&home, "");
        command.args(line).env("TZ", "CET-1CEST,M3.5.0,M10.5.0/3").output().unwrap()
    };
    let skipped = berlin(["start", "--json", "--at", "2025-03-30 02:30"]);
    assert_eq!(skipped.status.code(), Some(2));
    assert!(text(&skipped.stdout).contains("skips"));
    let hour_before = berlin(["start", "--json", "--at", "2025-03-30 01:30"]);
    assert!(text(&hour_before.stdout).contains("\"at_utc\":\"2025-03-30T00:30:00Z\""));
    let twice = berlin(["end", "--json", "--at", "2025-10-26 02:30"]);
    assert_eq!(twice.status.code(), Some(2));
    let readings = "2025-10-26T02:30:00+02:00 or 2025-10-26T02:30:00+01:00";
    assert!(text(&twice.stdout).contains(readings));
    let twice = berlin(["end", "--json", "--at", "2025-10-26T02:30:00+02:00"]);
    assert!(text(&twice.stdout).contains("\"at_utc\":\"2025-10-26T00:30:00Z\""));
}

#[test]
fn two_shells_at_once_lose_nothing() {
    let home = TempDir::new().unwrap();
    run(&home, "start");
    let children: Vec<_> = (0..12)
        .map(|_| program(&home, "note at once").stdout(Stdio::null()).spawn().unwrap())
        .collect();
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    let output = run(&home, "log --json -n 50");
    assert_eq!(text(&output.stdout).lines().count(), 13);
}

#[test]
fn stderr_that_takes_nothing_changes_no_exit_code() {
    let home = TempDir::new().unwrap();
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    let output = program(&home, "end").stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

/// Pipes lines into the program until it ends.
fn piped(home: &TempDir, lines: impl AsRef<[u8]>) -> Output {
    let mut plain = program(home, "--plain");
    let pipes = plain.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_ref()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn plain_obeys_what_is_piped_in_until_it_is_told_to_quit_or_the_input_ends() {
    let home = TempDir::new().unwrap();
    let output = piped(&home, "start -n 'Plain day' --target 2h\nquit\nend\n");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    let status = said.lines().find(|line| line.starts_with("● SESSION-001  ")).expect(said);
    assert!(status.ends_with("  active  Plain day"), "{said}");
    assert!(!said.contains("Ended") && !said.contains("Type a verb"), "{said}");
    let said = piped(&home, "?\npause");
    let said = text(&said.stdout);
    assert!(said.contains("Usage:") && said.contains("resume"), "{said}");
    assert!(said.contains("Paused SESSION-001"), "{said}");
}

#[test]
fn plain_obeys_all_that_is_piped_in_and_ends_with_the_code_of_the_last_failure() {
    let home = TempDir::new().unwrap();
    assert_eq!(piped(&home, "status\nquit\n").status.code(), Some(3), "no session is live");
    for (lines, code) in
        [("pause\nstart\npaws\n", 2), ("paws\nresume\nstatus\n", 4), ("?\nstatus\n", 0)]
    {
        let output = piped(&home, lines);
        assert_eq!(output.status.code(), Some(code), "{lines:?}");
    }
    let said = piped(&home, "pause\npause\n");
    assert!(text(&said.stdout).contains("Paused SESSION-001"), "what came after was obeyed");
}

#[test]
fn plain_takes_each_line_by_itself_whatever_the_others_are() {
    let home = TempDir::new().unwrap();
    let long = "x".repeat(70_000);
    let mut lines =
        format!("\u{feff}# a comment\r\n\r\nstart -n -5C\r\nnote - item\nnote {long}\n")
            .into_bytes();
    lines.extend(b"note \xff\nnote a\0b\nnote it's --json\nend All done");
    let output = piped(&home, lines);
    let (said, err) = (text(&output.stdout), text(&output.stderr));
    assert!(said.contains("Ended SESSION-001"), "{said}");
    assert_eq!(output.status.code(), Some(2), "{err}");
    for told in [
        "onwatch: Line 5 was not obeyed\n  why:  it is longer than 65536 bytes",
        "onwatch: Line 6 was not obeyed\n  why:  it is not UTF-8 text",
        "onwatch: the text contains --json; options come before the text\n",
    ] {
        assert!(err.contains(told), "{err}");
    }
    assert!(err.contains("SESSION-001: no context was entered"), "{err}");
    assert_eq!(err.lines().count(), 8, "{err}");
    let entries = run(&home, "log --json");
    let texts = text(&entries.stdout).lines().map(|line| {
        serde_json::from_str::<serde_json::Value>(line).unwrap()["text"]
            .as_str()
            .unwrap()
            .to_owned()
    });
    let texts: Vec<String> = texts.collect();
    assert_eq!(texts[..4], ["-5C", "- item", "a\0b", "it's --json"]);
    assert!(texts[4].starts_with("All done"), "{texts:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn plain_says_that_its_input_cannot_be_read() {
    let home = TempDir::new().unwrap();
    let input = File::open(home.path()).unwrap();
    let output = program(&home, "--plain").stdin(input).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("The input could not be read"));
}

#[test]
fn plain_follows_where_nobody_types_until_nobody_reads() {
    let home = TempDir::new().unwrap();
    let mut child = program(&home, "--plain").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("■ No session yet."));
    assert_eq!(exit(&home, "start"), 0);
    assert!(lines.any(|line| line.unwrap().contains("started SESSION-001")));
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_verb_of_a_run_that_plain_reads_is_for_that_run() {
    let home = TempDir::new().unwrap();
    let run = program(&home, "run start").output().unwrap();
    let run = text(&run.stdout).trim_end();
    let said = piped(&home, format!("start\nrun end {run}\nstatus\n"));
    assert_eq!(said.status.code(), Some(0), "{said:?}");
    assert!(text(&said.stdout).contains("● SESSION-001"), "the own session goes on: {said:?}");
    let said = program(&home, &format!("run show {run}")).output().unwrap();
    assert!(text(&said.stdout).contains("completed"), "{said:?}");
}
