//! What can be searched for in everything that was written, and what is found.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{DeskName, SessionKey};
use crate::core::read::Period;
use crate::core::session::FrameRef;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Words that must all be there. Each may be several words that follow one another; the
    /// beginning of the last one is enough.
    pub words: Vec<String>,
    /// When it was written.
    pub period: Period,
    /// Only texts of these kinds, if there are any.
    pub kinds: Vec<TextKind>,
    /// Only on this desk.
    pub desk: Option<DeskName>,
    /// The order of what is found.
    pub order: SearchOrder,
}

/// The order of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchOrder {
    /// What was written last comes first.
    #[default]
    Newest,
    /// What has the words most often, for its length, comes first.
    Relevance,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TextKind {
    /// A note in a session, or its notes.
    Note,
    /// The title of a context.
    Title,
    /// Why a session was paused, or band or health were set.
    Reason,
}

impl TextKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Note, Self::Title, Self::Reason];

    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Title => "title",
            Self::Reason => "reason",
        }
    }
}

impl FromStr for TextKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = || Self::ALL.map(Self::word).join(", ");
        let found = Self::ALL.into_iter().find(|one| one.word() == text);
        found.ok_or_else(|| format!("'{text}' is no such kind; choose one of {}", words()))
    }
}

/// A text that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// The desk on which it was written.
    pub desk: DeskName,
    /// Its event on that desk.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What it is.
    pub kind: TextKind,
    /// The text.
    pub text: String,
    /// The session it belongs to; `None` outside of one.
    pub session: Option<SessionKey>,
    /// The contexts it belongs to, outermost first.
    pub contexts: Vec<FrameRef>,
    /// Who wrote it.
    pub operator: String,
}
