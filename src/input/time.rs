//! Times and days, resolved in the zone of the operator.

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc,
};

use super::clock::ClockTime;
use super::day::TypedDay;
use super::duration::duration;
use super::forms::{DAYS, TIMES};
use super::words::{is_digits, plain, two_digits};
use crate::core::{At, YEARS, earlier};
use crate::zone::Zone;

/// What a text is read against.
#[derive(Clone, Copy)]
struct Reference<'a> {
    now: DateTime<Utc>,
    /// A time of day alone means the latest one that is not after this.
    latest: DateTime<Utc>,
    zone: &'a dyn Zone,
}

/// Reads when something takes effect: a time, or `last-end`, or `last-activity`. A time without
/// seconds means its minute.
///
/// A time of day later than now means the one of the day before. A local time that occurs twice is
/// accepted if only one of both is in the past.
///
/// # Errors
/// A sentence with the problem and the forms.
pub fn at(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<At, String> {
    read(text, Reference { now, latest: now, zone })
}

/// Reads the same for a time within a period that ended at `latest`: a time of day alone means the
/// last one in the period.
///
/// # Errors
/// As [`at`].
pub fn at_within(
    text: &str,
    latest: DateTime<Utc>,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<At, String> {
    read(text, Reference { now, latest: latest.min(now), zone })
}

/// Parses a time, UTC.
///
/// # Errors
/// As [`at`].
pub fn time(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match at(text, now, zone)? {
        At::Now => in_range(text, now),
        At::Minute(time) | At::Second(time) => Ok(time),
        At::Ago(ms) => {
            earlier(now, ms).ok_or_else(|| out_of_range(text)).and_then(|at| in_range(text, at))
        }
        At::LastEnd | At::LastActivity => {
            Err(format!("'{text}' is not a time; write it like {TIMES}"))
        }
    }
}

/// Reads when a period starts: a [`time`], or a day, which starts at its first moment.
///
/// # Errors
/// As [`time`].
pub fn beginning(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match day(text, now, zone)? {
        Some(day) => Ok(zone.midnight(day)),
        None => time(text, now, zone).map_err(|why| or_a_day(&why)),
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
        None => time(text, now, zone).map_err(|why| or_a_day(&why)),
    }
}

fn or_a_day(why: &str) -> String {
    why.replace(TIMES, &format!("{DAYS}, or {TIMES}"))
}

fn day(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Option<NaiveDate>, String> {
    let Some(day) = TypedDay::read(&plain(text)) else { return Ok(None) };
    let date = day.dates(zone.day(now)).first().copied();
    let date = date.filter(|date| YEARS.contains(&date.year()));
    date.map(Some).ok_or_else(|| out_of_range(text))
}

fn read(text: &str, reference: Reference<'_>) -> Result<At, String> {
    let plain = plain(text);
    match plain.as_str() {
        "now" => return Ok(At::Now),
        "last-end" => return Ok(At::LastEnd),
        "last-activity" => return Ok(At::LastActivity),
        _ => {}
    }
    if is_future(&plain) {
        return Err(format!(
            "'{text}' lies in the future; give a time in the past, or none for now"
        ));
    }
    if let Some(length) = ago(text, &plain) {
        let ms = length?.as_millis();
        return u64::try_from(ms).map(At::Ago).map_err(|_| out_of_range(text));
    }
    if let Some((time, has_seconds)) = with_offset(text, &plain) {
        return in_range(text, time)
            .map(|time| if has_seconds { At::Second(time) } else { At::Minute(time) });
    }
    let (day, clock) = day_and_clock(&plain).ok_or_else(|| not_a_time(text, &plain))?;
    if let Some(why) = two_readings(text, &plain, day) {
        return Err(why);
    }
    let at = in_range(text, resolve(text, day, clock, reference)?)?;
    Ok(if clock.has_seconds { At::Second(at) } else { At::Minute(at) })
}

fn is_future(plain: &str) -> bool {
    let first = plain.split(' ').next().unwrap_or_default();
    matches!(first, "tomorrow" | "in" | "next") || plain.starts_with('+')
}

/// Reads `15m ago` and `-15m`; `None` if it is neither.
fn ago(text: &str, plain: &str) -> Option<Result<std::time::Duration, String>> {
    let typed = text.trim();
    if plain.starts_with('-') {
        let typed = typed.trim_start_matches(['-', '\u{2212}']);
        return Some(duration(typed));
    }
    plain.strip_suffix(" ago")?;
    // As it was typed: a capital M is no minute.
    Some(duration(typed.get(..typed.len().saturating_sub(3)).unwrap_or_default().trim_end()))
}

/// Reads a date and a time with its offset from UTC. Returns whether it has seconds.
fn with_offset(text: &str, plain: &str) -> Option<(DateTime<Utc>, bool)> {
    let whole = DateTime::parse_from_rfc3339(text.trim());
    if let Some(time) = whole.ok().filter(|time| !is_leap_second(time)) {
        return Some((time.with_timezone(&Utc), true));
    }
    let date = TypedDay::read(plain.get(..10)?)?;
    let TypedDay::Date(date) = date else { return None };
    let rest = plain.get(10..)?.strip_prefix(['t', ' '])?;
    let sign = rest.find(['z', '+', '-'])?;
    let (clock, offset) = rest.split_at_checked(sign)?;
    let seconds = offset_seconds(offset)?;
    let clock = ClockTime::read(clock.trim_end())?;
    let utc = date.and_time(clock.time).checked_sub_signed(TimeDelta::seconds(seconds))?;
    Some((utc.and_utc(), clock.has_seconds))
}

/// Reads `z`, `+02:00`, `+0200` or `+02`: seconds east of UTC.
fn offset_seconds(offset: &str) -> Option<i64> {
    if offset == "z" {
        return Some(0);
    }
    let east = offset.strip_prefix('+').map(|digits| (1, digits));
    let (sign, digits) = east.or_else(|| offset.strip_prefix('-').map(|digits| (-1, digits)))?;
    let (hours, rest) = digits.split_at_checked(2)?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" if rest.is_empty() => 0,
        minutes => two_digits(minutes).filter(|minutes| *minutes < 60)?,
    };
    let hours = two_digits(hours).filter(|hours| *hours < 24)?;
    Some(sign * (i64::from(hours) * 3_600 + i64::from(minutes) * 60))
}

/// Reads a time of day, with a day before or after it.
fn day_and_clock(plain: &str) -> Option<(Option<TypedDay>, ClockTime)> {
    if let Some(clock) = ClockTime::read(plain) {
        return Some((None, clock));
    }
    // `2026-01-01t09:30`
    if let Some((date, clock)) = plain.split_once('t').filter(|(date, _)| date.len() == 10)
        && let Some(date @ TypedDay::Date(_)) = TypedDay::read(date)
    {
        return ClockTime::read(clock).map(|clock| (Some(date), clock));
    }
    let spaces = plain.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    let split = |at| plain.split_at_checked(at).map(|(head, tail)| (head, tail.trim_start()));
    spaces.filter_map(split).find_map(|(head, tail)| {
        let clock_after = ClockTime::read(tail.strip_prefix("at ").unwrap_or(tail));
        let after = TypedDay::read(head).zip(clock_after);
        let before = || TypedDay::read(tail).zip(ClockTime::read(head));
        after.or_else(before).map(|(day, clock)| (Some(day), clock))
    })
}

/// Returns the refusal of a time of day that ends one day and begins another, or may be a year.
fn two_readings(text: &str, plain: &str, day: Option<TypedDay>) -> Option<String> {
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

/// Returns the time that a day and a time of day mean: the latest one that is past, if the day may
/// be one of several.
fn resolve(
    text: &str,
    day: Option<TypedDay>,
    clock: ClockTime,
    reference: Reference<'_>,
) -> Result<DateTime<Utc>, String> {
    let Reference { now, latest, zone } = reference;
    let (latest, dates) = match day {
        None => {
            let date = zone.date(latest);
            (latest, [Some(date), date.pred_opt()].into_iter().flatten().collect())
        }
        Some(day) => (now, day.dates(zone.date(now))),
    };
    let minute = |at: NaiveDateTime| at.with_second(0).and_then(|at| at.with_nanosecond(0));
    let local_now = zone.local(latest);
    // The minute of now is not later than now.
    let is_past = |at: DateTime<Utc>| {
        at <= latest
            || minute(zone.local(at)) == minute(local_now)
                && at.signed_duration_since(latest) < TimeDelta::minutes(1)
    };
    let last = dates.len().saturating_sub(1);
    for (nth, date) in dates.iter().enumerate() {
        let local = date.and_time(clock.time);
        match zone.utc(local) {
            MappedLocalTime::Single(at) if nth == last || is_past(at) => return Ok(at),
            MappedLocalTime::Single(_) => {}
            MappedLocalTime::Ambiguous(one, other) => {
                // Not every zone returns the earlier one first.
                let (first, second) = (one.min(other), one.max(other));
                match (is_past(first), is_past(second)) {
                    (true, false) => return Ok(first),
                    (false, _) if nth < last => {}
                    _ => return Err(occurs_twice(text, local, [first, second])),
                }
            }
            MappedLocalTime::None if nth < last && local > local_now => {}
            MappedLocalTime::None => {
                return Err(format!(
                    "the clock skips '{text}' here; give an earlier or later time, or one with its \
                     offset such as 2026-01-01T09:30:00Z"
                ));
            }
        }
    }
    Err(out_of_range(text))
}

fn occurs_twice(text: &str, local: NaiveDateTime, times: [DateTime<Utc>; 2]) -> String {
    let [first, second] = times.map(|time| {
        let east = local.signed_duration_since(time.naive_utc()).num_seconds();
        let offset = i32::try_from(east).ok().and_then(chrono::FixedOffset::east_opt);
        offset.map_or_else(String::new, |offset| {
            format!("{}{}", local.format("%Y-%m-%dT%H:%M:%S"), offset)
        })
    });
    format!("'{text}' occurs twice, because the clock was set back; write {first} or {second}")
}

fn not_a_time(text: &str, plain: &str) -> String {
    let hour = super::words::number(plain, 2).filter(|hour| *hour < 24);
    if let Some(hour) = hour {
        return format!(
            "'{text}' may be an hour or minutes; write {hour:02}:00 for the time of day"
        );
    }
    if TypedDay::read(plain).is_some() {
        return format!("'{text}' is a day without a time of day; write it like {TIMES}");
    }
    let has_unit = plain.chars().any(char::is_alphabetic);
    if has_unit && duration(text).is_ok() {
        return format!("'{text}' is a duration; write '{} ago' for a time", text.trim());
    }
    format!("'{text}' is not a time; write it like {TIMES}")
}

fn in_range(text: &str, time: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    if YEARS.contains(&time.year()) { Ok(time) } else { Err(out_of_range(text)) }
}

fn out_of_range(text: &str) -> String {
    let (first, last) = (YEARS.start(), YEARS.end());
    format!("'{text}' is out of range; give a time from {first} to {last}")
}

/// Returns whether a 60th second was parsed as a leap second. No clock here shows those.
fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}
