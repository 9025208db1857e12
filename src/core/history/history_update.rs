//! Updates of the list of past sessions.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{Interface, SessionId, SessionKey, SessionName};
use crate::core::session::{
    Band, FrameRef, Light, Phase, Session, any_moment, merge_by_name, newest_notes, notes_text,
};

/// An update of the past sessions. The last one for an id counts.
///
/// A line of the journal carries the whole session, so its readers need no other line. The list of
/// past sessions keeps records: see [`ListUpdate`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HistoryUpdate<T = Session> {
    /// A session that ended or was cancelled.
    Filed(Box<T>),
    /// A session is no longer past, because it goes on.
    Withdrawn {
        /// The session.
        id: SessionId,
    },
}

/// An update of the list of past sessions.
pub type ListUpdate = HistoryUpdate<SessionRecord>;

impl HistoryUpdate {
    /// Returns a session that is over as an update.
    pub(in crate::core) fn of(session: &Session) -> Self {
        Self::Filed(Box::new(session.clone()))
    }

    /// Returns the update with the session as it is now, if it files that session.
    pub(in crate::core) fn with(&self, session: Option<&Session>) -> Self {
        match self {
            Self::Filed(old) => {
                session.filter(|now| now.id == old.id).map_or_else(|| self.clone(), Self::of)
            }
            Self::Withdrawn { .. } => self.clone(),
        }
    }

    /// Returns the session that it files, if it has that name.
    pub(in crate::core) fn filed(&self, name: &SessionName) -> Option<&Session> {
        match self {
            Self::Filed(session) => Some(session.as_ref()).filter(|s| name.is_of(s.key, &s.id)),
            Self::Withdrawn { .. } => None,
        }
    }

    /// Returns the update of the list of past sessions. The list has no cancelled sessions.
    #[must_use]
    pub fn listed(&self) -> ListUpdate {
        match self {
            Self::Filed(session) if session.phase == Phase::Ended => {
                ListUpdate::Filed(Box::new(SessionRecord::of(session)))
            }
            Self::Filed(session) => ListUpdate::Withdrawn { id: session.id.clone() },
            Self::Withdrawn { id } => ListUpdate::Withdrawn { id: id.clone() },
        }
    }
}

impl ListUpdate {
    /// Returns the session it is about.
    #[must_use]
    pub fn id(&self) -> &SessionId {
        match self {
            Self::Filed(record) => &record.id,
            Self::Withdrawn { id } => id,
        }
    }
}

/// One ended session in the list of past sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The unique name.
    pub id: SessionId,
    /// The short name.
    pub key: SessionKey,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: DateTime<Utc>,
    /// Its active time, milliseconds.
    pub active_ms: u64,
    /// Its pauses, milliseconds.
    pub paused_ms: u64,
    /// The number of pauses.
    pub breaks: u32,
    /// What it was about: the notes of the start.
    pub start_notes: Option<String>,
    /// The notes given at its end. Empty if they were given empty.
    pub closing_notes: Option<String>,
    /// Who started it.
    pub operator: String,
    /// The interface that it was started from.
    pub interface: Interface,
    /// The agent it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// The band at the start and at the end.
    pub band: (Band, Band),
    /// The health at the start and at the end.
    pub health: (Light, Light),
    /// The frames it worked in, each with its active time in milliseconds, in the order first met.
    pub frames: Vec<(FrameRef, u64)>,
    /// The newest active spans, each with its start (UTC) and its measured milliseconds.
    pub spans: Vec<(DateTime<Utc>, u64)>,
}

impl SessionRecord {
    /// Returns the closing notes once they were given, else those of the start. `None` if they are
    /// empty.
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        newest_notes(self.start_notes.as_deref(), self.closing_notes.as_deref())
    }

    /// Returns both of its notes, as in "Morning watch — queue stuck".
    #[must_use]
    pub fn notes_text(&self) -> String {
        notes_text(self.start_notes.as_deref(), self.closing_notes.as_deref())
    }

    /// Returns the record of an ended session.
    fn of(session: &Session) -> Self {
        let frames = merge_by_name(&session.closed_frames);
        let then = &session.snapshot;
        let end = session.end_snapshot.as_ref().unwrap_or(then);
        Self {
            id: session.id.clone(),
            key: session.key,
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc.unwrap_or(session.last_change.at_utc),
            active_ms: session.closed_ms(),
            paused_ms: session.paused_ms,
            breaks: session.breaks,
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
            operator: session.operator.clone(),
            interface: session.interface,
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            band: (then.cone.band, end.cone.band),
            health: (then.status.status, end.status.status),
            frames: frames.iter().map(|frame| (frame.name(), frame.active_ms)).collect(),
            spans: session.counted(&any_moment()),
        }
    }
}
