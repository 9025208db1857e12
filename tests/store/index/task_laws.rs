//! Laws of the tasks of several desks: whoever is read first, and whatever was undone.

use std::fs;

use chrono::{DateTime, Utc};
use onwatch::core::{Command, Request, Task, TaskClass, TaskQuery};
use onwatch::failure::Failure;
use proptest::prelude::*;

use super::answers::assert_tasks;
use super::laws::{start_of_day, task_commands};
use super::machine::Machine;
use crate::common::evidence::tasks_of_all;
use crate::common::request::{end, request};
use crate::common::starts::push;

/// How many desks there are: those of three people.
const DESKS: usize = 3;

/// A step: on which desk, and whether the index is asked after it.
type Step = (usize, Command, bool);

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let commands = prop_oneof![
        10 => task_commands(),
        2 => Just(push()),
        2 => Just(Command::start(None)),
        1 => Just(end()),
        3 => Just(Command::Undo),
        1 => Just(Command::Redo),
    ];
    prop::collection::vec((0..DESKS, commands, prop::bool::weighted(0.3)), 1..most)
}

/// Returns a machine on which each desk has a live session.
fn machine() -> Machine {
    let machine = Machine::at(start_of_day());
    (0..DESKS).for_each(|desk| machine.give(desk, Command::start(None)));
    machine
}

/// Returns a request with a reason, where a check may block it.
fn completing(command: Command) -> Request {
    let reason = command.completes().then(|| "time is up".to_owned());
    Request { reason, ..request(command) }
}

/// Gives a command some seconds later; reports whether it was obeyed.
fn gives(machine: &Machine, desk: usize, command: &Command) -> bool {
    machine.pass(7_000, 0, 0);
    match machine.desk(desk).obey(&completing(command.clone())) {
        Ok(outcome) => outcome.became == onwatch::desk::Became::Recorded,
        Err(failed) => match failed.failure {
            Failure::Refused(_) | Failure::Incomplete(_) => false,
            other => panic!("{other:?}"),
        },
    }
}

fn sorted(mut tasks: Vec<Task>) -> Vec<Task> {
    tasks.sort_by_key(|task| (task.name.kind.clone(), task.name.id.to_lowercase()));
    tasks
}

/// Returns all tasks and sprints, as a desk tells them.
fn told(machine: &Machine, asker: usize) -> Vec<Task> {
    let local = |at: DateTime<Utc>| at.naive_utc();
    let of = |class| {
        let query = TaskQuery { class, ..TaskQuery::default() };
        machine.desk(asker).tasks(&query, &local).unwrap().answer
    };
    let rows = [TaskClass::Tasks, TaskClass::Sprints].into_iter().flat_map(of);
    sorted(rows.map(|row| row.task).collect())
}

fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 4, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_tasks_are_the_same_whichever_desk_is_read_first(steps in steps(9)) {
        let machine = machine();
        for (desk, command, asks) in &steps {
            gives(&machine, *desk, command);
            if *asks {
                told(&machine, *desk);
            }
        }
        assert_tasks(&machine, 0, "caught up");
        let caught_up = told(&machine, 0);
        for asker in 0..DESKS {
            fs::remove_file(machine.paths(0).index()).unwrap();
            // Only this one is read before the others.
            let query = TaskQuery::default();
            machine.desk(asker).tasks(&query, &|at| at.naive_utc()).unwrap();
            prop_assert_eq!(&told(&machine, asker), &caught_up, "built anew by {}", asker);
        }
        prop_assert!(machine.desk(0).check().unwrap().is_sound());
    }

    #[test]
    fn an_undo_takes_back_exactly_its_own(
        before in steps(6),
        undone in task_commands(),
        between in steps(5),
        asks in any::<bool>(),
    ) {
        let machine = machine();
        for (desk, command, _) in &before {
            gives(&machine, *desk, command);
        }
        gives(&machine, 0, &Command::start(None));
        let was = told(&machine, 0);
        if gives(&machine, 0, &undone) {
            let seq = machine.journal(0).last().unwrap().seq;
            let is = told(&machine, 0);
            prop_assert!(gives(&machine, 0, &Command::Undo));
            prop_assert_eq!(told(&machine, 0), was);
            let is_there = gives(&machine, 0, &Command::Redo);
            if is_there {
                prop_assert_eq!(told(&machine, 0), is);
            }
            // What other desks do in the meantime stays.
            for (desk, command, _) in between.iter().filter(|(desk, ..)| *desk > 0) {
                gives(&machine, *desk, command);
            }
            if asks {
                told(&machine, 1);
            }
            if is_there && gives(&machine, 0, &Command::Undo) {
                let mut journals = machine.journals(0);
                journals[0].lines.retain(|line| line.seq < seq);
                prop_assert_eq!(told(&machine, 1), sorted(tasks_of_all(&journals)));
            }
        }
    }
}
