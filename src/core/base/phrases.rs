//! The wording that several front ends share: durations, counts, ages, local times, operators.

use std::fmt::Display;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};

use crate::core::base::{Interface, ms_between};

const DAY_MS: u64 = 24 * 3_600_000;

/// Returns the name that was probably meant by a word; `None` if no name is like it.
pub fn near_name<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = names.map(|name| (name, strsim::jaro_winkler(word, name)));
    let near = alike.filter(|(_, alike)| *alike > 0.8).max_by(|a, b| a.1.total_cmp(&b.1));
    near.map(|(name, _)| name)
}

/// Returns a duration in milliseconds as `1h 05m`, `12m` or `45s`: whole units, floored.
#[must_use]
pub fn short_text(ms: u64) -> String {
    seconds_text(ms / 1_000)
}

/// Returns a duration in seconds as `1h 05m`, `12m` or `45s`: whole units, floored.
#[must_use]
pub fn seconds_text(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    if hours > 0 {
        format!("{hours}h {minutes:02}m")
    } else if minutes > 0 {
        format!("{minutes}m")
    } else {
        format!("{seconds}s")
    }
}

/// Returns the time that is left as `1h 05m left`. It is rounded up to minutes, so that what was spent and
/// what is left add up.
#[must_use]
pub fn left_text(seconds: u64) -> String {
    let shown = if seconds < 60 { seconds } else { seconds.div_ceil(60) * 60 };
    format!("{} left", seconds_text(shown))
}

