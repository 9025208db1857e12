//! A run as other programs keep it in `session_metadata.json`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::base::SessionId;
use crate::core::history::Watch;
use crate::core::session::RunStatus;

/// A run as other programs keep it: the file `session_metadata.json` of assessment sessions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunMetadata {
    /// Its id.
    pub session_id: SessionId,
    /// When it started, UTC, with six decimals and without a zone.
    pub created_at: String,
    /// Where it stands.
    pub status: RunStatus,
    /// The user for whom it runs.
    pub user_id: Option<String>,
    /// The names of the steps that were completed, in the order of their first completion.
    pub steps_completed: Vec<String>,
    /// How long they took, milliseconds.
    pub timing: Map<String, Value>,
}

impl Watch {
    /// Returns the run as other programs keep it; `None` if this is the desk of a person.
    #[must_use]
    pub fn run_metadata(&self) -> Option<RunMetadata> {
        let session = self.session.as_ref()?;
        let run = session.run.as_ref()?;
        Some(RunMetadata {
            session_id: session.id.clone(),
            created_at: naive(session.started_at_utc),
            status: session.run_status()?,
            user_id: run.user_id.clone(),
            steps_completed: run.steps.iter().map(|step| step.name.clone()).collect(),
            timing: run.timing(),
        })
    }
}

/// Returns a time as those programs write it, as in `2024-01-15T10:30:45.123456`.
fn naive(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}
