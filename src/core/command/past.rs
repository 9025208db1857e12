//! What is asked of sessions of the past: a correction, or one that was never started.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::base::{At, SessionId, SessionName};
use crate::core::command::NewFrame;
use crate::core::session::{Band, Light, NotesKind, Phase, Session, SessionType};

/// What is corrected of a session. What is `None` stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct SessionEdit {
    /// The session; `None` for the live one, else the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionName>,
    /// When it started.
    pub start: Option<At>,
    /// When it ended.
    pub end: Option<At>,
    /// What it was about. Empty notes empty them.
    pub notes: Option<String>,
    /// The closing notes. Empty ones empty them.
    pub closing: Option<String>,
    /// The planned active time, seconds; zero for none.
    pub target_seconds: Option<u64>,
    /// Who worked.
    pub operator: Option<String>,
    /// What kind of work it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_type: Option<SessionType>,
}

impl SessionEdit {
    /// Returns the correction of the notes of the session on the desk.
    #[must_use]
    pub fn of_notes(which: NotesKind, text: String) -> Self {
        match which {
            NotesKind::Start => Self { notes: Some(text), ..Self::default() },
            NotesKind::Closing => Self { closing: Some(text), ..Self::default() },
        }
    }
}

/// A session that was never started.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewPastSession {
    /// When it started.
    pub from: At,
    /// When it ended.
    pub to: At,
    /// What kind of work it was.
    #[serde(skip_serializing_if = "SessionType::is_work")]
    pub session_type: SessionType,
    /// What it was about.
    pub notes: Option<String>,
    /// The closing notes.
    pub closing: Option<String>,
    /// Its contexts in the order in which they were entered. One of a type that is open already takes
    /// its place, as with `push`.
    pub contexts: Vec<PastContext>,
    /// When its breaks began and ended, in order.
    pub breaks: Vec<(At, At)>,
    /// The band then.
    pub band: Option<Band>,
    /// The health then.
    pub health: Option<Light>,
    /// The planned active time, seconds.
    pub target_seconds: Option<u64>,
    /// Other data to keep with it.
    pub metadata: Map<String, Value>,
    /// The hash of the record that it comes from. A session with a known one is left out.
    pub source_hash: Option<String>,
}

/// A context of a session that was never started.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PastContext {
    /// The context.
    pub frame: NewFrame,
    /// When it was entered; `None` for the start.
    pub at: Option<At>,
}

impl NewPastSession {
    /// Returns a session between two times, and nothing else.
    #[must_use]
    pub fn between(from: At, to: At) -> Self {
        Self {
            from,
            to,
            session_type: SessionType::default(),
            notes: None,
            closing: None,
            contexts: Vec::new(),
            breaks: Vec::new(),
            band: None,
            health: None,
            target_seconds: None,
            metadata: Map::new(),
            source_hash: None,
        }
    }
}

/// What somebody saw of a session who corrects it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenSession {
    /// Its unique name.
    pub id: SessionId,
    /// Its phase.
    pub phase: Phase,
    /// Its start, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// Its end, UTC; `None` while it is live.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// What it was about.
    pub start_notes: Option<String>,
    /// The closing notes.
    pub closing_notes: Option<String>,
}

impl SeenSession {
    /// Reports whether a session is as it was seen.
    pub(in crate::core) fn is_still(&self, session: &Session) -> bool {
        let now = Self {
            id: session.id.clone(),
            phase: session.phase,
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc,
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
        };
        *self == now
    }
}
