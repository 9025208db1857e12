//! Times, read in the zone of the operator.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

use super::clock::ClockTime;
use super::day::{NamedDay, TypedDay};
use super::duration::duration;
use super::forms::{DATED, TIMES};
use super::refused::{
    follows_in_the_future, in_the_future, not_a_time, not_an_end, out_of_range, time_or_ago,
    two_readings,
};
use super::resolve::{Nearest, Reference};
use super::words::{MINUS_SIGNS, number, plain, two_digits};
use crate::core::{At, YEARS, earlier};
use crate::zone::Zone;

/// How far a time of day is away from the time that it replaces, at most.
const HALF_A_DAY: TimeDelta = TimeDelta::hours(12);

/// Reads when something takes effect: a time, or `last-end`, or `last-activity`. A time without
/// seconds means its minute.
///
/// A time of day later than now means the one of the day before. A local time that occurs twice is
/// accepted if only one of both is in the past.
///
/// # Errors
/// A sentence with the problem and the forms; also for a time in the future.
pub fn at(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<At, String> {
    past(text, now, read(text, Reference { now, nearest: Nearest::NotAfter(now), zone })?)
}

/// Reads the same where a duration alone says how long ago it was, as in `30m`.
///
/// # Errors
/// As [`at`]; also for a text that may be a time of day or a duration, such as `2h30`.
pub fn at_or_ago(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<At, String> {
    let plain = plain(text);
    if is_written(text) {
        let is_clear = !has_two_readings(text);
        return if is_clear { at(text, now, zone) } else { Err(time_or_ago(text, &plain)) };
    }
    at(text, now, zone).or_else(|why| ago_alone(&plain, text).ok_or(why))
}

/// Reports whether a time of day may be a duration too, as in `2h30`.
fn has_two_readings(text: &str) -> bool {
    plain(text).contains('h') && duration(text).is_ok()
}

/// Reads a duration that stands alone as how long ago it was.
fn ago_alone(plain: &str, text: &str) -> Option<At> {
    // Two digits may be an hour.
    let may_be_an_hour = number(plain, 2).is_some_and(|hour| hour < 24);
    let length = duration(text).ok().filter(|_| !may_be_an_hour)?;
    u64::try_from(length.as_millis()).ok().map(At::Ago)
}

/// Reads a time that follows another, as [`at_after`], where a duration alone says how long ago it
/// was.
///
/// # Errors
/// As [`at_or_ago`].
pub fn at_after_or_ago(
    text: &str,
    other: At,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<At, String> {
    if is_written(text) && !has_two_readings(text) {
        return at_after(text, other, now, zone);
    }
    at_or_ago(text, now, zone)
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
    past(
        text,
        now,
        read(text, Reference { now, nearest: Nearest::NotAfter(latest.min(now)), zone })?,
    )
}

/// Reads the same for a time that takes the place of another: a time of day alone means the nearest
/// one to it, at most half a day away.
///
/// # Errors
/// As [`at`].
pub fn at_near(
    text: &str,
    other: DateTime<Utc>,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<At, String> {
    let latest = other.checked_add_signed(HALF_A_DAY).ok_or_else(|| out_of_range(text))?;
    past(text, now, read(text, Reference { now, nearest: Nearest::NotAfter(latest), zone })?)
}

/// Reads the same for a time that follows another: a time of day alone means the first one after
/// it. If only the core knows when the other one is, it is read as [`at`] does.
///
/// # Errors
/// As [`at`].
pub fn at_after(text: &str, other: At, now: DateTime<Utc>, zone: &dyn Zone) -> Result<At, String> {
    let Some(earliest) = instant(other, now) else { return at(text, now, zone) };
    let after = past(
        text,
        now,
        read(text, Reference { now, nearest: Nearest::NotBefore(earliest), zone })?,
    );
    // Without its day, the same time of day may also be past.
    after.map_err(|why| match at(text, now, zone) {
        Ok(_) => follows_in_the_future(text, zone.local(earliest)),
        Err(_) => why,
    })
}

/// Reads the same for a time of something that went on from `from` to `to`: a time of day alone means
/// the first one within, or on the day of its start. If there is none, it means the nearest one, so
/// that what refuses it names the true reason. If only the core knows both ends, it is read as [`at`]
/// does.
///
/// # Errors
/// As [`at`].
pub fn at_in(
    text: &str,
    (from, to): (At, At),
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<At, String> {
    let Some((earliest, latest)) = instant(from, now).zip(instant(to, now)) else {
        return at_after(text, from, now, zone);
    };
    let read = |nearest| read(text, Reference { now, nearest, zone });
    let first = read(Nearest::NotBefore(earliest))?;
    let Some(after) = instant(first, now) else { return past(text, now, first) };
    if after <= latest || zone.date(after) == zone.date(earliest) {
        return at_after(text, from, now, zone);
    }
    let before = read(Nearest::NotAfter(earliest)).ok();
    let is_nearer = |before: &At| {
        let before = instant(*before, now).unwrap_or(after);
        earliest.signed_duration_since(before).abs() < after.signed_duration_since(latest)
    };
    match before.filter(is_nearer) {
        Some(before) => past(text, now, before),
        None => at_after(text, from, now, zone),
    }
}

/// Returns when a time is, UTC; `None` if only the core knows it.
fn instant(at: At, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match at {
        At::Minute(time) | At::Second(time) => Some(time),
        At::Now => Some(now),
        At::Ago(ms) => earlier(now, ms),
        At::LastEnd | At::LastActivity => None,
    }
}

fn past(text: &str, now: DateTime<Utc>, at: At) -> Result<At, String> {
    match at {
        At::Minute(time) | At::Second(time) if time > now => Err(in_the_future(text)),
        At::Minute(_) | At::Second(_) | At::Now | At::Ago(_) | At::LastEnd | At::LastActivity => {
            Ok(at)
        }
    }
}

/// Parses a time, UTC. With its date, it may lie in the future.
///
/// # Errors
/// A sentence with the problem and the forms.
pub fn time(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match read(text, Reference { now, nearest: Nearest::NotAfter(now), zone })? {
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

/// Parses a time that says its date with its year, and its time of day, UTC. So it means the same
/// whenever it is read. Without an offset it is a local time.
///
/// # Errors
/// A sentence with the problem and the forms.
pub fn dated(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    let plain = plain(text);
    if let Some((time, _)) = with_offset(text, &plain) {
        return in_range(text, time);
    }
    let Some((Some(day @ (_, TypedDay::Date(date))), clock)) = day_and_clock(&plain) else {
        return Err(format!("'{text}' is not a date and a time of day; write it like {DATED}"));
    };
    if let Some(why) = two_readings(text, &plain, Some(TypedDay::Date(date))) {
        return Err(why);
    }
    let reference = Reference { now, nearest: Nearest::NotAfter(now), zone };
    in_range(text, reference.resolve(text, Some(day), clock)?)
}

/// Reads a time in the future, UTC. A time of day alone means the next one.
///
/// # Errors
/// A sentence with the problem and the forms.
pub fn until(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    let plain = plain(text);
    if let Some((time, _)) = with_offset(text, &plain) {
        return in_range(text, time);
    }
    let (day, clock) = day_and_clock(&plain).ok_or_else(|| not_an_end(text))?;
    let reference = Reference { now, nearest: Nearest::NotBefore(now), zone };
    in_range(text, reference.resolve(text, day, clock)?)
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
        return Err(in_the_future(text));
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
    if let Some(why) = two_readings(text, &plain, day.map(|(_, day)| day)) {
        return Err(why);
    }
    let at = in_range(text, reference.resolve(text, day, clock)?)?;
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
        let typed = typed.strip_prefix('-').or_else(|| typed.strip_prefix(MINUS_SIGNS));
        let typed = typed.unwrap_or_default();
        if plain.ends_with(" ago") {
            return Some(Err(format!(
                "'{text}' says twice that it was before; leave out '-' or 'ago'"
            )));
        }
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
fn day_and_clock(plain: &str) -> Option<(Option<NamedDay>, ClockTime)> {
    let plain = plain.strip_prefix("at ").unwrap_or(plain);
    if let Some(clock) = ClockTime::read(plain) {
        return Some((None, clock));
    }
    // `2026-01-01t09:30`
    if let Some((date, clock)) = plain.split_once('t').filter(|(date, _)| date.len() == 10)
        && let Some(date @ TypedDay::Date(_)) = TypedDay::read(date)
    {
        return ClockTime::read(clock).map(|clock| (Some((None, date)), clock));
    }
    let spaces = plain.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    let split = |at| plain.split_at_checked(at).map(|(head, tail)| (head, tail.trim_start()));
    spaces.filter_map(split).find_map(|(head, tail)| {
        let clock_after = ClockTime::read(tail.strip_prefix("at ").unwrap_or(tail));
        let after = TypedDay::read_named(head).zip(clock_after);
        let before = || TypedDay::read_named(tail).zip(ClockTime::read(head));
        after.or_else(before).map(|(day, clock)| (Some(day), clock))
    })
}

/// Reports whether a text is written as a time, whatever it means now.
pub(super) fn is_written(text: &str) -> bool {
    let plain = plain(text);
    matches!(plain.as_str(), "now" | "last-end" | "last-activity")
        || ago(text, &plain).is_some_and(|length| length.is_ok())
        || with_offset(text, &plain).is_some()
        || day_and_clock(&plain)
            .is_some_and(|(day, _)| two_readings(text, &plain, day.map(|(_, day)| day)).is_none())
}

fn in_range(text: &str, time: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    if YEARS.contains(&time.year()) { Ok(time) } else { Err(out_of_range(text)) }
}

/// Returns whether a 60th second was parsed as a leap second. No clock here shows those.
fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}
