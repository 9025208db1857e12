//! What somebody wants: the single list of verbs behind keys, command line and every other door.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::core::base::{By, Provenance, SessionId, Verb};
use crate::core::session::{Band, FrameKind, GapAnswer, GapId, Light, Phase};

/// What somebody wants.
#[derive(Debug, Clone, PartialEq)]
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
        /// The active time it is meant to take, seconds.
        target_seconds: Option<u64>,
        /// Whatever else is to be kept with it.
        metadata: Map<String, Value>,
    },
    /// Stop the clock.
    Pause {
        /// Why.
        reason: Option<String>,
    },
    /// Let the clock run on.
    Resume,
    /// Start, pause or resume, whichever fits.
    Toggle {
        /// What a session that it starts is about.
        notes: Option<String>,
    },
    /// End the session and file it.
    End {
        /// Replaces the session's notes.
        notes: Option<String>,
    },
    /// Drop the session out of all totals.
    Cancel,
    /// Let the last session go on.
    Reopen,
    /// Take the newest change back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Write something down.
    Note {
        /// What.
        text: String,
    },
    /// Go into a context.
    Push(NewFrame),
    /// Leave a context.
    Pop {
        /// Which; the innermost when nothing is named.
        kind: Option<FrameKind>,
    },
    /// Say what a gap was.
    AnswerGap {
        /// Which; the oldest that is open when nothing is named.
        id: Option<GapId>,
        /// What it was.
        answer: GapAnswer,
    },
    /// Say that the session goes on, also where nobody has touched it for long.
    Keep,
    /// Put in a pause that was forgotten.
    AddBreak {
        /// When it began, UTC.
        from: DateTime<Utc>,
        /// When it was over, UTC.
        to: DateTime<Utc>,
    },
    /// Change the notes of the live session, or of the last one.
    Amend {
        /// The new notes.
        notes: String,
        /// The notes of the start are meant.
        start: bool,
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
}

/// A context to go into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFrame {
    /// The type.
    pub kind: FrameKind,
    /// The id; digits alone are shorthand for `TYPE-digits`.
    pub id: String,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
}

/// What the giver of a command saw; if that has moved, the command is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// The whole state, by the number of its newest event.
    Seq(u64),
    /// The live session and its phase, or none.
    Session(Option<(SessionId, Phase)>),
    /// The change that an undo would take back, by the number of its event.
    Undoes(u64),
    /// The change that a redo would make again, by the number of its event.
    Redoes(u64),
    /// The band.
    Band(Band),
    /// The health.
    Health(Light),
    /// When the live session was last touched, UTC.
    LastActivity(Option<DateTime<Utc>>),
}

/// When a request takes effect. It is resolved when the command is decided, under the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum At {
    /// Now.
    #[default]
    Now,
    /// In this minute, UTC. The start of the minute counts, or the bound that lies in it: the last
    /// change of the session, or the end of the previous one.
    Minute(DateTime<Utc>),
    /// At exactly this time, UTC.
    Second(DateTime<Utc>),
    /// So many milliseconds ago.
    Ago(u64),
    /// When the live session was last touched.
    LastActivity,
    /// When the previous session ended.
    LastEnd,
}

/// A command with everything that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is wanted.
    pub command: Command,
    /// When it takes effect.
    pub at: At,
    /// What the giver saw.
    pub expect: Option<Expect>,
    /// A name for this one request: given again, it is answered again and not obeyed again.
    pub operation: Option<String>,
    /// Who gives it.
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
    /// Returns a start with nothing but notes.
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
            Self::Cancel => Verb::Cancel,
            Self::Reopen => Verb::Reopen,
            Self::Undo => Verb::Undo,
            Self::Redo => Verb::Redo,
            Self::Note { .. } => Verb::Note,
            Self::Push(_) => Verb::Push,
            Self::Pop { .. } => Verb::Pop,
            Self::AnswerGap { .. } => Verb::Gap,
            Self::Keep => Verb::Keep,
            Self::AddBreak { .. } => Verb::Break,
            Self::Amend { .. } => Verb::Amend,
            Self::SetBand { .. } => Verb::Band,
            Self::SetHealth { .. } => Verb::Health,
        }
    }
}
