//! What is remembered of tasks over sessions and desks.

use std::fs;

use chrono::{DateTime, NaiveDateTime, Utc};
use onwatch::core::{
    Command, Entering, FrameKind, NewFrame, NewTask, TaskClass, TaskCommand, TaskName, TaskQuery,
    TaskRow, TaskStatus,
};

use crate::common::request::{end, note, request};
use crate::common::starts::new_task;
use crate::index::machine::Machine;

const MINUTE: u64 = 60_000;

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

fn push(kind: &str, id: &str) -> Command {
    Command::Push(NewFrame::new(kind.parse().unwrap(), id))
}

fn pop() -> Command {
    Command::Pop { kind: None, summary: None, complete: false }
}

fn done() -> Command {
    Command::Task(TaskCommand::Complete {
        task: None,
        summary: Some("all of it".into()),
        force: false,
    })
}

fn add(id: &str, title: &str) -> Command {
    let title = Some(title.to_owned());
    let tasks = vec![NewTask { title, ..new_task(Some(id)) }];
    Command::Task(TaskCommand::Add { tasks })
}

/// Gives commands to a desk, each a minute after the one before it.
fn give(machine: &Machine, desk: usize, commands: Vec<Command>) {
    for command in commands {
        machine.give(desk, command);
    }
}

fn row(machine: &Machine, class: TaskClass, id: &str) -> TaskRow {
    let query = TaskQuery { class, ..TaskQuery::default() };
    let rows = machine.desk(0).tasks(&query, &local).unwrap().answer;
    rows.into_iter().find(|row| row.task.name.id == id).unwrap()
}

#[test]
fn a_push_remembers_title_estimate_and_time_over_sessions_and_desks() {
    let machine = Machine::new();
    let frame = NewFrame {
        title: Some("Fix the importer".into()),
        estimate_seconds: Some(9_000),
        ..NewFrame::new(FrameKind::task(), "7")
    };
    give(&machine, 0, vec![Command::start(None), Command::Push(frame), push("task", "12"), end()]);
    give(&machine, 1, vec![Command::start(None), push("task", "task-7"), note("on"), end()]);
    machine.pass(60_000, 0, 0);
    machine.desk(0).obey(&request(Command::start(None))).unwrap();
    machine.pass(60_000, 0, 0);
    let watch = machine.desk(0).obey(&request(push("task", "7"))).unwrap().watch;
    let frame = watch.live().unwrap().context_stack.top().unwrap().clone();
    assert_eq!(frame.title.as_deref(), Some("Fix the importer"));
    assert_eq!((frame.estimate_seconds, frame.earlier_ms), (Some(9_000), 3 * MINUTE));
    machine.pass(120_000, 0, 0);
    let row = row(&machine, TaskClass::Tasks, "TASK-7");
    assert_eq!((row.total_ms, row.session_ms), (5 * MINUTE, 2 * MINUTE));
    assert!(row.is_open && row.today_ms == row.total_ms, "{row:?}");
}

#[test]
fn the_time_of_a_task_stays_right_in_a_session_with_hundreds_of_switches() {
    let machine = Machine::new();
    give(&machine, 0, vec![Command::start(None), push("sprint", "1")]);
    for nth in 0..440 {
        machine.pass(1_000, 0, 0);
        let id = (nth % 110).to_string();
        machine.desk(0).obey(&request(push("task", &id))).unwrap();
    }
    machine.pass(1_000, 0, 0);
    let live = row(&machine, TaskClass::Tasks, "TASK-3");
    assert_eq!((live.total_ms, live.session_ms), (4_000, 4_000));
    machine.desk(0).obey(&request(end())).unwrap();
    for id in ["TASK-3", "TASK-109"] {
        assert_eq!(row(&machine, TaskClass::Tasks, id).total_ms, 4_000, "{id}");
    }
    // All of it lies in the sprint, which is no longer than that.
    assert_eq!(row(&machine, TaskClass::Sprints, "SPRINT-1").total_ms, 441_000);
    assert!(machine.desk(0).check().unwrap().is_sound());
    // An undo of the end brings back what was counted by name.
    machine.desk(0).obey(&request(Command::Undo)).unwrap();
    machine.pass(1_000, 0, 0);
    assert_eq!(row(&machine, TaskClass::Tasks, "TASK-3").total_ms, 4_000);
    assert!(machine.desk(0).check().unwrap().is_sound());
}

