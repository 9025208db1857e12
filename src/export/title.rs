//! The words for the period of a report.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::core::{Period, date_time_text};
use crate::zone::Zone;

/// Returns a period in words: its days, as in "Thu 2026-11-26" or "2026-11-23 to 2026-11-29", or
/// its times if a bound is no start of a day.
#[must_use]
pub fn period_title(period: &Period, zone: &dyn Zone) -> String {
    let day_of = |at: DateTime<Utc>| Some(zone.day(at)).filter(|day| zone.midnight(*day) == at);
    let last_before = |until: DateTime<Utc>| {
        day_of(until)?;
        Some(zone.day(until.checked_sub_signed(TimeDelta::milliseconds(1))?))
    };
    match (period.since, period.until) {
        (None, None) => "all time".to_owned(),
        (Some(since), None) => match day_of(since) {
            Some(first) => format!("since {first}"),
            None => format!("since {}", date_time_text(zone.local(since))),
        },
        (None, Some(until)) => match last_before(until) {
            Some(last) => format!("to {last}"),
            None => format!("until {}", date_time_text(zone.local(until))),
        },
        (Some(since), Some(until)) => match day_of(since).zip(last_before(until)) {
            Some((first, last)) if last == first => day_name(first),
            Some((first, last)) if last > first => format!("{first} to {last}"),
            Some(_) | None => {
                let [since, until] = [since, until].map(|at| date_time_text(zone.local(at)));
                format!("{since} to {until}")
            }
        },
    }
}

/// Returns a day with the name of its weekday, as in "Thu 2026-11-26".
#[must_use]
pub fn day_name(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}

/// Returns whether a period is within one day.
#[must_use]
pub fn is_one_day(period: &Period, zone: &dyn Zone) -> bool {
    period.since.zip(period.until).is_some_and(|(since, until)| {
        let next = zone.day(since).succ_opt().map(|next| zone.midnight(next));
        next.is_none_or(|next| until <= next)
    })
}
