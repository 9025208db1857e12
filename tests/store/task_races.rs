//! Two desks and one task: what only one of them can have, only one gets.

use std::sync::{Arc, Barrier};

use onwatch::clock::SystemClock;
use onwatch::core::{
    Command, DeskName, Entering, NewFrame, NewTask, RefusalKind, TaskClass, TaskCommand, TaskName,
    TaskQuery, TaskRow,
};
use onwatch::desk::{Desk, Outcome};
use onwatch::failure::{FailedCommand, Failure};
use onwatch::paths::Paths;
use tempfile::TempDir;

use crate::common::home::memory_dir;
use crate::common::request::request;
use crate::common::starts::new_task;

const ROUNDS: usize = 12;
const DESKS: [Option<&str>; 2] = [None, Some("team")];

fn desk(home: &TempDir, nth: usize) -> Desk {
    let paths = Paths::under(home.path()).of_profile(DESKS[nth]);
    Desk::new(paths, Arc::new(SystemClock::default()))
}

fn obey(home: &TempDir, nth: usize, command: Command) -> Result<Outcome, FailedCommand> {
    desk(home, nth).obey(&request(command))
}

fn task(command: TaskCommand) -> Command {
    Command::Task(command)
}

/// Gives a command on both desks at once; returns their answers.
fn race(home: &TempDir, command: &Command) -> Vec<Result<Outcome, FailedCommand>> {
    let barrier = Barrier::new(DESKS.len());
    std::thread::scope(|scope| {
        let (barrier, racers) = (&barrier, 0..DESKS.len());
        let racers: Vec<_> = racers
            .map(|nth| {
                scope.spawn(move || {
                    let desk = desk(home, nth);
                    barrier.wait();
                    desk.obey(&request(command.clone()))
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    })
}

/// Checks that one of two was obeyed and the other refused; returns why it was refused.
fn refused(answers: Vec<Result<Outcome, FailedCommand>>) -> String {
    let (obeyed, failed): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((obeyed.len(), failed.len()), (1, 1), "{failed:?}");
    let failed = failed.into_iter().next().unwrap().unwrap_err();
    match failed.failure {
        Failure::Refused(refusal) => {
            assert_eq!(refusal.kind, RefusalKind::Refused);
            refusal.why
        }
        other => panic!("{other:?}"),
    }
}

fn rows(home: &TempDir, class: TaskClass) -> Vec<TaskRow> {
    let query = TaskQuery { class, ..TaskQuery::default() };
    desk(home, 0).tasks(&query, &|at| at.naive_utc()).unwrap().answer
}

fn live_desks() -> TempDir {
    let home = memory_dir();
    for nth in 0..DESKS.len() {
        obey(&home, nth, Command::start(None)).unwrap();
    }
    home
}

#[test]
fn two_desks_never_get_one_new_id() {
    let home = live_desks();
    let new = NewFrame { entering: Entering::New, ..NewFrame::new("task".parse().unwrap(), "") };
    for _ in 0..ROUNDS {
        for command in
            [task(TaskCommand::Add { tasks: vec![new_task(None)] }), Command::Push(new.clone())]
        {
            for answer in race(&home, &command) {
                answer.unwrap();
            }
        }
    }
    assert_eq!(rows(&home, TaskClass::Tasks).len(), ROUNDS * 4, "each is another task");
}

#[test]
fn of_two_desks_that_add_one_id_one_is_told_that_it_is_known() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let id = format!("T-{nth}");
        let add = task(TaskCommand::Add { tasks: vec![new_task(Some(&id))] });
        let why = refused(race(&home, &add));
        assert!(why.contains("is known already"), "{why}");
        let id = format!("N-{nth}");
        let new =
            NewFrame { entering: Entering::New, ..NewFrame::new("task".parse().unwrap(), id) };
        let why = refused(race(&home, &Command::Push(new)));
        assert!(why.contains("is known by now"), "{why}");
    }
}

#[test]
fn of_two_desks_that_claim_or_complete_one_task_one_does() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let id = format!("T-{nth}");
        obey(&home, 0, task(TaskCommand::Add { tasks: vec![new_task(Some(&id))] })).unwrap();
        let name = || TaskName::task(id.clone());
        let claim = TaskCommand::Claim { task: name(), seconds: None, force: false };
        let why = refused(race(&home, &task(claim)));
        assert!(why.contains(" claims "), "{why}");
        let push = Command::Push(NewFrame::new("task".parse().unwrap(), id.clone()));
        let why = refused(race(&home, &push));
        assert!(why.contains(" claims "), "{why}");
        let release = TaskCommand::Release { task: name(), force: true };
        obey(&home, 0, task(release)).unwrap();
        let done = TaskCommand::Complete {
            task: Some(name()),
            summary: Some("all of it".into()),
            force: false,
        };
        let why = refused(race(&home, &task(done)));
        assert!(why.contains("is done already"), "{why}");
    }
}

