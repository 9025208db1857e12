//! The exit code of every verb in every state of the lifecycle.

use crate::shell::Shell;

const VERBS: [&str; 15] = [
    "start",
    "start --switch",
    "pause",
    "resume",
    "toggle",
    "end",
    "note hello",
    "push task 7",
    "pop",
    "cancel",
    "cone set C",
    "health set red",
    "reopen",
    "undo",
    "redo",
];

fn exits(before: &[&str]) -> Vec<u8> {
    VERBS.iter().map(|verb| Shell::after(before).say(verb).exit).collect()
}

#[test]
fn a_start_and_every_time_that_was_given_are_said_back() {
    let shell = Shell::new();
    assert_eq!(shell.good("start"), "Started SESSION-001 at 09:00\n");
    shell.pass(180);
    for (line, said) in [
        ("pause --at 11:55", "Paused SESSION-001 at 11:55, 5m ago: 2h 55m active\n"),
        ("resume --ago 2m", "Resumed SESSION-001 at 11:58, 2m ago, after a pause of 3m\n"),
        ("note --at 9am hi", "Noted in SESSION-001 at 09:00, 3h ago\n"),
        ("band --ago 0s C", "Band B → C Stabilize at 12:00, 0s ago\n"),
        ("push task 7", "Entered the new TASK-7\n"),
        ("pop", "Left TASK-7 after 0s\n"),
        ("undo", "Undone: leaving TASK-7 at 12:00; you are in TASK-7\n"),
        ("end", "Ended SESSION-001: 2h 57m active, 3m paused in 1 break\n"),
        ("start --at last-end", "Started SESSION-002 at 12:00, 0s ago\n"),
        ("start --switch", "Ended SESSION-002 after 0s active, started SESSION-003 at 12:00\n"),
    ] {
        assert_eq!(shell.good(line), said, "{line}");
    }
    let other = Shell::new();
    let said = other.good("start --at 21:30");
    assert_eq!(said, "Started SESSION-001 on 2025-12-31 at 21:30, 11h 30m ago\n");
    assert_eq!(
        other.good("pause --at 22:00"),
        "Paused SESSION-001 on 2025-12-31 at 22:00, 11h ago: 30m active\n"
    );
    assert_eq!(
        other.object("resume --ago 1h")["message"],
        "Resumed SESSION-001 after a pause of 10h 00m"
    );
}

#[test]
fn before_the_first_session_there_is_nothing_but_a_start() {
    assert_eq!(exits(&[]), [0, 0, 3, 3, 0, 3, 3, 3, 3, 3, 0, 0, 3, 3, 3]);
}

#[test]
fn an_active_session_cannot_be_started_resumed_or_reopened() {
    assert_eq!(exits(&["start"]), [4, 0, 0, 4, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 3]);
}

#[test]
fn a_paused_session_cannot_be_started_paused_or_reopened() {
    assert_eq!(exits(&["start", "pause"]), [4, 0, 4, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 3]);
}

#[test]
fn an_ended_session_can_be_reopened_and_its_end_taken_back() {
    assert_eq!(exits(&["start", "end"]), [0, 0, 3, 3, 0, 3, 3, 3, 3, 3, 0, 0, 0, 0, 3]);
}

#[test]
fn what_was_taken_back_can_be_made_again() {
    let shell = Shell::after(&["start"]);
    let undo = shell.good("undo");
    assert!(undo.starts_with("Undone: the start of SESSION-001 at "), "{undo}");
    assert!(undo.ends_with("; no session is live\n"), "{undo}");
    let redo = shell.good("redo");
    assert!(redo.starts_with("Redone: the start of SESSION-001 at "), "{redo}");
    assert!(redo.contains("; SESSION-001 has been active since "), "{redo}");
}

#[test]
fn a_context_that_is_there_can_be_left_and_another_cannot() {
    let shell = Shell::after(&["start", "push task 7"]);
    assert_eq!(shell.say("pop sprint").exit, 4);
    assert_eq!(shell.say("pop task").exit, 0);
}

#[test]
fn toggle_does_what_fits() {
    let shell = Shell::new();
    for verb in ["start", "pause", "resume"] {
        assert_eq!(shell.object("toggle")["verb"], verb);
    }
}

#[test]
fn an_end_as_old_as_ten_minutes_is_not_taken_back() {
    let shell = Shell::after(&["start", "end"]);
    shell.pass(10);
    let said = shell.say("undo");
    assert_eq!(said.exit, 4);
    assert!(said.err.contains("onwatch reopen"), "{}", said.err);
}

#[test]
fn profiles_are_desks_of_their_own() {
    let shell = Shell::after(&["start"]);
    assert_eq!(shell.say("--profile night status").exit, 3);
    assert_eq!(shell.say("start --profile night").exit, 0);
    assert_eq!(shell.say("start --profile ../escape").exit, 2);
}

#[test]
fn an_operation_given_again_is_answered_again_and_not_obeyed_again() {
    let shell = Shell::after(&["start --operation one", "end"]);
    assert_eq!(shell.good("start --operation one"), "Already done: Started SESSION-001\n");
    assert_eq!(shell.say("status").exit, 3);
    assert_eq!(shell.object("start --operation one")["repeated"], true);
}

#[test]
fn a_command_that_expected_another_state_is_refused_and_says_who_moved_it() {
    let shell = Shell::after(&["start", "note --operator eve one"]);
    let said = shell.say("end --expect-seq 1");
    assert_eq!(said.exit, 4);
    let why = "the newest event is 2, not 1: eve (cli) wrote a note in SESSION-001 0s ago";
    assert!(said.err.contains(why), "{}", said.err);
    let never = shell.say("note --expect-seq 99 hi");
    assert!(never.err.contains("the newest event is 2, not 99: eve (cli)"), "{}", never.err);
    shell.good("end --expect-seq 2");
}

#[test]
fn a_forgotten_break_is_put_in_by_local_times() {
    let shell = Shell::new();
    shell.good("start");
    shell.pass(60);
    let said = shell.say("break add 09:15 09:40");
    assert_eq!(
        (said.exit, said.out.as_str()),
        (0, "Added a break to SESSION-001, 09:15–09:40: 25m no longer count\n")
    );
    assert_eq!(shell.object("status")["session"]["active_seconds"], 35 * 60);
    assert_eq!(shell.say("break add 9:15 never").exit, 2);
    let reversed = shell.say("break add 09:40 09:15");
    assert_eq!(reversed.exit, 2);
    assert!(reversed.err.contains("next: give the earlier time first"), "{}", reversed.err);
    let length = shell.say("break add 09:40 10m");
    assert!(length.err.contains("next: write a time such as 12:30"), "{}", length.err);
    assert_eq!(shell.say("break add 09:15 09:40").exit, 4);
    assert_eq!(shell.say("break add 11:00 11:30").exit, 4);
}

#[test]
fn notes_are_corrected_also_after_the_end() {
    let shell = Shell::new();
    assert_eq!(shell.say("edit -n late").exit, 3);
    shell.good("start -n review");
    shell.good("end");
    shell.good("edit -n findings");
    assert_eq!(shell.object("status")["last_session"]["notes"], "findings");
    assert_eq!(shell.say("edit").exit, 2);
}
