//! The table `[session]`: what may pass before somebody is asked, and what a session starts with.

use serde::Deserialize;

use crate::core::{NOTE, Rules};
use crate::input;

/// The names in the table, each with what may stand there.
pub(super) const KEYS: [(&str, &str); 3] = [
    ("gap_after", "a duration, as in gap_after = \"5m\""),
    ("forgotten_after", "a duration, as in forgotten_after = \"10h\""),
    ("default_notes", "a text of at most 4000 characters, as in default_notes = \"Watch: \""),
];

/// What one file says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Table {
    gap_after: Option<Span>,
    forgotten_after: Option<Span>,
    pub(super) default_notes: Option<Notes>,
}

impl Table {
    /// Returns the rules that this table, over another, puts in force.
    pub(super) fn over(&self, below: &Self) -> Rules {
        let built_in = Rules::default();
        let ms = |own: Option<Span>, below: Option<Span>, or| own.or(below).map_or(or, |s| s.0);
        Rules {
            gap_after_ms: ms(self.gap_after, below.gap_after, built_in.gap_after_ms),
            forgotten_after_ms: ms(
                self.forgotten_after,
                below.forgotten_after,
                built_in.forgotten_after_ms,
            ),
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

/// A duration, milliseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct Span(u64);

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let ms = input::duration(&text)?.as_millis();
        u64::try_from(ms).map(Self).map_err(|_| format!("'{text}' is too long"))
    }
}
