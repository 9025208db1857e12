//! The bounds of a period: times, or days, which start when the operator's working day does.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::day::TypedDay;
use super::forms::{DAYS, TIMES};
use super::refused::{check_name, far_from_now, out_of_range};
use super::time::time;
use super::words::{number, plain};
use crate::core::{YEARS, date_time_text};
use crate::zone::Zone;

/// Reads when a period starts: a [`time`], or a day, which starts at its first moment.
///
/// # Errors
/// As [`time`].
pub fn beginning(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match day(text, now, zone)? {
        Some(day) => Ok(zone.midnight(day)),
        None => time_bound(text, now, zone),
    }
}

/// Reads when a period ends: a [`time`], or a day, which ends when the next one starts.
///
/// # Errors
/// As [`time`].
pub fn ending(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match day(text, now, zone)? {
        Some(day) => {
            let next = day.succ_opt().ok_or_else(|| out_of_range(text))?;
            Ok(zone.midnight(next))
        }
        None => time_bound(text, now, zone),
    }
}

fn time_bound(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    let plain = plain(text);
    let year = number(&plain, 4).filter(|year| (1970..2100).contains(year) && year % 100 < 60);
    if let Some(year) = year {
        return Err(format!(
            "'{text}' may be a year or a time of day; write {year}-01-01 or {:02}:{:02}",
            year / 100,
            year % 100
        ));
    }
    time(text, now, zone).map_err(|why| why.replace(TIMES, &format!("{DAYS}, or {TIMES}")))
}

/// Returns the working day that a text names; `None` if it is no day.
fn day(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Option<NaiveDate>, String> {
    let Some((name, day)) = TypedDay::read_named(&plain(text)) else { return Ok(None) };
    let (today, calendar) = (zone.day(now), zone.date(now));
    let date = day.dates(today).first().copied();
    let date =
        date.filter(|date| YEARS.contains(&date.year())).ok_or_else(|| out_of_range(text))?;
    check_name(name, date, text)?;
    match day {
        TypedDay::OfYear(month, of_month) => {
            let this_year = NaiveDate::from_ymd_opt(today.year(), month, of_month);
            let is_ahead = this_year.is_some_and(|this_year| this_year > today);
            far_from_now(text, date, is_ahead, today, &date.to_string())?;
        }
        // After midnight, the day with this name may not have begun.
        TypedDay::Weekday(_) if calendar > today && day.dates(calendar).contains(&calendar) => {
            let begins = date_time_text(zone.local(zone.midnight(calendar)));
            return Err(format!(
                "the day '{text}' begins at {begins}, in the future; write {date} for the last one, \
                 or today for the day that began on {today}"
            ));
        }
        TypedDay::Weekday(_)
        | TypedDay::LastWeekday(_)
        | TypedDay::Today
        | TypedDay::Yesterday
        | TypedDay::Date(_) => {}
    }
    Ok(Some(date))
}
