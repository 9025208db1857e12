//! The verbs: everything that can be done to a desk, one word each.

use serde::{Deserialize, Serialize};

/// What can be done, one word each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Start a session.
    Start,
    /// Stop the clock.
    Pause,
    /// Let the clock run on.
    Resume,
    /// Start, pause or resume, whichever fits.
    Toggle,
    /// End the session.
    End,
    /// Drop the session.
    Cancel,
    /// Let the last session go on.
    Reopen,
    /// Take the newest change back.
    Undo,
    /// Make it again.
    Redo,
    /// Write something down.
    Note,
    /// Go into a context.
    Push,
    /// Leave a context.
    Pop,
    /// Say what a gap was.
    Gap,
    /// Say that the session goes on.
    Keep,
    /// Put in a forgotten pause.
    Break,
    /// Change the notes.
    Amend,
    /// Set the band.
    Band,
    /// Set the health.
    Health,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 18] = [
        Self::Start,
        Self::Pause,
        Self::Resume,
        Self::Toggle,
        Self::End,
        Self::Cancel,
        Self::Reopen,
        Self::Undo,
        Self::Redo,
        Self::Note,
        Self::Push,
        Self::Pop,
        Self::Gap,
        Self::Keep,
        Self::Break,
        Self::Amend,
        Self::Band,
        Self::Health,
    ];

    /// Returns the word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Toggle => "toggle",
            Self::End => "end",
            Self::Cancel => "cancel",
            Self::Reopen => "reopen",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Note => "note",
            Self::Push => "push",
            Self::Pop => "pop",
            Self::Gap => "gap",
            Self::Keep => "keep",
            Self::Break => "break",
            Self::Amend => "amend",
            Self::Band => "band",
            Self::Health => "health",
        }
    }

    /// Returns the word an activity begins with.
    #[must_use]
    pub fn past(self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Pause => "paused",
            Self::Resume => "resumed",
            Self::Toggle => "toggled",
            Self::End => "ended",
            Self::Cancel => "cancelled",
            Self::Reopen => "reopened",
            Self::Undo => "took back",
            Self::Redo => "made again",
            Self::Note => "noted",
            Self::Push => "entered",
            Self::Pop => "left",
            Self::Gap => "answered",
            Self::Keep => "kept on",
            Self::Break => "added a break",
            Self::Amend => "amended",
            Self::Band => "band",
            Self::Health => "health",
        }
    }

    /// Tells whether an undo can take it back, whoever gave it. A reading can be taken back where
    /// a person gave it, in the panel; a program's stands until the next one.
    #[must_use]
    pub fn can_be_undone(self) -> bool {
        !self.is_a_step() && !self.is_a_reading() && self != Self::Keep
    }

    /// Tells whether it sets the band or the health.
    #[must_use]
    pub fn is_a_reading(self) -> bool {
        matches!(self, Self::Band | Self::Health)
    }

    /// Tells whether it goes a step back or forth.
    #[must_use]
    pub fn is_a_step(self) -> bool {
        matches!(self, Self::Undo | Self::Redo)
    }

    /// Tells whether it may take effect at an explicit earlier time.
    #[must_use]
    pub fn takes_a_time(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::Pause
                | Self::Resume
                | Self::Toggle
                | Self::End
                | Self::Cancel
                | Self::Reopen
        )
    }
}
