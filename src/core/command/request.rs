//! Commands and requests, the same for every interface.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::base::{At, By, Provenance, SessionId, SessionName, Verb};
use crate::core::session::{Band, FrameKind, GapAnswer, GapId, Light, NotesKind, Phase, Session};

/// What its caller wants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Command {
    /// Start a session.
    Start {
        /// What it is about.
        notes: Option<String>,
        /// End a live session first, as one command.
        switch: bool,
        /// The agent it belongs to.
        agent_id: Option<String>,
        /// The workflow it belongs to.
        workflow_id: Option<String>,
        /// The planned active time, seconds.
        target_seconds: Option<u64>,
        /// Other data to keep with it.
        metadata: Map<String, Value>,
    },
    /// Pause the session.
    Pause {
        /// Why.
        reason: Option<String>,
    },
    /// Resume the session.
    Resume,
    /// Start, pause or resume, whichever fits.
    Toggle {
        /// The notes of a session that it starts.
        notes: Option<String>,
    },
    /// End the session and add it to the past sessions.
    End {
        /// The closing notes. Empty ones empty them; `None` leaves them.
        notes: Option<String>,
    },
    /// Discard a session: no total counts it.
    Cancel {
        /// The session; `None` for the live one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
    },
    /// Reopen the last session, or restore a cancelled one.
    Reopen {
        /// The session; `None` for the last one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
    },
    /// Start a session with the notes, target and contexts of an earlier one.
    Continue {
        /// The earlier session; `None` for the one that ended last.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
    },
    /// Correct a session.
    Edit(Box<SessionEdit>),
    /// Add sessions that were never started, as one change.
    Add {
        /// The sessions.
        sessions: Vec<NewPastSession>,
    },
    /// Undo the newest change.
    Undo,
    /// Redo the change that was undone last.
    Redo,
    /// Write a note.
    Note {
        /// The note.
        text: String,
    },
    /// Enter a context.
    Push(NewFrame),
    /// Leave a context.
    Pop {
        /// Its type; `None` for the innermost.
        kind: Option<FrameKind>,
    },
    /// Answer a gap.
    AnswerGap {
        /// The session; `None` for the one on the desk.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
        /// The gap; `None` for the oldest open one.
        id: Option<GapId>,
        /// The answer.
        answer: GapAnswer,
    },
    /// Confirm that the session goes on after long inactivity.
    Keep,
    /// Add a forgotten pause.
    AddBreak {
        /// The session; `None` for the live one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
        /// When it began.
        from: At,
        /// When it ended.
        to: At,
    },
    /// Remove a pause that was none.
    RemoveBreak {
        /// The session; `None` for the live one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
        /// A time in the pause, or the minute in which it began.
        at: At,
    },
    /// Set the band.
    SetBand {
        /// The band.
        band: Band,
        /// Why.
        reason: String,
    },
    /// Set the health.
    SetHealth {
        /// The light.
        status: Light,
        /// Why.
        reasons: Vec<String>,
    },
    /// Withdraw a band.
    ClearBand {
        /// The source that measured it; `None` for what was set by hand.
        source: Option<String>,
    },
    /// Withdraw a health.
    ClearHealth {
        /// The source that measured it; `None` for what was set by hand.
        source: Option<String>,
    },
}

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
    /// What it was about.
    pub notes: Option<String>,
    /// The closing notes.
    pub closing: Option<String>,
    /// Its contexts in the order in which they were entered. One of a type that is open already takes
    /// its place, as with [`Command::Push`].
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

/// A context to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewFrame {
    /// The type.
    pub kind: FrameKind,
    /// The id. Digits alone mean `TYPE-digits`.
    pub id: String,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
}

