//! Tasks in files: JSON, CSV and todo.txt.

use std::fs;

use crate::shell::{Said, Shell, objects};

/// Imports a text as a file of a name.
fn import(shell: &Shell, name: &str, text: &str, options: &str) -> Said {
    let path = shell.home.path().join(name);
    fs::write(&path, text).unwrap();
    shell.say(&format!("task import {} {options}", path.display()))
}

/// Returns id, status, title and sprint of each task.
fn known(shell: &Shell) -> Vec<String> {
    let rows = objects(&shell.say("--json task list").out);
    let mut all: Vec<String> = rows
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", text("id"), text("status"), text("title"), text("sprint"))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn the_same_tasks_come_from_each_format() {
    let json = r#"[{"id": "T-2", "title": "Fill them", "parent": "T-1", "est": "2h", "note": "x"},
        {"id": "T-1", "title": "Create tables", "sprint": 1, "assignee": "bo", "status": "done"}]"#;
    let lines = "{\"id\": \"T-2\", \"title\": \"Fill them\", \"parent\": {\"type\": \"task\", \"id\": \"T-1\"}, \"estimate_seconds\": 7200}\n\
        {\"id\": \"T-1\", \"title\": \"Create tables\", \"sprint\": \"SPRINT-1\", \"assignee\": \"bo\", \"status\": \"done\"}\n";
    let csv = "ID;Title;Parent;Estimate;Sprint;Assignee;Status;Extra\nT-2;Fill them;T-1;2h;;;;x\n\
        ;;;;;;;\nT-1;Create tables;;;1;bo;done;";
    let todo = "(A) 2026-01-01 Fill them id:T-2 parent:T-1 est:2h\n\n\
        x 2026-01-02 2026-01-01 Create tables +SPRINT-1 id:T-1 assignee:bo\n";
    for (name, text) in [("a.json", json), ("a.jsonl", lines), ("a.csv", csv), ("a.txt", todo)] {
        let shell = Shell::after(&["sprint add 1"]);
        let said = import(&shell, name, text, "");
        assert_eq!(
            (said.exit, said.out.as_str()),
            (0, "Added 2 tasks\nTo remove them: onwatch undo\n"),
            "{name}: {said:?}"
        );
        assert_eq!(
            known(&shell),
            ["T-1 done Create tables SPRINT-1", "T-2 todo Fill them -"],
            "{name}"
        );
        let child = shell.object("task list --parent T-1");
        assert_eq!(child["estimate_seconds"], 7_200, "{name}");
        shell.good("undo");
        assert_eq!(shell.say("task list").exit, 3, "{name}");
    }
}

