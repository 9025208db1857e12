//! The table `[session]`: thresholds after which the operator is asked, and defaults of a session.

use serde::Deserialize;

use super::length::{Length, MaybeLength};
use crate::core::{NOTE, Thresholds};

/// The names in the table, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 4] = [
    ("gap_after", "a duration, such as gap_after = \"5m\""),
    ("forgotten_after", "a duration, such as forgotten_after = \"10h\""),
    ("default_notes", "a text of at most 4000 characters, such as default_notes = \"Watch: \""),
    ("target", "a duration, such as target = \"6h\", or \"\" for none"),
];

/// The content of the table in one file.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct SessionTable {
    gap_after: Option<Length>,
    forgotten_after: Option<Length>,
    /// The target for the active time of a day.
    pub(super) target: Option<MaybeLength>,
    pub(super) default_notes: Option<Notes>,
}

impl SessionTable {
    /// Returns the thresholds that this table, over another, puts in force.
    pub(super) fn over(&self, below: &Self, stale_after_ms: u64) -> Thresholds {
        let built_in = Thresholds::default();
        let ms = |own: Option<Length>, below: Option<Length>, or| own.or(below).map_or(or, |s| s.0);
        Thresholds {
            gap_after_ms: ms(self.gap_after, below.gap_after, built_in.gap_after_ms),
            forgotten_after_ms: ms(
                self.forgotten_after,
                below.forgotten_after,
                built_in.forgotten_after_ms,
            ),
            stale_after_ms,
        }
    }
}

/// The notes of a session.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Notes(pub(super) String);

impl TryFrom<String> for Notes {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        NOTE.check(&text).map_err(|refusal| refusal.why)?;
        Ok(Self(text))
    }
}
