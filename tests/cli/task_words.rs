//! What is said about tasks: who else works on them, what a word may mean, and what to do next.

use crate::advice;
use crate::shell::{Said, Shell, lines, objects};

/// A shell in which two desks have the same task open.
fn shared() -> Shell {
    Shell::after(&[
        "task add 7 -t Import",
        "start",
        "push 7",
        "--profile night start",
        "--profile night push 7",
    ])
}

fn gives(shell: &Shell, line: &str, exit: u8, named: &str) {
    let Said { exit: found, out, err } = shell.say(line);
    assert_eq!(found, exit, "{line}: {out}{err}");
    assert!(format!("{out}{err}").contains(named), "{line}: {out}{err}");
    advice::can_be_followed(&err);
}

#[test]
fn the_first_desk_is_told_too_that_another_one_works_on_its_task() {
    let shell = shared();
    let told = "ana also works on TASK-7, on the desk night";
    for line in ["status", "context", "note still here", "estimate 2h", "pop"] {
        gives(&shell, line, 0, told);
    }
    shell.good("push 7");
    for document in ["status", "context"] {
        let task = shell.object(document)["open_tasks"][0].clone();
        assert_eq!((&task["type"], &task["id"]), (&"task".into(), &"TASK-7".into()));
        assert_eq!(task["status"], "in_progress", "{document}");
        assert_eq!(task["elsewhere"][0]["desk"], "night", "{document}");
        assert_eq!(task["elsewhere"][0]["operator"], "ana", "{document}");
    }
    shell.good("--profile night pop");
    for line in ["status", "context", "note alone"] {
        let said = shell.say(line);
        assert!(!format!("{}{}", said.out, said.err).contains("also works"), "{said:?}");
    }
}

#[test]
fn a_desk_is_told_that_its_task_was_closed_elsewhere() {
    let shell = shared();
    for (line, told, status) in [
        ("block no access", "TASK-7 is blocked, as the desk night says: no access", "blocked"),
        ("done it runs", "TASK-7 is done, as the desk night says", "done"),
        ("task edit 7 --status in_progress", "context  TASK-7", "in_progress"),
        ("task drop 7 other plans", "TASK-7 is dropped, as the desk night says: other", "dropped"),
    ] {
        shell.good(&format!("--profile night {line}"));
        gives(&shell, "status", 0, told);
        gives(&shell, "context", 0, told.trim_start_matches("context  "));
        assert_eq!(shell.object("status")["open_tasks"][0]["status"], status);
    }
    let own = shell.say("task edit 7 --status blocked");
    assert_eq!(own.exit, 0, "{own:?}");
    gives(&shell, "status", 0, "TASK-7 is blocked\n");
}

#[test]
fn an_answer_says_that_a_context_is_new() {
    let shell = Shell::after(&["start"]);
    for (line, said) in [
        ("push TASK-999", "Entered the new TASK-999\n"),
        ("push task 7 Import", "Left TASK-999 after 0s, entered the new TASK-7: Import\n"),
        ("push TASK-0999", "Left TASK-7 after 0s, entered TASK-999\n"),
        ("push TASK 7x", "Left TASK-999 after 0s, entered the new task 7x\n"),
        ("push sprint 2", "Left task 7x after 0s, entered the new SPRINT-2\n"),
        ("push sprint 002", "You are in SPRINT-2 already; nothing changed\n"),
    ] {
        assert_eq!(shell.good(line), said, "{line}");
    }
}

#[test]
fn a_mistyped_id_is_no_title() {
    let shell = Shell::after(&["task add 7", "start"]);
    for line in ["push tsak-7", "push TAKS7", "push tasl_007"] {
        gives(&shell, line, 3, "enter the one that is known: `onwatch push task TASK-7`");
    }
    for (line, id) in [("push T-99", "T-99"), ("push 7x", "7x"), ("push tsak-8", "tsak-8")] {
        gives(&shell, line, 3, &format!("no context {id} is known"));
        gives(&shell, line, 3, &format!("`onwatch push task {id}`"));
        gives(&shell, line, 3, &format!("`onwatch push --title {id}`"));
    }
    assert_eq!(lines(&shell.good("task list")).len(), 1);
    assert_eq!(shell.good("push --title utf8"), "Entered the new TASK-8: utf8\n");
    assert_eq!(shell.good("push task T-99"), "Left TASK-8 after 0s, entered the new task T-99\n");
    assert_eq!(shell.good("push t-99"), "You are in task T-99 already; nothing changed\n");
}

