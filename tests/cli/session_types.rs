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
            "'code review' is not a session type\n  next: use one word",
        ),
        (&["start", "--type", ""], "a session type is one word of 1 to 64 characters"),
        (&["start", "--type", &"r".repeat(65)], "a session type is one word of 1 to 64 characters"),
        (&["edit", "--type", "a\tb"], "is not a session type"),
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