#[test]
fn both_desks_are_told_that_the_other_one_works_on_the_task() {
    let home = live_desks();
    let push = || Command::Push(NewFrame::new("task".parse().unwrap(), "7"));
    let first = obey(&home, 0, push()).unwrap();
    assert_eq!(first.warnings, [""; 0]);
    let second = obey(&home, 1, push()).unwrap();
    assert_eq!(second.warnings, ["ana also works on TASK-7, on the desk default"]);
    let estimate = || task(TaskCommand::Estimate { task: None, seconds: 3_600 });
    let first = obey(&home, 0, estimate()).unwrap();
    assert_eq!(first.warnings, ["ana also works on TASK-7, on the desk team"]);
    for (nth, other) in [(0, "team"), (1, "default")] {
        let shared = desk(&home, nth).who_else().unwrap().answer;
        let desks: Vec<&DeskName> =
            shared.iter().flat_map(|task| &task.elsewhere).map(|other| &other.desk).collect();
        assert_eq!(desks, [&DeskName::named(other)]);
    }
    obey(&home, 1, Command::Pop { kind: None, summary: None, complete: false }).unwrap();
    assert_eq!(obey(&home, 0, estimate()).unwrap().warnings, [""; 0]);
    assert!(desk(&home, 0).who_else().unwrap().answer[0].elsewhere.is_empty());
}

#[test]
fn a_redo_takes_no_id_no_claim_and_no_completion_that_another_desk_got_since() {
    let home = live_desks();
    let add = || task(TaskCommand::Add { tasks: vec![new_task(Some("T-1"))] });
    obey(&home, 0, add()).unwrap();
    obey(&home, 0, Command::Undo).unwrap();
    obey(&home, 1, add()).unwrap();
    let why = |answer: Result<Outcome, FailedCommand>| match answer.unwrap_err().failure {
        Failure::Refused(refusal) => refusal.why,
        other => panic!("{other:?}"),
    };
    assert!(why(obey(&home, 0, Command::Redo)).contains("T-1 is known by now"));
    let one = || TaskName::task("T-1");
    let claim = || task(TaskCommand::Claim { task: one(), seconds: None, force: false });
    obey(&home, 0, claim()).unwrap();
    obey(&home, 0, Command::Undo).unwrap();
    obey(&home, 1, claim()).unwrap();
    assert!(why(obey(&home, 0, Command::Redo)).contains(" claims "));
    obey(&home, 1, task(TaskCommand::Release { task: one(), force: false })).unwrap();
    let done = || {
        task(TaskCommand::Complete {
            task: Some(one()),
            summary: Some("all of it".into()),
            force: false,
        })
    };
    obey(&home, 0, done()).unwrap();
    obey(&home, 0, Command::Undo).unwrap();
    obey(&home, 1, done()).unwrap();
    assert!(why(obey(&home, 0, Command::Redo)).contains("is done already"));
}

#[test]
fn what_another_desk_uses_is_not_made_unknown_by_an_undo() {
    let add = || task(TaskCommand::Add { tasks: vec![new_task(Some("T-9"))] });
    let enter = || Command::Push(NewFrame::new("task".parse().unwrap(), "T-9"));
    let sprint = || Command::Push(NewFrame::new("sprint".parse().unwrap(), "1"));
    let in_sprint = || {
        let new = NewTask { sprint: Some("1".into()), ..new_task(Some("T-10")) };
        task(TaskCommand::Add { tasks: vec![new] })
    };
    let below = || {
        let new = NewTask { parent: Some("T-9".into()), ..new_task(Some("T-10")) };
        task(TaskCommand::Add { tasks: vec![new] })
    };
    let uses: [(Command, Command, &str); 4] = [
        (add(), enter(), "the desk team uses task T-9 by now"),
        (enter(), enter(), "the desk team uses task T-9 by now"),
        (sprint(), in_sprint(), "task T-10 is in SPRINT-1 by now"),
        (add(), below(), "task T-9 is the parent of task T-10 by now"),
    ];
    for (new, using, expected) in uses {
        let home = live_desks();
        obey(&home, 0, new).unwrap();
        obey(&home, 1, using).unwrap();
        let failed = obey(&home, 0, Command::Undo).unwrap_err();
        let Failure::Refused(refusal) = failed.failure else { panic!("{failed:?}") };
        assert_eq!(refusal.why, expected);
        assert!(format!("{:?}", refusal.next).contains("TaskDrop"), "{refusal:?}");
        // What was undone uses nothing.
        obey(&home, 1, Command::Undo).unwrap();
        obey(&home, 0, Command::Undo).unwrap();
        assert_eq!(rows(&home, TaskClass::Tasks).len(), 0);
    }
}

#[test]
fn a_command_of_tasks_names_who_holds_their_lock() {
    let home = live_desks();
    let paths = Paths::under(home.path());
    std::fs::write(paths.tasks_lock(), "process 4242, task add\n").unwrap();
    let lock = std::fs::File::open(paths.tasks_lock()).unwrap();
    lock.lock().unwrap();
    // What depends on no task goes on.
    obey(&home, 0, crate::common::request::note("still up")).unwrap();
    let push = Command::Push(NewFrame::new("task".parse().unwrap(), "7"));
    let failed = obey(&home, 0, push).unwrap_err();
    let words = failed.failure.words(&|hint| format!("{hint:?}"));
    assert!(words.why.contains("process 4242, task add"), "{words:?}");
}
