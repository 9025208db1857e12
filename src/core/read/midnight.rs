//! Splitting measured time where the local date changes. The caller supplies the local time.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::core::base::{later, ms_between};

/// No place is farther from UTC.
const FARTHEST_HOURS: i64 = 27;
/// If a clock goes back over midnight, it has done so by then, and midnight has not come again.
const SOON: TimeDelta = TimeDelta::minutes(15);
/// By then no clock goes back to the day before.
const WELL_AFTER_MIDNIGHT: NaiveTime = match NaiveTime::from_hms_opt(3, 0, 0) {
    Some(three) => three,
    None => NaiveTime::MIN,
};

/// Until then no clock that goes back leads to the day before.
const WELL_BEFORE_MIDNIGHT: NaiveTime = match NaiveTime::from_hms_opt(21, 0, 0) {
    Some(nine) => nine,
    None => NaiveTime::MIN,
};

/// Returns the first moment of a local day. `local` returns the local time.
///
/// If a clock change skips midnight, the day begins with its first moment that exists. If midnight
/// comes twice, the day begins with the first one; but if the date goes back to the day before in
/// between, with the second one. A day that a place skips is empty: it begins when the next one
/// does. So every day ends when the next one begins.
#[must_use]
pub fn day_start(day: NaiveDate, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let is_before = |at: DateTime<Utc>| local(at).date() < day;
    let mut start = expected_start(midnight, &local).unwrap_or_else(|| {
        let at = |hours| midnight.and_utc().checked_add_signed(TimeDelta::hours(hours));
        at(-FARTHEST_HOURS).zip(at(FARTHEST_HOURS)).map_or_else(
            // There is no other day before or after it.
            || midnight.and_utc(),
            |(before, after)| first_moment(before, after, &is_before),
        )
    });
    // The clock goes back over midnight soon after it.
    while let Some(again) = start.checked_add_signed(SOON).filter(|at| is_before(*at)) {
        let Some(after) = again.checked_add_signed(TimeDelta::hours(FARTHEST_HOURS)) else { break };
        start = first_moment(again, after, &is_before);
    }
    start
}

