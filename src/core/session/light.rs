//! The health as one light.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The system's health as one light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Everything works.
    Green,
    /// Something needs attention.
    Yellow,
    /// Something is broken.
    Red,
    /// The health is not known.
    Unknown,
}

impl Light {
    /// All lights, from good to bad, then the unknown.
    pub const ALL: [Self; 4] = [Self::Green, Self::Yellow, Self::Red, Self::Unknown];

    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Unknown => "unknown",
        }
    }

    /// Returns what it means for the system.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Green => "everything works",
            Self::Yellow => "something needs attention",
            Self::Red => "something is broken",
            Self::Unknown => "nobody has measured it, or not lately",
        }
    }

    pub(super) fn rank(self) -> Option<u8> {
        match self {
            Self::Green => Some(0),
            Self::Yellow => Some(1),
            Self::Red => Some(2),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for Light {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Light {
    type Err = String;

    /// Reads a word in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|light| text.eq_ignore_ascii_case(light.word())).ok_or_else(
            || format!("'{text}' is not a health; choose green, yellow, red or unknown"),
        )
    }
}
