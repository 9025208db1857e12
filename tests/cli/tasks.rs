//! Tasks, sprints and what a line that names a context means.

use std::fs;

use serde_json::json;

use crate::shell::{Shell, lines, objects};

/// A shell with a sprint and some tasks.
fn planned() -> Shell {
    let shell = Shell::new();
    shell.good("sprint add 1 -t Winter -e 40h");
    for words in [
        &["task", "add", "T-01", "-t", "Create tables", "--sprint", "1", "-e", "2h"][..],
        &["task", "add", "Fix the importer", "-e", "2h30m", "--sprint", "1", "--assignee", "bo"],
        &["task", "add", "-t", "Write docs", "--parent", "t-01"],
    ] {
        assert_eq!(shell.give(words).exit, 0, "{words:?}");
    }
    shell
}

#[test]
fn a_task_without_an_id_gets_the_next_free_one() {
    let shell = Shell::new();
    assert_eq!(shell.good("task add 7 -t Import"), "Added TASK-7: Import\n");
    assert_eq!(shell.good("task add Fix the importer"), "Added TASK-8: Fix the importer\n");
    assert_eq!(shell.good("task add T-9 Create tables"), "Added task T-9: Create tables\n");
    assert_eq!(shell.good("sprint add Winter release"), "Added SPRINT-1: Winter release\n");
    let again = shell.say("task add task-7 -t Other");
    assert_eq!(again.exit, 4);
    assert!(again.err.contains("TASK-7 is known already"), "{}", again.err);
}

#[test]
fn a_push_brings_back_title_estimate_and_time() {
    let shell = Shell::after(&["start"]);
    assert_eq!(shell.give(&["push", "task", "7", "-t", "Fix it", "-e", "2h30m"]).exit, 0);
    shell.pass(20);
    shell.good("push task 12");
    shell.pass(5);
    shell.good("push task-7");
    shell.pass(2);
    let frame = shell.object("context")["context_stack"][0].clone();
    assert_eq!(frame["title"], "Fix it");
    assert_eq!(frame["estimate_seconds"], 9_000);
    assert_eq!(frame["total_seconds"], 22 * 60);
    shell.good("end");
    shell.good("start");
    shell.good("push 7");
    shell.pass(1);
    let frame = shell.object("status")["session"]["context_stack"][0].clone();
    assert_eq!(frame["earlier_seconds"], 22 * 60);
    assert_eq!(frame["total_seconds"], 23 * 60);
    let row = shell.object("task list --status in_progress fix");
    assert_eq!(row["total_seconds"], 23 * 60);
    assert_eq!(row["session_seconds"], 60);
    assert_eq!(row["is_open"], true);
}

#[test]
fn a_push_means_what_people_mean() {
    let shell = planned();
    shell.good("start");
    for (line, said) in [
        ("push t-01", "Entered task T-01\n"),
        ("push 1", "Left task T-01 after 0s, entered TASK-1\n"),
        ("push sprint 1", "Left TASK-1 after 0s, entered SPRINT-1\n"),
        ("push -", "Entered TASK-1\n"),
        ("push -", "Left TASK-1 after 0s, entered task T-01\n"),
        (
            "push Rotate the keys ~2h",
            "Left task T-01 after 0s, entered the new TASK-3: Rotate the keys\n",
        ),
        (
            "push task force meeting",
            "Left TASK-3 after 0s, entered the new TASK-4: task force meeting\n",
        ),
        ("push customer: acme", "Entered the new customer acme\n"),
        ("push CUSTOMER acme", "You are in customer acme already; nothing changed\n"),
    ] {
        assert_eq!(shell.good(line), said, "{line}");
    }
    let frames = shell.object("context");
    let kinds: Vec<&str> = frames["context_stack"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["type"].as_str().unwrap())
        .collect();
    assert!(!kinds.contains(&"fix") && !kinds.contains(&"rotate"), "{kinds:?}");
    let rotate = shell.object("task list rotate");
    assert_eq!(
        (rotate["id"].clone(), rotate["estimate_seconds"].clone()),
        (json!("TASK-3"), json!(7_200))
    );
    let unknown = shell.say("push 99");
    assert_eq!(unknown.exit, 3);
    assert!(unknown.err.contains("no task TASK-99 is known"), "{}", unknown.err);
    assert!(unknown.err.contains("onwatch push task 99"), "{}", unknown.err);
    assert_eq!(shell.say("push").exit, 2);
    assert_eq!(shell.say("push zebra 7 -t Title").exit, 2);
}

