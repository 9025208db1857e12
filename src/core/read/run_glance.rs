//! A run as it is shown at a moment.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::base::{Moment, SessionId};
use crate::core::history::Watch;
use crate::core::session::{EffectiveAt, Phase, RunStatus, RunStep, SessionType};

/// A run at one moment. Durations are whole seconds, rounded down, where no other unit is named; times
/// are UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RunGlance {
    /// Its id.
    pub session_id: SessionId,
    /// The type of its session: what kind of work it is.
    pub session_type: SessionType,
    /// The name that a client gave it.
    pub name: Option<String>,
    /// The agent to which it belongs.
    pub agent_id: Option<String>,
    /// The workflow to which it belongs.
    pub workflow_id: Option<String>,
    /// The user for whom it runs.
    pub user_id: Option<String>,
    /// What it is about: the notes of its start.
    pub start_notes: Option<String>,
    /// The notes of its end, such as why it failed.
    pub closing_notes: Option<String>,
    /// Where it stands.
    pub status: RunStatus,
    /// The phase of its session.
    pub phase: Phase,
    /// When it started, UTC.
    pub created_at_utc: DateTime<Utc>,
    /// When anything of it changed last, UTC.
    pub updated_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// Its active time, seconds.
    pub active_seconds: u64,
    /// Its metadata.
    pub metadata: Map<String, Value>,
    /// The names of the steps that were completed, in the order of their first completion.
    pub steps_completed: Vec<String>,
    /// How long they took, milliseconds, by name.
    pub timing: Map<String, Value>,
    /// What came of them, by name.
    pub data: Map<String, Value>,
    /// The steps.
    pub steps: Vec<RunStep>,
}

impl RunGlance {
    /// Returns the run of a desk; `None` if this is the desk of a person, or the run was deleted.
    #[must_use]
    pub fn of(watch: &Watch, now: &Moment) -> Option<Self> {
        let session = watch.normalized(EffectiveAt::now(now))?;
        let run = session.kept_run()?;
        let updated = watch.last_reading.as_ref().map(|last| last.stamp.at_utc);
        Some(Self {
            session_id: session.id.clone(),
            session_type: session.session_type.clone(),
            name: run.name.clone(),
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            user_id: run.user_id.clone(),
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
            status: session.run_status()?,
            phase: session.phase,
            created_at_utc: session.started_at_utc,
            updated_at_utc: updated.unwrap_or(session.started_at_utc),
            ended_at_utc: session.ended_at_utc,
            active_seconds: session.active_ms(now) / 1_000,
            metadata: session.metadata.clone(),
            steps_completed: run.steps.iter().map(|step| step.name.clone()).collect(),
            timing: run.timing(),
            data: run.data(),
            steps: run.steps.clone(),
        })
    }
}
