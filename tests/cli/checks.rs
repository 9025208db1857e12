//! Completion checks on the command line: what they say, what they block, and what they ask.

use serde_json::{Value, json};

use crate::shell::{Shell, lines, meanwhile, types, unread};

/// Returns the codes of a list of failed checks.
fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|failed| failed["code"].as_str().unwrap()).collect()
}

/// A shell of a person at a terminal, with a task that has a task below it.
fn at_a_terminal() -> Shell {
    let mut shell = Shell::after(&[
        "start",
        "task add 1 Importer",
        "task add 2 --parent 1 Rows",
        "push task 1",
    ]);
    shell.terminal = true;
    shell
}

#[test]
fn a_check_of_a_task_says_what_is_missing_and_changes_nothing() {
    let shell = Shell::after(&["start", "task add 1 -e 1h Importer", "push task 1"]);
    let before = shell.object("status")["seq"].clone();
    let said = shell.say("task check");
    assert_eq!(said.exit, 5, "{said:?}");
    assert_eq!(
        lines(&said.out),
        [
            "TASK-1 is not complete",
            "  × it has no summary",
            "  ▲ nothing was noted in it",
            "  ▲ it was estimated at 1h 00m, and no time was measured",
            "  next: say what was done: `onwatch summary --task TASK-1 TEXT`",
            "  next: note how it went: `onwatch note --task TASK-1 TEXT`",
        ]
    );
    assert_eq!(shell.object("status")["seq"], before);
    assert_eq!(shell.say("task check 9").exit, 3);
    assert_eq!(Shell::new().say("task check").exit, 3);
}

#[test]
fn the_answer_has_errors_warnings_requirements_details_and_a_checklist() {
    let shell = Shell::after(&["start", "sprint add 1", "task add 7 --sprint 1 -e 1h"]);
    shell.good("push task 7");
    shell.pass(90);
    let check = shell.object("task check 7");
    assert_eq!(check["subject"], json!({"type": "task", "id": "TASK-7"}));
    assert_eq!(check["valid"], false);
    assert_eq!(codes(&check["errors"]), ["summary_missing"]);
    assert_eq!(codes(&check["warnings"]), ["updates_none", "variance_high"]);
    let needs = &check["requirements"][0];
    assert_eq!(
        (&needs["field"], &needs["question"]),
        (&json!("summary"), &json!("What was done?"))
    );
    let details = &check["details"];
    assert_eq!((&details["notes"], &details["actual_seconds"]), (&json!(0), &json!(5_400)));
    assert_eq!(details["variance_percent"], 50);
    assert_eq!(check["checklist"].as_array().unwrap().len(), 3);

    let sprint = shell.object("sprint check");
    assert_eq!(codes(&sprint["errors"]), ["sprint_tasks_open"]);
    assert_eq!(sprint["requirements"][0]["about"], json!([{"type": "task", "id": "TASK-7"}]));
    let session = shell.object("end --check");
    assert_eq!(session["subject"]["type"], "session");
    assert_eq!(
        (&session["valid"], codes(&session["warnings"])),
        (&json!(true), vec!["contexts_open"])
    );
    assert_eq!(shell.object("status")["session"]["key"], "SESSION-001", "nothing ended");
}

#[test]
fn a_blocked_completion_answers_with_its_requirements_and_one_command_meets_them() {
    let shell = Shell::after(&["start", "task add 1", "task add 2 --parent 1", "push task 1"]);
    for line in ["done", "pop --complete", "task edit 1 --status done"] {
        let said = shell.say(&format!("--json {line}"));
        assert_eq!(said.exit, 5, "{line}: {said:?}");
        let failed: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(
            (&failed["exit"], &failed["check"]["valid"]),
            (&json!(5), &json!(false)),
            "{line}"
        );
        assert_eq!(codes(&failed["check"]["requirements"]), ["summary_missing", "subtasks_open"]);
    }
    // A pipe is never asked.
    types(&["a summary"]);
    assert_eq!((shell.say("done").exit, unread()), (5, 1));
    let said = shell.give(&["--json", "done", "the importer runs", "--reason", "TASK-2 can wait"]);
    let done: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.exit, &done["check"]["valid"]), (0, &json!(false)), "{done:#}");
    let task = shell.object("task show 1");
    assert_eq!((&task["status"], &task["summary"]), (&json!("done"), &json!("the importer runs")));
    assert_eq!(task["reason"], "TASK-2 can wait");
    let log = shell.good("log -n 1");
    assert!(log.contains("not complete, because: TASK-2 can wait"), "{log}");
    let said = shell.say("start --reason x");
    assert_eq!(said.exit, 2, "{said:?}");
}

