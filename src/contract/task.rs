//! Tasks and sprints in a list.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{
    Claim, Delegation, DeskName, FrameRef, OpenElsewhere, TaskCounts, TaskRow, TaskStatus,
};

/// A task or a sprint in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TaskListed {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// Whether somebody has it.
    pub delegation: Delegation,
    /// Who should do it.
    pub assignee: Option<String>,
    /// The id of its sprint.
    pub sprint: Option<String>,
    /// Its parent.
    pub parent: Option<FrameRef>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time in all sessions of all desks, seconds. That of a sprint has also the time of its tasks.
    pub total_seconds: u64,
    /// The part of it that lies in the local day, seconds.
    pub today_seconds: u64,
    /// The part of it in the live session of this desk, seconds.
    pub session_seconds: u64,
    /// Whether it took longer than its estimate.
    pub is_over_estimate: bool,
    /// Whether it is open on this desk.
    pub is_open: bool,
    /// The other desks on which it is open now.
    pub elsewhere: Vec<DeskAtWork>,
    /// The lease on it; null if there is none that holds.
    pub claim: Option<Claim>,
    /// How many tasks a sprint has, or a task has below it.
    pub tasks: TaskNumbers,
    /// What was done.
    pub summary: Option<String>,
    /// Why it is blocked or was dropped.
    pub reason: Option<String>,
    /// When it became known, UTC.
    pub known_since_utc: DateTime<Utc>,
    /// When it changed last, UTC.
    pub changed_at_utc: DateTime<Utc>,
    /// When it was entered last, UTC.
    pub entered_at_utc: Option<DateTime<Utc>>,
    /// When it was done or dropped, UTC.
    pub closed_at_utc: Option<DateTime<Utc>>,
}

/// Another desk that works on a task.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeskAtWork {
    /// The desk.
    pub desk: DeskName,
    /// Who works there.
    pub operator: String,
}

/// How many tasks there are below a sprint or a task, without those that were dropped.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TaskNumbers {
    /// Those to do, in progress or blocked.
    pub open: u64,
    /// Those that are done.
    pub done: u64,
}

impl From<&OpenElsewhere> for DeskAtWork {
    fn from(OpenElsewhere { desk, operator }: &OpenElsewhere) -> Self {
        Self { desk: desk.clone(), operator: operator.clone() }
    }
}

impl Document for TaskListed {
    const SCHEMA: &'static str = "onwatch.task/1";
}

impl TaskListed {
    /// Returns a task in a list, at a time, UTC.
    #[must_use]
    pub fn of(row: &TaskRow, now: DateTime<Utc>) -> Self {
        let (task, TaskCounts { open, done }) = (&row.task, row.holds);
        let elsewhere = row.elsewhere.iter().map(DeskAtWork::from);
        Self {
            name: task.name.clone(),
            title: task.title.clone(),
            status: task.status,
            delegation: task.delegation,
            assignee: task.assignee.clone(),
            sprint: task.sprint.clone(),
            parent: task.parent.clone(),
            estimate_seconds: task.estimate_seconds,
            total_seconds: row.total_ms / 1_000,
            today_seconds: row.today_ms / 1_000,
            session_seconds: row.session_ms / 1_000,
            is_over_estimate: row.is_over(),
            is_open: row.is_open,
            elsewhere: elsewhere.collect(),
            claim: task.claim.clone().filter(|claim| claim.holds_at(now)),
            tasks: TaskNumbers { open, done },
            summary: task.summary.clone(),
            reason: task.reason.clone(),
            known_since_utc: task.known_since_utc,
            changed_at_utc: task.changed_at_utc,
            entered_at_utc: task.entered_at_utc,
            closed_at_utc: task.closed_at_utc,
        }
    }
}
