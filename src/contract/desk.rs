//! The desks of this machine, and its runs.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::document::Document;
use super::history::LoggedActivity;
use crate::core::{DeskGlance, RunEvent, RunGlance, RunStatus, RunStep, SessionId};

/// One desk. Durations are whole seconds, rounded down; times are UTC.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeskNow<'a> {
    /// The desk.
    #[serde(flatten)]
    pub desk: &'a DeskGlance,
    /// Whether it is in the list still; only with `--follow`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(with = "bool"))]
    pub listed: Option<bool>,
}

impl Document for DeskNow<'_> {
    const SCHEMA: &'static str = "onwatch.desk/1";
}

impl Document for RunGlance {
    const SCHEMA: &'static str = "onwatch.run/1";
}

/// Everything that happened in a run.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RunAudit {
    /// Its id.
    pub session_id: SessionId,
    /// When it started, UTC.
    pub created_at_utc: DateTime<Utc>,
    /// Where it stands.
    pub status: RunStatus,
    /// The names of the steps that were completed, in the order of their first completion.
    pub steps_completed: Vec<String>,
    /// How long they took, milliseconds, by name.
    pub timing: Map<String, Value>,
    /// What came of them, by name.
    pub data: Map<String, Value>,
    /// Its metadata.
    pub metadata: Map<String, Value>,
    /// Every event, oldest first.
    pub events: Vec<AuditedEvent>,
}

/// One event of a run, with the values that it changed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AuditedEvent {
    /// The event as a person reads it.
    #[serde(flatten)]
    pub activity: LoggedActivity,
    /// The status since, if it changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RunStatus>,
    /// The status before, if it changed it; the start had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_before: Option<RunStatus>,
    /// The fields of the metadata that it changed, with their new values; one that is gone has none.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// The same fields with their old values; one that is new has none.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata_before: Map<String, Value>,
    /// The steps that it changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RunStep>,
    /// The same steps as they were before; one that is new was none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps_before: Vec<RunStep>,
}

impl Document for RunAudit {
    const SCHEMA: &'static str = "onwatch.run-audit/1";
}

impl RunAudit {
    /// Returns everything that happened in a run; `events` has the oldest first.
    #[must_use]
    pub fn of(run: RunGlance, events: &[RunEvent]) -> Self {
        let RunGlance { session_id, created_at_utc, status, .. } = run;
        let RunGlance { steps_completed, timing, data, metadata, .. } = run;
        let events = events.iter().map(AuditedEvent::from).collect();
        Self { session_id, created_at_utc, status, steps_completed, timing, data, metadata, events }
    }
}

impl From<&RunEvent> for AuditedEvent {
    fn from(event: &RunEvent) -> Self {
        let RunEvent { activity, metadata, steps, status } = event;
        let (status_before, status) =
            status.clone().map_or((None, None), |(was, is)| (was, Some(is)));
        Self {
            activity: LoggedActivity::from(activity),
            status,
            status_before,
            metadata: metadata.set.clone(),
            metadata_before: metadata.was.clone(),
            steps: steps.set.clone(),
            steps_before: steps.was.clone(),
        }
    }
}