#[test]
fn a_person_is_asked_for_the_summary() {
    let mut shell = Shell::after(&["start", "push task 7"]);
    shell.terminal = true;
    types(&["the importer runs row by row"]);
    let said = shell.say("done");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.err.contains("What was done? (Enter: carry on working) "), "{}", said.err);
    assert_eq!(shell.object("task show 7")["summary"], "the importer runs row by row");
}

#[test]
fn a_person_finishes_the_task_below_on_the_way() {
    let shell = at_a_terminal();
    types(&["the importer runs row by row", "x", "f", "every row has its columns"]);
    let said = shell.say("done");
    assert_eq!((said.exit, unread()), (0, 0), "{said:?}");
    let row = shell.object("task show 2");
    assert_eq!(
        (&row["status"], &row["summary"]),
        (&json!("done"), &json!("every row has its columns"))
    );
    let task = shell.object("task show 1");
    assert_eq!((&task["status"], &task["reason"]), (&json!("done"), &Value::Null));
}

#[test]
fn a_person_completes_anyway_with_a_reason() {
    let shell = at_a_terminal();
    types(&["the importer runs row by row", "a", "the rows can wait"]);
    assert_eq!(shell.say("done").exit, 0);
    assert_eq!(shell.object("task show 1")["reason"], "the rows can wait");
    assert_eq!(shell.object("task show 2")["status"], "todo");
}

#[test]
fn a_person_may_carry_on_working_at_every_question_and_no_summary_is_lost() {
    let summary = "the importer runs row by row";
    for typed in
        [&[][..], &[""], &[summary, ""], &[summary, "c"], &[summary, "a", ""], &[summary, "f", ""]]
    {
        let shell = at_a_terminal();
        types(typed);
        let said = shell.say("done");
        assert_eq!((said.exit, unread()), (5, 0), "{typed:?}: {said:?}");
        let task = shell.object("task show 1");
        assert_eq!(task["status"], "in_progress", "{typed:?}");
        let typed_one = typed.contains(&summary);
        assert_eq!(task["summary"].as_str(), typed_one.then_some(summary), "{typed:?}");
        assert_eq!(shell.object("task show 2")["status"], "todo", "{typed:?}");
    }
}

#[test]
fn an_answer_is_for_no_other_task_or_session_than_the_question() {
    for (line, elsewhere) in [("done", "push task 3"), ("pop --complete", "push task 3")] {
        let shell = at_a_terminal();
        let home = shell.home.path().to_owned();
        meanwhile(move || {
            let mut other = std::process::Command::new(env!("CARGO_BIN_EXE_onwatch"));
            other.args(elsewhere.split(' ')).env("ONWATCH_HOME", home);
            assert!(other.output().unwrap().status.success());
        });
        types(&["a summary of task 1"]);
        let said = shell.say(line);
        assert!(matches!(said.exit, 4 | 5), "{line}: {said:?}");
        for task in ["1", "3"] {
            let status = shell.object(&format!("task show {task}"))["status"].clone();
            assert_eq!(status, "in_progress", "{line}: task {task}");
        }
    }
}

#[test]
fn an_edit_keeps_its_other_changes_when_a_question_was_answered() {
    let mut shell = Shell::after(&["start", "push task 7"]);
    shell.terminal = true;
    types(&["the importer runs row by row"]);
    let said = shell.say("task edit 7 -t Importer --assignee bo --status done");
    assert_eq!(said.exit, 0, "{said:?}");
    let task = shell.object("task show 7");
    assert_eq!((&task["status"], &task["title"]), (&json!("done"), &json!("Importer")));
    assert_eq!(
        (&task["assignee"], &task["summary"]),
        (&json!("bo"), &json!("the importer runs row by row"))
    );
}

#[test]
fn a_reason_that_is_too_long_is_asked_for_again() {
    let shell = at_a_terminal();
    let long = "x".repeat(1_001);
    types(&["the importer runs row by row", "a", &long, "the rows can wait"]);
    assert_eq!(shell.say("done").exit, 0);
    assert_eq!(shell.object("task show 1")["reason"], "the rows can wait");
}

