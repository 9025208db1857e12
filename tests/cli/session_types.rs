//! The type of a session: what kind of work it is.

use serde_json::Value;

use crate::completions::offered;
use crate::shell::{Shell, objects};

/// Returns the state file.
fn state(shell: &Shell) -> Value {
    let path = shell.object("paths")["state"].as_str().unwrap().to_owned();
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_session_is_started_with_a_type_and_shown_with_it() {
    let shell = Shell::new();
    let said = shell.good("start --type Review --target 2h the design");
    assert_eq!(said, "Started SESSION-001 of type review at 09:00\n");
    let status = shell.good("status");
    let lines: Vec<&str> = status.lines().collect();
    assert_eq!(lines[0], "● SESSION-001  0:00:00  active  the design");
    assert_eq!(lines[1], "  type     review");
    assert_eq!(shell.object("status")["session"]["session_type"], "review");
    assert!(shell.good("show").contains("\n  type     review\n"), "{}", shell.good("show"));
    assert_eq!(shell.object("show")["session_type"], "review");
    assert_eq!(state(&shell)["session"]["session_type"], "review");
    let log = shell.good("log");
    assert!(log.contains("started     the design · type review"), "{log}");
    shell.pass(60);
    shell.good("end");
    assert_eq!(objects(&shell.good("history --json"))[0]["session_type"], "review");
}

#[test]
fn a_session_without_a_type_is_work_and_says_nothing_of_it() {
    let shell = Shell::after(&["start plan"]);
    for line in ["status", "show", "log"] {
        let said = shell.good(line);
        assert!(!said.contains("type") && !said.contains("work"), "{line}: {said}");
    }
    assert_eq!(shell.object("status")["session"]["session_type"], "work");
    assert_eq!(state(&shell)["session"]["session_type"], "work");
    // Saying so makes no difference.
    let named = Shell::new();
    assert_eq!(named.good("start --type work"), "Started SESSION-001 at 09:00\n");
}

#[test]
fn the_type_of_any_session_is_corrected_and_the_correction_undone() {
    let shell = Shell::after(&["start plan"]);
    assert_eq!(shell.good("edit --type meeting"), "Corrected the type of SESSION-001\n");
    let undone = shell.good("undo");
    let says = "the correction of the type of SESSION-001 at 09:00; its type is work again\n";
    assert_eq!(undone, format!("Undone: {says}"));
    let redone = shell.good("redo");
    assert!(redone.ends_with("; its type is meeting\n"), "{redone}");
    shell.pass(60);
    shell.good("end");
    shell.good("edit 1 --type review");
    let shown = shell.good("show 1");
    assert!(shown.contains("  type     review\n"), "{shown}");
    assert!(shown.contains("  edits    type meeting → review, corrected by ana"), "{shown}");
    let log = shell.good("log");
    assert!(log.contains("corrected   type meeting → review"), "{log}");
    let said = shell.good("edit 1 --type review");
    assert_eq!(said, "SESSION-001 is so already; nothing changed\n");
}

#[test]
fn an_added_session_and_a_run_take_a_type() {
    let shell = Shell::new();
    let said = shell.good("add --from 07:00 --to 08:00 --type meeting weekly");
    assert_eq!(said, "Added SESSION-001 of type meeting, 07:00–08:00: 1h 00m active\n");
    assert!(shell.good("show 1").contains("  type     meeting\n"));
    let id = shell.good("run start --type audit").trim_end().to_owned();
    assert_eq!(shell.object(&format!("show --run {id}"))["session_type"], "audit");
}

#[test]
fn a_type_is_one_word() {
    let shell = Shell::new();
    for (words, why) in [
        (
            &["start", "--type", "code review"][..],
            "'code review' is not one word\n  next: use a word such as review",
        ),
        (&["start", "--type", ""], "a session type is one word of 1 to 64 characters"),
        (&["start", "--type", &"r".repeat(65)], "a session type is one word of 1 to 64 characters"),
        (&["edit", "--type", "a\tb"], "is not one word"),
    ] {
        let said = shell.give(words);
        assert_eq!(said.exit, 2, "{words:?}: {said:?}");
        assert!(said.err.contains(why), "{words:?}: {said:?}");
    }
    assert_eq!(shell.say("status").exit, 3);
}

#[test]
fn a_repeated_start_with_another_type_is_another_request() {
    let shell = Shell::new();
    shell.good("start --type review --operation a1");
    shell.good("start --type review --operation a1");
    let other = shell.say("start --type meeting --operation a1");
    assert_eq!(other.exit, 4, "{other:?}");
}

#[test]
fn the_types_that_are_known_are_completed() {
    let shell = Shell::new();
    assert_eq!(offered(&shell, &["start", "--type", ""]), ["work"]);
    shell.good("start --type review");
    shell.pass(60);
    shell.good("start --type meeting --switch");
    shell.good("history");
    let known = ["meeting", "review", "work"];
    for words in [
        &["start", "--type", ""][..],
        &["add", "--type", ""],
        &["edit", "--type", ""],
        &["run", "start", "--type", ""],
    ] {
        assert_eq!(offered(&shell, words), known, "{words:?}");
    }
    assert_eq!(offered(&shell, &["start", "--type", "r"]), ["review"]);
}

/// An hour of work, two of reviews, half an hour of a meeting that goes on.
fn morning() -> Shell {
    let shell = Shell::new();
    for (line, minutes) in
        [("start", 60), ("start --type review one", 80), ("start --type review two", 40)]
    {
        shell.good(line);
        shell.pass(minutes);
        shell.good("end");
    }
    shell.good("start --type meeting");
    shell.pass(30);
    shell
}

/// Returns the keys of a list of sessions.
fn keys(shell: &Shell, line: &str) -> Vec<String> {
    let all = objects(&shell.good(&format!("{line} --json")));
    all.iter().map(|one| one["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_history_names_a_type_and_lists_the_sessions_of_some() {
    let shell = morning();
    let said = shell.good("history");
    let expected = [
        "SESSION-001  2026-01-01  09:00–10:00  1h 00m  B",
        "SESSION-002  2026-01-01  10:00–11:20  1h 20m  B  review  one",
        "SESSION-003  2026-01-01  11:20–12:00  40m     B  review  two",
        "3 sessions: 3h 00m active, 0s paused",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
    shell.good("end");
    for (line, found) in [
        ("history --type review", &["SESSION-002", "SESSION-003"][..]),
        ("history --type work", &["SESSION-001"]),
        ("history --type Review --type meeting -n 2", &["SESSION-003", "SESSION-004"]),
        ("history --type review --until 11:20", &["SESSION-002"]),
    ] {
        assert_eq!(keys(&shell, line), found, "{line}");
    }
    let days = objects(&shell.good("history --by day --type review --json"));
    assert_eq!(days[0]["active_seconds"], 2 * 3_600);
    for (line, why) in [
        ("history --type rev", "No past session of type rev matches. List all: onwatch history\n"),
        (
            "history --type a --type b --cancelled",
            "No session of type a or b was cancelled. List the others: onwatch history\n",
        ),
    ] {
        let said = shell.say(line);
        assert_eq!((said.exit, &*said.out), (3, why), "{line}");
    }
    // Without a type in it, the list is as it was.
    let plain = Shell::after(&["start plan", "end"]);
    assert!(
        plain.good("history").starts_with("SESSION-001  2026-01-01  09:00–09:00  0s  B  plan\n")
    );
}

#[test]
fn a_report_adds_up_by_type_in_every_form() {
    let shell = morning();
    let said = shell.good("today --by type");
    let expected = [
        "  2:00:00  ━━━━━━━━━━    review   2 sessions",
        "  1:00:00  ━━━━━         work     1 session",
        "  0:30:00  ━━          ● meeting  1 session",
    ];
    assert_eq!(said.lines().skip(2).take(3).collect::<Vec<_>>(), expected, "{said}");
    let rows = shell.object("today --by type");
    assert_eq!(rows["by"], "type");
    let names = rows["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["review", "work", "meeting"]);
    let csv = shell.good("today --by type --format csv");
    assert!(csv.contains("\r\nactive,review,,2,false,7200,"), "{csv}");
    let page = shell.good("today --by type --format md");
    assert!(page.contains("| Type | Active | Sessions |\n"), "{page}");
    assert!(page.contains("\n| review | 2:00:00 | 2 |\n"), "{page}");
    let calendar = shell.good("today --format ical");
    assert_eq!(calendar.matches("CATEGORIES:work,review\r\n").count(), 2, "{calendar}");
    assert_eq!(calendar.matches("CATEGORIES:work\r\n").count(), 1, "{calendar}");
    assert!(calendar.contains("\\nType: meeting\\n"), "{calendar}");
}

#[test]
fn a_type_is_no_sign_that_separates_the_categories_of_a_calendar() {
    let shell = Shell::new();
    shell.give(&["start", "--type", "a,b;c"]);
    shell.pass(5);
    let calendar = shell.good("today --format ical");
    assert!(calendar.contains("CATEGORIES:work,a\\,b\\;c\r\n"), "{calendar}");
}

#[test]
fn a_page_a_status_line_and_the_lists_of_desks_and_runs_have_the_type() {
    let shell = morning();
    let page = shell.good("show --markdown");
    assert!(page.contains("\n- **Type:** meeting\n"), "{page}");
    assert!(!shell.good("show 1 --markdown").contains("**Type:**"));
    let line = shell.give(&["status", "--format", "{key}( · {type})"]);
    assert_eq!(line.out, "SESSION-004 · meeting\n");
    let desks = objects(&shell.good("desks --json"));
    assert_eq!(desks[0]["session_type"], "meeting");
    let id = shell.good("run start --type audit --name nightly").trim_end().to_owned();
    assert!(shell.good("run show nightly").contains("\n  type     audit\n"));
    assert_eq!(shell.object("run show nightly")["session_type"], "audit");
    shell.good("run end nightly");
    let runs = objects(&shell.good("run list --json"));
    assert_eq!(
        (runs[0]["session_id"].as_str(), &runs[0]["session_type"]),
        (Some(&*id), &"audit".into())
    );
    shell.good("run start --type import --name live");
    for (word, found) in [("audit", "nightly"), ("import", "live")] {
        let runs = objects(&shell.good(&format!("run list --type {word} --json")));
        let names: Vec<_> = runs.iter().map(|run| run["name"].as_str().unwrap()).collect();
        assert_eq!(names, [found], "{word}");
    }
    assert_eq!(shell.say("run list --type review").exit, 3);
    // The type of a run that is over is known too.
    assert!(offered(&shell, &["start", "--type", "a"]).contains(&"audit".to_owned()));
}
