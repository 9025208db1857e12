//! What was changed of a session after the fact, by whom and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{By, Interface};
use crate::core::session::{NotesKind, SessionType};

/// Who changed a past session, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Author {
    /// When, UTC.
    pub at_utc: DateTime<Utc>,
    /// The person or agent.
    pub operator: String,
    /// The interface.
    pub interface: Interface,
}

impl Author {
    /// Returns the giver of a command at a time, UTC.
    pub(in crate::core) fn of(by: &By, at_utc: DateTime<Utc>) -> Self {
        Self { at_utc, operator: by.operator.clone(), interface: by.interface }
    }
}

/// One correction of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Correction {
    /// Who made it, and when.
    #[serde(flatten)]
    pub by: Author,
    /// What it changed.
    pub edits: Vec<Edit>,
}

/// One change of a session: what stood before, and what stands since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Edit {
    /// The start, UTC.
    Start {
        /// Before.
        from: DateTime<Utc>,
        /// Since.
        to: DateTime<Utc>,
    },
    /// The end, UTC.
    End {
        /// Before.
        from: DateTime<Utc>,
        /// Since.
        to: DateTime<Utc>,
    },
    /// Notes. The session keeps only which; the event has the texts.
    Notes {
        /// Which notes.
        which: NotesKind,
        /// Before; empty if there were none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        from: String,
        /// Since; empty if they were emptied.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        to: String,
    },
    /// The planned active time, seconds; `null` if there is none.
    Target {
        /// Before.
        from: Option<u64>,
        /// Since.
        to: Option<u64>,
    },
    /// The operator.
    Operator {
        /// Before.
        from: String,
        /// Since.
        to: String,
    },
    /// The type of the session.
    Type {
        /// Before.
        from: SessionType,
        /// Since.
        to: SessionType,
    },
    /// A break was added after the end.
    BreakAdded {
        /// When it began, UTC.
        from: DateTime<Utc>,
        /// When it ended, UTC.
        to: DateTime<Utc>,
    },
    /// A break was removed: its time counts.
    BreakRemoved {
        /// When it began, UTC.
        from: DateTime<Utc>,
        /// When it ended, UTC.
        to: DateTime<Utc>,
    },
}

impl Edit {
    /// Returns what it changed, in one or two words.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::End { .. } => "end",
            Self::Notes { which, .. } => which.words(),
            Self::Target { .. } => "target",
            Self::Operator { .. } => "operator",
            Self::Type { .. } => "type",
            Self::BreakAdded { .. } => "added break",
            Self::BreakRemoved { .. } => "removed break",
        }
    }

    /// Returns what some changed, as in "start, notes and target".
    #[must_use]
    pub fn names(edits: &[Self]) -> String {
        let names: Vec<&str> = edits.iter().map(Self::name).collect();
        match names.split_last() {
            Some((last, before)) if !before.is_empty() => {
                format!("{} and {last}", before.join(", "))
            }
            Some(_) | None => names.concat(),
        }
    }

    /// Reports whether it changed when somebody worked, or who: no text, no plan and no type.
    #[must_use]
    pub fn is_of_facts(&self) -> bool {
        match self {
            Self::Notes { .. } | Self::Target { .. } | Self::Type { .. } => false,
            Self::Start { .. }
            | Self::End { .. }
            | Self::Operator { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. } => true,
        }
    }

    /// Returns the size of its texts, bytes.
    pub(in crate::core) fn text_bytes(&self) -> usize {
        match self {
            Self::Notes { from, to, .. } | Self::Operator { from, to } => from.len() + to.len(),
            Self::Type { from, to } => from.as_str().len() + to.as_str().len(),
            Self::Start { .. }
            | Self::End { .. }
            | Self::Target { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. } => 0,
        }
    }

    /// Returns it as a session and an undo step keep it: without the texts of notes.
    pub(in crate::core) fn without_texts(&self) -> Self {
        match self {
            Self::Notes { which, .. } => {
                Self::Notes { which: *which, from: String::new(), to: String::new() }
            }
            Self::Start { .. }
            | Self::End { .. }
            | Self::Target { .. }
            | Self::Operator { .. }
            | Self::Type { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. } => self.clone(),
        }
    }
}
