//! Why a typed time is refused, in sentences that say what to write.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc, Weekday};

use super::day::TypedDay;
use super::duration::duration;
use super::forms::{DATED, TIMES};
use super::words::{is_digits, number};
use crate::core::{YEARS, date_time_text};

/// A date without a year means its latest one only if that is at most so many days ago.
const HALF_A_YEAR_DAYS: i64 = 183;

/// Refuses the name of a weekday that does not fit a date.
///
/// # Errors
/// A sentence with the right name.
pub(super) fn check_name(name: Option<Weekday>, date: NaiveDate, text: &str) -> Result<(), String> {
    if name.is_none_or(|name| name == date.weekday()) {
        return Ok(());
    }
    Err(format!(
        "the weekday in '{text}' is wrong: {date} is a {0}; write {0} or leave it out",
        date.format("%A")
    ))
}

/// Refuses a date without a year whose latest one is long past: the next one may be meant. `whole`
/// is how the latest one is written with its year.
///
/// # Errors
/// A sentence that says how to write the day.
pub(super) fn far_from_now(
    text: &str,
    date: NaiveDate,
    is_ahead: bool,
    today: NaiveDate,
    whole: &str,
) -> Result<(), String> {
    if today.signed_duration_since(date).num_days() <= HALF_A_YEAR_DAYS {
        return Ok(());
    }
    let why = if is_ahead { "of this year lies in the future" } else { "is long past" };
    Err(format!("'{text}' {why}; write {whole} if you mean that day"))
}

pub(super) fn occurs_twice(text: &str, local: NaiveDateTime, times: [DateTime<Utc>; 2]) -> String {
    let [first, second] = times.map(|time| {
        let east = local.signed_duration_since(time.naive_utc()).num_seconds();
        let offset = i32::try_from(east).ok().and_then(chrono::FixedOffset::east_opt);
        offset.map_or_else(String::new, |offset| {
            format!("{}{}", local.format("%Y-%m-%dT%H:%M:%S"), offset)
        })
    });
    format!("'{text}' occurs twice, because the clock was set back; write {first} or {second}")
}

/// Returns the refusal of a time of day that ends one day and begins another, or may be a year.
pub(super) fn two_readings(text: &str, plain: &str, day: Option<TypedDay>) -> Option<String> {
    let day = day?;
    if plain.contains("midnight") && day != TypedDay::Today {
        return Some(format!(
            "'{text}' may be the start or the end of the day; write 00:00 and the day that begins"
        ));
    }
    let last = plain.split(' ').next_back().unwrap_or_default();
    let may_be_a_year = last.len() == 4 && is_digits(last) && last >= "1970";
    (may_be_a_year && matches!(day, TypedDay::OfYear(..))).then(|| {
        let (hour, minute) = last.split_at_checked(2).unwrap_or_default();
        format!("'{last}' may be a year or a time of day in '{text}'; write {hour}:{minute} for the time")
    })
}

pub(super) fn not_a_time(text: &str, plain: &str) -> String {
    let hour = number(plain, 2).filter(|hour| *hour < 24);
    if let Some(hour) = hour {
        return format!("'{text}' may be an hour or minutes; write {hour:02}:00 or {hour}m ago");
    }
    if TypedDay::read_named(plain).is_some() {
        return format!("'{text}' is a day without a time of day; write it like {TIMES}");
    }
    let hours = plain.strip_suffix('h').and_then(|digits| number(digits, 2));
    if let Some(hour) = hours.filter(|hour| *hour < 24) {
        return format!(
            "'{text}' may be a time of day or how long ago it was; write {hour:02}:00 or {hour}h ago"
        );
    }
    let has_unit = plain.chars().any(char::is_alphabetic);
    if has_unit && duration(text).is_ok() {
        return format!(
            "'{text}' is a duration, and a time is needed; write a time such as 12:30, or {} ago",
            text.trim()
        );
    }
    format!("'{text}' is not a time; write it like {TIMES}")
}

/// Returns the refusal of `2h30`, where it may be a time of day or a duration.
pub(super) fn not_an_end(text: &str) -> String {
    format!("'{text}' is not a time; write it like 14:30, {DATED}")
}

pub(super) fn time_or_ago(text: &str, plain: &str) -> String {
    let clock = plain.replace('h', ":");
    format!(
        "'{text}' may be a time of day or how long ago it was; write {clock} or {}m ago",
        text.trim()
    )
}

pub(super) fn follows_in_the_future(text: &str, other: NaiveDateTime) -> String {
    format!(
        "the first '{text}' after {} lies in the future; give the earlier time first, and the day too \
         if it was not today, as in yesterday {text}",
        date_time_text(other)
    )
}

/// Returns why a time is refused that must not lie in the future.
#[must_use]
pub fn in_the_future(text: &str) -> String {
    format!("'{text}' lies in the future; give a time in the past")
}

pub(super) fn out_of_range(text: &str) -> String {
    let (first, last) = (YEARS.start(), YEARS.end());
    format!("'{text}' is out of range; give a time from {first} to {last}")
}