/// Returns a duration in milliseconds as `1:05:09`: hours without a limit, minutes and seconds,
/// floored.
#[must_use]
pub fn clock_text(ms: u64) -> String {
    let seconds = ms / 1_000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Returns how long before `now` a time was, as in "12m ago", "yesterday" or "3 weeks ago". `local`
/// returns the local time.
#[must_use]
pub fn ago_text(
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
) -> String {
    age_text(ms_between(at, now), local(at), local(now))
}

/// Returns how long ago something was, if it is known as milliseconds only: a day has 24 hours.
pub(in crate::core) fn ms_ago_text(ms: u64) -> String {
    match i64::try_from(ms / DAY_MS).unwrap_or(i64::MAX) {
        0 => format!("{} ago", short_text(ms)),
        1 => "1 day ago".to_owned(),
        days => days_text(days),
    }
}

/// Returns an age in milliseconds as people say it. From one day on, days of the calendar count.
fn age_text(ms: u64, at: NaiveDateTime, now: NaiveDateTime) -> String {
    if ms < DAY_MS {
        return format!("{} ago", short_text(ms));
    }
    match now.date().signed_duration_since(at.date()).num_days() {
        ..=1 => "yesterday".to_owned(),
        days => days_text(days),
    }
}

/// Returns an age of two days or more: days, then weeks, months and years, floored.
fn days_text(days: i64) -> String {
    match days {
        ..14 => format!("{days} days ago"),
        14..61 => format!("{} weeks ago", days / 7),
        61..730 => format!("{} months ago", days * 12 / 365),
        730.. => format!("{} years ago", days / 365),
    }
}

/// Returns a number of things, as in "1 session" and "2 sessions".
#[must_use]
pub fn count_text<N: Copy + Display + PartialEq + From<u8>>(number: N, what: &str) -> String {
    let plural = if number == N::from(1) { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// Returns a number of breaks, as in "in 2 breaks"; `None` if there was none.
#[must_use]
pub fn breaks_text(breaks: u32) -> Option<String> {
    (breaks > 0).then(|| format!("in {}", count_text(breaks, "break")))
}

/// Returns active seconds and an estimate in seconds, as in "12m of 1h 00m".
#[must_use]
pub fn spent_text(active_seconds: u64, estimate_seconds: Option<u64>) -> String {
    let estimate = estimate_seconds.map(|seconds| format!(" of {}", seconds_text(seconds)));
    format!("{}{}", seconds_text(active_seconds), estimate.unwrap_or_default())
}

/// Returns an operator with the interface used, as in "ana (cli)".
#[must_use]
pub fn who_text(operator: &str, interface: Interface) -> String {
    format!("{operator} ({})", interface.name())
}

/// Returns a time of day, as in "09:05".
#[must_use]
pub fn time_text(local: NaiveDateTime) -> String {
    local.format("%H:%M").to_string()
}

/// Returns a date and a time of day, as in "2026-01-05 09:05".
#[must_use]
pub fn date_time_text(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%d %H:%M").to_string()
}

/// Returns a time of day, with its day if it is not today: "09:05" or "5 Jan 09:05". With another
/// year, it has its date.
#[must_use]
pub fn near_time_text(at: NaiveDateTime, now: NaiveDateTime) -> String {
    if at.date() == now.date() {
        time_text(at)
    } else if at.year() == now.year() {
        format!("{} {}", day_text(at), time_text(at))
    } else {
        date_time_text(at)
    }
}

/// Returns a range of times, as in "09:05–10:00". It has its day if that is not today, and both days
/// if they differ: "26 Oct 19:38 – 25 Nov 19:38".
#[must_use]
pub fn range_text(from: NaiveDateTime, to: NaiveDateTime, now: NaiveDateTime) -> String {
    let is_this_year = from.year() == now.year() && to.year() == now.year();
    let day = |at: NaiveDateTime| {
        if is_this_year { day_text(at) } else { at.format("%Y-%m-%d").to_string() }
    };
    let (start, end) = (time_text(from), time_text(to));
    if from.date() != to.date() {
        format!("{} {start} – {} {end}", day(from), day(to))
    } else if from.date() == now.date() {
        format!("{start}–{end}")
    } else {
        format!("{} {start}–{end}", day(from))
    }
}

/// Returns when something was, as in "at 09:05" or "on 5 Jan at 09:05", with how long ago if that is
/// given, milliseconds.
#[must_use]
pub fn when_text(at: NaiveDateTime, now: NaiveDateTime, ago_ms: Option<u64>) -> String {
    let time = time_text(at);
    let when = if at.date() == now.date() {
        format!("at {time}")
    } else if at.year() == now.year() {
        format!("on {} at {time}", day_text(at))
    } else {
        format!("on {} at {time}", at.format("%Y-%m-%d"))
    };
    let ago = ago_ms.map(|ms| format!(", {}", age_text(ms, at, now).replace(" 00m ago", " ago")));
    when + &ago.unwrap_or_default()
}

/// Returns what to do if a time is too early. `earliest` is the earliest time that is allowed.
#[must_use]
pub fn not_before(earliest: &str) -> String {
    format!("the earliest time is {earliest}; give that or a later one")
}

/// Returns what to do if a time is too late. `latest` is the latest time that is allowed.
#[must_use]
pub fn not_after(latest: &str) -> String {
    format!("the latest time is {latest}; give that or an earlier one")
}

/// Returns which session takes a time, as in "SESSION-003 took 09:12–10:30". The times are local.
#[must_use]
pub fn taken(
    session: &str,
    from: NaiveDateTime,
    until: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> String {
    match until {
        Some(until) => format!("{session} took {}", range_text(from, until, now)),
        None => format!("{session} has been live since {}", near_time_text(from, now)),
    }
}

/// Returns a day, as in "5 Jan".
#[must_use]
pub fn day_text(local: NaiveDateTime) -> String {
    local.format("%-d %b").to_string()
}

/// Returns a day for a column, as in "05 Jan".
#[must_use]
pub fn column_day_text(local: NaiveDateTime) -> String {
    local.format("%d %b").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_floored_never_rounded_up() {
        assert_eq!(short_text(59_999), "59s");
        assert_eq!(short_text(3_599_999), "59m");
        assert_eq!(short_text(3_900_000), "1h 05m");
        assert_eq!(clock_text(3_909_999), "1:05:09");
        assert_eq!(clock_text(72 * 3_600_000), "72:00:00");
    }

    #[test]
    fn an_age_is_said_as_people_say_it() {
        let day = 24 * 60;
        // Minutes before noon, and the age.
        for (minutes, text) in [
            (0, "0s ago"),
            (59, "59m ago"),
            (13 * 60, "13h 00m ago"),
            (day - 1, "23h 59m ago"),
            (day, "yesterday"),
            (day + 12 * 60, "yesterday"),
            (day + 12 * 60 + 1, "2 days ago"),
            (13 * day, "13 days ago"),
            (14 * day, "2 weeks ago"),
            (60 * day, "8 weeks ago"),
            (61 * day, "2 months ago"),
            (365 * day, "12 months ago"),
            (729 * day, "23 months ago"),
            (730 * day, "2 years ago"),
            (10 * 365 * day, "10 years ago"),
            (19_873 * 60, "2 years ago"),
        ] {
            let now = DateTime::from_timestamp(1_795_608_000, 0).unwrap_or_default();
            let at = now - chrono::TimeDelta::minutes(minutes);
            assert_eq!(ago_text(at, now, |at| at.naive_utc()), text, "{minutes}");
            assert_eq!(ago_text(now, at, |at| at.naive_utc()), "0s ago");
        }
    }

    #[test]
    fn without_a_local_time_a_day_has_24_hours() {
        for (hours, text) in
            [(23, "23h 00m ago"), (24, "1 day ago"), (47, "1 day ago"), (48, "2 days ago")]
        {
            assert_eq!(ms_ago_text(hours * 3_600_000), text);
        }
    }

    #[test]
    fn a_range_of_times_shows_every_day_that_is_not_clear() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap_or_default();
        for (from, to, text) in [
            ("2026-11-25T09:00:00", "2026-11-25T10:00:00", "09:00–10:00"),
            ("2026-11-24T09:00:00", "2026-11-24T10:00:00", "24 Nov 09:00–10:00"),
            ("2026-10-26T19:38:00", "2026-11-25T19:38:00", "26 Oct 19:38 – 25 Nov 19:38"),
            ("2026-11-24T23:00:00", "2026-11-25T01:00:00", "24 Nov 23:00 – 25 Nov 01:00"),
            ("2025-12-31T23:00:00", "2026-01-01T01:00:00", "2025-12-31 23:00 – 2026-01-01 01:00"),
        ] {
            assert_eq!(range_text(at(from), at(to), at("2026-11-25T20:00:00")), text);
        }
    }

    #[test]
    fn only_one_thing_is_singular() {
        assert_eq!(count_text(0_u64, "day"), "0 days");
        assert_eq!(count_text(1_usize, "day"), "1 day");
        assert_eq!(breaks_text(2).as_deref(), Some("in 2 breaks"));
        assert_eq!(breaks_text(0), None);
    }
}
