//! The head of a list of tasks, which the index orders, is that of the whole list.

use chrono::{DateTime, Utc};
use onwatch::core::{
    Command, Entering, ListLength, NewFrame, NewTask, Request, TaskBound, TaskClass, TaskCommand,
    TaskEdit, TaskName, TaskQuery, TaskRow, TaskStatus,
};
use onwatch::failure::Failure;
use proptest::prelude::*;
use strum::VariantArray;

use super::laws::start_of_day;
use super::machine::Machine;
use crate::common::request::request;

/// Ids with numbers of all kinds at their end, and without one.
const IDS: [&str; 11] = [
    "1",
    "2",
    "10",
    "T-2",
    "T-10",
    "u-010",
    "plain",
    "é-3",
    "e3",
    "A-9223372036854775807",
    "A-99999999999999999999",
];

/// A step: on which desk, a command, and how many seconds later.
type Step = (usize, Command, u64);

fn new(kind: &str, id: &str, status: TaskStatus) -> NewTask {
    NewTask {
        kind: kind.parse().unwrap(),
        id: Some(id.to_owned()),
        title: None,
        estimate_seconds: None,
        assignee: None,
        sprint: None,
        parent: None,
        status,
        line: None,
    }
}

/// Some sprints, and then tasks that become known at one moment, in any order.
fn first() -> impl Strategy<Value = Vec<Step>> {
    let status = || prop::sample::select(TaskStatus::VARIANTS.to_vec());
    let task = || (status(), any::<bool>(), any::<bool>(), any::<bool>());
    let all = prop::collection::vec(task(), IDS.len());
    let order = Just((0..IDS.len()).collect::<Vec<_>>()).prop_shuffle();
    (all, order, 2..=IDS.len(), status()).prop_map(|(all, order, count, usual)| {
        let sprints = ["1", "2", "10"].map(|id| new("sprint", id, usual)).to_vec();
        let task = |nth: &usize| {
            let (id, (status, is_usual, sprint, parent)) = (IDS[*nth], all[*nth]);
            NewTask {
                assignee: Some("ana".to_owned()).filter(|_| parent),
                sprint: Some("1".to_owned()).filter(|_| sprint),
                parent: Some("0".to_owned()).filter(|_| parent),
                ..new("task", id, if is_usual { usual } else { status })
            }
        };
        let tasks = [new("task", "0", usual)].into_iter();
        let tasks = tasks.chain(order.iter().take(count).map(task)).collect();
        let add = |tasks| (0, Command::Task(TaskCommand::Add { tasks }), 1);
        vec![add(sprints), add(tasks)]
    })
}

fn step() -> impl Strategy<Value = Step> {
    let id = || prop::sample::select(IDS.to_vec());
    let status = || prop::sample::select(TaskStatus::VARIANTS.to_vec());
    let kind = || prop::sample::select(vec!["task", "task", "task", "fix", "sprint"]);
    let edit = (id(), any::<bool>(), status()).prop_map(|(id, is_sprint, status)| {
        let task = if is_sprint { TaskName::sprint(id) } else { TaskName::task(id) };
        let edit = TaskEdit { status: Some(status), ..TaskEdit::default() };
        Command::Task(TaskCommand::Edit { task, edit: Box::new(edit) })
    });
    let push = (kind(), id()).prop_map(|(kind, id)| {
        Command::Push(NewFrame {
            kind: kind.parse().unwrap(),
            id: id.to_owned(),
            title: None,
            estimate_seconds: None,
            entering: Entering::Usual,
        })
    });
    let add = (kind(), id(), status()).prop_map(|(kind, id, status)| {
        Command::Task(TaskCommand::Add { tasks: vec![new(kind, id, status)] })
    });
    let command = prop_oneof![1 => add, 5 => edit, 3 => push, 1 => Just(Command::Undo)];
    (0..2_usize, command, 0..3_u64)
}

/// Returns a request that no check blocks.
fn reasoned(command: Command) -> Request {
    let reason = command.completes().then(|| "time is up".to_owned());
    Request { reason, ..request(command) }
}

/// Gives a command; one that is refused changes nothing.
fn give(machine: &Machine, (desk, command, seconds): &Step) {
    machine.pass(i64::try_from(seconds * 1_000).unwrap(), 0, 0);
    match machine.desk(*desk).obey(&reasoned(command.clone())) {
        Ok(_) => {}
        Err(failed) => assert!(
            matches!(failed.failure, Failure::Refused(_) | Failure::Incomplete(_)),
            "{failed:?}"
        ),
    }
}

fn query() -> impl Strategy<Value = TaskQuery> {
    let some = |value: &str| {
        let value = value.to_owned();
        prop::bool::weighted(0.2).prop_map(move |is| is.then(|| value.clone()))
    };
    let class = prop::sample::select(vec![TaskClass::Tasks, TaskClass::Tasks, TaskClass::Sprints]);
    let statuses = prop::collection::vec(prop::sample::select(TaskStatus::VARIANTS.to_vec()), 0..3);
    let bound = (0..9_usize, prop::option::of(0..4_usize));
    (class, statuses, some("1"), some("0"), some("Ana"), some("t"), bound).prop_map(
        |(class, statuses, sprint, parent, assignee, text, (count, closed))| TaskQuery {
            class,
            sprint,
            parent,
            statuses,
            assignee,
            mine: None,
            text,
            bound: Some(TaskBound { count, closed }),
        },
    )
}

fn length(rows: &[TaskRow]) -> ListLength {
    let mut length = ListLength::default();
    for row in rows {
        length.add(row.task.status, 1);
    }
    length
}

fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 8, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_head_of_a_list_is_that_of_the_whole_list(
        first in first(),
        steps in prop::collection::vec(step(), 0..8),
        queries in prop::collection::vec(query(), 16),
    ) {
        let machine = Machine::at(start_of_day());
        (0..2).for_each(|desk| machine.give(desk, Command::start(None)));
        for (desk, command, _) in &first {
            machine.give(*desk, command.clone());
        }
        for step in &steps {
            give(&machine, step);
        }
        let (desk, local) = (machine.desk(0), |at: DateTime<Utc>| at.naive_utc());
        for query in queries {
            let whole = TaskQuery { bound: None, ..query.clone() };
            let all = desk.tasks(&whole, &local).unwrap().answer;
            let head = desk.task_head(&query, &local).unwrap().answer;
            let (shown, left) = all.split_at(length(&all).within(query.bound));
            prop_assert_eq!(&head.rows, shown, "{:?}", query);
            prop_assert_eq!(head.left, length(left), "{:?}", query);
        }
        prop_assert!(desk.check().unwrap().is_sound());
    }
}
