//! The place of a task in a list, and how much of a list is wanted.

use chrono::{DateTime, Utc};

use crate::core::task::{Task, TaskStatus};

/// What orders a list of tasks: the place, what is newest, the time at which a task became known, the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskOrder {
    /// In progress, to do, blocked, done, dropped: one to five.
    pub place: u8,
    /// When it was entered, blocked or closed last, UTC. What is newest comes first; what has none comes last.
    pub newest: Option<DateTime<Utc>>,
    /// The number at the end of its id; zero if there is none.
    pub number: i64,
}

impl TaskOrder {
    /// The place of what is open on the desk that asks: before all others.
    pub const OPEN_HERE: u8 = 0;

    /// Returns the order of a task that is not open on the desk that asks.
    #[must_use]
    pub fn of(task: &Task) -> Self {
        let newest = match task.status {
            TaskStatus::Todo => None,
            TaskStatus::InProgress => Some(task.entered_at_utc.unwrap_or(task.changed_at_utc)),
            TaskStatus::Blocked => Some(task.changed_at_utc),
            TaskStatus::Done | TaskStatus::Dropped => {
                Some(task.closed_at_utc.unwrap_or(task.changed_at_utc))
            }
        };
        let number = tail_number(&task.name.id);
        Self { place: Self::place_of(task.status), newest, number }
    }

    /// Returns the place of all tasks of a status.
    #[must_use]
    pub const fn place_of(status: TaskStatus) -> u8 {
        match status {
            TaskStatus::InProgress => 1,
            TaskStatus::Todo => 2,
            TaskStatus::Blocked => 3,
            TaskStatus::Done => 4,
            TaskStatus::Dropped => 5,
        }
    }
}

/// Returns the number at the end of an id; zero if there is none.
pub(super) fn tail_number(id: &str) -> i64 {
    let digits = id.rsplit(|letter: char| !letter.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// How much of the head of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskBound {
    /// How many rows, at most.
    pub count: usize,
    /// How many of those that are done or dropped, at most; `None` for as many as there are.
    pub closed: Option<usize>,
}

/// How many tasks a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListLength {
    /// Those to do, in progress or blocked.
    pub open: usize,
    /// Those that are done or were dropped.
    pub closed: usize,
}

impl ListLength {
    /// Adds tasks of a status.
    pub fn add(&mut self, status: TaskStatus, count: usize) {
        let sum = if status.is_open() { &mut self.open } else { &mut self.closed };
        *sum = sum.saturating_add(count);
    }

    /// Returns the number of all of them.
    #[must_use]
    pub const fn all(self) -> usize {
        self.open.saturating_add(self.closed)
    }

    /// Returns how many rows of such a list are within a bound.
    #[must_use]
    pub fn within(self, bound: Option<TaskBound>) -> usize {
        let Some(TaskBound { count, closed }) = bound else { return self.all() };
        let closed = closed.map_or(self.closed, |most| self.closed.min(most));
        count.min(self.open.saturating_add(closed))
    }
}