#[test]
fn a_new_task_gets_no_id_that_cannot_be_typed_or_names_something_else() {
    let shell = Shell::after(&["start"]);
    for id in ["-", "SPRINT-3", "sprint-3", "subtask-3", "project-1", "a\u{1b}b", "a\tb", "", " "] {
        let said = shell.give(&["task", "add", id, "-t", "Title"]);
        assert_eq!(said.exit, 2, "{id:?}: {said:?}");
    }
    gives(&shell, "sprint add TASK-3", 2, "TASK-3 names a task, not a sprint");
    gives(&shell, "push task SPRINT-3", 2, "SPRINT-3 names a sprint, not a task");
    assert_eq!(shell.give(&["task", "add", "--", "-7"]).exit, 2);
    assert_eq!(shell.give(&["push", "task", "a\u{200b}7"]).exit, 2);
    assert_eq!(shell.say("task list").exit, 3);
}

#[test]
fn ids_that_look_the_same_are_one() {
    let shell = Shell::after(&["task add 007 -t Import", "sprint add 01", "start"]);
    for line in ["task add TASK-7", "task add 7", "task add task-0007", "sprint add SPRINT-1"] {
        gives(&shell, line, 4, "is known already");
    }
    for line in ["push TASK-007", "push 7", "push task 07", "note --task 0007 hi", "task show 07"] {
        gives(&shell, line, 0, "TASK-7");
    }
    shell.good("task edit 007 --sprint 0001");
    assert_eq!(shell.object("task list --sprint 001")["id"], "TASK-7");
    shell.good("task claim 07");
    shell.good("task add caf\u{e9}1 -t Coffee");
    gives(&shell, "task add CAFE\u{301}1", 4, "is known already");
    assert_eq!(shell.good("task add Next one"), "Added TASK-8: Next one\n");
}

#[test]
fn a_refusal_about_a_sprint_names_the_verbs_of_sprints() {
    let shell = Shell::after(&["sprint add 1 -t Winter", "start"]);
    gives(&shell, "sprint show 9", 3, "`onwatch sprint list`");
    gives(&shell, "sprint show", 3, "`onwatch sprint list`");
    gives(&shell, "sprint done 9", 3, "`onwatch sprint list`");
    gives(&shell, "sprint add 1", 4, "`onwatch sprint edit SPRINT-1 --title TITLE`");
    gives(&shell, "task add 2 --sprint 5", 4, "`onwatch sprint add SPRINT-5`");
    shell.good("sprint done 1");
    for line in ["sprint done 1", "sprint drop 1"] {
        let next = "`onwatch sprint edit SPRINT-1 --status in_progress`";
        gives(&shell, line, 4, next);
    }
    gives(&shell, "push sprint 1", 0, "`onwatch sprint edit SPRINT-1 --status in_progress`");
    gives(&shell, "task list --sprint 9", 3, "no sprint SPRINT-9 is known");
    gives(&shell, "task list --parent 9", 3, "no task TASK-9 is known");
    gives(&shell, "task list --sprint 1", 3, "No such task");
}

#[test]
fn a_refusal_names_what_can_be_done() {
    let shell = shared();
    for line in ["block stuck", "estimate 1h", "summary so far", "done", "unblock"] {
        shell.good("pop");
        let said = shell.say(line);
        assert_eq!(said.exit, 4, "{said:?}");
        advice::can_be_followed(&said.err);
        shell.good("push 7");
    }
    shell.good("task claim 7");
    shell.good("undo");
    shell.good("--profile night task claim 7");
    gives(&shell, "redo", 4, "`onwatch task show TASK-7`");
    shell.good("pop");
    gives(&shell, "push 7", 4, "`onwatch push task TASK-7 --force`");
    gives(&shell, "task release 7", 4, "`onwatch task release TASK-7 --force`");
    shell.good("--profile night done it runs");
    gives(&shell, "push 7", 0, "`onwatch task edit TASK-7 --status in_progress`");
    gives(&shell, "done", 4, "leave it: `onwatch pop task`");
    gives(&shell, "task add 7", 4, "`onwatch task edit TASK-7 --title TITLE`");
    let dir = shell.home.path().to_str().unwrap().to_owned();
    gives(&shell, &format!("artifact add {dir}"), 4, "pack it and record the archive");
}

