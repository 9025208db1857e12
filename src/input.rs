//! Parses durations and times that a person typed.
//!
//! This file knows the notations, not the rules: the core decides whether a time is allowed.

use std::time::Duration;

use chrono::{DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveTime, Timelike, Utc};

use crate::core::{At, YEARS};
use crate::zone::Zone;

/// Parses a duration such as `45m` or `2h30m`.
///
/// # Errors
/// A sentence with the problem and examples.
pub fn duration(text: &str) -> Result<Duration, String> {
    // Its own errors name other units and byte positions, which would not help.
    humantime::parse_duration(text.trim())
        .map_err(|_| format!("'{text}' is not a duration; write it like 2h30m, 45m or 90s"))
}

/// Parses a time: `14:30` (today), `yesterday 17:00`, `2026-01-01 09:30`, or RFC 3339.
///
/// If a clock change makes a local time occur twice, the earlier one is meant.
///
/// # Errors
/// A sentence with the problem and examples.
pub fn time(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    let time = any_time(text, now, zone)?;
    if YEARS.contains(&time.year()) { Ok(time) } else { Err(out_of_range(text)) }
}

fn any_time(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    let whole = DateTime::parse_from_rfc3339(text.trim());
    if let Ok(time) = whole
        && !is_leap_second(&time)
    {
        return Ok(time.with_timezone(&Utc));
    }
    let local = read_local(text, zone.day(now)).ok_or_else(|| {
        format!(
            "'{text}' is not a time; write it like 14:30, yesterday 17:00, 2026-01-01 09:30 or \
             2026-01-01T09:30:00Z"
        )
    })?;
    match zone.utc(local) {
        MappedLocalTime::Single(time) => Ok(time),
        // Not every zone returns the earlier one first.
        MappedLocalTime::Ambiguous(one, other) => Ok(one.min(other)),
        MappedLocalTime::None => Err(format!(
            "the clock skips '{text}' here; give an earlier or later time, or one with its offset \
             such as 2026-01-01T09:30:00Z"
        )),
    }
}

/// Reads when a command takes effect: a [`time`], which without seconds means its minute, or
/// `last-end`, or `last-activity`.
///
/// # Errors
/// As [`time`].
pub fn at(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<At, String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("last-end") {
        return Ok(At::LastEnd);
    }
    if text.eq_ignore_ascii_case("last-activity") {
        return Ok(At::LastActivity);
    }
    let at = time(text, now, zone)?;
    // A time with an offset has its seconds always.
    let has_seconds = text.matches(':').count() > 1;
    Ok(if has_seconds { At::Second(at) } else { At::Minute(at) })
}

/// Reads when a stretch of time begins: a [`time`], or a day, which begins at its first moment.
///
/// # Errors
/// As [`time`].
pub fn beginning(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match read_day(text, now, zone) {
        Some(day) => day_in_range(text, day).map(|day| zone.midnight(day)),
        None => time(text, now, zone),
    }
}

/// Parses the end of a period: a [`time`], or a day, which ends when the next one starts.
///
/// # Errors
/// As [`time`].
pub fn ending(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Result<DateTime<Utc>, String> {
    match read_day(text, now, zone) {
        Some(day) => {
            let next = day_in_range(text, day)?.succ_opt();
            next.map(|next| zone.midnight(next)).ok_or_else(|| out_of_range(text))
        }
        None => time(text, now, zone),
    }
}

fn day_in_range(text: &str, day: NaiveDate) -> Result<NaiveDate, String> {
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(out_of_range(text)) }
}

fn out_of_range(text: &str) -> String {
    let (first, last) = (YEARS.start(), YEARS.end());
    format!("'{text}' is out of range; give a time from {first} to {last}")
}

