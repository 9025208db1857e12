//! The table `[session]`: what may pass before somebody is asked.

use serde::Deserialize;

use crate::core::Rules;
use crate::input;

/// The names in the table, each with what may stand there.
pub(super) const KEYS: [(&str, &str); 2] = [
    ("gap_after", "a duration, as in gap_after = \"5m\""),
    ("forgotten_after", "a duration, as in forgotten_after = \"10h\""),
];

/// What one file says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Table {
    gap_after: Option<Span>,
    forgotten_after: Option<Span>,
}

impl Table {
    /// Returns the rules that this table, over another, puts in force.
    pub(super) fn over(self, below: Self) -> Rules {
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