#[test]
fn an_id_with_spaces_is_quoted_where_it_is_advised() {
    let shell = Shell::new();
    let add = ["task", "add", "it's 7", "-t", "Old"];
    assert_eq!(shell.give(&add).exit, 0);
    let said = shell.give(&add);
    assert!(said.err.contains(r"`onwatch task edit 'it'\''s 7' --title TITLE`"), "{said:?}");
    advice::can_be_followed(&said.err);
}

#[test]
fn what_was_undone_of_a_task_is_named() {
    let shell = Shell::after(&["task add 7 -t Import", "start", "push 7"]);
    for (line, undone) in [
        ("estimate 2h", "Undone: the estimate of 09:00 (TASK-7: estimated 2h 00m)"),
        ("summary It runs", "Undone: the summary of 09:00 (TASK-7 · It runs)"),
        ("block No access", "Undone: the block of 09:00 (TASK-7 · No access)"),
        ("task claim 7", "Undone: the claim of 09:00 (TASK-7)"),
        ("task edit 7 -t Export", "Undone: the change of 09:00 (TASK-7: title Import → Export)"),
        ("task drop 7 Late", "Undone: the dropping of 09:00 (TASK-7 · Late)"),
        ("artifact add https://a.example/c", "Undone: the artifact of 09:00 (of TASK-7 · c)"),
        (
            "done It runs",
            "Undone: the completion of 09:00 (TASK-7: 0s · It runs); you are in TASK-7",
        ),
        ("push 8", "Undone: entering TASK-8 at 09:00; you are in TASK-7"),
        ("task add 9", "Undone: the addition of TASK-9 at 09:00; nobody knows it"),
    ] {
        shell.say(line.trim());
        if line == "push 8" {
            shell.good("push task 8");
        }
        assert_eq!(shell.good("undo"), format!("{undone}\n"), "{line}");
    }
}

#[test]
fn an_artifact_of_a_session_has_its_task_and_its_time() {
    let shell = Shell::after(&["start", "artifact add https://a.example/one", "push task 7"]);
    shell.pass(5);
    shell.good("artifact add https://a.example/two -t Second");
    shell.good("undo");
    shell.good("redo");
    let said = shell.say("--json artifact list");
    let all = objects(&said.out);
    assert!(all[0]["task"].is_null());
    assert_eq!(all[0]["at_utc"], "2026-01-01T07:00:00Z");
    assert_eq!(all[1]["task"]["id"], "TASK-7");
    assert_eq!(all[1]["at_utc"], "2026-01-01T07:05:00Z");
    shell.good("done all of it is there now");
    let page = shell.good("show --markdown");
    assert!(page.contains("## Artifacts"), "{page}");
    assert!(page.contains("Second"), "{page}");
}

#[test]
fn a_page_of_a_sprint_does_not_repeat_its_name() {
    let shell = Shell::after(&["sprint add 1", "task add 7 --sprint 1", "task add 8 --parent 7"]);
    let page = shell.good("sprint show 1");
    assert!(page.contains("TASK-7") && !page.contains("in SPRINT-1"), "{page}");
    assert!(shell.good("task list").contains("in SPRINT-1"));
}

#[test]
fn that_a_desk_is_not_complete_is_said_once() {
    let shell = shared();
    let journals = shell.home.path().join("data/profiles/night/history");
    for entry in std::fs::read_dir(&journals).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            std::fs::write(path, "{\"broken\":\n\n").unwrap();
        }
    }
    for line in ["task list", "task show 7", "context history"] {
        let said = shell.say(line);
        let times = said.err.matches("night is not complete").count();
        assert!(times <= 1, "{line}: {said:?}");
    }
    for line in ["task list", "task list --status dropped", "task show T-99"] {
        let said = shell.say(line);
        assert_eq!(said.exit, 6, "{line}: more may be known there: {said:?}");
        assert_eq!(said.err.matches("night is not complete").count(), 1, "{line}: {said:?}");
        assert!(!said.out.contains("No task is known"), "{line}");
    }
}

