//! Which notes of a session are meant.

use serde::{Deserialize, Serialize};

/// Which notes of a session are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotesKind {
    /// Those of the start: what it is about.
    Start,
    /// Those of the end: how it went.
    Closing,
}

impl NotesKind {
    /// Returns how people call them.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Start => "notes",
            Self::Closing => "closing notes",
        }
    }
}
