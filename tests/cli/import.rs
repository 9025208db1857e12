//! The import of past sessions from the files of other programs.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::shell::{Said, Shell, lines, program};

/// Intervals of Timewarrior before the shell's clock, one a day, as a data file.
fn intervals(days: std::ops::RangeInclusive<u32>) -> String {
    let line = |day| format!("inc 202512{day:02}T080000Z - 202512{day:02}T093000Z # acme review\n");
    days.map(line).collect()
}

fn file(shell: &Shell, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = shell.home.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

/// Imports a text; `options` may follow.
fn import(shell: &Shell, format: &str, content: impl AsRef<[u8]>, options: &[&str]) -> Said {
    let path = file(shell, "source", content);
    shell.give(&[&["import", format, path.to_str().unwrap()], options].concat())
}

fn history(shell: &Shell) -> Vec<serde_json::Value> {
    crate::shell::objects(&shell.say("--json history").out)
}

#[test]
fn the_sessions_of_a_file_are_added_as_one_change() {
    let shell = Shell::new();
    let said = import(&shell, "timewarrior", intervals(1..=3), &[]);
    assert_eq!(
        lines(&said.out),
        [
            "Added 3 sessions: 4:30:00 active, 2025-12-01 to 2025-12-03",
            "    4:30:00  project acme  3 sessions",
            "To remove them: onwatch undo",
        ]
    );
    assert_eq!((said.exit, said.err.as_str()), (0, ""));
    let first = &history(&shell)[0];
    assert_eq!(first["key"], "SESSION-001");
    assert_eq!(first["start_notes"], "review");
    assert_eq!(first["started_at_utc"], "2025-12-01T08:00:00Z");
    let report = shell.good("report --since 2025-12-01 --by project");
    assert!(report.contains("4:30:00") && report.contains("project acme"), "{report}");
    let shown = shell.object("show 1");
    assert_eq!(
        shown["metadata"],
        json!({ "imported_from": "timewarrior", "tags": ["acme", "review"] })
    );
    shell.good("undo");
    assert_eq!(shell.say("history").exit, 3);
}

#[test]
fn a_second_run_adds_nothing_and_a_file_that_grew_adds_what_is_new() {
    let shell = Shell::new();
    import(&shell, "timewarrior", intervals(1..=3), &[]);
    let again = import(&shell, "timewarrior", intervals(1..=3), &[]);
    assert_eq!(lines(&again.out), ["No session was added", "3 sessions were known already"]);
    assert_eq!(again.exit, 0);
    let grown = import(&shell, "timewarrior", intervals(1..=5), &[]);
    let first = lines(&grown.out)[0];
    assert_eq!(first, "Added 2 sessions: 3:00:00 active, 2025-12-04 to 2025-12-05");
    assert!(grown.out.contains("3 sessions were known already"), "{grown:?}");
    assert_eq!(history(&shell).len(), 5);
}

#[test]
fn what_an_undo_removed_is_imported_again() {
    let shell = Shell::new();
    import(&shell, "timewarrior", intervals(1..=3), &[]);
    shell.good("undo");
    let again = import(&shell, "timewarrior", intervals(1..=3), &[]);
    assert!(again.out.starts_with("Added 3 sessions"), "{again:?}");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let shell = Shell::after(&["start", "end"]);
    let content = intervals(1..=3) + "inc 20251204T080000Z\n";
    let before = shell.object("status")["seq"].clone();
    let dry = import(&shell, "timewarrior", &content, &["--dry-run"]);
    assert_eq!(
        lines(&dry.out),
        [
            "Would add 3 sessions: 4:30:00 active, 2025-12-01 to 2025-12-03; nothing was written",
            "    4:30:00  project acme  3 sessions",
            "1 record was refused",
        ]
    );
    assert_eq!(shell.object("status")["seq"], before);
    let real = import(&shell, "timewarrior", &content, &[]);
    assert_eq!((real.exit, &real.err), (dry.exit, &dry.err));
    assert_eq!(real.exit, 4);
    let line = "onwatch: refused: line 4: it is still open; stop it in Timewarrior and import the \
                file again";
    assert_eq!(lines(&real.err), [line]);
}

#[test]
fn a_record_that_overlaps_a_session_of_the_desk_is_refused_by_its_name() {
    let shell = Shell::new();
    import(&shell, "timewarrior", intervals(2..=2), &[]);
    shell.good("start");
    shell.pass(120);
    let csv = "start,end\n2025-12-01 10:00,2025-12-01 11:00\n2025-12-02 10:30,2025-12-02 11:00\n\
               2026-01-01 08:00,2026-01-01 10:00\n2026-01-01 08:00,2026-01-01 09:00\n";
    let said = import(&shell, "csv", csv, &[]);
    assert_eq!(
        lines(&said.err),
        [
            "onwatch: refused: line 3: it would overlap SESSION-001",
            "onwatch: refused: line 4: it would overlap SESSION-002",
            "onwatch: refused: line 5: it overlaps with the one on line 4",
        ]
    );
    assert_eq!(
        (said.exit, lines(&said.out)[0]),
        (4, "Added 1 session: 1:00:00 active, 2025-12-01")
    );
}

#[test]
fn thousands_of_sessions_are_added_in_changes_of_some_hundreds() {
    let shell = Shell::new();
    let line =
        |nth: i64| format!("[{0}, {1}, \"acme\", \"a{nth}\", [], 0]", nth * 600, nth * 600 + 600);
    let frames: Vec<String> = (1..=600).map(line).collect();
    let said = import(&shell, "watson", format!("[{}]", frames.join(",\n")), &[]);
    assert!(
        said.out.ends_with("They are 3 changes; onwatch undo removes one of them\n"),
        "{said:?}"
    );
    assert_eq!(history(&shell).len(), 600);
    let again = import(&shell, "watson", format!("[{}]", frames.join(",\n")), &[]);
    assert!(again.out.ends_with("600 sessions were known already\n"), "{again:?}");
    shell.good("undo");
    assert_eq!(history(&shell).len(), 512);
}

#[test]
fn a_file_of_another_format_is_one_error_that_names_what_it_looks_like() {
    let shell = Shell::new();
    let frames = r#"[[1767603600, 1767607200, "acme", "a1", [], 0],
                     [1767610800, 1767614400, "acme", "a2", [], 0]]"#;
    let said = import(&shell, "timewarrior", frames, &[]);
    let path = shell.home.path().join("source").display().to_string();
    assert_eq!(
        lines(&said.err),
        [
            "onwatch: Nothing was imported",
            &format!(
                "  why:  nothing in {path} is written as timewarrior: line 1: it is no interval as \
                 timew export writes it"
            ),
            &format!("  next: it looks like watson: `onwatch import watson {path}`"),
        ]
    );
    assert_eq!((said.exit, said.out.as_str()), (4, ""));
    let said = import(&shell, "csv", "To be or not to be,\nthat is the question\n", &[]);
    assert_eq!(lines(&said.err).len(), 3, "{said:?}");
    assert!(said.err.ends_with("or name its format: timewarrior or watson\n"), "{said:?}");
    let failed = shell.object(&format!("import csv {path}"));
    assert_eq!((&failed["schema"], &failed["exit"]), (&json!("onwatch.error/1"), &json!(4)));
    // One good line is enough: each bad one is named.
    let mixed = "To be or not to be\n".to_owned() + &intervals(1..=1);
    let said = import(&shell, "timewarrior", mixed, &[]);
    assert!(said.err.starts_with("onwatch: refused: line 1: it is not an interval"), "{said:?}");
    assert!(said.out.starts_with("Added 1 session"), "{said:?}");
}

