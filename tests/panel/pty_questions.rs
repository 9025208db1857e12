//! The questions about a completion, at a real terminal.

#![cfg(unix)]

use crate::common::pty::{ONWATCH, Terminal, home, shell};

#[test]
fn a_completion_from_the_first_task_to_the_end_of_the_session() {
    let home = home();
    for line in [
        &["start"][..],
        &["sprint", "add", "1"],
        &["task", "add", "1", "--sprint", "1", "-t", "Importer"],
        &["task", "add", "2", "--sprint", "1", "--parent", "1", "-t", "Rows"],
        &["push", "sprint", "1"],
        &["push", "task", "1"],
    ] {
        shell(home.path(), line);
    }
    let mut done = Terminal::run(&[ONWATCH, "done"], home.path());
    done.wait("TASK-1 is not complete").wait("What was done? (Enter: carry on working)");
    done.send("the importer runs row by row\r").wait("TASK-2 is not finished. Type f");
    done.send("f\r").wait("What was done in TASK-2?").send("every row has its columns\r");
    done.wait("Done: TASK-1");
    assert_eq!(done.exit_code(), 0);
    let mut sprint = Terminal::run(&[ONWATCH, "sprint", "done", "1"], home.path());
    sprint.wait("Done: SPRINT-1").wait("SPRINT-1: it has no summary");
    assert_eq!(sprint.exit_code(), 0);
    let mut end = Terminal::run(&[ONWATCH, "end", "all done"], home.path());
    end.wait("Ended SESSION-001").wait("Importer");
    assert_eq!(end.exit_code(), 0);
}

#[test]
fn pasted_lines_are_one_answer() {
    let home = home();
    shell(home.path(), &["start"]);
    shell(home.path(), &["push", "task", "7"]);
    let mut done = Terminal::run(&[ONWATCH, "done"], home.path());
    done.wait("What was done?").send("the importer runs\rtouch nothing\r").wait("Done: TASK-7");
    assert_eq!(done.exit_code(), 0);
    let mut show = Terminal::run(&[ONWATCH, "--json", "task", "show", "7"], home.path());
    show.wait("the importer runs\\ntouch nothing");
}
