//! What the list of past sessions learns: the record of each session that ended.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{Interface, Moment, SessionId, SessionKey, SessionName};
use crate::core::session::{Band, FrameRef, Light, Session, together};

/// What the list of past sessions learns from an event; the last word on an id counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryUpdate {
    /// A session ended, and this is its record.
    Filed(Box<SessionRecord>),
    /// It goes on after all.
    Withdrawn {
        /// Whose record no longer holds.
        id: SessionId,
    },
}

impl HistoryUpdate {
    /// Returns the session it is about.
    #[must_use]
    pub fn id(&self) -> &SessionId {
        match self {
            Self::Filed(record) => &record.id,
            Self::Withdrawn { id } => id,
        }
    }

    /// Returns what is filed of a session that is over.
    pub(in crate::core) fn of(session: &Session, now: &Moment) -> Self {
        Self::Filed(Box::new(SessionRecord::of(session, now)))
    }
}

/// One ended session as the list of past sessions keeps it.
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
    /// How many pauses.
    pub breaks: u32,
    /// The notes it was filed with.
    pub notes: Option<String>,
    /// The notes it started with.
    pub start_notes: Option<String>,
    /// Who started it.
    pub operator: String,
    /// Through which door.
    #[serde(rename = "source")]
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
    /// The newest active spans: start (UTC) and measured milliseconds.
    pub spans: Vec<(DateTime<Utc>, u64)>,
}

impl SessionRecord {
    /// Returns the record of a session that is over.
    fn of(session: &Session, now: &Moment) -> Self {
        let frames = together(&session.closed_frames);
        let then = &session.snapshot;
        let end = session.end_snapshot.as_ref().unwrap_or(then);
        Self {
            id: session.id.clone(),
            key: session.key,
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc.unwrap_or(session.last_change.at_utc),
            active_ms: session.active_ms(now),
            paused_ms: session.paused_ms(now),
            breaks: session.breaks,
            notes: session.notes.clone(),
            start_notes: session.start_notes.clone(),
            operator: session.operator.clone(),
            interface: session.interface,
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            band: (then.cone.band, end.cone.band),
            health: (then.status.status, end.status.status),
            frames: frames.iter().map(|frame| (frame.name(), frame.active_ms)).collect(),
            spans: session.counted(now),
        }
    }

    /// Tells whether this is the session of that name.
    #[must_use]
    pub fn is(&self, name: &SessionName) -> bool {
        match name {
            SessionName::Key(key) => self.key == *key,
            SessionName::Id(id) => self.id == *id,
        }
    }
}