#[test]
fn every_fault_is_named_by_its_line_and_nothing_is_added() {
    let shell = Shell::after(&["task add T-9 -t Known"]);
    let csv = "id,title,parent,sprint,status,estimate\n\
        a,One,b,,,\n\
        b,Two,a,,,\n\
        c,Three,c,,,\n\
        a,Four,,,,\n\
        d,Five,z,,,\n\
        e,Six,,S-9,,\n\
        f,Seven,,,fine,\n\
        g,Eight,,,,soon\n\
        h,Nine,,,,11000h\n\
        ,,,,todo,\n\
        T-9,Other,,,,\n\
        i,Ten\n\
        I,Ten,,,,\n";
    let said = import(&shell, "a.csv", csv, "");
    assert_eq!(
        (said.exit, said.out.as_str()),
        (4, "Nothing was imported: the file has 13 faults\n"),
        "{said:?}"
    );
    for fault in [
        "line 2: its parent task b is also below it: they go in a circle",
        "line 3: its parent task a is also below it",
        "line 4: its parent task c is also below it",
        "line 5: task a is there twice: it is on line 2 too",
        "line 6: no task z is known",
        "line 7: no sprint S-9 is known",
        "line 8: 'fine' is not a status",
        "line 9: its estimate cannot be read",
        "line 10: its estimate is longer than 10000 hours",
        "line 11: it has no title and no id",
        "line 12: task T-9 is known already: Known",
        "line 13: it has 2 fields and the first line has 6",
        "line 14: task I is there twice: it is on line 13 too",
    ] {
        assert!(said.err.contains(fault), "{fault}: {}", said.err);
    }
    assert_eq!(known(&shell), ["T-9 todo Known -"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let shell = Shell::new();
    let said = import(&shell, "a.txt", "Buy milk\n", "--dry-run");
    assert_eq!((said.exit, said.out.as_str()), (0, "Would add 1 task; nothing was written\n"));
    assert_eq!(shell.say("task list").exit, 3);
}

#[test]
fn a_repeated_import_adds_only_what_is_new() {
    let shell = Shell::new();
    let first = "Buy milk\nCall bo id:T-1\n";
    assert_eq!(import(&shell, "a.txt", first, "").exit, 0);
    let again = import(&shell, "a.txt", &format!("{first}Buy bread\n"), "");
    assert_eq!(
        (again.out.as_str(), again.err.as_str()),
        ("Added 1 task\n2 tasks were known already\nTo remove them: onwatch undo\n", "")
    );
    assert_eq!(known(&shell).len(), 3);
}

#[test]
fn a_line_with_a_fault_is_also_checked_against_the_others() {
    let shell = Shell::new();
    let csv = "id,title,estimate,sprint,parent\n\
        D-1,a,zwei,9,Q-1\n\
        D-1,b,2h,,\n\
        D-2,c,vier,,D-3\n\
        D-3,d,0h,,D-2\n\
        ,,drei,,\n";
    let said = import(&shell, "a.csv", csv, "");
    let lines: Vec<&str> =
        said.err.lines().map(|line| line.trim_start_matches("onwatch: fault: ")).collect();
    let expected = [
        "line 2: its estimate cannot be read: 'zwei'",
        "line 2: no sprint SPRINT-9 is known, and the file has none",
        "line 2: no task Q-1 is known, and the file has none",
        "line 3: task D-1 is there twice: it is on line 2 too",
        "line 4: its estimate cannot be read: 'vier'",
        "line 4: its parent task D-3 is also below it",
        "line 5: its estimate is zero",
        "line 5: its parent task D-2 is also below it",
        "line 6: its estimate cannot be read: 'drei'",
        "line 6: it has no title and no id",
    ];
    assert_eq!((said.exit, lines.len()), (4, expected.len()), "{said:?}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{start}: {line}");
    }
}

#[test]
fn a_broken_object_hides_no_fault_of_the_lines_after_it() {
    let shell = Shell::new();
    let lines = "{\"id\": \"a\", \"title\": nothing}\n{\"id\": 7, \"sprint\": 3}\n{title: \"x\"}\n";
    let said = import(&shell, "a.jsonl", lines, "");
    let expected = [
        "line 1: it is not JSON: a word in it has no quotation marks",
        "line 2: no sprint SPRINT-3 is known, and the file has none",
        "line 3: it is not JSON: the name of a field has no quotation marks",
    ];
    let named: Vec<String> =
        said.err.lines().map(|line| line.replace("onwatch: fault: ", "")).collect();
    assert_eq!(named, expected);
}

#[test]
fn what_a_file_says_of_a_known_task_that_is_not_so_is_named() {
    let shell = Shell::after(&[
        "sprint add 1",
        "task add D-1 -t a -e 2h --assignee bo",
        "task add D-2 -t b --parent D-1 --sprint 1",
        "task add Buy milk",
        "done --task 1 all of it is there now",
    ]);
    let csv = "id,title,estimate,sprint,parent,assignee,status\n\
        D-1,a,3h,1,1,al,done\n\
        D-2,,,sprint-1,d-1,,\n\
        ,Buy milk,90,,,,\n";
    let said = import(&shell, "a.csv", csv, "");
    let out =
        "Added 0 tasks\n3 tasks were known already\nTo change a known task: onwatch task edit ID\n";
    assert_eq!((said.exit, said.out.as_str()), (0, out), "{said:?}");
    let named: Vec<String> =
        said.err.lines().map(|line| line.replace("onwatch: warning: ", "")).collect();
    let expected = [
        "line 2: task D-1 has estimate 2h 00m, and the file says 3h 00m; it stays as it is",
        "line 2: task D-1 has status todo, and the file says done; it stays as it is",
        "line 2: task D-1 has no sprint, and the file says SPRINT-1; it stays as it is",
        "line 2: task D-1 has no parent, and the file says TASK-1; it stays as it is",
        "line 2: task D-1 has assignee bo, and the file says al; it stays as it is",
        "line 4: TASK-1 has this title already and is done; to add another task, give it an id",
        "line 4: TASK-1 has no estimate, and the file says 1h 30m; it stays as it is",
    ];
    assert_eq!(named, expected);
    let json = shell.object(&format!("task import {}", shell.home.path().join("a.csv").display()));
    assert_eq!((json["differs"].as_array().unwrap().len(), json["known"].as_u64()), (7, Some(3)));
}

#[test]
fn two_tasks_of_one_title_need_ids() {
    let shell = Shell::new();
    let said = import(&shell, "a.txt", "Buy milk\nBuy milk\nBuy milk id:T-1\n", "");
    assert_eq!(said.exit, 4);
    let fault = "line 2: line 1 has the same title; give each an id, or take one away";
    assert!(said.err.contains(fault), "{said:?}");
    assert_eq!(said.err.lines().count(), 1, "{said:?}");
}

#[test]
fn what_is_in_progress_in_a_file_is_delegated_as_by_a_push() {
    let shell = Shell::new();
    let csv = "id,title,assignee,status\nT-1,a,bo,in_progress\nT-2,b,,done\nT-3,c,bo,\n";
    assert_eq!(import(&shell, "a.csv", csv, "").exit, 0);
    for (id, delegation) in [("T-1", "in_progress"), ("T-2", "completed"), ("T-3", "assigned")] {
        assert_eq!(shell.object(&format!("task show {id}"))["delegation"], delegation, "{id}");
    }
}

#[test]
fn columns_that_are_not_read_are_named() {
    let shell = Shell::new();
    let csv = "id,titel,estimat,Colour,Shape\nT-1,a,2h,red,round\n";
    let said = import(&shell, "a.csv", csv, "");
    for warning in [
        "the column 'titel' is not read; did you mean 'title'?",
        "the column 'estimat' is not read; did you mean 'estimate'?",
        "these columns are not read: Colour, Shape",
    ] {
        assert!(said.err.contains(warning), "{warning}: {said:?}");
    }
    let json = "{\"id\": \"T-2\", \"titel\": \"a\", \"colour\": \"red\"}\n{\"id\": \"T-3\", \"titel\": \"b\"}";
    let said = import(&shell, "a.json", json, "");
    let warning = "onwatch: warning: the field 'titel' is not read; did you mean 'title'?\n";
    assert_eq!(said.err, warning);
    let said = import(&shell, "a.txt", "Buy milk estimat:2h due:2026-02-01\n", "");
    assert!(said.err.contains("'estimat:' is not read; did you mean 'estimate:'?"), "{said:?}");
}

#[test]
fn an_import_waits_for_another_one_before_it_reads_what_is_known() {
    let shell = Shell::after(&["task add T-1 -t First"]);
    assert_eq!(import(&shell, "a.txt", "Call bo\n", "").exit, 0);
    let lock = fs::File::open(shell.home.path().join("data/imports.lock")).unwrap();
    lock.lock().unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| import(&shell, "b.txt", "Buy milk\n", ""));
        assert_eq!(import(&shell, "b.txt", "Buy milk\n", "--dry-run").exit, 0);
        shell.good("task add Buy milk");
        lock.unlock().unwrap();
        let said = waiting.join().unwrap();
        assert_eq!(said.out, "Added 0 tasks\n1 task was known already\n", "{said:?}");
    });
}
