//! A task or a sprint: what is known of it from all its events.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::session::{Artifact, FrameRef};
use crate::core::task::{Claim, Delegation, TaskStatus, TaskUpdate};

/// A task, a sprint, or what another context is about, across sessions and desks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its type and id.
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// The estimates before, oldest first.
    pub old_estimates: Vec<OldEstimate>,
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
    /// What was done.
    pub summary: Option<String>,
    /// Why it is blocked or was dropped.
    pub reason: Option<String>,
    /// The lease on it. It may have ended.
    pub claim: Option<Claim>,
    /// What came out of it, oldest first.
    pub artifacts: Vec<Artifact>,
    /// When its first event took effect, UTC.
    pub known_since_utc: DateTime<Utc>,
    /// When its newest event took effect, UTC.
    pub changed_at_utc: DateTime<Utc>,
    /// When it was entered last, UTC.
    pub entered_at_utc: Option<DateTime<Utc>>,
    /// When it was done or dropped, UTC.
    pub closed_at_utc: Option<DateTime<Utc>>,
}

/// An estimate that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OldEstimate {
    /// The estimate, seconds; `None` if there was none.
    pub seconds: Option<u64>,
    /// When it was replaced, UTC.
    pub until_utc: DateTime<Utc>,
    /// The active time by then, milliseconds.
    pub actual_ms: u64,
}

impl Task {
    /// Returns a task of which nothing is known but its name.
    #[must_use]
    pub fn new(name: FrameRef, at_utc: DateTime<Utc>) -> Self {
        Self {
            name,
            title: None,
            estimate_seconds: None,
            old_estimates: Vec::new(),
            status: TaskStatus::Todo,
            delegation: Delegation::Unassigned,
            assignee: None,
            sprint: None,
            parent: None,
            summary: None,
            reason: None,
            claim: None,
            artifacts: Vec::new(),
            known_since_utc: at_utc,
            changed_at_utc: at_utc,
            entered_at_utc: None,
            closed_at_utc: None,
        }
    }

    /// Applies an update that takes effect at a time, UTC.
    pub fn apply(&mut self, update: &TaskUpdate, at_utc: DateTime<Utc>) {
        let TaskUpdate { task: _, entered, within, .. } = update;
        self.changed_at_utc = at_utc;
        if let Some(title) = &update.title {
            self.title.clone_from(title);
        }
        if let Some(new) = update.estimate.filter(|new| new.seconds != self.estimate_seconds) {
            if self.estimate_seconds.is_some() {
                self.old_estimates.push(OldEstimate {
                    seconds: self.estimate_seconds,
                    until_utc: at_utc,
                    actual_ms: new.actual_ms,
                });
            }
            self.estimate_seconds = new.seconds;
        }
        if let Some(sprint) = &update.sprint {
            self.sprint.clone_from(sprint);
        } else if self.sprint.is_none() {
            self.sprint.clone_from(within);
        }
        if let Some(parent) = &update.parent {
            self.parent.clone_from(parent);
        }
        if let Some(summary) = &update.summary {
            self.summary.clone_from(summary);
        }
        if let Some(assignee) = &update.assignee {
            self.assign(assignee.clone());
        }
        if *entered {
            self.enter(at_utc);
        }
        if let Some(status) = update.status {
            self.stand(status, update.reason.clone(), at_utc);
        }
        if let Some(claim) = &update.claim {
            self.claim.clone_from(claim);
        }
        self.artifacts.extend(update.artifact.clone());
    }

    fn assign(&mut self, assignee: Option<String>) {
        self.delegation = match (self.delegation, &assignee) {
            (Delegation::Unassigned, Some(_)) => Delegation::Assigned,
            (Delegation::Assigned, None) => Delegation::Unassigned,
            (stays, Some(_) | None) => stays,
        };
        self.assignee = assignee;
    }

    fn enter(&mut self, at_utc: DateTime<Utc>) {
        self.entered_at_utc = Some(at_utc);
        if self.status == TaskStatus::Todo {
            self.status = TaskStatus::InProgress;
        }
        self.start();
    }

    /// What is in progress is no more only assigned.
    fn start(&mut self) {
        if matches!(self.delegation, Delegation::Unassigned | Delegation::Assigned) {
            self.delegation = Delegation::InProgress;
        }
    }

    fn stand(&mut self, status: TaskStatus, reason: Option<String>, at_utc: DateTime<Utc>) {
        self.reason = reason;
        self.closed_at_utc = (!status.is_open()).then_some(at_utc);
        if !status.is_open() {
            self.claim = None;
        }
        if status == TaskStatus::Done {
            self.delegation = Delegation::Completed;
        } else if self.delegation == Delegation::Completed {
            self.delegation = Delegation::InProgress;
        } else if status == TaskStatus::InProgress {
            self.start();
        }
        self.status = status;
    }
}