#[test]
fn the_title_of_a_known_task_enters_it_unless_it_is_over() {
    let shell = Shell::after(&["start", "task add Prüfe den Import", "push Second"]);
    let entered = |line: &str| shell.object(line)["tasks"][0]["id"].clone();
    assert_eq!(entered("push prüfe den IMPORT"), "TASK-1");
    assert_eq!(entered("push second"), "TASK-2");
    shell.pass(1);
    shell.good("task add -t Second");
    assert_eq!(entered("push Prüfe den Import"), "TASK-1");
    assert_eq!(entered("push second"), "TASK-3", "the last touched");
    shell.good("done all of it is there now");
    shell.good("done --task 2 all of it is there now");
    assert_eq!(entered("push second"), "TASK-4");
}

#[test]
fn a_repeat_of_a_push_is_answered_whatever_became_known_since() {
    let shell = Shell::after(&["start", "task add -t Other"]);
    for (nth, line) in
        ["push Fix it", "push customer: acme", "push -", "push T-01 -t x"].iter().enumerate()
    {
        let line = format!("{line} --operation op-{nth}");
        let first = shell.object(&line);
        shell.good("push 1");
        let again = shell.object(&line);
        assert_eq!((&again["repeated"], &again["seq"]), (&json!(true), &first["seq"]), "{line}");
    }
    let refused = shell.say("push Another --operation op-0");
    assert_eq!(refused.exit, 4, "{refused:?}");
}

