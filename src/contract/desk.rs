//! The desks of this machine, and its runs.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::document::Document;
use super::history::LoggedActivity;
use crate::core::{DeskGlance, RunGlance, RunStatus, SessionId};

impl Document for DeskGlance {
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
    /// Every event, oldest first.
    pub events: Vec<LoggedActivity>,
}

impl Document for RunAudit {
    const SCHEMA: &'static str = "onwatch.run-audit/1";
}

impl RunAudit {
    /// Returns everything that happened in a run; `events` has the oldest first.
    #[must_use]
    pub fn of(run: RunGlance, events: Vec<LoggedActivity>) -> Self {
        let RunGlance { session_id, created_at_utc, status, .. } = run;
        let RunGlance { steps_completed, timing, data, .. } = run;
        Self { session_id, created_at_utc, status, steps_completed, timing, data, events }
    }
}