#[test]
fn without_the_lock_of_the_tasks_only_what_gives_out_nothing_goes_on() {
    let shell = Shell::after(&["task add 7 -t Import", "task add 8", "start", "push 7"]);
    let lock = shell.home.path().join("data/tasks.lock");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    gives(&shell, "push 8", 0, "the lock of the tasks was not taken");
    gives(&shell, "note --task 7 hi", 0, "the lock of the tasks was not taken");
    gives(&shell, "note hi", 0, "Noted");
    for line in
        ["push task 9", "push Fix it now", "task add 9", "task claim 7", "done", "pop --complete"]
    {
        gives(&shell, line, 6, "tasks.lock");
        gives(&shell, line, 6, "move it away and try again");
    }
    std::fs::remove_dir(&lock).unwrap();
    assert_eq!(shell.good("push task 9"), "Left TASK-8 after 0s, entered the new TASK-9\n");
}

#[test]
fn a_field_that_is_there_twice_is_refused_by_its_line() {
    let shell = Shell::new();
    let file = shell.home.path().join("plan.json");
    let import = format!("task import {}", file.display());
    std::fs::write(&file, "[{\"id\":1},\n{\"id\":2,\"title\":\"a\",\"title\":\"b\"}]").unwrap();
    gives(&shell, &import, 4, "line 2: its field 'title' is there twice");
    std::fs::write(&file, "{\"id\":1}\n{\"id\":2,\"id\":3}\n").unwrap();
    gives(&shell, &import, 4, "line 2: its field 'id' is there twice");
    std::fs::write(&file, "{\"id\":1}\n7\n").unwrap();
    gives(&shell, &import, 4, "line 2: it is not an object");
    std::fs::write(&file, "[{\"id\":\"SPRINT-3\"},\n{\"id\":\"-\"}]").unwrap();
    gives(&shell, &import, 4, "line 1: SPRINT-3 names a sprint, not a task");
    gives(&shell, &import, 4, "line 2: the id '-' begins with -");
}

#[test]
fn a_new_task_needs_a_title_or_an_id_that_is_not_empty() {
    let shell = Shell::after(&["start w"]);
    for (line, why) in [
        ("task add", "it has no title and no id"),
        ("task add -e 2h", "it has no title and no id"),
        ("task add T-03 --title=", "its title is empty"),
        ("sprint add 3 --title=", "its title is empty"),
        ("push --title=", "its title is empty"),
        ("push task 3 --title=", "its title is empty"),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 2, "{line}: {said:?}");
        assert!(said.err.contains(why), "{line}: {said:?}");
    }
    assert_eq!(shell.say("task list").exit, 3);
    shell.good("task add Refactor");
    let row = shell.object("task list");
    assert_eq!((row["id"].as_str(), row["title"].as_str()), (Some("TASK-1"), Some("Refactor")));
}

#[test]
fn none_and_nothing_remove_each_field_of_a_task() {
    for value in ["none", "NONE", ""] {
        let shell = Shell::after(&[
            "sprint add 1",
            "task add T-1 -t Above",
            "task add T-2 -t Below -e 2h --sprint 1 --parent T-1 --assignee bo",
        ]);
        for option in ["title", "estimate", "sprint", "parent", "assignee"] {
            shell.good(&format!("task edit T-2 --{option}={value}"));
        }
        let task = shell.object("task show T-2");
        for field in ["title", "estimate_seconds", "sprint", "parent", "assignee"] {
            assert!(task[field].is_null(), "{field} {value}: {task}");
        }
    }
}

#[test]
fn an_estimate_is_at_most_ten_thousand_hours() {
    let shell = Shell::after(&["start w", "push task 1", "estimate 10000h"]);
    for line in [
        "estimate 10001h",
        "push task 2 -e 1000000h",
        "task add T-1 -e 10001h",
        "task edit 1 -e 10001h",
        "sprint add 1 -e 10001h",
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 2, "{line}: {said:?}");
        assert!(said.err.contains("its estimate is longer than 10000 hours"), "{line}: {said:?}");
    }
}
