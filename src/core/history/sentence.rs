//! The sentence that answers a command, with the time at which it took effect.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::core::base::{ms_between, near_time_text, range_text, when_text};
use crate::core::session::Edit;

/// The sentence that answers a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// What was done, as in "Paused SESSION-004".
    done: String,
    /// What follows the time, as in ": 1h 00m active".
    more: String,
    /// The time that it says.
    time: Option<SaidTime>,
    /// The times of which it speaks.
    of: Option<SaidRange>,
    /// What it corrected, if a time is part of it.
    edits: Vec<Edit>,
}

/// The times of which a sentence speaks, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SaidRange {
    /// When it starts; `None` if only its end is said.
    from: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
    now: DateTime<Utc>,
}

/// The time that a sentence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SaidTime {
    at_utc: DateTime<Utc>,
    /// Now, UTC.
    now_utc: DateTime<Utc>,
    /// Whether it says how long ago that is: the time was given.
    says_how_long_ago: bool,
}

impl Sentence {
    /// Returns a sentence that says no time: what was done, and what follows the time.
    pub(in crate::core) fn new(done: impl Into<String>, more: impl Into<String>) -> Self {
        Self { done: done.into(), more: more.into(), ..Self::default() }
    }

    /// Returns the sentence with something more at its end.
    #[must_use]
    pub(in crate::core) fn and(mut self, more: &str) -> Self {
        self.more = format!("{}; {more}", self.more);
        self
    }

    /// Returns the sentence with a time, UTC.
    pub(in crate::core) fn saying(
        self,
        at_utc: DateTime<Utc>,
        now_utc: DateTime<Utc>,
        says_how_long_ago: bool,
    ) -> Self {
        Self { time: Some(SaidTime { at_utc, now_utc, says_how_long_ago }), ..self }
    }

    /// Returns the sentence with a range of times after what was done, UTC.
    pub(in crate::core) fn over(
        self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        Self { of: Some(SaidRange { from: Some(from), to, now }), ..self }
    }

    /// Returns the sentence with the time until which something counts, UTC.
    pub(in crate::core) fn until(self, to: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { of: Some(SaidRange { from: None, to, now }), ..self }
    }

    /// Returns the sentence of a correction with the old and the new times.
    pub(in crate::core) fn moving(self, edits: &[Edit]) -> Self {
        Self { edits: edits.to_vec(), ..self }
    }

    /// Returns the old and the new times, as in "17:00 → 17:30"; with their names if there are more
    /// changes than one.
    fn moved(&self, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Option<String> {
        let times = self.edits.iter().filter(|edit| match edit {
            Edit::Start { .. } | Edit::End { .. } => true,
            Edit::Notes { .. }
            | Edit::Target { .. }
            | Edit::Operator { .. }
            | Edit::Type { .. }
            | Edit::BreakAdded { .. }
            | Edit::BreakRemoved { .. } => false,
        });
        let texts: Vec<String> = times.map(|edit| edit.text(&local)).collect();
        let text = texts.join(", ");
        let alone = self.edits.first().filter(|_| self.edits.len() == 1);
        let alone = alone.and_then(|edit| text.strip_prefix(edit.name()));
        let text = alone.unwrap_or(&text).trim_start();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Returns the sentence with its time. `local` returns the local time.
    #[must_use]
    pub fn text(&self, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> String {
        if let Some(SaidRange { from, to, now }) = self.of {
            let (to, now) = (local(to), local(now));
            let of = match from {
                Some(from) if self.done.is_empty() => range_text(local(from), to, now),
                Some(from) => format!(", {}", range_text(local(from), to, now)),
                None => format!(", counted until {}", near_time_text(to, now)),
            };
            return format!("{}{of}{}", self.done, self.more);
        }
        if let Some(moved) = self.moved(&local) {
            let more = self.more.strip_prefix(": ").map(|more| format!("; {more}"));
            return format!("{}: {moved}{}", self.done, more.as_ref().unwrap_or(&self.more));
        }
        let Some(SaidTime { at_utc, now_utc, says_how_long_ago }) = self.time else {
            return self.to_string();
        };
        let ago_ms = says_how_long_ago.then(|| ms_between(at_utc, now_utc));
        let when = when_text(local(at_utc), local(now_utc), ago_ms);
        let comma = if self.more.starts_with(' ') { "," } else { "" };
        format!("{} {when}{comma}{}", self.done, self.more)
    }
}

impl fmt::Display for Sentence {
    /// Writes the sentence without its time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.done, self.more)
    }
}

impl From<String> for Sentence {
    fn from(done: String) -> Self {
        Self { done, ..Self::default() }
    }
}
