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
        h,Nine,,,,2\n\
        ,,,,todo,\n\
        T-9,Other,,,,\n\
        i,Ten\n";
    let said = import(&shell, "a.csv", csv, "");
    assert_eq!(
        (said.exit, said.out.as_str()),
        (4, "Nothing was imported: the file has 12 faults\n"),
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
        "line 10: its estimate cannot be read: '2' has no unit",
        "line 11: it has no title and no id",
        "line 12: task T-9 is known already: Known",
        "line 13: it has 2 fields and the first line has 6",
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
    let first = "Buy milk\nBuy milk\nCall bo id:T-1\n";
    assert_eq!(import(&shell, "a.txt", first, "").exit, 0);
    let again = import(&shell, "a.txt", &format!("{first}Buy milk\n"), "");
    assert_eq!(
        again.out,
        "Added 1 task\n3 tasks were known already\nTo remove them: onwatch undo\n"
    );
    assert_eq!(known(&shell).len(), 4);
}

#[test]
fn words_of_todo_txt_that_name_nothing_known_stay_in_the_title() {
    let shell = Shell::after(&["sprint add winter"]);
    let todo = "(B) Call +house @phone due:2026-02-01 http://example.com +Winter\n";
    assert_eq!(import(&shell, "a.txt", todo, "").exit, 0);
    let row = shell.object("task list");
    assert_eq!(row["title"], "Call +house @phone due:2026-02-01 http://example.com");
    assert_eq!(row["sprint"], "winter");
}

#[test]
fn many_tasks_take_several_changes_and_parents_come_first() {
    let shell = Shell::new();
    let children = (1..=1_500).map(|number| format!("c{number},Child {number},p{number}\n"));
    let parents = (1..=1_500).map(|number| format!("p{number},Parent {number},\n"));
    let head = std::iter::once("id,title,parent\n".to_owned());
    let csv: String = head.chain(children).chain(parents).collect();
    let said = import(&shell, "a.csv", &csv, "");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.out.contains("They are 3 changes"), "{said:?}");
    assert_eq!(known(&shell).len(), 3_000);
}

#[test]
fn a_sprint_file_adds_sprints_and_a_task_may_name_one_of_its_file() {
    let shell = Shell::new();
    let path = shell.home.path().join("s.csv");
    fs::write(&path, "id,title\n1,Winter\n").unwrap();
    shell.good(&format!("sprint import {}", path.display()));
    assert_eq!(shell.object("sprint list")["id"], "SPRINT-1");
    let both = "type,id,title,sprint\ntask,T-1,Create,2\nsprint,2,Spring,\n";
    assert_eq!(import(&shell, "b.csv", both, "").exit, 0);
    assert_eq!(shell.object("task list")["sprint"], "SPRINT-2");
}

#[test]
fn what_is_no_file_of_tasks_is_refused_with_the_way_out() {
    let shell = Shell::new();
    for (name, text, options, exit, why) in [
        ("a.xyz", "Buy milk\n", "", 2, "does not say its format"),
        ("a.csv", "start,end\n1,2\n", "", 4, "line 1: no column has the title or the id"),
        ("a.json", "[{\"title\": \"a\"}", "", 4, "line 1: the file ends"),
        ("a.json", "[7]", "", 4, "line 1: it is not an object"),
        ("a.json", "[{\"title\": [1]}]", "", 4, "field 'title' is no text"),
        ("a.txt", "\u{feff}\n", "", 3, ""),
        ("a.csv", "title\n\"Open", "", 4, "never closed"),
    ] {
        let said = import(&shell, name, text, options);
        assert_eq!(said.exit, exit, "{name} {text:?}: {said:?}");
        assert!(said.err.contains(why), "{name}: {said:?}");
    }
    assert_eq!(import(&shell, "a.xyz", "Buy milk\n", "--format todo.txt").exit, 0);
}
