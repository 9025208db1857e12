//! The band: the governance tier.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The governance tier, from free to strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub enum Band {
    /// Expansion.
    A,
    /// Caution.
    B,
    /// Stabilize.
    C,
    /// Survival.
    D,
}

impl Band {
    /// All bands, from free to strict.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// Returns the letter.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// Returns its place; a stricter band has a greater one.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::A => 0,
            Self::B => 1,
            Self::C => 2,
            Self::D => 3,
        }
    }

    /// Returns the word that goes with the letter.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "Expansion",
            Self::B => "Caution",
            Self::C => "Stabilize",
            Self::D => "Survival",
        }
    }

    /// Returns what it means for the work.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "all is well, take on new work",
            Self::B => "watch it, no risky changes",
            Self::C => "stop new work, repair first",
            Self::D => "only what keeps the service alive",
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.letter(), self.word())
    }
}

impl FromStr for Band {
    type Err = String;

    /// Reads a letter or a word, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|band| {
                text.eq_ignore_ascii_case(band.letter()) || text.eq_ignore_ascii_case(band.word())
            })
            .ok_or_else(|| {
                format!(
                    "'{text}' is not a band; choose A (Expansion), B (Caution), C (Stabilize) or D (Survival)"
                )
            })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn bands_read_as_letters_or_words_and_a_stranger_names_the_choices() {
        assert_eq!("c".parse(), Ok(Band::C));
        assert_eq!("survival".parse(), Ok(Band::D));
        let choices = "E".parse::<Band>().unwrap_err();
        for word in ["Expansion", "Caution", "Stabilize", "Survival"] {
            assert!(choices.contains(word), "{choices}");
        }
    }
}
