//! Runs in the form that the clients of the assessment service know.

use serde::Serialize;
use serde_json::{Map, Value};

use super::server_times::MicrosWithoutZone;
use crate::core::{RunGlance, RunStatus, SessionId};

/// An assessment session, as the assessment service's `GET /session/{session_id}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssessmentSession {
    /// Its id.
    pub session_id: SessionId,
    /// When it was created, UTC.
    pub created_at: MicrosWithoutZone,
    /// Where it stands.
    pub status: RunStatus,
    /// The directory with its files, below the directory of the data.
    pub audit_path: String,
    /// The user for whom it was created; null if nobody was named.
    pub user_id: Option<String>,
}

/// Everything that an assessment session did, as the service's `GET /session/{session_id}/audit`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssessmentAudit {
    /// Its id.
    pub session_id: SessionId,
    /// When it was created, UTC.
    pub created_at: MicrosWithoutZone,
    /// Where it stands.
    pub status: RunStatus,
    /// The names of the steps that were completed, in the order of their first completion.
    pub steps_completed: Vec<String>,
    /// How long they took, milliseconds; each name ends in `_ms`.
    pub timing: Map<String, Value>,
    /// What came of them, by name.
    pub data: Map<String, Value>,
}

impl From<&RunGlance> for AssessmentSession {
    fn from(run: &RunGlance) -> Self {
        let id = &run.session_id;
        Self {
            session_id: id.clone(),
            created_at: MicrosWithoutZone(run.created_at_utc),
            status: run.status.clone(),
            audit_path: format!("runs/{}/{id}", id.day().unwrap_or_default()),
            user_id: run.user_id.clone(),
        }
    }
}

impl From<&RunGlance> for AssessmentAudit {
    fn from(run: &RunGlance) -> Self {
        Self {
            session_id: run.session_id.clone(),
            created_at: MicrosWithoutZone(run.created_at_utc),
            status: run.status.clone(),
            steps_completed: run.steps_completed.clone(),
            timing: run.timing.clone(),
            data: run.data.clone(),
        }
    }
}

/// The body of `POST /session/create`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssessmentCreate {
    /// The user for whom it is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 1000, "pattern" = "\\S")))]
    pub user_id: Option<String>,
}

/// The body of `POST /session/{session_id}/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssessmentStatus {
    /// Where it stands now. `completed` and `error` end it.
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64, "pattern" = "\\S")))]
    pub status: String,
}

/// The body of `POST /session/{session_id}/steps`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssessmentStep {
    /// The name of the step.
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64, "pattern" = "\\S")))]
    pub step: String,
    /// How long it took, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("minimum" = 0, "maximum" = 9_007_199_254_740_991_u64)))]
    pub ms: Option<u64>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// The answer to `POST /session/{session_id}/steps`: the step as it was recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AssessmentStepDone {
    /// The session.
    pub session_id: SessionId,
    /// The name of the step.
    pub step: String,
    /// How long it took, milliseconds; null if nobody said so.
    pub ms: Option<u64>,
    /// What came of it; null if nothing was said.
    pub data: Option<Value>,
}
