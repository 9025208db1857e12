//! Conversion between UTC and the local time of a place.
//!
//! The core and the store know only UTC. Code that shows or reads local time gets a [`Zone`].

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc,
};

use crate::core::{day_start, local_day};

/// The local time of a place.
pub trait Zone {
    /// Returns the local time at `utc`.
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime;

    /// Returns when the local time is `local`: once, twice (after a clock change), or never.
    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>>;

    /// Returns the time of day at which its days begin: 00:00 unless the operator works over
    /// midnight.
    fn day_begins(&self) -> NaiveTime {
        NaiveTime::MIN
    }

    /// Returns the date in the calendar, which changes at 00:00.
    fn date(&self, utc: DateTime<Utc>) -> NaiveDate {
        local_day(utc, |at| self.local(at))
    }

    /// Returns the local time less the time at which days begin. Its date is the day for which the
    /// moment counts.
    fn day_clock(&self, utc: DateTime<Utc>) -> NaiveDateTime {
        let begins = self.day_begins().signed_duration_since(NaiveTime::MIN);
        let local = self.local(utc);
        local.checked_sub_signed(begins).unwrap_or(local)
    }

    /// Returns the day for which a moment counts: the one between whose start and end it is.
    fn day(&self, utc: DateTime<Utc>) -> NaiveDate {
        local_day(utc, |at| self.day_clock(at))
    }

    /// Returns the first moment of a day. The day before ends then.
    fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        day_start(day, |at| self.day_clock(at))
    }
}

impl<T: TimeZone> Zone for T {
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime {
        let offset = self.offset_from_utc_datetime(&utc.naive_utc()).fix();
        // At the ends of the calendar there may be no local time.
        utc.naive_utc().checked_add_offset(offset).unwrap_or(utc.naive_utc())
    }

    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        // When a clock changes, the zone also returns a moment at which it shows another time.
        let is_shown = |utc: &DateTime<Utc>| Zone::local(self, *utc) == local;
        match self.from_local_datetime(&local).map(|time| time.with_timezone(&Utc)) {
            MappedLocalTime::Single(time) if is_shown(&time) => MappedLocalTime::Single(time),
            MappedLocalTime::Ambiguous(one, other) => match (is_shown(&one), is_shown(&other)) {
                (true, true) => MappedLocalTime::Ambiguous(one.min(other), one.max(other)),
                (true, false) => MappedLocalTime::Single(one),
                (false, true) => MappedLocalTime::Single(other),
                (false, false) => MappedLocalTime::None,
            },
            MappedLocalTime::Single(_) | MappedLocalTime::None => MappedLocalTime::None,
        }
    }
}

/// A place in which days begin at another time than 00:00.
#[derive(Clone, Copy)]
pub struct DayZone<'a> {
    /// The place.
    pub zone: &'a dyn Zone,
    /// The time of day at which days begin.
    pub begins: NaiveTime,
}

impl Zone for DayZone<'_> {
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime {
        self.zone.local(utc)
    }

    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        self.zone.utc(local)
    }

    fn day_begins(&self) -> NaiveTime {
        self.begins
    }
}