#[test]
fn a_switch_that_a_check_blocks_takes_a_reason() {
    let mut shell = Shell::after(&["start"]);
    shell.settings("[checks]\ncontext_missing = 'error'\n");
    assert_eq!(shell.say("start --switch").exit, 5);
    shell.terminal = true;
    types(&["only the phone rang"]);
    assert_eq!(shell.say("start --switch").exit, 0);
    assert_eq!(shell.object("status")["session"]["key"], "SESSION-002");
}

#[test]
fn a_redo_completes_nothing_that_is_not_complete_any_more() {
    let shell =
        Shell::after(&["start", "push task 1", "done the importer runs row by row", "undo"]);
    shell.good("--profile night task add 2 --parent 1");
    let said = shell.say("redo");
    assert_eq!(said.exit, 5, "{said:?}");
    assert_eq!(shell.object("task show 1")["status"], "in_progress");
    shell.good("--profile night task drop 2 not needed");
    shell.good("redo");
}

#[test]
fn what_is_over_is_not_checked_and_says_why() {
    let shell = Shell::after(&["task add 1", "task drop 1 not needed", "task add 2"]);
    let said = shell.say("task check 1");
    assert_eq!(said.exit, 4, "{said:?}");
    assert!(
        said.err.contains("Nothing was checked") && said.err.contains("is dropped already"),
        "{said:?}"
    );
    shell.good("done --task 2 --reason late");
    assert!(shell.say("task check 2").err.contains("is done already"));
}

#[test]
fn a_summary_of_another_task_is_no_note_of_the_open_one() {
    let shell =
        Shell::after(&["start", "task add 2", "push task 3", "done --task 2 all of it is there"]);
    let check = shell.object("task check");
    assert_eq!(check["details"]["notes"], 0);
    assert_eq!(shell.object("task show 3")["notes"], json!([]));
}

#[test]
fn nobody_is_asked_with_json_or_quiet() {
    let shell = at_a_terminal();
    types(&["a summary"]);
    assert_eq!(shell.say("--json done").exit, 5);
    assert_eq!((shell.say("-q done").exit, unread()), (5, 1));
    types(&[]);
}

#[test]
fn the_settings_say_what_blocks_what_warns_and_what_is_off() {
    let shell = Shell::after(&["start", "push task 7"]);
    shell.settings("[checks]\nsummary_missing = 'off'\nupdates_none = 'error'\nupdates = 1\n");
    assert_eq!(codes(&shell.object("task check")["errors"]), ["updates_none"]);
    shell.good("note half of it");
    let check = shell.object("task check");
    assert_eq!((&check["valid"], codes(&check["warnings"])), (&json!(true), vec![]));
    shell.good("done");
    shell.settings("[checks]\ncontexts_open = 'error'\n");
    shell.good("push task 8");
    assert_eq!(shell.say("end").exit, 5);
    assert_eq!(shell.say("end --check").exit, 5);
    shell.good("end --reason late");
    let said = shell.say("config check");
    assert_eq!(said.exit, 0, "{said:?}");
    shell.settings("[checks]\nactivities = 21\n");
    let said = shell.say("config check");
    assert!(said.exit == 1 && said.err.contains("from 0 to 20"), "{said:?}");
}

#[test]
fn a_completion_that_only_warns_says_so_and_is_recorded() {
    let shell = Shell::after(&["start", "push task 7"]);
    let said = shell.say("done it runs");
    assert_eq!(said.exit, 0);
    assert_eq!(
        lines(&said.err),
        [
            "onwatch: warning: TASK-7: its summary has 7 of 20 characters",
            "onwatch: warning: TASK-7: nothing was noted in it",
        ]
    );
}

#[test]
fn notes_of_all_desks_and_unfinished_tasks_of_all_desks_count() {
    let shell = Shell::after(&["start", "task add 1", "task add 2 --parent 1", "push task 1"]);
    for line in ["start", "push task 1", "note one", "note two", "push task 2"] {
        shell.good(&format!("--profile night {line}"));
    }
    let check = shell.object("task check 1");
    assert_eq!(check["details"]["notes"], 2);
    assert_eq!(codes(&check["warnings"]), Vec::<&str>::new());
    shell.good("--profile night done the rows are all there");
    let check = shell.object("task check 1");
    assert_eq!(codes(&check["errors"]), ["summary_missing"]);
    assert_eq!(check["details"]["done_tasks"], 1);
}
