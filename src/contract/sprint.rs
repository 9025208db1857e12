//! Everything about a sprint.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::document::Document;
use super::task_page::TaskDetail;
use crate::core::{BurnDownDay, SprintPage};

/// Everything about a sprint.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SprintDetail {
    /// What there is to say of it as of a task; its children are its tasks.
    #[serde(flatten)]
    pub sprint: TaskDetail,
    /// What was left of it at the end of each local day, without a gap.
    pub burn_down: Vec<BurnDownNumbers>,
}

/// How a sprint stood at the end of a local day.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BurnDownNumbers {
    /// The day.
    pub date: NaiveDate,
    /// The active time in the sprint and in its tasks on that day, seconds.
    pub worked_seconds: u64,
    /// How many of its tasks were done.
    pub done: u64,
    /// How many were to do, in progress or blocked.
    pub open: u64,
    /// The estimates of its tasks, without those that were dropped, seconds.
    pub estimated_seconds: u64,
    /// What was left of the estimates of the open ones, less the time in each of them, seconds.
    pub remaining_seconds: u64,
}

impl Document for SprintDetail {
    const SCHEMA: &'static str = "onwatch.sprint_page/1";
}

impl SprintDetail {
    /// Returns everything about a sprint, at a time, UTC.
    #[must_use]
    pub fn of(page: &SprintPage, now: DateTime<Utc>) -> Self {
        let day = |day: &BurnDownDay| BurnDownNumbers {
            date: day.date,
            worked_seconds: day.worked_ms / 1_000,
            done: day.done,
            open: day.open,
            estimated_seconds: day.estimated_seconds,
            remaining_seconds: day.remaining_seconds,
        };
        let burn_down = page.burn_down.iter().map(day).collect();
        Self { sprint: TaskDetail::of(&page.page, now), burn_down }
    }
}
