//! A correction in words.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::core::base::{near_time_text, range_text, seconds_text};
use crate::core::session::{Author, Edit};

impl Edit {
    /// Returns what it changed, with the local times, as in "start 09:12 → 08:55". Times of two days
    /// have their dates. Texts that it does not have are not said.
    #[must_use]
    pub fn text(&self, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> String {
        let name = self.name();
        let beside = |at: &DateTime<Utc>, other| near_time_text(local(*at), local(other));
        let range =
            |from, to| format!("{name} {}", range_text(local(from), local(to), local(from)));
        let both = |from: &str, to: &str| format!("{name} {from} → {to}");
        let some = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
        match self {
            Self::Start { from, to } | Self::End { from, to } => {
                both(&beside(from, *to), &beside(to, *from))
            }
            Self::Notes { from, to, .. } if from.is_empty() && to.is_empty() => name.to_owned(),
            Self::Notes { from, to, .. } | Self::Operator { from, to } => {
                both(&some(from), &some(to))
            }
            Self::Type { from, to } => both(from.as_str(), to.as_str()),
            Self::Target { from, to } => {
                let target =
                    |seconds: &Option<u64>| seconds.map_or_else(|| "none".to_owned(), seconds_text);
                both(&target(from), &target(to))
            }
            Self::BreakAdded { from, to } | Self::BreakRemoved { from, to } => range(*from, *to),
        }
    }
}

impl Author {
    /// Returns who it was and when, as in "by ops, 24 Nov 10:03".
    #[must_use]
    pub fn text(
        &self,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
        now: DateTime<Utc>,
    ) -> String {
        format!("by {}, {}", self.operator, near_time_text(local(self.at_utc), local(now)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_correction_says_the_old_and_the_new_in_local_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let local = |at: DateTime<Utc>| (at + chrono::TimeDelta::hours(1)).naive_utc();
        let (from, to) = (at("2026-03-14T08:12:00Z"), at("2026-03-14T07:55:00Z"));
        let night = at("2026-03-14T23:30:00Z");
        for (edit, text) in [
            (Edit::Start { from, to }, "start 09:12 → 08:55"),
            (Edit::End { from: night, to: from }, "end 15 Mar 00:30 → 14 Mar 09:12"),
            (Edit::BreakAdded { from: to, to: from }, "added break 08:55–09:12"),
            (Edit::Target { from: Some(5_400), to: None }, "target 1h 30m → none"),
            (Edit::Operator { from: "ana".into(), to: "bo".into() }, "operator ana → bo"),
        ] {
            assert_eq!(edit.text(local), text);
        }
    }
}