#[test]
fn a_sprint_has_the_time_of_its_tasks_once_whether_or_not_it_was_open() {
    let machine = Machine::new();
    let sprint = onwatch::core::NewTask { kind: FrameKind::sprint(), ..new_task(Some("1")) };
    let task = onwatch::core::NewTask { sprint: Some("1".into()), ..new_task(Some("T-1")) };
    let below = onwatch::core::NewTask { parent: Some("T-1".into()), ..task.clone() };
    let below = onwatch::core::NewTask {
        id: Some("S-1".into()),
        kind: "subtask".parse().unwrap(),
        ..below
    };
    let add = |new| Command::Task(TaskCommand::Add { tasks: vec![new] });
    // Two minutes in the task outside of the sprint, of which one is in a subtask as well.
    give(&machine, 0, vec![add(sprint), add(task), add(below), Command::start(None)]);
    give(&machine, 0, vec![push("task", "T-1"), push("subtask", "S-1"), end()]);
    assert_eq!(row(&machine, TaskClass::Sprints, "SPRINT-1").total_ms, 2 * MINUTE);
    // Two minutes in the sprint, of which one is in the task.
    give(&machine, 1, vec![Command::start(None), push("sprint", "1"), push("task", "T-1"), end()]);
    let sprint = row(&machine, TaskClass::Sprints, "SPRINT-1");
    assert_eq!((sprint.total_ms, sprint.holds.open), (4 * MINUTE, 2));
    assert_eq!(row(&machine, TaskClass::Tasks, "T-1").total_ms, 3 * MINUTE);
    let page = machine.desk(0).task(&TaskName::task("t-1"), &local).unwrap().answer;
    assert_eq!((page.below_ms, page.tasks.len(), page.sessions.len()), (MINUTE, 1, 2));
    let page = machine.desk(0).sprint(&TaskName::sprint("1"), &local).unwrap().answer;
    let day = page.burn_down.last().unwrap();
    assert_eq!(day.worked_ms, 4 * MINUTE);
    assert_eq!(day.remaining_seconds, 2 * 3_600 - 4 * 60);
    assert_eq!((day.open, day.done, day.estimated_seconds), (2, 0, 7_200));
    // A minute in the task, then one in the sprint, which leaves the task.
    give(&machine, 0, vec![Command::start(None), push("task", "T-1"), push("sprint", "1"), end()]);
    assert_eq!(row(&machine, TaskClass::Sprints, "SPRINT-1").total_ms, 6 * MINUTE);
    // A minute in the task while another sprint is open is time of that one.
    let elsewhere = [Command::start(None), push("sprint", "2"), push("task", "T-1")];
    give(&machine, 0, elsewhere.to_vec());
    for _ in 0..2 {
        machine.pass(60_000, 0, 0);
        let total = |id| row(&machine, TaskClass::Sprints, id).total_ms;
        assert_eq!((total("SPRINT-1"), total("SPRINT-2")), (6 * MINUTE, 2 * MINUTE));
        assert_eq!(row(&machine, TaskClass::Tasks, "T-1").total_ms, 5 * MINUTE);
        let page = machine.desk(0).sprint(&TaskName::sprint("1"), &local).unwrap().answer;
        assert_eq!(page.burn_down.last().unwrap().worked_ms, 6 * MINUTE);
        if machine.desk(0).look().unwrap().watch.live().is_some() {
            machine.desk(0).obey(&request(end())).unwrap();
        }
    }
}

#[test]
fn what_was_left_of_a_sprint_is_told_day_by_day() {
    let machine = Machine::at("2026-03-02T09:00:00Z".parse().unwrap());
    let sprint = onwatch::core::NewTask { kind: FrameKind::sprint(), ..new_task(Some("1")) };
    let task = |id: &str| onwatch::core::NewTask { sprint: Some("1".into()), ..new_task(Some(id)) };
    let add = Command::Task(TaskCommand::Add { tasks: vec![sprint, task("A"), task("B")] });
    give(&machine, 0, vec![add, Command::start(None), push("task", "A"), end()]);
    machine.pass(2 * 86_400_000, 0, 0);
    give(&machine, 0, vec![Command::start(None), push("task", "A"), note("more"), done(), end()]);
    let page = machine.desk(0).sprint(&TaskName::sprint("1"), &local).unwrap().answer;
    let days: Vec<_> = page
        .burn_down
        .iter()
        .map(|day| {
            (
                day.date.to_string(),
                day.worked_ms / MINUTE,
                day.done,
                day.open,
                day.remaining_seconds,
            )
        })
        .collect();
    let day = |date: &str, worked, done, open, left| (date.to_owned(), worked, done, open, left);
    assert_eq!(
        days,
        [
            day("2026-03-02", 1, 0, 2, 7_140),
            day("2026-03-03", 0, 0, 2, 7_140),
            day("2026-03-04", 2, 1, 1, 3_600),
        ]
    );
}