/// What the caller saw. If it has changed since, the command is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The whole state, by the number of its newest event.
    Seq(u64),
    /// The live session and its phase; `None` if no session was live.
    Session(Option<(SessionId, Phase)>),
    /// The change that an undo would undo, by the number of its event.
    Undoes(u64),
    /// The change that a redo would redo, by the number of its event.
    Redoes(u64),
    /// The band.
    Band(Band),
    /// The health.
    Health(Light),
    /// When the last activity of the live session was, UTC.
    LastActivity(Option<DateTime<Utc>>),
    /// What can be corrected of a session.
    Seen(Box<SeenSession>),
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

/// A command with its time, expectation, operation id and origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The command.
    pub command: Command,
    /// When it takes effect.
    pub at: At,
    /// What the caller saw.
    pub expect: Option<Expect>,
    /// The operation id. The same command with the same id returns the first answer and changes
    /// nothing. Another command with that id is refused.
    pub operation: Option<String>,
    /// Who gives it, and through which interface.
    pub by: By,
    /// Whether a person gives it, or a source measured it.
    pub provenance: Provenance,
}

impl Request {
    /// Returns a request that takes effect now and expects nothing.
    #[must_use]
    pub fn new(command: Command, by: By) -> Self {
        Self {
            command,
            at: At::Now,
            expect: None,
            operation: None,
            by,
            provenance: Provenance::Given,
        }
    }
}

impl Command {
    /// Returns a start with notes only.
    #[must_use]
    pub fn start(notes: Option<String>) -> Self {
        Self::Start {
            notes,
            switch: false,
            agent_id: None,
            workflow_id: None,
            target_seconds: None,
            metadata: Map::new(),
        }
    }
}

impl Command {
    /// Returns the command's verb.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Start { .. } => Verb::Start,
            Self::Pause { .. } => Verb::Pause,
            Self::Resume => Verb::Resume,
            Self::Toggle { .. } => Verb::Toggle,
            Self::End { .. } => Verb::End,
            Self::Cancel { .. } => Verb::Cancel,
            Self::Reopen { .. } => Verb::Reopen,
            Self::Continue { .. } => Verb::Continue,
            Self::Edit(_) => Verb::Edit,
            Self::Add { .. } => Verb::Add,
            Self::Undo => Verb::Undo,
            Self::Redo => Verb::Redo,
            Self::Note { .. } => Verb::Note,
            Self::Push(_) => Verb::Push,
            Self::Pop { .. } => Verb::Pop,
            Self::AnswerGap { .. } => Verb::Gap,
            Self::Keep => Verb::Keep,
            Self::AddBreak { .. } => Verb::Break,
            Self::RemoveBreak { .. } => Verb::RemoveBreak,
            Self::SetBand { .. } | Self::ClearBand { .. } => Verb::Band,
            Self::SetHealth { .. } | Self::ClearHealth { .. } => Verb::Health,
        }
    }

    /// Returns the session that it names; `None` if it names none.
    #[must_use]
    pub fn session(&self) -> Option<&SessionName> {
        match self {
            Self::Cancel { session }
            | Self::Reopen { session }
            | Self::Continue { session }
            | Self::AnswerGap { session, .. }
            | Self::AddBreak { session, .. }
            | Self::RemoveBreak { session, .. } => session.as_ref(),
            Self::Edit(edit) => edit.session.as_ref(),
            Self::Start { .. }
            | Self::Pause { .. }
            | Self::Resume
            | Self::Toggle { .. }
            | Self::End { .. }
            | Self::Add { .. }
            | Self::Undo
            | Self::Redo
            | Self::Note { .. }
            | Self::Push(_)
            | Self::Pop { .. }
            | Self::Keep
            | Self::SetBand { .. }
            | Self::SetHealth { .. }
            | Self::ClearBand { .. }
            | Self::ClearHealth { .. } => None,
        }
    }

    /// Reports whether it may be about a session that is not on the desk.
    #[must_use]
    pub fn can_concern_the_past(&self) -> bool {
        let is_of_the_past =
            matches!(self, Self::Edit(_) | Self::Add { .. } | Self::Continue { .. });
        is_of_the_past || self.session().is_some()
    }
}
