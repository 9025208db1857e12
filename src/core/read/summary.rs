//! What became of a session, when it is over.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{SessionId, SessionKey};
use crate::core::history::Activity;
use crate::core::read::{BriefGovernance, BriefNote, Glance, OpenPlaybook, SessionGlance, TaskRow};
use crate::core::session::{Artifact, FrameRef, SessionOverride, SessionStep, SessionType};
use crate::core::task::TaskName;

/// What became of a session.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionSummary {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// What kind of work it was.
    pub session_type: SessionType,
    /// Who started it.
    pub operator: String,
    /// The agent it belongs to.
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    pub workflow_id: Option<String>,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// The active time, seconds.
    pub active_seconds: u64,
    /// The time in pauses, seconds.
    pub paused_seconds: u64,
    /// The number of pauses.
    pub breaks: u32,
    /// The time in gaps that does not count, seconds.
    pub uncounted_seconds: u64,
    /// What it was about.
    pub start_notes: Option<String>,
    /// The notes given at its end.
    pub closing_notes: Option<String>,
    /// The tasks that were completed in it, oldest first.
    pub completed: Vec<CompletedTask>,
    /// What came out of it, oldest first.
    pub artifacts: Vec<Artifact>,
    /// What was done in it against a policy or a playbook, oldest first.
    pub overrides: Vec<SessionOverride>,
    /// The steps of playbooks that were done or skipped in it, oldest first.
    pub playbook_steps: Vec<SessionStep>,
    /// What is open of the playbooks that are begun.
    pub open_playbooks: Vec<OpenPlaybook>,
    /// Its notes, oldest first.
    pub notes: Vec<BriefNote>,
    /// Band and health at its end, and how they moved.
    pub governance: BriefGovernance,
    /// What the checks warn of, and what is lacking here.
    pub warnings: Vec<String>,
}

/// A task that was completed in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CompletedTask {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it was about.
    pub title: Option<String>,
    /// What was done.
    pub summary: Option<String>,
    /// Why it was completed although a check may have failed; null if nobody gave a reason.
    pub reason: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time in all sessions, seconds; null if that is not known.
    pub actual_seconds: Option<u64>,
}

impl SessionSummary {
    /// Returns the summary of the last session; `None` if a session is live, or there was none. `activities`
    /// are those of the session, oldest first.
    #[must_use]
    pub fn of(
        glance: &Glance,
        activities: &[Activity],
        rows: &[TaskRow],
        (open_playbooks, warnings): (Vec<OpenPlaybook>, Vec<String>),
    ) -> Option<Self> {
        let session = glance.last_session.as_ref()?;
        let completed = session.completed.iter();
        Some(Self {
            key: session.key,
            id: session.id.clone(),
            session_type: session.session_type.clone(),
            operator: session.operator.clone(),
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc,
            active_seconds: session.active_seconds,
            paused_seconds: session.paused_seconds,
            breaks: session.breaks,
            uncounted_seconds: session.uncounted_seconds,
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
            completed: completed.map(|name| CompletedTask::of(name, session, rows)).collect(),
            artifacts: session.artifacts.clone(),
            overrides: session.overrides.clone(),
            playbook_steps: session.playbook_steps.clone(),
            open_playbooks,
            notes: activities.iter().filter_map(BriefNote::of).collect(),
            governance: BriefGovernance::of(glance),
            warnings,
        })
    }
}

impl CompletedTask {
    /// Returns what was done, and why it was completed all the same.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let because = self.reason.iter().map(|reason| format!("because: {reason}"));
        let said: Vec<String> = self.summary.iter().cloned().chain(because).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    fn of(name: &FrameRef, session: &SessionGlance, rows: &[TaskRow]) -> Self {
        let row = rows.iter().find(|row| TaskName::of(&row.task.name).is(name));
        let sums = &session.context_sums.contexts;
        let frame = sums.iter().map(|sum| &sum.frame).find(|frame| frame.name == *name);
        let title = row.and_then(|row| row.task.title.clone());
        let estimate = row.and_then(|row| row.task.estimate_seconds);
        Self {
            name: name.clone(),
            title: title.or_else(|| frame.and_then(|frame| frame.title.clone())),
            summary: row.and_then(|row| row.task.summary.clone()),
            reason: row.and_then(|row| row.task.reason.clone()),
            estimate_seconds: estimate.or_else(|| frame.and_then(|frame| frame.estimate_seconds)),
            actual_seconds: row.map(|row| row.total_ms / 1_000),
        }
    }
}
