//! What an event changes of a task.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::core::session::{Artifact, FrameRef};
use crate::core::task::{Claim, TaskStatus};

/// What an event changes of a task or a sprint. Absent fields stay.
///
/// An undo makes the whole event void, so no reversal is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskUpdate {
    /// Its type and id.
    pub task: FrameRef,
    /// The time of the newest event of the task that was known, UTC, if the clock of the desk was not later:
    /// this update comes after that event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<DateTime<Utc>>,
    /// Whether its frame was pushed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub entered: bool,
    /// The sprint in which it was entered. It counts only for a task that has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// What it is about.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub title: Option<Option<String>>,
    /// Its estimate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<EstimateChange>,
    /// Who should do it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Option<String>>,
    /// The id of its sprint.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sprint: Option<Option<String>>,
    /// The id of its parent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub parent: Option<Option<FrameRef>>,
    /// What was done.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub summary: Option<Option<String>>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// Why it is blocked or was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The lease on it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub claim: Option<Option<Claim>>,
    /// What came out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Artifact>,
}

/// A new estimate, and the active time by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateChange {
    /// The estimate, seconds; `None` for no estimate.
    pub seconds: Option<u64>,
    /// The active time by then, milliseconds.
    #[serde(default)]
    pub actual_ms: u64,
}

impl TaskUpdate {
    /// Returns the time by which it is ordered, UTC: that of its desk, but always after the newest event that
    /// was known. `time` is the latest time at which an event of its desk had been recorded by then.
    #[must_use]
    pub fn ordered_at(&self, time: DateTime<Utc>) -> DateTime<Utc> {
        let after = self.after.map(|after| after + TimeDelta::microseconds(1));
        after.map_or(time, |after| time.max(after))
    }

    /// Returns an update that changes nothing. It makes the task known.
    #[must_use]
    pub fn of(task: FrameRef) -> Self {
        Self {
            task,
            after: None,
            entered: false,
            within: None,
            title: None,
            estimate: None,
            assignee: None,
            sprint: None,
            parent: None,
            summary: None,
            status: None,
            reason: None,
            claim: None,
            artifact: None,
        }
    }
}

/// Reads a field that is present. `null` is a value; an absent field is `None`.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}
