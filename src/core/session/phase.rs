//! Where a session is in its life.

use serde::{Deserialize, Serialize};

/// The phase of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The session is live and its time counts.
    Active,
    /// The session is live and its time does not count.
    Paused,
    /// It ended.
    Ended,
    /// It was discarded. The journal keeps it, but no total counts it.
    Cancelled,
}

impl Phase {
    /// Reports whether the session is active or paused.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::Paused)
    }

    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }
}
