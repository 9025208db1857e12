//! What happened since a time, on all desks.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{DeskName, SessionKey};
use crate::core::history::DeskSession;
use crate::core::read::{SearchHit, TaskRow};
use crate::core::rules::OpenElsewhere;
use crate::core::session::{Band, FrameRef, Light, Phase};
use crate::core::task::{Task, TaskStatus};

/// How many of each kind are listed at most.
pub const STANDUP_MAX: usize = 20;

/// What happened since a time: of each kind the newest, and how many more there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standup {
    /// Tasks that were completed.
    pub done: SomeOf<StandupTask>,
    /// Tasks that are blocked now.
    pub blocked: SomeOf<StandupTask>,
    /// Tasks that are in progress now.
    pub doing: SomeOf<StandupTask>,
    /// Tasks that became known.
    pub added: SomeOf<StandupTask>,
    /// Tasks that were dropped.
    pub dropped: SomeOf<StandupTask>,
    /// Notes that were written.
    pub notes: SomeOf<StandupNote>,
    /// Sessions.
    pub sessions: SomeOf<StandupSession>,
    /// Changes of band and health.
    pub readings: SomeOf<StandupReading>,
}

/// Some of a kind, and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SomeOf<T> {
    /// Those that are listed.
    pub listed: Vec<T>,
    /// How many more there are.
    pub more: usize,
}

/// A task in a standup.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StandupTask {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// When it was completed, dropped or added, UTC; null of one that is blocked or in progress.
    pub at_utc: Option<DateTime<Utc>>,
    /// Who did that; null if it is not known.
    pub operator: Option<String>,
    /// The desk where that was done; null if it is not known.
    pub desk: Option<DeskName>,
    /// What was done.
    pub summary: Option<String>,
    /// Why it is blocked or was dropped.
    pub reason: Option<String>,
    /// Who works on it now.
    pub at_work: Vec<OpenElsewhere>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

impl StandupTask {
    /// Returns what somebody said of it: what was done, and why it is blocked, was dropped, or was completed
    /// although a check failed.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let because = self.reason.as_ref().map(|reason| match (&self.summary, self.status) {
            (None, TaskStatus::Blocked | TaskStatus::Dropped) => reason.clone(),
            _ => format!("because: {reason}"),
        });
        let said: Vec<String> = self.summary.iter().cloned().chain(because).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }
}

/// A note in a standup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StandupNote {
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was written.
    pub text: String,
    /// Who wrote it.
    pub operator: String,
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub session: Option<SessionKey>,
    /// The contexts it belongs to, outermost first.
    pub context: Vec<FrameRef>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// A session in a standup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StandupSession {
    /// The short name.
    pub key: SessionKey,
    /// The desk.
    pub desk: DeskName,
    /// Who started it.
    pub operator: String,
    /// Its phase.
    pub phase: Phase,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// Its active time from its start, seconds.
    pub active_seconds: u64,
    /// What it is about.
    pub notes: Option<String>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// A change of band or health in a standup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StandupReading {
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// The desk.
    pub desk: DeskName,
    /// The band after it; null if it did not change.
    pub band: Option<Band>,
    /// The health after it; null if it did not change.
    pub health: Option<Light>,
}

/// One thing in a standup.
#[derive(Debug, Clone, PartialEq)]
pub enum SinceItem {
    /// A task that was completed.
    Done(StandupTask),
    /// A task that is blocked.
    Blocked(StandupTask),
    /// A task that is in progress.
    Doing(StandupTask),
    /// A task that became known.
    Added(StandupTask),
    /// A task that was dropped.
    Dropped(StandupTask),
    /// A note.
    Note(StandupNote),
    /// A session.
    Session(StandupSession),
    /// A change of band or health.
    Reading(StandupReading),
}

impl<T> Default for SomeOf<T> {
    fn default() -> Self {
        Self { listed: Vec::new(), more: 0 }
    }
}

impl StandupTask {
    /// Returns a task whose status changed, or that became known, at a time.
    #[must_use]
    pub fn at(task: Task, at_utc: Option<DateTime<Utc>>) -> Self {
        Self {
            name: task.name,
            title: task.title,
            status: task.status,
            at_utc,
            operator: None,
            desk: None,
            summary: task.summary,
            reason: task.reason,
            at_work: Vec::new(),
            is_cut: false,
        }
    }

    /// Returns a task as it stands now. `here` works on the desk that asks.
    #[must_use]
    pub fn now(row: TaskRow, here: &OpenElsewhere) -> Self {
        let own = row.is_open.then(|| here.clone());
        let at_work = own.into_iter().chain(row.elsewhere).collect();
        Self { at_work, ..Self::at(row.task, None) }
    }
}

impl StandupNote {
    /// Returns a note that was found.
    #[must_use]
    pub fn of(hit: SearchHit) -> Self {
        Self {
            at_utc: hit.at_utc,
            text: hit.text,
            operator: hit.operator,
            desk: hit.desk,
            session: hit.session,
            context: hit.contexts,
            is_cut: false,
        }
    }
}

impl StandupSession {
    /// Returns a session of a desk.
    #[must_use]
    pub fn of(session: &DeskSession) -> Self {
        let record = &session.record;
        Self {
            key: record.key,
            desk: session.desk.clone(),
            operator: record.operator.clone(),
            phase: record.phase,
            started_at_utc: record.started_at_utc,
            active_seconds: record.active_ms / 1_000,
            notes: record.start_notes.clone(),
            is_cut: false,
        }
    }
}
