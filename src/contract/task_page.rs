//! Everything about a task.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use super::task::TaskListed;
use crate::core::{
    Activity, Artifact, DeskName, FrameRef, OldEstimate, SessionGlance, SessionId, SessionKey,
    TaskArtifact, TaskNote, TaskPage, TaskSession,
};

/// Everything about a task.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TaskDetail {
    /// What a list has of it.
    #[serde(flatten)]
    pub task: TaskListed,
    /// The estimates before, oldest first.
    pub old_estimates: Vec<EstimateBefore>,
    /// The tasks below it.
    pub children: Vec<TaskListed>,
    /// The active time of the tasks below it, seconds. It is not part of its own.
    pub below_seconds: u64,
    /// What came out of it, oldest first.
    pub artifacts: Vec<ArtifactListed>,
    /// The notes that were written in it, newest first.
    pub notes: Vec<NoteOfTask>,
    /// The sessions in which somebody worked on it, newest first.
    pub sessions: Vec<SessionOfTask>,
    /// The desks on which it was entered or changed.
    pub desks: Vec<DeskName>,
}

/// An estimate that was replaced.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EstimateBefore {
    /// The estimate, seconds; null if there was none.
    pub estimate_seconds: Option<u64>,
    /// When it was replaced, UTC.
    pub until_utc: DateTime<Utc>,
    /// The active time by then, seconds.
    pub actual_seconds: u64,
}

/// What came out of work.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ArtifactListed {
    /// The file or the address.
    #[serde(flatten)]
    pub artifact: Artifact,
    /// Of which task; null if none was open.
    pub task: Option<FrameRef>,
    /// The desk where it was recorded.
    pub desk: DeskName,
    /// The session in which it was recorded; null if none was live.
    pub session: Option<SessionKey>,
    /// When it was recorded, UTC; null if that is not known any more.
    pub at_utc: Option<DateTime<Utc>>,
}

/// A note in a task.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NoteOfTask {
    /// What was written.
    pub text: String,
    /// Who wrote it.
    pub operator: String,
    /// On which desk.
    pub desk: DeskName,
    /// In which session; null if none was live.
    pub session: Option<SessionKey>,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
}

/// A session in which somebody worked on a task.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionOfTask {
    /// The desk.
    pub desk: DeskName,
    /// The short name of the session.
    pub session: SessionKey,
    /// Its unique name.
    pub id: SessionId,
    /// Who started it.
    pub operator: String,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC; null while it is live.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// The active time of the task in it, seconds.
    pub active_seconds: u64,
}

impl Document for TaskDetail {
    const SCHEMA: &'static str = "onwatch.task_page/1";
}

impl Document for ArtifactListed {
    const SCHEMA: &'static str = "onwatch.artifact/1";
}

impl TaskDetail {
    /// Returns everything about a task, at a time, UTC.
    #[must_use]
    pub fn of(page: &TaskPage, now: DateTime<Utc>) -> Self {
        let listed = |row| TaskListed::of(row, now);
        let old = |old: &OldEstimate| EstimateBefore {
            estimate_seconds: old.seconds,
            until_utc: old.until_utc,
            actual_seconds: old.actual_ms / 1_000,
        };
        let name = &page.row.task.name;
        let artifact = |artifact: &TaskArtifact| ArtifactListed::of_task(name, artifact);
        Self {
            task: listed(&page.row),
            old_estimates: page.row.task.old_estimates.iter().map(old).collect(),
            children: page.tasks.iter().map(listed).collect(),
            below_seconds: page.below_ms / 1_000,
            artifacts: page.artifacts.iter().map(artifact).collect(),
            notes: page.notes.iter().map(NoteOfTask::of).collect(),
            sessions: page.sessions.iter().map(SessionOfTask::of).collect(),
            desks: page.desks.clone(),
        }
    }
}

impl ArtifactListed {
    /// Returns what came out of a task.
    #[must_use]
    pub fn of_task(task: &FrameRef, of: &TaskArtifact) -> Self {
        Self {
            artifact: of.artifact.clone(),
            task: Some(task.clone()),
            desk: of.desk.clone(),
            session: of.session,
            at_utc: Some(of.at_utc),
        }
    }

    /// Returns what came out of a session on a desk. `recorded` has the activities that recorded it, oldest
    /// first.
    #[must_use]
    pub fn of_session(
        desk: &DeskName,
        session: &SessionGlance,
        mut recorded: Vec<Activity>,
    ) -> Vec<Self> {
        let listed = session.artifacts.iter().map(|artifact| {
            let is_of = |one: &Activity| one.subject.as_deref() == Some(artifact.name());
            let by = recorded.iter().position(is_of).map(|nth| recorded.remove(nth));
            let task = by.as_ref().and_then(|by| {
                by.context.iter().rev().find(|frame| frame.kind.is_of_tasks()).cloned()
            });
            Self {
                artifact: artifact.clone(),
                task,
                desk: desk.clone(),
                session: Some(session.key),
                at_utc: by.map(|by| by.at_utc),
            }
        });
        listed.collect()
    }
}

impl NoteOfTask {
    fn of(note: &TaskNote) -> Self {
        let TaskNote { text, operator, desk, session, at_utc } = note.clone();
        Self { text, operator, desk, session, at_utc }
    }
}

impl SessionOfTask {
    fn of(of: &TaskSession) -> Self {
        let record = &of.record;
        Self {
            desk: of.desk.clone(),
            session: record.key,
            id: record.id.clone(),
            operator: record.operator.clone(),
            started_at_utc: record.started_at_utc,
            ended_at_utc: (!record.phase.is_live()).then_some(record.ended_at_utc),
            active_seconds: of.active_ms / 1_000,
        }
    }
}
