//! Times as the operator reads them.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::core::{ago_text, day_text, ms_between, range_text, time_text};

use super::panel::Model;

impl Model {
    /// Returns a time in the operator's time zone.
    pub(in crate::tui) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.environment.zone.local(at)
    }

    /// Returns a time of day in the operator's time zone; with the date if it is not today.
    pub(in crate::tui) fn time_of(&self, at: DateTime<Utc>) -> String {
        let (at, today) = (self.local(at), self.local(self.now.utc).date());
        let time = time_text(at);
        if at.date() == today { time } else { format!("{} {time}", day_text(at)) }
    }

    /// Returns a time of day with its seconds in the operator's time zone; with the date if it is not today.
    pub(in crate::tui) fn clock_of(&self, at: DateTime<Utc>) -> String {
        let (at, today) = (self.local(at), self.local(self.now.utc).date());
        let time = at.format("%H:%M:%S").to_string();
        if at.date() == today { time } else { format!("{} {time}", day_text(at)) }
    }

    /// Returns how long ago a time was.
    pub(in crate::tui) fn ago(&self, at: DateTime<Utc>) -> String {
        let now = self.now.utc;
        // Nothing on the screen ticks for an age.
        if ms_between(at, now) < 60_000 {
            return "just now".to_owned();
        }
        ago_text(at, now, |at| self.local(at))
    }

    /// Returns a range of times in the operator's time zone; with its days if they are not clear.
    pub(in crate::tui) fn range_of(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
        range_text(self.local(from), self.local(to), self.local(self.now.utc))
    }
}
