//! How somebody counts days and weeks, and the active time of each.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};

use crate::core::history::SessionRecord;
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

impl Calendar<'_> {
    /// Returns the local day of a moment.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.local)
    }

    /// Returns the first day of the week of a day.
    #[must_use]
    pub fn week_of(&self, day: NaiveDate) -> NaiveDate {
        week_of(day, self.week_start)
    }

    /// Returns the time from the start of the week of one day to the end of that of another.
    #[must_use]
    pub fn weeks(&self, first: NaiveDate, last: NaiveDate) -> Period {
        let week = |day| Week::period(self.week_of(day), self.local);
        Period { since: week(first).since, until: week(last).until }
    }

    /// Returns the active time of each day within a period, as reports count it. Cancelled sessions
    /// do not count.
    #[must_use]
    pub fn days<'a>(
        &self,
        sessions: impl IntoIterator<Item = &'a SessionRecord>,
        period: &Period,
    ) -> Tally {
        let mut tally = Tally::default();
        for session in sessions.into_iter().filter(|it| it.phase != Phase::Cancelled) {
            tally.add(session, period, self.local);
        }
        tally
    }

    /// Returns the active time of each week by its first day, from that of each day.
    #[must_use]
    pub fn by_week(&self, days: &Tally) -> Tally {
        let mut weeks = Tally::default();
        for (date, ms) in days.days() {
            weeks.add_ms(self.week_of(date), ms);
        }
        weeks
    }
}
