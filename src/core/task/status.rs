//! Where a task or a sprint stands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// Where a task or a sprint stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    VariantArray,
)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// Nobody has worked on it.
    #[default]
    Todo,
    /// Somebody has entered it.
    InProgress,
    /// It cannot go on.
    Blocked,
    /// It is complete.
    Done,
    /// It will not be done.
    Dropped,
}

impl TaskStatus {
    /// Returns its word, in files and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::InProgress => "in_progress",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Returns its words for a reader.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::InProgress => "in progress",
            Self::Todo | Self::Blocked | Self::Done | Self::Dropped => self.word(),
        }
    }

    /// Reports whether there is work left.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Todo | Self::InProgress | Self::Blocked => true,
            Self::Done | Self::Dropped => false,
        }
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl FromStr for TaskStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.to_lowercase().replace(['-', ' '], "_");
        let known = Self::VARIANTS.iter().find(|status| status.word() == word);
        known.copied().ok_or_else(|| {
            format!("'{text}' is not a status; use todo, in_progress, blocked, done or dropped")
        })
    }
}