#[test]
fn a_program_is_told_which_tasks_it_made_known_or_changed() {
    let shell = planned();
    let named = |line: &str| {
        let tasks = shell.object(line)["tasks"].clone();
        let tasks = tasks.as_array().unwrap().iter();
        tasks.map(|task| format!("{} {}", task["type"], task["id"])).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(named("task add -t Third"), r#""task" "TASK-3""#);
    assert_eq!(named("start"), "");
    assert_eq!(named("push Fourth"), r#""task" "TASK-4""#);
    assert_eq!(named("note it works"), "");
    assert_eq!(named("push 3"), r#""task" "TASK-3""#);
    assert_eq!(named("pop --complete --reason late"), r#""task" "TASK-3""#);
}

#[test]
fn text_with_a_dash_or_an_option_is_text_after_the_name() {
    let shell = planned();
    shell.good("start");
    shell.good("push T-01 -e 3h");
    assert_eq!(shell.object("context")["context_stack"][0]["estimate_seconds"], 10_800);
    assert_eq!(shell.give(&["push", "Fix the -q option"]).exit, 0);
    let title = shell.object("context")["context_stack"][0]["title"].clone();
    assert_eq!(title, "Fix the -q option");
}

#[test]
fn the_verbs_of_the_current_task_need_no_name() {
    let shell = planned();
    shell.good("start");
    shell.good("push T-01");
    shell.pass(30);
    assert_eq!(shell.good("estimate 3h"), "task T-01: estimated 2h 00m → 3h 00m, actual 30m\n");
    assert_eq!(shell.good("block the disk is full"), "task T-01 is blocked\n");
    assert_eq!(shell.object("task list tables")["reason"], "the disk is full");
    assert_eq!(shell.good("unblock"), "task T-01 can go on\n");
    assert_eq!(shell.good("summary both tables are there"), "Summarized task T-01\n");
    assert_eq!(shell.good("update keys are next"), "Noted in task T-01\n");
    assert_eq!(shell.good("note --task 1 the client sends a file"), "Noted in TASK-1\n");
    assert_eq!(shell.say("done all tables are there").exit, 5);
    shell.good("done --task 2 all of it is there now");
    let done = shell.good("done all tables are there");
    assert!(done.starts_with("Done: task T-01: 30m of 3h 00m"), "{done}");
    let row = shell.object("task list --all tables");
    assert_eq!(
        (row["status"].clone(), row["summary"].clone()),
        (json!("done"), json!("all tables are there"))
    );
    assert_eq!(shell.say("done").exit, 4);
    shell.good("done --task 1 all of it is there now");
    assert_eq!(shell.object("task list importer")["status"], "done");
    assert_eq!(shell.say("done --task 1").exit, 4);
}

#[test]
fn activate_and_deactivate_are_push_and_pop() {
    let shell = planned();
    shell.good("start");
    shell.good("activate sprint 1");
    shell.good("activate task 1");
    let left = shell.give(&["deactivate", "--summary", "it runs", "--complete"]);
    assert_eq!(left.exit, 0, "{left:?}");
    let row = shell.object("task list importer");
    assert_eq!((row["status"].clone(), row["summary"].clone()), (json!("done"), json!("it runs")));
    let log = shell.good("log");
    assert!(log.contains("it runs"), "{log}");
}

#[test]
fn an_edit_changes_fields_and_none_removes_them() {
    let shell = planned();
    let changed = shell.good("task edit 1 -e 3h --assignee none --sprint none");
    assert!(changed.contains("estimate 2h 30m → 3h 00m"), "{changed}");
    let row = shell.object("task list importer");
    assert_eq!((row["assignee"].clone(), row["sprint"].clone()), (json!(null), json!(null)));
    shell.good("task edit 1 Fix both importers");
    assert_eq!(shell.object("task list importers")["title"], "Fix both importers");
    assert_eq!(shell.give(&["task", "edit", "1", "-t", ""]).exit, 0);
    assert_eq!(shell.say("task edit 1").exit, 2);
    assert_eq!(shell.say("task edit 99 -t X").exit, 3);
    assert_eq!(shell.say("task edit t-01 --parent 2").exit, 4, "its parents would go in a circle");
    assert_eq!(shell.say("task edit 1 --sprint 99").exit, 4);
    assert_eq!(shell.say("task edit 1 --status fine").exit, 2);
    shell.good("task edit 1 --status done --reason late");
    assert_eq!(shell.object("task list --status done")["id"], "TASK-1");
}

#[test]
fn a_dropped_task_says_why() {
    let shell = planned();
    assert_eq!(shell.good("task drop 1 the old one goes away"), "Dropped TASK-1\n");
    let row = shell.object("task list importer");
    assert_eq!(
        (row["status"].clone(), row["reason"].clone()),
        (json!("dropped"), json!("the old one goes away"))
    );
    assert_eq!(shell.good("sprint drop 1"), "Dropped SPRINT-1\n");
}

#[test]
fn a_claimed_task_is_refused_to_others_until_it_is_forced() {
    let shell = planned();
    assert_eq!(shell.good("task claim t-01 --for 2h"), "Claimed task T-01 for 2h 00m\n");
    shell.good("--profile night start");
    for line in
        ["push T-01", "done --task T-01", "task drop T-01", "task claim T-01", "task release T-01"]
    {
        let said = shell.say(&format!("--profile night {line}"));
        assert_eq!(said.exit, 4, "{line}: {said:?}");
        assert!(said.err.contains("claims task T-01 on the desk default"), "{line}: {}", said.err);
    }
    shell.good("--profile night push --force T-01");
    assert!(shell.good("--profile night log").contains("against the claim of default"));
    shell.good("task release T-01");
    assert_eq!(shell.say("task release T-01").exit, 4);
}

#[test]
fn a_list_is_narrowed_by_each_of_its_options() {
    let shell = planned();
    shell.good("start");
    shell.good("push T-01");
    let ids = |line: &str| -> Vec<String> {
        let said = shell.say(&format!("--json {line}"));
        objects(&said.out).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("task list"), ["T-01", "TASK-1", "TASK-2"]);
    assert_eq!(ids("task list --sprint 1"), ["T-01", "TASK-1"]);
    assert_eq!(ids("task list --sprint sprint-1 --status todo"), ["TASK-1"]);
    assert_eq!(ids("task list --status todo,blocked"), ["TASK-1", "TASK-2"]);
    assert_eq!(ids("task list --assignee BO"), ["TASK-1"]);
    assert_eq!(ids("task list --parent T-01"), ["TASK-2"]);
    assert_eq!(ids("task list docs"), ["TASK-2"]);
    assert_eq!(ids("task list --operator bo --mine"), ["TASK-1"]);
    assert_eq!(ids("sprint list"), ["SPRINT-1"]);
    let none = shell.say("task list --status done");
    assert_eq!((none.exit, none.out.as_str()), (3, "No such task\n"));
    let empty = Shell::new().say("task list");
    assert_eq!(empty.exit, 3);
    assert!(empty.out.contains("onwatch task add"), "{}", empty.out);
}

#[test]
fn a_long_list_of_done_tasks_is_cut_for_people_only() {
    let shell = Shell::new();
    for number in 1..=15 {
        shell.good(&format!("task add {number} -t Job"));
        if number > 2 {
            shell.good(&format!("task edit {number} --status done --reason late"));
        }
    }
    let list = shell.good("task list");
    assert_eq!(lines(&list).len(), 2 + 10 + 1, "{list}");
    assert!(list.ends_with("and 3 more done or dropped: --all shows them\n"), "{list}");
    assert_eq!(lines(&shell.good("task list --all")).len(), 15);
    assert_eq!(lines(&shell.good("task list --json")).len(), 15);
}

#[test]
fn a_list_has_a_hundred_lines_unless_more_or_fewer_are_asked_for() {
    let shell = Shell::new();
    let all: Vec<_> = (1..=120)
        .map(|number| {
            let status = if number > 105 { "done" } else { "todo" };
            format!(r#"{{"id": "T-{number}", "title": "Job", "status": "{status}"}}"#)
        })
        .collect();
    let file = shell.home.path().join("jobs.json");
    fs::write(&file, all.join("\n")).unwrap();
    shell.good(&format!("task import {}", file.display()));
    let ends = |line: &str| {
        let list = shell.good(line);
        (lines(&list).len(), lines(&list).last().unwrap().to_string())
    };
    let narrow = "--status, --sprint or words narrow the list";
    assert_eq!(ends("task list"), (101, format!("and 20 more: -n 120 shows all, {narrow}")));
    assert_eq!(ends("task list --all"), ends("task list"));
    let todo = ends("task list --status todo");
    assert_eq!(todo, (101, format!("and 5 more: -n 105 shows all, {narrow}")));
    let many = ends("task list -n 110");
    assert_eq!(many, (111, format!("and 10 more done or dropped: -n 120 shows all, {narrow}")));
    assert_eq!(
        ends("task list --count 2 job"),
        (3, format!("and 118 more: -n 120 shows all, {narrow}"))
    );
    assert_eq!(ends("task list -n 0"), (1, format!("and 120 more: -n 120 shows all, {narrow}")));
    assert_eq!(ends("task list -n 500").0, 120);
    assert_eq!(objects(&shell.good("task list --json")).len(), 120);
    let two = objects(&shell.good("task list --json -n 2"));
    assert_eq!([&two[0]["id"], &two[1]["id"]], ["T-1", "T-2"]);
    assert_eq!(two.len(), 2);
    shell.good("sprint add 1");
    shell.good("sprint add 2");
    let sprint = "and 1 more: -n 2 shows all, --status or words narrow the list".to_owned();
    assert_eq!(ends("sprint list -n 1"), (2, sprint));
}

#[test]
fn hostile_titles_reach_no_terminal() {
    let shell = Shell::new();
    let hostile = "\u{1b}[2J\u{202e}evil\nline\u{7f}";
    let words = ["task", "add", "1", "-t", hostile, "--assignee", "\u{1b}]0;x\u{7}"];
    assert_eq!(shell.give(&words).exit, 0);
    shell.good("start");
    let pushed = shell.give(&["push", &format!("{hostile} two words")]);
    assert_eq!(pushed.exit, 0, "{pushed:?}");
    for line in ["task list", "task show 1", "context", "context history", "status", "log", "end"] {
        let said = shell.say(line);
        for text in [&said.out, &said.err] {
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7f}', '\u{7}']), "{line}: {text:?}");
        }
    }
    let row = objects(&shell.good("task list --json"))[1].clone();
    assert_eq!(row["title"], hostile, "what is stored is what was typed");
}

#[test]
fn every_switch_is_listed_with_its_time() {
    let shell = planned();
    shell.good("start");
    shell.good("push sprint 1");
    shell.pass(1);
    shell.good("push T-01");
    shell.pass(10);
    shell.good("push 1");
    shell.pass(5);
    shell.good("pop sprint");
    shell.good("end");
    let all = objects(&shell.good("context history --json"));
    let told: Vec<String> = all
        .iter()
        .map(|switch| {
            let left: Vec<String> = switch["left"]
                .as_array()
                .unwrap()
                .iter()
                .map(|left| format!("{} {}", left["id"].as_str().unwrap(), left["active_seconds"]))
                .collect();
            let entered = switch["entered"]["id"].as_str().unwrap_or("-");
            let at = &switch["at_utc"].as_str().unwrap()[11..16];
            format!("{at} {entered} {}", left.join(" "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "07:00 SPRINT-1 ",
            "07:01 T-01 ",
            "07:11 TASK-1 T-01 600",
            "07:16 - TASK-1 300 SPRINT-1 960"
        ]
    );
    assert_eq!(
        all[2]["context"],
        json!([{"type": "sprint", "id": "SPRINT-1"}, {"type": "task", "id": "TASK-1"}])
    );
    assert_eq!(
        shell.good("context history --session 1 --json"),
        shell.good("context history --json")
    );
    let text = shell.good("context history");
    assert!(
        lines(&text)[2].contains("entered TASK-1: Fix the importer")
            && lines(&text)[2].contains("left task T-01 10m"),
        "{text}"
    );
    assert_eq!(shell.say("context history yesterday").exit, 3);
    assert_eq!(shell.say("context history --session 9").exit, 3);
}

#[test]
fn every_switch_of_a_long_session_is_listed() {
    let shell = Shell::after(&["start"]);
    for number in 1..=230 {
        shell.pass(1);
        shell.good(&format!("push task {number}"));
    }
    let all = objects(&shell.good("context history --json"));
    let entered: Vec<&str> = all.iter().map(|one| one["entered"]["id"].as_str().unwrap()).collect();
    let expected: Vec<String> = (1..=230).map(|number| format!("TASK-{number}")).collect();
    assert_eq!(entered, expected);
    for (at, left) in all.iter().skip(1).zip(&expected) {
        assert_eq!(at["left"], json!([{"type": "task", "id": left, "active_seconds": 60}]));
    }
}

#[test]
fn the_claim_of_a_run_holds_while_the_run_is_open() {
    for over in ["run end", "run delete"] {
        let shell = Shell::after(&["start", "task add 2"]);
        let run = shell.good("run start --agent importer").trim_end().to_owned();
        shell.good(&format!("--run {run} task claim 2"));
        assert!(!shell.good("task list --json").contains("\"claim\":null"));
        assert_eq!(shell.say("push 2").exit, 4);
        shell.good(&format!("{over} {run}"));
        assert!(shell.good("task list --json").contains("\"claim\":null"), "{over}");
        shell.good("push 2");
    }
}
