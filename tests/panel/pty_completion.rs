//! From a task to the end of its session in a real terminal: blocked completions, and what mends them.

#![cfg(unix)]

use std::process::Command;

use crate::common::pty::{ONWATCH, Terminal, home, shell};

#[test]
fn from_a_task_through_a_blocked_completion_and_its_sprint_to_the_end_of_the_session() {
    let home = home();
    let home = home.path();
    shell(home, &["start", "-n", "the import"]);
    shell(home, &["push", "sprint", "S-1", "Import week"]);
    shell(home, &["task", "add", "TASK-1", "-t", "Import the orders", "--sprint", "S-1"]);
    shell(home, &["task", "add", "TASK-2", "-t", "Read the file", "--parent", "TASK-1"]);
    shell(home, &["push", "task", "TASK-1"]);
    let mut panel = Terminal::panel(home);
    panel.wait("● ACTIVE").wait("TASK-1").send("d").wait("complete TASK-1");
    panel.wait("× it has no summary").wait("× 1 task below it is not finished: TASK-2");
    // It is blocked: Enter closes nothing, and goes on to what is missing.
    panel.send("the orders are in the new table").wait("√ its summary says what was done");
    panel.send("\r").wait("reason    ›").wait("× The task was not completed");
    panel.send("\u{14}").wait("to finish before TASK-1 · 1 open");
    panel.send("d").wait("complete TASK-2").send("it reads each line once\r");
    panel.wait("Every task of TASK-1 is finished.").send("\u{1b}");
    panel.wait("› the orders are in the new table").wait("√ the task below it is done");
    panel.send("\r").wait("√ Done: ");
    // The sprint has nothing left to finish; its summary is typed.
    panel.send("t").wait("S-1").send("k").send("d").wait("complete sprint S-1");
    panel.wait("▲ it has no summary").send("the import is done\r").wait("√ Done: ");
    panel
        .send("q")
        .wait("● ACTIVE")
        .send("e")
        .wait("√ a context was entered")
        .send("all done\r")
        .wait("■ ENDED");
    panel.send("q").wait_given_back();
    assert_eq!(panel.exit_code(), 0);
    let log = Command::new(ONWATCH).args(["log"]).env("ONWATCH_HOME", home).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    for words in
        ["the orders are in the new table", "it reads each line once", "the import is done"]
    {
        assert!(log.contains(words), "no {words:?} in\n{log}");
    }
}

#[test]
fn the_panel_opens_with_what_others_did_meanwhile() {
    let home = home();
    let home = home.path();
    shell(home, &["start", "-n", "the import"]);
    let other = ["--operator", "bo", "note", "the disk is nearly full"];
    let mut command = Command::new(ONWATCH);
    assert!(command.args(other).env("ONWATCH_HOME", home).output().unwrap().status.success());
    let mut panel = Terminal::panel(home);
    panel.wait("2 changes by bo").wait("the disk is nearly full").send("n").wait("write a note");
    panel
        .wait_gone("meanwhile")
        .send("\u{1b}")
        .wait_gone("write a note")
        .send("m")
        .wait("meanwhile")
        .send("q");
    panel.wait_given_back();
}
