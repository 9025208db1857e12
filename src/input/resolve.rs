//! Finds the moment that a day and a time of day mean.

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc,
};

use super::clock::ClockTime;
use super::day::{NamedDay, TypedDay};
use super::refused::{check_name, far_from_now, occurs_twice, out_of_range};
use crate::core::date_time_text;
use crate::zone::Zone;

/// What a text is read against.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a> {
    /// The time now.
    pub(super) now: DateTime<Utc>,
    /// Which time of day is meant if no day is named.
    pub(super) nearest: Nearest,
    /// The place.
    pub(super) zone: &'a dyn Zone,
}

/// Which one of the same time of day on several days is meant.
#[derive(Clone, Copy)]
pub(super) enum Nearest {
    /// The latest one that is not after this.
    NotAfter(DateTime<Utc>),
    /// The first one that is not before this.
    NotBefore(DateTime<Utc>),
}

impl Nearest {
    /// Reports whether a time may be meant. The minute of the limit itself may.
    fn allows(self, at: DateTime<Utc>, zone: &dyn Zone) -> bool {
        let minute = |at| zone.local(at).with_second(0).and_then(|at| at.with_nanosecond(0));
        let limit = match self {
            Self::NotAfter(limit) | Self::NotBefore(limit) => limit,
        };
        let is_same_minute = minute(at) == minute(limit)
            && at.signed_duration_since(limit).abs() < TimeDelta::minutes(1);
        is_same_minute
            || match self {
                Self::NotAfter(limit) => at <= limit,
                Self::NotBefore(limit) => at >= limit,
            }
    }

    /// Returns the days on which the time of day may be, the nearest first.
    fn dates(self, zone: &dyn Zone) -> Vec<NaiveDate> {
        let (date, next) = match self {
            Self::NotAfter(limit) => (zone.date(limit), zone.date(limit).pred_opt()),
            Self::NotBefore(limit) => (zone.date(limit), zone.date(limit).succ_opt()),
        };
        [Some(date), next].into_iter().flatten().collect()
    }
}

impl Reference<'_> {
    /// Returns the time that a day and a time of day mean: the latest one that is past, if the day
    /// may be one of several.
    ///
    /// # Errors
    /// Why the time is not known or does not exist.
    pub(super) fn resolve(
        self,
        text: &str,
        day: Option<NamedDay>,
        clock: ClockTime,
    ) -> Result<DateTime<Utc>, String> {
        let Self { now, nearest, zone } = self;
        let Some((name, day)) = day else {
            return Ok(self.first(text, &nearest.dates(zone), clock)?.1);
        };
        let today = zone.date(now);
        let past = Self { nearest: Nearest::NotAfter(now), ..self };
        let dates = match day {
            TypedDay::OfYear(month, of_month) => {
                let this_year = NaiveDate::from_ymd_opt(today.year(), month, of_month);
                let (date, is_ahead) = match this_year {
                    Some(date) if past.has_come(date, clock) => (Some(date), false),
                    this_year => {
                        let before = day.dates(today).into_iter().find(|date| *date < today);
                        (before, this_year.is_some())
                    }
                };
                let date = date.ok_or_else(|| out_of_range(text))?;
                let whole = clock.on(date).map(date_time_text).unwrap_or_default();
                far_from_now(text, date, is_ahead, today, &whole)?;
                vec![date]
            }
            TypedDay::Today
            | TypedDay::Yesterday
            | TypedDay::Weekday(_)
            | TypedDay::LastWeekday(_)
            | TypedDay::Date(_) => day.dates(today),
        };
        let (date, at) = past.first(text, &dates, clock)?;
        check_name(name, date, text)?;
        Ok(at)
    }

    /// Reports whether the time of day on a date has come.
    fn has_come(self, date: NaiveDate, clock: ClockTime) -> bool {
        let local = clock.on(date);
        local.is_some_and(|local| match self.zone.utc(local).earliest() {
            Some(at) => self.nearest.allows(at, self.zone),
            None => local <= self.zone.local(self.now),
        })
    }

    /// Returns the first of some days on which the time of day may be meant, and the time.
    fn first(
        self,
        text: &str,
        dates: &[NaiveDate],
        clock: ClockTime,
    ) -> Result<(NaiveDate, DateTime<Utc>), String> {
        let Self { nearest, zone, .. } = self;
        let allowed = |at| nearest.allows(at, zone);
        let last = dates.len().saturating_sub(1);
        for (nth, date) in dates.iter().enumerate() {
            let local = clock.on(*date).ok_or_else(|| out_of_range(text))?;
            match zone.utc(local) {
                MappedLocalTime::Single(at) if nth == last || allowed(at) => {
                    return Ok((*date, at));
                }
                MappedLocalTime::Single(_) => {}
                MappedLocalTime::Ambiguous(one, other) => {
                    // Not every zone returns the earlier one first.
                    let (first, second) = (one.min(other), one.max(other));
                    match (allowed(first), allowed(second)) {
                        (true, false) => return Ok((*date, first)),
                        (false, true) => return Ok((*date, second)),
                        (false, false) if nth < last => {}
                        (false, false) | (true, true) => {
                            return Err(occurs_twice(text, local, [first, second]));
                        }
                    }
                }
                MappedLocalTime::None if nth < last && !self.is_in_reach(local) => {}
                MappedLocalTime::None => {
                    return Err(format!(
                        "the clock skips '{text}' on {date}, because it was set forward; write an \
                         earlier or later time"
                    ));
                }
            }
        }
        Err(out_of_range(text))
    }

    /// Reports whether a local time that the clock skips would be one that may be meant.
    fn is_in_reach(self, local: NaiveDateTime) -> bool {
        match self.nearest {
            Nearest::NotAfter(limit) => local <= self.zone.local(limit),
            Nearest::NotBefore(limit) => local >= self.zone.local(limit),
        }
    }
}
