//! The verbs: everything that can be done to a desk, each in one row.
//!
//! Command line, panel, help and README take what they say of a verb from its row, or are checked
//! against it. A new verb begins here, and the compiler names the other places.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// What can be done, one word each.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, VariantArray,
)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Start a session.
    Start,
    /// Pause the session.
    Pause,
    /// Resume the session.
    Resume,
    /// Start, pause or resume, whichever fits.
    Toggle,
    /// End the session.
    End,
    /// Discard the session.
    Cancel,
    /// Reopen the last session.
    Reopen,
    /// Undo the newest change.
    Undo,
    /// Redo the change that was undone last.
    Redo,
    /// Write a note.
    Note,
    /// Enter a context.
    Push,
    /// Leave a context.
    Pop,
    /// Answer a gap.
    Gap,
    /// Confirm that the session goes on.
    Keep,
    /// Add a forgotten pause.
    Break,
    /// Change the notes.
    Amend,
    /// Set the band.
    Band,
    /// Set the health.
    Health,
}

/// Everything that is fixed about a verb: its row in the table of verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerbSpec {
    /// Its word, in files and in the panel.
    pub word: &'static str,
    /// The words that give it on the command line.
    pub command: &'static str,
    /// Other words that the command line takes for it.
    pub aliases: &'static [&'static str],
    /// Words that mean it elsewhere: they are answered with its word, and do nothing.
    pub similar: &'static [&'static str],
    /// What it does, as an imperative sentence without a full stop.
    pub sentence: &'static str,
    /// The word that an activity begins with.
    pub past: &'static str,
    /// What somebody did, as in "ana entered a context".
    pub did: &'static str,
    /// What stands between that and the session's key; `None` if no session is named.
    pub link: Option<&'static str>,
    /// The head of a refusal: what did not happen.
    pub not_done: &'static str,
    /// What must be there; without it the verb is refused.
    pub needs: Needs,
    /// Whether it can be undone.
    pub undo: Undo,
    /// What its caller takes for granted, and what a prompt therefore expects.
    pub concerns: Concern,
    /// What it can be given.
    pub arguments: &'static [Argument],
}

/// What must be there for a verb to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is always allowed.
    Nothing,
    /// That no session is live.
    NoLiveSession,
    /// A live session.
    LiveSession,
    /// A live session that is active.
    ActiveSession,
    /// A live session that is paused.
    PausedSession,
    /// A live session with an open context.
    OpenContext,
    /// A gap without an answer.
    OpenGap,
    /// A last session that is over.
    EndedSession,
    /// A session, live or over.
    AnySession,
    /// A change that can be undone.
    UndoStep,
    /// A change that was undone.
    RedoStep,
}

/// Whether a verb can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    /// Yes, whoever gave it.
    Always,
    /// Only what a person gave; what a source measured stands until its next reading.
    UnlessMeasured,
    /// No: it changes nothing that could be restored.
    Never,
    /// It is an undo or a redo itself.
    IsStep,
}

/// The part of a desk that a verb is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// The live session and its phase.
    Session,
    /// The newest change that can be undone.
    UndoStep,
    /// The change that was undone last.
    RedoStep,
    /// The band.
    Band,
    /// The health.
    Health,
    /// Everything: what it acts on need not be live, and is not named.
    Everything,
}

/// What a verb can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum Argument {
    /// The notes of a session.
    Notes,
    /// That the notes of the start are meant.
    StartNotes,
    /// Why.
    Reason,
    /// What to write down.
    Text,
    /// The type of a context.
    Type,
    /// The id of a context.
    Id,
    /// The title of a context.
    Title,
    /// How long a context should take.
    Estimate,
    /// The active time that a session should take.
    Target,
    /// That a live session ends first.
    Switch,
    /// The agent that a session belongs to.
    Agent,
    /// The workflow that a session belongs to.
    Workflow,
    /// When it takes effect: a time of day, or how long ago.
    Time,
    /// That it takes effect at the last activity.
    LastActivity,
    /// When a break began.
    From,
    /// When a break ended.
    To,
    /// Which gap.
    Gap,
    /// What the gap was.
    Answer,
    /// The band.
    Band,
    /// The health.
    Status,
    /// The source that measured a reading.
    Source,
}

