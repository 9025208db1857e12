//! What a command has of tasks while it is decided: their lock, and what was read under it.

use crate::core::{
    Evidence, Fact, Recorded, Request, Session, TaskEvidence, TaskName, TaskNeeds, Verb, Watch,
};
use crate::index::{IndexError, MissingDesk};
use crate::store::{StoreError, TasksLock};

/// Whether a command is decided again if the index cannot answer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// It is decided again. Whether an undo needs the lock of the tasks is seen under that of the desk.
    First,
    /// It is decided again.
    Again,
    /// It is not: this is the last attempt.
    Last,
}

/// The lock of the tasks, and what was read under it before the lock of the desk was taken.
pub(super) struct TasksInHand {
    /// The lock, or why it cannot be taken.
    pub(super) lock: Result<TasksLock, StoreError>,
    pub(super) read: Option<ReadTasks>,
    /// Why nothing was read.
    pub(super) failed: Option<IndexError>,
    /// Which desks could not be read.
    pub(super) missing: Vec<MissingDesk>,
}

/// What was read of tasks, and for what.
pub(super) struct ReadTasks {
    pub(super) seq: u64,
    pub(super) wanted: WantedTasks,
    pub(super) evidence: TaskEvidence,
}

/// What a request needs of tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WantedTasks {
    pub(super) needs: TaskNeeds,
    /// The step of a redo.
    pub(super) redone: Option<u64>,
    /// The step of an undo that may make tasks unknown.
    pub(super) undone: Option<u64>,
}

/// What is known of the tasks of a command, and what its caller should know.
#[derive(Default)]
pub(super) struct TasksFound {
    /// Their lock; `None` if it was not needed, or could not be taken.
    pub(super) lock: Option<TasksLock>,
    /// Why their lock could not be taken.
    pub(super) unlocked: Option<StoreError>,
    pub(super) evidence: Option<TaskEvidence>,
    pub(super) warnings: Vec<String>,
}

impl WantedTasks {
    pub(super) fn of(watch: &Watch, request: &Request, subject: Option<&Session>) -> Option<Self> {
        if let Some(step) = watch.redone_task_step(request) {
            let needs =
                TaskNeeds { is_exclusive: true, with_parents: true, ..TaskNeeds::default() };
            return Some(Self { needs, redone: Some(step), undone: None });
        }
        if let Some(step) = watch.undone_task_step(request) {
            // A push that made nothing known is undone in any case.
            let is_exclusive = step.verb != Verb::Push;
            let needs = TaskNeeds { is_exclusive, ..TaskNeeds::default() };
            return Some(Self { needs, redone: None, undone: Some(step.seq) });
        }
        Some(Self { needs: watch.needs_of_tasks(request, subject)?, redone: None, undone: None })
    }
}

/// Returns the error of a command that must not go on without the lock of the tasks.
pub(super) fn no_lock(cause: StoreError) -> StoreError {
    StoreError::NoTasksLock { cause: Box::new(cause) }
}

/// Returns what the caller of a command should know of its tasks: where one stands that was entered, and
/// who else works on them.
pub(super) fn notices(evidence: &Evidence, recorded: &Recorded) -> Vec<String> {
    let Some(tasks) = &evidence.tasks else { return Vec::new() };
    let updates = recorded.change.set.tasks.iter();
    // A push against a claim is refused, or says that it is forced.
    let is_push = matches!(recorded.event, Fact::Pushed { .. });
    let notices = updates.filter_map(|update| {
        let known = tasks.find(&TaskName::of(&update.task))?;
        if !update.entered {
            return Some(known.others());
        }
        let claim = known.claimed_elsewhere(&tasks.desk, recorded.at).filter(|_| !is_push);
        Some(claim.into_iter().chain(known.notices()).collect())
    });
    notices.flatten().collect()
}