#[test]
fn a_task_that_is_changed_on_two_desks_is_the_same_whichever_is_read_first() {
    let machine = Machine::new();
    give(&machine, 0, vec![Command::start(None), push("task", "7")]);
    give(&machine, 1, vec![Command::start(None), push("task", "7")]);
    let estimate = |seconds| Command::Task(TaskCommand::Estimate { task: None, seconds });
    give(&machine, 0, vec![estimate(3_600)]);
    give(&machine, 1, vec![estimate(7_200), Command::Undo]);
    give(&machine, 0, vec![done()]);
    let caught_up = row(&machine, TaskClass::Tasks, "TASK-7").task;
    assert_eq!((caught_up.estimate_seconds, caught_up.status), (Some(3_600), TaskStatus::Done));
    for asker in [1, 0] {
        std::fs::remove_file(machine.paths(0).index()).unwrap();
        let query = TaskQuery::default();
        let rows = machine.desk(asker).tasks(&query, &local).unwrap().answer;
        assert_eq!(rows[0].task, caught_up);
    }
}

#[test]
fn the_task_before_is_the_one_that_was_entered_before_the_current_one() {
    let machine = Machine::new();
    give(&machine, 0, vec![Command::start(None), push("task", "1"), push("task", "2")]);
    let previous = || {
        let choices = machine.desk(0).task_choices().unwrap().answer;
        choices.previous.map(|frame| frame.id)
    };
    assert_eq!(previous().as_deref(), Some("TASK-1"));
    give(&machine, 0, vec![push("task", "1")]);
    assert_eq!(previous().as_deref(), Some("TASK-2"));
    give(&machine, 0, vec![pop()]);
    assert_eq!(previous().as_deref(), Some("TASK-1"), "without an open task, the last one");
    give(&machine, 0, vec![push("task", "3"), Command::Undo, end(), Command::start(None)]);
    assert_eq!(previous().as_deref(), Some("TASK-1"), "what was undone never was");
    give(&machine, 0, vec![push("task", "1"), done()]);
    assert_eq!(previous().as_deref(), Some("TASK-2"), "nobody goes back to what is done");
}

#[test]
fn a_push_that_meets_a_damaged_index_builds_it_anew_and_remembers() {
    let machine = Machine::new();
    let frame = NewFrame { title: Some("Fix it".into()), ..NewFrame::new(FrameKind::task(), "7") };
    give(&machine, 0, vec![Command::start(None), Command::Push(frame), pop()]);
    for change in [
        "UPDATE tasks SET title = 'other'",
        "UPDATE tasks SET estimate = 5",
        "UPDATE tasks SET status = 'done'",
        "UPDATE task_events SET line_end = line_end + 1",
        "UPDATE task_events SET changes = replace(changes, 'Fix', 'Mix')",
        "UPDATE tasks SET title_by = NULL",
        "UPDATE tasks SET claim = '{\"desk\":\"team\",\"operator\":\"eve\"}'",
    ] {
        row(&machine, TaskClass::Tasks, "TASK-7");
        let file = rusqlite::Connection::open(machine.paths(0).index()).unwrap();
        assert!(file.execute(change, []).unwrap() > 0, "{change}");
        file.close().unwrap();
        machine.pass(60_000, 0, 0);
        let outcome = machine.desk(0).obey(&request(push("task", "7"))).unwrap();
        let frame = outcome.watch.live().unwrap().context_stack.top().unwrap().clone();
        assert_eq!(frame.title.as_deref(), Some("Fix it"), "{change}");
        assert_eq!(
            (frame.estimate_seconds, outcome.warnings.as_slice()),
            (None, &[][..]),
            "{change}"
        );
        give(&machine, 0, vec![pop()]);
    }
}