impl Verb {
    /// Every verb, in the order of the table.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// Returns everything that is fixed about the verb.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table, one row a verb")]
    #[rustfmt::skip]
    pub const fn spec(self) -> VerbSpec {
        use Argument as A;
        match self {
            Self::Start => VerbSpec {
                word: "start", command: "start", aliases: &[],
                similar: &["begin", "go", "new", "in", "clock-in"],
                sentence: "Start a session",
                past: "started", did: "started", link: Some(" "),
                not_done: "No session was started",
                needs: Needs::NoLiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Notes, A::Switch, A::Agent, A::Workflow, A::Target, A::Time],
            },
            Self::Pause => VerbSpec {
                word: "pause", command: "pause", aliases: &[],
                similar: &["wait", "halt", "hold", "suspend", "rest", "lunch"],
                sentence: "Pause the session",
                past: "paused", did: "paused", link: Some(" "),
                not_done: "The session was not paused",
                needs: Needs::ActiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Reason, A::Time],
            },
            Self::Resume => VerbSpec {
                word: "resume", command: "resume", aliases: &[],
                similar: &["continue", "unpause", "proceed", "back"],
                sentence: "Resume the session",
                past: "resumed", did: "resumed", link: Some(" "),
                not_done: "The session was not resumed",
                needs: Needs::PausedSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Time],
            },
            Self::Toggle => VerbSpec {
                word: "toggle", command: "toggle", aliases: &[],
                similar: &["flip"],
                sentence: "Start a session, pause it or resume it",
                past: "toggled", did: "toggled", link: Some(" "),
                not_done: "Nothing was toggled",
                needs: Needs::Nothing, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Time],
            },
            Self::End => VerbSpec {
                word: "end", command: "end", aliases: &["stop", "finish"],
                similar: &["done", "out", "complete", "clock-out"],
                sentence: "End the session",
                past: "ended", did: "ended", link: Some(" "),
                not_done: "No session was ended",
                needs: Needs::LiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Notes, A::LastActivity, A::Time],
            },
            Self::Cancel => VerbSpec {
                word: "cancel", command: "cancel", aliases: &[],
                similar: &["abort", "discard", "drop", "delete", "rm"],
                sentence: "Discard the session",
                past: "cancelled", did: "cancelled", link: Some(" "),
                not_done: "No session was cancelled",
                needs: Needs::LiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Time],
            },
            Self::Reopen => VerbSpec {
                word: "reopen", command: "reopen", aliases: &[],
                similar: &["restart", "reactivate"],
                sentence: "Reopen the last session",
                past: "reopened", did: "reopened", link: Some(" "),
                not_done: "No session was reopened",
                needs: Needs::EndedSession, undo: Undo::Always, concerns: Concern::Everything,
                arguments: &[A::Time],
            },
            Self::Undo => VerbSpec {
                word: "undo", command: "undo", aliases: &[],
                similar: &["revert", "rollback", "oops"],
                sentence: "Undo the newest change",
                past: "undid", did: "undid a change", link: Some(" in "),
                not_done: "Nothing was undone",
                needs: Needs::UndoStep, undo: Undo::IsStep, concerns: Concern::UndoStep,
                arguments: &[],
            },
            Self::Redo => VerbSpec {
                word: "redo", command: "redo", aliases: &[],
                similar: &["repeat", "again"],
                sentence: "Redo the change undone last",
                past: "redid", did: "redid a change", link: Some(" in "),
                not_done: "Nothing was redone",
                needs: Needs::RedoStep, undo: Undo::IsStep, concerns: Concern::RedoStep,
                arguments: &[],
            },
            Self::Note => VerbSpec {
                word: "note", command: "note", aliases: &[],
                similar: &["comment", "write", "say", "remark", "jot", "message"],
                sentence: "Write a note in the current context",
                past: "noted", did: "wrote a note", link: Some(" in "),
                not_done: "No note was written",
                needs: Needs::LiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Text, A::Time],
            },
            Self::Push => VerbSpec {
                word: "push", command: "push", aliases: &[],
                similar: &["enter", "open", "into", "cd"],
                sentence: "Enter a context; the same type again switches",
                past: "entered", did: "entered a context", link: Some(" in "),
                not_done: "No context was entered",
                needs: Needs::LiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Type, A::Id, A::Title, A::Estimate, A::Time],
            },
            Self::Pop => VerbSpec {
                word: "pop", command: "pop", aliases: &[],
                similar: &["leave", "close"],
                sentence: "Leave a context",
                past: "left", did: "left a context", link: Some(" in "),
                not_done: "No context was left",
                needs: Needs::OpenContext, undo: Undo::Always, concerns: Concern::Everything,
                arguments: &[A::Type, A::Time],
            },
            Self::Gap => VerbSpec {
                word: "gap", command: "gap", aliases: &[],
                similar: &["gaps", "away", "absence", "sleep"],
                sentence: "Show the open gaps, or answer one",
                past: "answered", did: "answered a gap", link: Some(" in "),
                not_done: "No gap was answered",
                needs: Needs::OpenGap, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::Answer, A::Gap],
            },
            Self::Keep => VerbSpec {
                word: "keep", command: "keep", aliases: &[],
                similar: &["confirm", "alive", "stay"],
                sentence: "Confirm that the session goes on after long inactivity",
                past: "kept on", did: "confirmed", link: Some(" "),
                not_done: "No session was confirmed",
                needs: Needs::LiveSession, undo: Undo::Never, concerns: Concern::Session,
                arguments: &[],
            },
            Self::Break => VerbSpec {
                word: "break", command: "break add", aliases: &[],
                similar: &["breaks", "add"],
                sentence: "Add a forgotten pause",
                past: "added a break", did: "added a break", link: Some(" to "),
                not_done: "No break was added",
                needs: Needs::LiveSession, undo: Undo::Always, concerns: Concern::Session,
                arguments: &[A::From, A::To],
            },
            Self::Amend => VerbSpec {
                word: "amend", command: "amend", aliases: &[],
                similar: &["edit", "change", "correct", "rename", "notes"],
                sentence: "Change the notes, or the closing notes of the last session",
                past: "amended", did: "changed the notes", link: Some(" of "),
                not_done: "No notes were changed",
                needs: Needs::AnySession, undo: Undo::Always, concerns: Concern::Everything,
                arguments: &[A::Notes, A::StartNotes],
            },
            Self::Band => VerbSpec {
                word: "band", command: "cone set", aliases: &["cone"],
                similar: &["governance", "level"],
                sentence: "Set the governance band",
                past: "band", did: "set the band", link: None,
                not_done: "The band was not set",
                needs: Needs::Nothing, undo: Undo::UnlessMeasured, concerns: Concern::Band,
                arguments: &[A::Band, A::Reason, A::Source, A::Time],
            },
            Self::Health => VerbSpec {
                word: "health", command: "health set", aliases: &[],
                similar: &["light", "condition"],
                sentence: "Set the health",
                past: "health", did: "set the health", link: None,
                not_done: "The health was not set",
                needs: Needs::Nothing, undo: Undo::UnlessMeasured, concerns: Concern::Health,
                arguments: &[A::Status, A::Reason, A::Source, A::Time],
            },
        }
    }

    /// Returns its word, in files, on the command line and in the panel.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.spec().word
    }

    /// Returns the word that an activity begins with.
    #[must_use]
    pub const fn past(self) -> &'static str {
        self.spec().past
    }

    /// Reports whether it sets the band or the health.
    #[must_use]
    pub fn is_a_reading(self) -> bool {
        self.spec().undo == Undo::UnlessMeasured
    }

    /// Reports whether it is an undo or a redo.
    #[must_use]
    pub fn is_a_step(self) -> bool {
        self.spec().undo == Undo::IsStep
    }

    /// Reports whether it may take effect at an explicit earlier time.
    #[must_use]
    pub fn takes_a_time(self) -> bool {
        self.spec().arguments.contains(&Argument::Time)
    }
}
