//! Conversion between UTC and the local time of a place.
//!
//! The core and the store know only UTC. Code that shows or reads local time gets a [`Zone`].

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};

/// The local time of a place.
pub trait Zone {
    /// Returns the local time at `utc`.
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime;

    /// Returns when the local time is `local`: once, twice (after a clock change), or never.
    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>>;

    /// Returns the first moment of a day. If a clock change skips midnight, the day begins with its
    /// first existing quarter of an hour.
    fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let mut quarters =
            (0..96).filter_map(|nth| midnight.checked_add_signed(TimeDelta::minutes(15 * nth)));
        let first = quarters.find_map(|local| self.utc(local).earliest());
        // If a place skips a whole day, that day has no beginning.
        first.unwrap_or_else(|| midnight.and_utc())
    }
}

impl<T: TimeZone> Zone for T {
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime {
        self.from_utc_datetime(&utc.naive_utc()).naive_local()
    }

    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        self.from_local_datetime(&local).map(|time| time.with_timezone(&Utc))
    }
}