#[test]
fn time_in_a_task_inside_another_one_is_that_of_the_outer_sprint_alone() {
    let machine = Machine::new();
    let incident = || push("incident", "42");
    let in_2 = NewTask { sprint: Some("2".into()), ..new_task(Some("4")) };
    let tasks = vec![NewTask { kind: FrameKind::sprint(), ..new_task(Some("2")) }, in_2];
    give(&machine, 0, vec![Command::start(None), push("sprint", "1"), incident(), end()]);
    give(&machine, 0, vec![Command::Task(TaskCommand::Add { tasks }), Command::start(None)]);
    give(&machine, 0, vec![push("task", "4"), incident()]);
    machine.pass(60_000, 0, 0);
    for _ in 0..2 {
        let total = |id| row(&machine, TaskClass::Sprints, id).total_ms;
        assert_eq!((total("SPRINT-1"), total("SPRINT-2")), (2 * MINUTE, 2 * MINUTE));
        if machine.desk(0).look().unwrap().watch.live().is_some() {
            machine.desk(0).obey(&request(end())).unwrap();
        }
    }
}

#[test]
fn no_new_id_and_no_claim_is_given_while_a_desk_cannot_be_read() {
    let machine = Machine::new();
    give(&machine, 1, vec![add("5", "Of the other desk")]);
    give(&machine, 0, vec![add("6", "Of this desk"), Command::start(None)]);
    let segment = machine.paths(1).history().join("000001-2026-03.jsonl");
    let whole = fs::read_to_string(&segment).unwrap();
    fs::write(&segment, whole.replace("Of the other", "Of the 0ther")).unwrap();
    fs::remove_file(machine.paths(0).index()).unwrap();
    let claim = TaskCommand::Claim { task: TaskName::task("6"), seconds: None, force: false };
    let new = |id: &str| {
        Command::Push(NewFrame { entering: Entering::New, ..NewFrame::new(FrameKind::task(), id) })
    };
    let release = Command::Task(TaskCommand::Release { task: TaskName::task("6"), force: false });
    let (claim, known) = (Command::Task(claim), add("5", "The same"));
    for command in [known, add("7", "Another"), claim, release, new("8"), new("")] {
        let failed = machine.desk(0).obey(&request(command.clone())).unwrap_err();
        assert_eq!(failed.failure.exit_code(), 6, "{command:?}: {failed:?}");
        assert!(failed.failure.to_string().contains("team is not complete"), "{failed:?}");
    }
    let failed = machine.desk(0).task(&TaskName::task("5"), &local).unwrap_err();
    assert_eq!(failed.exit_code(), 6, "it is not known now whether it is known: {failed:?}");
    // What is no new id goes on, and says what it does not know.
    for command in [push("task", "5"), push("task", "6"), done()] {
        let outcome = machine.desk(0).obey(&request(command)).unwrap();
        assert!(outcome.warnings.iter().any(|it| it.contains("team is not complete")));
    }
    fs::write(&segment, whole).unwrap();
    assert_eq!(
        row(&machine, TaskClass::Tasks, "TASK-5").task.title.as_deref(),
        Some("Of the other desk")
    );
    assert!(machine.desk(0).obey(&request(add("5", "The same"))).is_err());
    machine.desk(0).obey(&request(add("7", "Another"))).unwrap();
}

#[test]
fn no_new_id_and_no_claim_is_given_while_a_desk_has_lost_its_end() {
    let without_last = |whole: &str| whole.trim_end().rfind('\n').unwrap() + 1;
    for name in ["torn", "without its last line", "empty"] {
        let left = |whole: &str| match name {
            "torn" => whole.len() - 20,
            "empty" => 0,
            _ => without_last(whole),
        };
        for without_index in [false, true] {
            let machine = Machine::new();
            give(&machine, 1, vec![add("5", "Of the other desk"), add("6", "Also of it")]);
            row(&machine, TaskClass::Tasks, "TASK-5");
            let segment = machine.paths(1).history().join("000001-2026-03.jsonl");
            let whole = fs::read_to_string(&segment).unwrap();
            fs::write(&segment, &whole[..left(&whole)]).unwrap();
            if without_index {
                fs::remove_file(machine.paths(0).index()).unwrap();
            }
            let claim =
                TaskCommand::Claim { task: TaskName::task("5"), seconds: None, force: false };
            for command in [Command::Task(claim), add("6", "The same"), add("7", "Another")] {
                let failed = machine.desk(0).obey(&request(command.clone())).unwrap_err();
                assert_eq!(failed.failure.exit_code(), 6, "{name}: {command:?}: {failed:?}");
            }
            fs::remove_file(&segment).unwrap();
            let failed = machine.desk(0).obey(&request(add("6", "The same"))).unwrap_err();
            assert_eq!(failed.failure.exit_code(), 6, "removed: {failed:?}");
            fs::write(&segment, &whole).unwrap();
            machine.desk(0).obey(&request(add("7", "Another"))).unwrap();
            assert!(machine.desk(0).obey(&request(add("6", "The same"))).is_err());
        }
    }
}
