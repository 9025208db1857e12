//! A task from its events.

use chrono::{DateTime, Utc};

use crate::core::task::{Task, TaskUpdate};

/// One event of a task, and its place among all events of all desks.
///
/// Events are in the order of `time`, then of the store, then of `seq`. So the order in which the desks
/// are read does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEvent {
    /// The latest time at which an event of its desk had been recorded by then, UTC.
    pub time: DateTime<Utc>,
    /// The id of its store.
    pub store_id: String,
    /// Its number on its desk.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What it changes.
    pub update: TaskUpdate,
}

/// Returns the task that follows from its events, in any order, without those that were undone. `None` if
/// there are none.
#[must_use]
pub fn fold_task(mut events: Vec<TaskEvent>) -> Option<Task> {
    events.sort_by(|one, other| one.place().cmp(&other.place()));
    let first = events.first()?;
    let mut task = Task::new(first.update.task.clone(), first.at_utc);
    for event in &events {
        task.apply(&event.update, event.at_utc);
    }
    Some(task)
}

impl TaskEvent {
    /// Returns its place among all events.
    pub(in crate::core) fn place(&self) -> (DateTime<Utc>, &str, u64) {
        (self.time, &self.store_id, self.seq)
    }
}
