//! What happened, and the line of the history that keeps it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{Anchor, By, Provenance, SessionId, SessionKey, SessionName, Verb};
use crate::core::history::{Change, HistoryUpdate, SessionChange};
use crate::core::session::{Absence, Band, ClosedFrame, FrameRef, GapId, Light, Session};

/// What happened, in the past tense, as a person would want to know it. What it *changed* stands
/// beside it, in [`Change`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// A session started.
    Started {
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
        /// The session it ended on the way, with its active time in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<(SessionKey, u64)>,
    },
    /// The clock stopped.
    Paused {
        /// The active time so far, milliseconds.
        active_ms: u64,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The clock ran on.
    Resumed {
        /// How long it stood, milliseconds.
        paused_ms: u64,
    },
    /// The session ended.
    Ended {
        /// Its active time, milliseconds.
        active_ms: u64,
        /// Its pauses, milliseconds.
        paused_ms: u64,
        /// How many pauses.
        breaks: u32,
        /// The notes given at the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// The session was dropped out of the totals.
    Cancelled {
        /// The active time that is out of the totals, milliseconds.
        active_ms: u64,
    },
    /// The last session went on.
    Reopened {
        /// How long it had been over, milliseconds; that counts as a pause.
        paused_ms: u64,
    },
    /// Something was written down.
    Noted {
        /// What.
        text: String,
    },
    /// A context was entered.
    Pushed {
        /// Which.
        frame: FrameRef,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// The contexts left on the way, innermost first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        popped: Vec<ClosedFrame>,
    },
    /// Contexts were left.
    Popped {
        /// Which, innermost first; the last one is the one that was meant.
        popped: Vec<ClosedFrame>,
    },
    /// The band was set.
    BandSet {
        /// It was.
        from: Band,
        /// It is.
        to: Band,
        /// Why.
        reason: String,
    },
    /// The health was set.
    HealthSet {
        /// It was.
        from: Light,
        /// It is.
        to: Light,
        /// Why.
        reasons: Vec<String>,
    },
    /// Somebody said what a gap was.
    GapAnswered {
        /// Which.
        gap: GapId,
        /// How long it was, milliseconds.
        ms: u64,
        /// What of it counts, milliseconds.
        kept_ms: u64,
    },
    /// Somebody said that the session goes on.
    Kept {
        /// How long nobody had touched it, milliseconds.
        idle_ms: u64,
    },
    /// A forgotten pause was put in.
    BreakAdded {
        /// When it began, UTC.
        from: DateTime<Utc>,
        /// When it was over, UTC.
        to: DateTime<Utc>,
        /// The active time that it takes away, milliseconds.
        ms: u64,
    },
    /// The notes were changed.
    Amended {
        /// The new ones.
        notes: String,
        /// Whether the notes of the start were meant.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        start: bool,
    },
    /// A change was taken back.
    Undone {
        /// The event that made it.
        of: u64,
        /// Its verb.
        verb: Verb,
        /// What it had done.
        text: String,
    },
    /// A change that had been taken back was made again.
    Redone {
        /// The event that made it first.
        of: u64,
        /// Its verb.
        verb: Verb,
        /// What it does.
        text: String,
    },
}

/// A decision: what happens, and everything it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When it takes effect, UTC.
    pub at: DateTime<Utc>,
    /// The session it concerns.
    pub session: Option<SessionRef>,
    /// The frames it belongs to, outermost first.
    pub context: Vec<FrameRef>,
    /// The gaps that it found: name, milliseconds, and why.
    pub gaps_found: Vec<(GapId, u64, Absence)>,
    /// What happens.
    pub fact: Fact,
    /// What it changes.
    pub change: Change,
}

/// A session's two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRef {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
}

impl SessionRef {
    /// Returns the names of a session.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self { key: session.key, id: session.id.clone() }
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

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its number; rises by exactly one.
    pub seq: u64,
    /// When it was written, UTC.
    pub recorded_at: DateTime<Utc>,
    /// When it took effect, UTC.
    pub at: DateTime<Utc>,
    /// Who gave the command.
    pub by: By,
    /// The source that measured it; absent if a person gave it.
    #[serde(default, rename = "measured_by", skip_serializing_if = "Provenance::is_given")]
    pub provenance: Provenance,
    /// The version that a reader needs.
    pub v: u32,
    /// The request's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The session it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionRef>,
    /// The frames it belongs to, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<FrameRef>,
    /// The steady clock when it was written, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Anchor>,
    /// By how much the wall clock was set since the event before, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_step_ms: Option<i64>,
    /// The gaps that it found: name, milliseconds, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps_found: Vec<(GapId, u64, Absence)>,
    /// What happened.
    pub event: Fact,
    /// What it changed.
    pub change: Change,
}

impl Recorded {
    /// The version of the lines this program writes, and the newest it reads.
    pub const VERSION: u32 = 1;
}

impl Recorded {
    /// Tells whether it belongs to a session, or brought it to its end or back to life from
    /// another's side: a switch, and a switch taken back.
    #[must_use]
    pub fn concerns(&self, name: &SessionName) -> bool {
        let is = |session: Option<SessionRef>| session.is_some_and(|session| session.is(name));
        let revived = self.change.set.session.as_ref().and_then(SessionChange::replaces_by);
        let history_updates = &self.change.set.history_updates;
        let filed = |filing: &HistoryUpdate| matches!(filing, HistoryUpdate::Filed(record) if record.is(name));
        history_updates.iter().any(filed)
            || self.session.as_ref().is_some_and(|session| session.is(name))
            || is(revived.filter(|session| session.phase.is_live()).map(SessionRef::of))
    }
}

impl Fact {
    /// Returns the verb whose doing this is.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Started { .. } => Verb::Start,
            Self::Paused { .. } => Verb::Pause,
            Self::Resumed { .. } => Verb::Resume,
            Self::Ended { .. } => Verb::End,
            Self::Cancelled { .. } => Verb::Cancel,
            Self::Reopened { .. } => Verb::Reopen,
            Self::Noted { .. } => Verb::Note,
            Self::Pushed { .. } => Verb::Push,
            Self::Popped { .. } => Verb::Pop,
            Self::BandSet { .. } => Verb::Band,
            Self::HealthSet { .. } => Verb::Health,
            Self::GapAnswered { .. } => Verb::Gap,
            Self::Kept { .. } => Verb::Keep,
            Self::BreakAdded { .. } => Verb::Break,
            Self::Amended { .. } => Verb::Amend,
            Self::Undone { .. } => Verb::Undo,
            Self::Redone { .. } => Verb::Redo,
        }
    }
}