/// Returns the local day of a moment: the one between whose start and end it is.
pub fn local_day(at: DateTime<Utc>, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> NaiveDate {
    let shown = local(at);
    let has_begun = shown.time() >= WELL_AFTER_MIDNIGHT || day_start(shown.date(), &local) <= at;
    if !has_begun {
        return shown.date().pred_opt().unwrap_or_else(|| shown.date());
    }
    // A day that began in an hour that comes twice goes on in the second one.
    let next = shown.date().succ_opt().filter(|_| shown.time() >= WELL_BEFORE_MIDNIGHT);
    next.filter(|next| day_start(*next, &local) <= at).unwrap_or_else(|| shown.date())
}

/// Returns the active time of each local day, milliseconds, in the order of the days.
///
/// A span has its start, UTC, and its measured milliseconds. `local` returns the local time. A day
/// has 23 or 25 hours if the clocks change.
pub(in crate::core) fn split_days(
    spans: &[(DateTime<Utc>, u64)],
    local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
) -> Vec<(NaiveDate, u64)> {
    let mut days: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    for (start, active_ms) in spans {
        let (mut from, mut rest_ms) = (*start, *active_ms);
        let mut day = local_day(from, &local);
        while rest_ms > 0 {
            let next = day.succ_opt().map(|next| (next, day_start(next, &local)));
            // Beyond the calendar there is no next day.
            let left_ms = next.map_or(u64::MAX, |(_, start)| ceil_ms(start - from));
            let today_ms = left_ms.min(rest_ms);
            if today_ms > 0 {
                let counted = days.entry(day).or_default();
                *counted = counted.saturating_add(today_ms);
            }
            rest_ms -= today_ms;
            from = later(from, today_ms).unwrap_or(from);
            day = next.map_or(day, |(next, _)| next);
        }
    }
    days.into_iter().collect()
}

/// Returns midnight by the offset that holds around it; `None` if the clock changes there.
fn expected_start(
    midnight: NaiveDateTime,
    local: &impl Fn(DateTime<Utc>) -> NaiveDateTime,
) -> Option<DateTime<Utc>> {
    let offset = local(midnight.and_utc()).signed_duration_since(midnight);
    let start = midnight.and_utc().checked_sub_signed(offset)?;
    let before = start.checked_sub_signed(TimeDelta::milliseconds(1))?;
    let is_it = local(start) == midnight && local(before).date() < midnight.date();
    is_it.then_some(start)
}

/// Returns when a day begins that has not begun `before` and has begun `after`, by bisection.
fn first_moment(
    before: DateTime<Utc>,
    after: DateTime<Utc>,
    is_before: &impl Fn(DateTime<Utc>) -> bool,
) -> DateTime<Utc> {
    let (mut not_yet_ms, mut begun_ms) = (0, ms_between(before, after));
    while begun_ms - not_yet_ms > 1 {
        let middle_ms = not_yet_ms.midpoint(begun_ms);
        if later(before, middle_ms).is_some_and(is_before) {
            not_yet_ms = middle_ms;
        } else {
            begun_ms = middle_ms;
        }
    }
    later(before, begun_ms).unwrap_or(after)
}

/// Rounds up, so that a start between two milliseconds reaches midnight. Zero if it is past.
fn ceil_ms(time: TimeDelta) -> u64 {
    let beyond = i64::from(time.subsec_nanos() % 1_000_000 > 0);
    u64::try_from(time.num_milliseconds().saturating_add(beyond)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    const HOUR: u64 = 3_600_000;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A place whose clock is moved once, from one offset to another (hours).
    fn moved(at: &str, before: i64, after: i64) -> impl Fn(DateTime<Utc>) -> NaiveDateTime {
        let at = utc(at);
        move |time| {
            let hours = if time < at { before } else { after };
            time.naive_utc() + TimeDelta::hours(hours)
        }
    }

    fn split(
        spans: &[(&str, u64)],
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Vec<(String, u64)> {
        let spans: Vec<_> = spans.iter().map(|(start, ms)| (utc(start), *ms)).collect();
        split_days(&spans, local).into_iter().map(|(day, ms)| (day.to_string(), ms)).collect()
    }

    fn days(told: &[(&str, u64)]) -> Vec<(String, u64)> {
        told.iter().map(|(day, ms)| ((*day).to_owned(), *ms)).collect()
    }

    #[test]
    fn a_span_over_midnight_counts_for_both_days() {
        let berlin = |time: DateTime<Utc>| time.naive_utc() + TimeDelta::hours(1);
        let spans = [("2026-01-05T22:30:00Z", HOUR), ("2026-01-06T08:00:00Z", HOUR)];
        let told = days(&[("2026-01-05", HOUR / 2), ("2026-01-06", HOUR + HOUR / 2)]);
        assert_eq!(split(&spans, berlin), told);
    }

    #[test]
    fn a_span_that_ends_at_midnight_leaves_the_next_day_alone() {
        let spans = [("2026-01-05T23:00:00Z", HOUR)];
        assert_eq!(split(&spans, |t| t.naive_utc()), days(&[("2026-01-05", HOUR)]));
    }

    #[test]
    fn a_day_in_berlin_has_23_hours_in_spring_and_25_in_autumn() {
        let spring = moved("2026-03-29T01:00:00Z", 1, 2);
        let told = [("2026-03-28", HOUR), ("2026-03-29", 23 * HOUR), ("2026-03-30", 6 * HOUR)];
        assert_eq!(split(&[("2026-03-28T22:00:00Z", 30 * HOUR)], spring), days(&told));
        let autumn = moved("2026-10-25T01:00:00Z", 2, 1);
        let told = [("2026-10-24", HOUR), ("2026-10-25", 25 * HOUR), ("2026-10-26", 4 * HOUR)];
        assert_eq!(split(&[("2026-10-24T21:00:00Z", 30 * HOUR)], autumn), days(&told));
    }

    #[test]
    fn a_day_in_new_york_has_23_hours_in_spring_and_25_in_autumn() {
        let spring = moved("2026-03-08T07:00:00Z", -5, -4);
        let told = [("2026-03-07", HOUR), ("2026-03-08", 23 * HOUR), ("2026-03-09", 6 * HOUR)];
        assert_eq!(split(&[("2026-03-08T04:00:00Z", 30 * HOUR)], spring), days(&told));
        let autumn = moved("2026-11-01T06:00:00Z", -4, -5);
        let told = [("2026-10-31", HOUR), ("2026-11-01", 25 * HOUR), ("2026-11-02", 4 * HOUR)];
        assert_eq!(split(&[("2026-11-01T03:00:00Z", 30 * HOUR)], autumn), days(&told));
    }

    #[test]
    fn a_clock_that_is_moved_at_midnight_loses_and_doubles_nothing() {
        // From 00:00 to 01:00: the day begins at one.
        let forth = moved("2026-03-08T05:00:00Z", -5, -4);
        let told = [("2026-03-07", HOUR), ("2026-03-08", 23 * HOUR), ("2026-03-09", HOUR)];
        assert_eq!(split(&[("2026-03-08T04:00:00Z", 25 * HOUR)], forth), days(&told));
        // From 00:00 back to 23:00: the day before has one hour more.
        let back = moved("2026-11-01T04:00:00Z", -4, -5);
        let told = [("2026-10-31", 2 * HOUR), ("2026-11-01", 24 * HOUR), ("2026-11-02", HOUR)];
        assert_eq!(split(&[("2026-11-01T03:00:00Z", 27 * HOUR)], back), days(&told));
    }

    #[test]
    fn a_leap_day_is_a_day_and_72_hours_are_three() {
        let told = [("2028-02-28", 12), ("2028-02-29", 24), ("2028-03-01", 24), ("2028-03-02", 12)];
        let told = told.map(|(day, hours)| (day, hours * HOUR));
        assert_eq!(split(&[("2028-02-28T12:00:00Z", 72 * HOUR)], |t| t.naive_utc()), days(&told));
    }

    #[test]
    fn fractions_of_a_second_lose_nothing_at_midnight() {
        let spans = [("2026-01-05T23:59:59.999600Z", 1_000)];
        let told = days(&[("2026-01-05", 1), ("2026-01-06", 999)]);
        assert_eq!(split(&spans, |t| t.naive_utc()), told);
    }

    #[test]
    fn at_the_end_of_the_calendar_the_rest_counts_for_the_last_day() {
        let end = DateTime::<Utc>::MAX_UTC;
        let all = split_days(&[(end, u64::MAX)], |t| t.naive_utc());
        assert_eq!(all, [(end.date_naive(), u64::MAX)]);
    }
}