#[test]
fn the_answer_in_json_has_every_count_and_every_refused_record() {
    let shell = Shell::new();
    import(&shell, "timewarrior", intervals(1..=1), &[]);
    let content = intervals(1..=3) + "rubbish\n";
    let path = file(&shell, "source", content);
    let done = shell.object(&format!("import timewarrior {}", path.display()));
    let name = path.display().to_string();
    for (field, value) in [
        ("schema", json!("onwatch.import/1")),
        ("format", json!("timewarrior")),
        ("file", json!(name)),
        ("dry_run", json!(false)),
        ("added", json!(2)),
        ("changes", json!(1)),
        ("known", json!(1)),
        ("refused", json!(1)),
        ("active_seconds", json!(3 * 3_600)),
        ("first_start_utc", json!("2025-12-02T08:00:00Z")),
        ("last_end_utc", json!("2025-12-03T09:30:00Z")),
    ] {
        assert_eq!(done[field], value, "{field}");
    }
    assert_eq!(done["refused_records"][0]["line"], 4);
}

#[test]
fn a_file_comes_from_stdin_too() {
    let shell = Shell { input: |_| Ok(intervals(1..=2).into_bytes()), ..Shell::new() };
    let said = shell.say("import timew -");
    assert!(said.out.starts_with("Added 2 sessions"), "{said:?}");
    let empty = Shell::new().say("import csv -");
    assert_eq!(empty.exit, 3);
    assert!(empty.err.contains("stdin has no record"), "{empty:?}");
}

#[test]
fn the_program_reads_stdin_to_its_end() {
    let shell = Shell::new();
    let mut child = program(&shell.home, "import timewarrior -")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(intervals(1..=2).as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.starts_with("Added 2 sessions"), "{said}");
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let shell = Shell::new();
    let home = shell.home.path().to_owned();
    let pipe = home.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let large = home.join("large");
    fs::File::create(&large).unwrap().set_len(200 * 1_024 * 1_024).unwrap();
    for (path, exit, why) in [
        (home.clone(), 4, "is a directory"),
        (pipe, 4, "is a pipe or a device, not a file"),
        ("/dev/zero".into(), 4, "is a pipe or a device, not a file"),
        (large, 4, "has more than 16 MiB"),
        (home.join("missing"), 1, "No such file"),
    ] {
        let said = shell.give(&["import", "csv", path.to_str().unwrap()]);
        assert_eq!(said.exit, exit, "{said:?}");
        assert!(said.err.contains(why), "{said:?}");
    }
}

#[test]
fn a_hostile_text_in_a_file_acts_on_no_terminal() {
    let shell = Shell::new();
    let said = import(&shell, "csv", "start,end\n\x1b[2J\u{202e},x\n", &[]);
    assert!(!said.err.contains('\x1b') && !said.err.contains('\u{202e}'), "{said:?}");
    let content = "inc 20251201T080000Z - 20251201T093000Z # \"\u{1b}[2J\" # \"a\\nb\u{7}\"\n";
    let said = import(&shell, "timewarrior", content, &[]);
    let all = said.out + &shell.good("history") + &shell.good("show 1");
    assert!(!all.contains('\x1b') && !all.contains('\x07'), "{all:?}");
}

#[test]
fn a_session_that_was_corrected_or_discarded_stays_known() {
    let shell = Shell::new();
    import(&shell, "timewarrior", intervals(1..=2), &[]);
    shell.good("edit 1 --start 9:30");
    shell.good("cancel 2");
    let again = import(&shell, "timewarrior", intervals(1..=2), &[]);
    assert_eq!(lines(&again.out), ["No session was added", "2 sessions were known already"]);
}
