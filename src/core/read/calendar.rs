//! How somebody counts days and weeks, and the active time of a day and of its week.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};

use crate::core::history::DeskSession;
use crate::core::read::{Period, Tally, Week, local_day, week_of};
use crate::core::session::Phase;

/// How somebody counts days and weeks.
#[derive(Clone, Copy)]
pub struct Calendar<'a> {
    /// Returns the local time, less the time at which days begin.
    pub local: &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    /// The first day of a week.
    pub week_start: Weekday,
}

/// The active time of a day and of its week, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayAndWeek {
    /// That of the day.
    pub day_ms: u64,
    /// That of its week.
    pub week_ms: u64,
}

impl Calendar<'_> {
    /// Returns the local day of a moment.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.local)
    }

    /// Returns the time from the start of the week of a day to its end.
    #[must_use]
    pub fn week_of(&self, day: NaiveDate) -> Period {
        Week::period(week_of(day, self.week_start), self.local)
    }

    /// Returns the active time of a day and of its week, as reports count it. Cancelled sessions do
    /// not count.
    #[must_use]
    pub fn day_and_week(&self, day: NaiveDate, sessions: &[DeskSession]) -> DayAndWeek {
        let mut tally = Tally::default();
        let week = self.week_of(day);
        for session in sessions.iter().filter(|session| session.record.phase != Phase::Cancelled) {
            tally.add(&session.record, &week, self.local);
        }
        let week_ms = tally.days().map(|(_, ms)| ms).fold(0, u64::saturating_add);
        DayAndWeek { day_ms: tally.of(day), week_ms }
    }
}
