//! How UTC and the wall clock of a place belong together.
//!
//! The core and the store know UTC alone; whoever shows or reads local time is handed a [`Zone`].

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};

/// The wall clock of a place.
pub trait Zone {
    /// Returns what the wall clock shows at a time.
    fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime;

    /// Returns when the wall clock shows `local`: once, twice (it went back) or never (it leapt).
    fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>>;

    /// Returns the first moment of a day. Where the clocks leap over midnight, the day begins with
    /// the first quarter of an hour that they show.
    fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let mut quarters =
            (0..96).filter_map(|nth| midnight.checked_add_signed(TimeDelta::minutes(15 * nth)));
        let first = quarters.find_map(|local| self.utc(local).earliest());
        // A place that leaps over a whole day has none to begin.
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