fn read_day(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Option<NaiveDate> {
    read_date(&text.trim().to_lowercase(), zone.day(now))
}

fn read_local(text: &str, today: NaiveDate) -> Option<chrono::NaiveDateTime> {
    let lower = text.to_lowercase();
    let mut words = lower.split_whitespace().flat_map(split_at_t);
    let (first, second) = (words.next()?, words.next());
    if words.next().is_some() {
        return None;
    }
    let (date, clock) = match second {
        None => (today, first),
        Some(clock) => (read_date(first, today)?, clock),
    };
    Some(date.and_time(read_clock(clock)?))
}

/// Splits `2026-01-01t09:30`, but no other word.
fn split_at_t(word: &str) -> impl Iterator<Item = &str> {
    let iso = word.starts_with(|c: char| c.is_ascii_digit());
    word.splitn(if iso { 2 } else { 1 }, 't')
}

fn read_date(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    match word {
        "today" => Some(today),
        "yesterday" => today.checked_sub_days(Days::new(1)),
        // Ten characters: years of four digits, so that no zone is asked about the far future.
        date if date.len() == 10 => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok(),
        _ => None,
    }
}

fn read_clock(word: &str) -> Option<NaiveTime> {
    // `14:3` is half typed: it does not mean three minutes past two.
    if word.split(':').skip(1).any(|part| part.len() != 2) {
        return None;
    }
    let read = |form: &&str| NaiveTime::parse_from_str(word, form).ok();
    ["%H:%M", "%H:%M:%S"].iter().find_map(read).filter(|time| !is_leap_second(time))
}

/// Returns whether a 60th second was parsed as a leap second. No clock here shows those.
fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use chrono::{FixedOffset, NaiveDateTime};

    fn read(text: &str) -> Result<DateTime<Utc>, String> {
        let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
        time(text, utc("2026-05-10T12:00:00Z"), &zone)
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A place whose clock jumps from 2:00 to 3:00 and, the next day, from 3:00 back to 2:00.
    struct Leaping;

    impl Zone for Leaping {
        fn local(&self, utc: DateTime<Utc>) -> NaiveDateTime {
            utc.naive_utc()
        }

        fn utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
            let time = local.and_utc();
            match local.format("%F %H").to_string().as_str() {
                "2026-03-29 02" => MappedLocalTime::None,
                "2026-03-30 02" => {
                    MappedLocalTime::Ambiguous(time + chrono::TimeDelta::hours(1), time)
                }
                _ => MappedLocalTime::Single(time),
            }
        }
    }

    #[test]
    fn a_clock_time_is_today_in_the_zone_of_the_operator() {
        assert_eq!(read("13:30"), Ok(utc("2026-05-10T11:30:00Z")));
        assert_eq!(read("9:05:30"), Ok(utc("2026-05-10T07:05:30Z")));
        assert_eq!(read(" today  13:30 "), Ok(utc("2026-05-10T11:30:00Z")));
    }

    #[test]
    fn a_time_without_seconds_means_its_minute() {
        let now = utc("2026-05-10T12:00:00Z");
        let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
        let minute = At::Minute(utc("2026-05-10T11:30:00Z"));
        let second = At::Second(utc("2026-05-10T11:30:00Z"));
        for (text, meant) in [
            ("13:30", minute),
            ("2026-05-10 13:30", minute),
            ("13:30:00", second),
            ("2026-05-10T13:30:00+02:00", second),
            (" Last-End ", At::LastEnd),
            ("last-activity", At::LastActivity),
        ] {
            assert_eq!(at(text, now, &zone), Ok(meant), "{text}");
        }
    }

    #[test]
    fn a_clock_time_later_than_now_is_still_today() {
        assert_eq!(read("23:30"), Ok(utc("2026-05-10T21:30:00Z")));
    }

    #[test]
    fn a_day_may_be_named_or_dated() {
        assert_eq!(read("Yesterday 17:00"), Ok(utc("2026-05-09T15:00:00Z")));
        assert_eq!(read("2026-01-01 09:30"), Ok(utc("2026-01-01T07:30:00Z")));
        assert_eq!(read("2026-01-01T09:30"), Ok(utc("2026-01-01T07:30:00Z")));
    }

    #[test]
    fn a_day_is_a_period_until_the_next_day() {
        let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
        let now = utc("2026-05-10T12:00:00Z");
        for (text, from, to) in [
            ("today", "2026-05-09T22:00:00Z", "2026-05-10T22:00:00Z"),
            (" Yesterday", "2026-05-08T22:00:00Z", "2026-05-09T22:00:00Z"),
            ("2026-01-01", "2025-12-31T22:00:00Z", "2026-01-01T22:00:00Z"),
            ("13:30", "2026-05-10T11:30:00Z", "2026-05-10T11:30:00Z"),
        ] {
            assert_eq!(beginning(text, now, &zone), Ok(utc(from)), "{text}");
            assert_eq!(ending(text, now, &zone), Ok(utc(to)), "{text}");
        }
        assert!(beginning("noon", now, &zone).unwrap_err().contains("yesterday 17:00"));
    }

    #[test]
    fn a_time_with_its_own_offset_needs_no_zone() {
        assert_eq!(read("2026-01-01T09:30:00Z"), Ok(utc("2026-01-01T09:30:00Z")));
        assert_eq!(read("2026-01-01T09:30:00-05:00"), Ok(utc("2026-01-01T14:30:00Z")));
    }

    #[test]
    fn other_text_is_refused_with_examples() {
        for text in [
            "",
            " ",
            "noon",
            "25:00",
            "14:60",
            "0:00:60",
            "2026-01-05T08:14:60Z",
            "14",
            "2026-02-30 10:00",
            "2026-01-257 10:00",
            "+9999-01-01 10:00",
            "yesterday",
            "t",
            "tt",
            "2026-01-01",
            "1 2 3",
            "14:30 Z",
            "\u{202e}",
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains("yesterday 17:00"), "{text}: {why}");
        }
    }

    #[test]
    fn a_skipped_time_is_refused_and_a_repeated_one_is_the_earlier() {
        let now = utc("2026-04-01T12:00:00Z");
        let skipped = time("2026-03-29 02:30", now, &Leaping).unwrap_err();
        assert!(skipped.contains("skips"), "{skipped}");
        let twice = time("2026-03-30 02:30", now, &Leaping);
        assert_eq!(twice, Ok(utc("2026-03-30T02:30:00Z")));
    }

    #[test]
    fn a_time_before_1970_or_after_9999_is_refused_and_the_days_of_both_years_are_read() {
        let now = utc("2026-05-10T12:00:00Z");
        let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
        for text in [
            "1969-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-02:00",
            "1970-01-01 01:59",
        ] {
            for read in [time, beginning, ending] {
                let why = read(text, now, &zone).unwrap_err();
                assert!(why.contains("from 1970 to 9999"), "{text}: {why}");
            }
            assert!(at(text, now, &zone).is_err(), "{text}");
        }
        for day in ["1969-12-31", "0001-01-01"] {
            for read in [beginning, ending] {
                assert!(read(day, now, &zone).unwrap_err().contains("from 1970 to 9999"), "{day}");
            }
        }
        assert_eq!(time("1970-01-01 02:00", now, &zone), Ok(DateTime::UNIX_EPOCH));
        assert_eq!(beginning("1970-01-01", now, &zone), Ok(utc("1969-12-31T22:00:00Z")));
        assert_eq!(ending("9999-12-31", now, &zone), Ok(utc("9999-12-31T22:00:00Z")));
    }

    #[test]
    fn a_clock_that_shows_no_usual_year_makes_no_time_readable() {
        let zone = FixedOffset::east_opt(2 * 3_600).unwrap();
        for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for text in ["14:30", "today", "yesterday", "today 14:30", "yesterday 14:30"] {
                for read in [time, beginning, ending] {
                    assert!(read(text, now, &zone).is_err(), "{text} at {now}");
                }
            }
        }
    }

    #[test]
    fn a_duration_needs_units_and_an_error_has_examples() {
        assert_eq!(duration("2h30m").unwrap().as_secs(), 9_000);
        assert_eq!(duration(" 45m ").unwrap().as_secs(), 2_700);
        for text in ["", "90", "-5m", "soon", "99999999999999999999h"] {
            let why = duration(text).unwrap_err();
            assert_eq!(why, format!("'{text}' is not a duration; write it like 2h30m, 45m or 90s"));
        }
    }
}
