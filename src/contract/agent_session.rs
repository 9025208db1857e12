//! Runs in the form that the clients of sessions by agent and workflow know.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::server_times::MicrosUtc;
use crate::core::{CREATED, RunGlance, RunStatus};

/// A session of an agent in a workflow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AgentSession {
    /// Its name, a UUID; of a run that has none, its id.
    pub session_id: String,
    /// The agent; null if the run has none.
    pub agent_id: Option<String>,
    /// The workflow; null if the run has none.
    pub workflow_id: Option<String>,
    /// Where it stands: `active` at its start, then the word that was set last.
    pub status: String,
    /// When it started, UTC.
    pub start_time: MicrosUtc,
    /// When anything of it changed last, UTC.
    pub last_updated_time: MicrosUtc,
    /// Other data of it.
    pub metadata: Map<String, Value>,
}

impl AgentSession {
    /// The status of a session that has started, in the words of these clients.
    pub const ACTIVE: &str = "active";

    /// Returns a session that starts.
    #[must_use]
    pub fn at_its_start(session_id: String, asked: AgentSessionCreate, at: DateTime<Utc>) -> Self {
        Self {
            session_id,
            agent_id: Some(asked.agent_id),
            workflow_id: Some(asked.workflow_id),
            status: Self::ACTIVE.to_owned(),
            start_time: MicrosUtc(at),
            last_updated_time: MicrosUtc(at),
            metadata: asked.metadata.unwrap_or_default(),
        }
    }

    /// Returns the status of a run for a word of these clients.
    #[must_use]
    pub fn run_status(word: &str) -> RunStatus {
        RunStatus(if word == Self::ACTIVE { CREATED } else { word }.to_owned())
    }
}

impl From<&RunGlance> for AgentSession {
    fn from(run: &RunGlance) -> Self {
        let is_new = run.status.0 == CREATED;
        Self {
            session_id: run.name.clone().unwrap_or_else(|| run.session_id.to_string()),
            agent_id: run.agent_id.clone(),
            workflow_id: run.workflow_id.clone(),
            status: if is_new { Self::ACTIVE } else { &run.status.0 }.to_owned(),
            start_time: MicrosUtc(run.created_at_utc),
            last_updated_time: MicrosUtc(run.updated_at_utc),
            metadata: run.metadata.clone(),
        }
    }
}

/// The answer to a read: the session, or null if there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct AgentSessionFound(pub Option<AgentSession>);

/// The answer to a delete: whether there was such a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct AgentSessionDeleted(pub bool);

/// The body of `POST /agent-sessions`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AgentSessionCreate {
    /// The agent.
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64, "pattern" = "\\S")))]
    pub agent_id: String,
    /// The workflow.
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64, "pattern" = "\\S")))]
    pub workflow_id: String,
    /// Its name, a UUID. Without this, it gets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("pattern" = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$")))]
    pub session_id: Option<String>,
    /// Where it stands: `active`, because it begins so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("enum" = ["active", null])))]
    pub status: Option<String>,
    /// Other data of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("propertyNames" = serde_json::json!({ "maxLength": 64, "pattern": "\\S" }))))]
    pub metadata: Option<Map<String, Value>>,
}

/// The body of `PATCH /agent-sessions/{session_id}`. A field that is not there stays as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AgentSessionUpdate {
    /// Where it stands now. `completed` and `error` end it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64, "pattern" = "\\S")))]
    pub status: Option<String>,
    /// All other data of it: what is not in it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("propertyNames" = serde_json::json!({ "maxLength": 64, "pattern": "\\S" }))))]
    pub metadata: Option<Map<String, Value>>,
}
