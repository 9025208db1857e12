//! The active time of past sessions by local day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::core::base::{SessionKey, later, ms_between};
use crate::core::history::SessionRecord;
use crate::core::read::{local_day, split_days};

/// One local day of past sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its date in the caller's time zone.
    pub date: NaiveDate,
    /// The active time that fell on it, milliseconds.
    pub active_ms: u64,
    /// The sessions with active time on it, in the order given.
    pub sessions: Vec<SessionKey>,
}

/// A period of time. Without a bound it is open on that side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Its start, UTC.
    pub since: Option<DateTime<Utc>>,
    /// Its end, UTC, exclusive.
    pub until: Option<DateTime<Utc>>,
}

/// The active time of each local day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally(BTreeMap<NaiveDate, u64>);

impl Tally {
    /// Adds the active time of a past session within a period, as [`Day::of_all`] counts it.
    pub fn add(
        &mut self,
        record: &SessionRecord,
        period: &Period,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) {
        for day in Day::of_all([record], period, local) {
            self.add_ms(day.date, day.active_ms);
        }
    }

    /// Adds the parts of worked time within a period. Each part has its start, UTC, and its
    /// milliseconds.
    pub fn add_worked(
        &mut self,
        worked: &[(DateTime<Utc>, u64)],
        period: &Period,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) {
        let parts: Vec<_> = worked.iter().filter_map(|part| period.cut(*part)).collect();
        for (date, ms) in split_days(&parts, local) {
            self.add_ms(date, ms);
        }
    }

    /// Adds active time, milliseconds, to a day.
    pub(in crate::core) fn add_ms(&mut self, date: NaiveDate, ms: u64) {
        if ms > 0 {
            let day = self.0.entry(date).or_default();
            *day = day.saturating_add(ms);
        }
    }

    /// Returns the active time of a day, milliseconds.
    #[must_use]
    pub fn of(&self, date: NaiveDate) -> u64 {
        self.0.get(&date).copied().unwrap_or(0)
    }

    /// Returns the days with active time, in order, each with its milliseconds.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, u64)> + '_ {
        self.0.iter().map(|(date, ms)| (*date, *ms))
    }
}

impl Day {
    /// Returns the days with active time within a period, in the order of their dates. `local`
    /// returns the local time.
    ///
    /// A session without active time counts on the day it started.
    #[must_use]
    pub fn of_all<'a>(
        records: impl IntoIterator<Item = &'a SessionRecord>,
        period: &Period,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Vec<Self> {
        let mut days = BTreeMap::new();
        Self::add_all(&mut days, records, period, local);
        days.into_values().collect()
    }

    /// Adds sessions to days, as [`Self::of_all`] counts them.
    pub fn add_all<'a>(
        days: &mut BTreeMap<NaiveDate, Self>,
        records: impl IntoIterator<Item = &'a SessionRecord>,
        period: &Period,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) {
        for record in records {
            let spans: Vec<_> = spans(record).filter_map(|span| period.cut(span)).collect();
            let mut parts = split_days(&spans, &local);
            if parts.is_empty() && period.holds(record.started_at_utc) {
                parts.push((local_day(record.started_at_utc, &local), 0));
            }
            for (date, active_ms) in parts {
                let new = || Self { date, active_ms: 0, sessions: Vec::new() };
                let day = days.entry(date).or_insert_with(new);
                day.active_ms = day.active_ms.saturating_add(active_ms);
                day.sessions.push(record.key);
            }
        }
    }
}

/// Returns the spans of a session. The record of a long session lists only the newest. Earlier time
/// counts from the start of the session.
pub(in crate::core) fn spans(
    record: &SessionRecord,
) -> impl Iterator<Item = (DateTime<Utc>, u64)> + '_ {
    let named = record.spans.iter().map(|(_, ms)| *ms).fold(0, u64::saturating_add);
    let before_ms = record.active_ms.saturating_sub(named);
    let before = (before_ms > 0).then_some((record.started_at_utc, before_ms));
    before.into_iter().chain(record.spans.iter().copied())
}

/// Returns the times of a session, each with its first and its last moment: the one between its
/// start and its end, and its spans. If a clock was set, the end may be before the start, and spans
/// may be anywhere.
fn times(record: &SessionRecord) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
    let (start, end) = (record.started_at_utc, record.ended_at_utc);
    let end_of = |(start, ms)| (start, later(start, ms).unwrap_or(DateTime::<Utc>::MAX_UTC));
    std::iter::once((start.min(end), start.max(end))).chain(spans(record).map(end_of))
}

impl SessionRecord {
    /// Returns the first moment of the session by any clock, UTC: no [`Period`] before it touches
    /// the session.
    #[must_use]
    pub fn earliest_utc(&self) -> DateTime<Utc> {
        times(self).map(|(first, _)| first).fold(self.started_at_utc, DateTime::min)
    }

    /// Returns the last moment of the session by any clock, UTC: no [`Period`] after it touches the
    /// session.
    #[must_use]
    pub fn latest_utc(&self) -> DateTime<Utc> {
        times(self).map(|(_, last)| last).fold(self.ended_at_utc, DateTime::max)
    }
}

impl Period {
    /// Reports whether the period overlaps a session: the time between its start and its end,
    /// whichever is first, or one of its spans.
    #[must_use]
    pub fn touches(&self, record: &SessionRecord) -> bool {
        times(record).any(|(first, last)| {
            self.since.is_none_or(|since| last >= since)
                && self.until.is_none_or(|until| first < until)
        })
    }

    fn holds(&self, at: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    /// Returns by how much the part of a span within the period grows, milliseconds, while the span (its
    /// start and measured milliseconds) grows by `by_ms`.
    #[must_use]
    pub fn growth_ms(&self, (start, ms): (DateTime<Utc>, u64), by_ms: u64) -> u64 {
        let within = |ms| self.cut((start, ms)).map_or(0, |(_, ms)| ms);
        within(ms.saturating_add(by_ms)).saturating_sub(within(ms))
    }

    /// Returns the part of a span (its start and measured milliseconds) within the period.
    pub(in crate::core) fn cut(
        &self,
        (start, ms): (DateTime<Utc>, u64),
    ) -> Option<(DateTime<Utc>, u64)> {
        let missed_ms = self.since.map_or(0, |since| ms_between(start, since));
        let most_ms = self.until.map_or(u64::MAX, |until| ms_between(start, until));
        let rest_ms = ms.min(most_ms).saturating_sub(missed_ms);
        (rest_ms > 0).then(|| (self.since.map_or(start, |since| since.max(start)), rest_ms))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    const HOUR: u64 = 3_600_000;

    #[test]
    fn only_the_part_of_a_span_that_lies_in_a_period_grows_with_it() {
        let at = |text: &str| Some(utc(text));
        let day = Period { since: at("2026-03-14T00:00:00Z"), until: at("2026-03-15T00:00:00Z") };
        for (start, grown_ms) in [
            ("2026-03-14T09:00:00Z", HOUR),
            // It ends half an hour after the end of the day.
            ("2026-03-14T22:30:00Z", HOUR / 2),
            // It comes into the day after half an hour.
            ("2026-03-13T22:30:00Z", HOUR / 2),
            // The clock was set: ten days back, or ten days on.
            ("2026-03-24T09:00:00Z", 0),
            ("2026-03-04T09:00:00Z", 0),
        ] {
            assert_eq!(day.growth_ms((utc(start), HOUR), HOUR), grown_ms, "{start}");
        }
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A session from nine to nine with a measured hour at eleven in the evening and one before it
    /// that the record does not name.
    fn record() -> SessionRecord {
        serde_json::from_value(serde_json::json!({
            "id": "sess_20260101_090000_a1b2c3",
            "key": "SESSION-001",
            "started_at_utc": "2026-01-01T09:00:00Z",
            "ended_at_utc": "2026-01-02T09:00:00Z",
            "active_ms": 3 * HOUR,
            "paused_ms": 21 * HOUR,
            "breaks": 300,
            "notes": null,
            "start_notes": null,
            "operator": "ana",
            "interface": "cli",
            "band": ["B", "B"],
            "health": ["green", "green"],
            "phase": "ended",
            "contexts": [],
            "pauses": [],
            "gaps": [],
            "spans": [["2026-01-01T23:00:00Z", 2 * HOUR]],
        }))
        .unwrap()
    }

    fn days(since: Option<&str>, until: Option<&str>) -> Vec<(String, u64)> {
        let period = Period { since: since.map(utc), until: until.map(utc) };
        let days = Day::of_all([&record()], &period, |at| at.naive_utc());
        days.iter().map(|day| (day.date.to_string(), day.active_ms / (HOUR / 60))).collect()
    }

    #[test]
    fn what_the_record_does_not_name_counts_from_the_start_so_that_nothing_is_missing() {
        let expected = [("2026-01-01".to_owned(), 120), ("2026-01-02".to_owned(), 60)];
        assert_eq!(days(None, None), expected);
    }

    #[test]
    fn a_period_cuts_spans_at_both_ends() {
        let day = |date: &str, minutes| vec![(date.to_owned(), minutes)];
        assert_eq!(days(Some("2026-01-02T00:40:00Z"), None), day("2026-01-02", 20));
        assert_eq!(days(None, Some("2026-01-01T09:10:00Z")), day("2026-01-01", 10));
        let inside = days(Some("2026-01-01T23:10:00Z"), Some("2026-01-01T23:25:00Z"));
        assert_eq!(inside, day("2026-01-01", 15));
        assert_eq!(days(Some("2026-01-02T01:00:00Z"), None), []);
        assert_eq!(days(None, Some("2026-01-01T09:00:00Z")), []);
    }

    /// A session with a start, an end, and spans: their starts and their hours.
    fn dated(start: &str, end: &str, spans: &[(&str, u64)]) -> SessionRecord {
        let spans: Vec<_> = spans.iter().map(|(at, hours)| (utc(at), hours * HOUR)).collect();
        let active_ms = spans.iter().map(|(_, ms)| ms).sum();
        let (started_at_utc, ended_at_utc) = (utc(start), utc(end));
        SessionRecord { started_at_utc, ended_at_utc, active_ms, spans, ..record() }
    }

    #[test]
    fn a_period_touches_a_session_whose_bounds_or_spans_it_overlaps() {
        let set_back =
            dated("2026-03-05T12:00:00Z", "2026-03-01T12:00:00Z", &[("2026-03-05T12:00:00Z", 2)]);
        let in_1970 =
            dated("1970-01-01T00:10:00Z", "1970-01-01T01:10:00Z", &[("1970-01-01T00:10:00Z", 1)]);
        let set_right =
            dated("1970-01-01T00:10:00Z", "1970-01-01T02:00:00Z", &[("2026-03-05T12:00:00Z", 1)]);
        let two_years =
            dated("2024-03-05T08:00:00Z", "2026-03-05T13:00:00Z", &[("2026-03-05T12:00:00Z", 1)]);
        let no_time = dated("2026-03-05T12:00:00Z", "2026-03-05T12:00:00Z", &[]);
        let unnamed = SessionRecord { active_ms: 3 * HOUR, ..no_time.clone() };
        let endless = SessionRecord { active_ms: u64::MAX, ..no_time.clone() };
        let (day, next) = (Some("2026-03-05T00:00:00Z"), Some("2026-03-06T00:00:00Z"));
        let (noon, two, three) = (
            Some("2026-03-05T12:00:00Z"),
            Some("2026-03-05T14:00:00Z"),
            Some("2026-03-05T15:00:00Z"),
        );
        let after_three = Some("2026-03-05T15:00:00.001Z");
        for (what, record, since, until, expected) in [
            ("set back: the day of its start", &set_back, day, next, true),
            ("set back: until its span ends", &set_back, two, None, true),
            ("set back: after its span", &set_back, after_three, None, false),
            ("set back: between", &set_back, Some("2026-03-03T00:00:00Z"), day, true),
            ("set back: before its end", &set_back, None, Some("2026-03-01T12:00:00Z"), false),
            ("set back: at its end", &set_back, None, Some("2026-03-01T12:00:01Z"), true),
            ("1970: then", &in_1970, None, Some("1970-01-02T00:00:00Z"), true),
            ("1970: today", &in_1970, day, next, false),
            ("1970: always", &in_1970, None, None, true),
            ("set right: today", &set_right, day, next, true),
            ("set right: before its span", &set_right, Some("2025-01-01T00:00:00Z"), noon, false),
            ("set right: then", &set_right, None, Some("1970-01-02T00:00:00Z"), true),
            ("two years: today", &two_years, day, next, true),
            ("two years: in between", &two_years, Some("2025-01-01T00:00:00Z"), noon, true),
            ("two years: after", &two_years, two, None, false),
            ("no time: from its moment on", &no_time, noon, None, true),
            ("no time: until its moment", &no_time, None, noon, false),
            ("unnamed: counts from the start", &unnamed, three, None, true),
            ("unnamed: after", &unnamed, after_three, None, false),
            ("endless: ever after", &endless, Some("9999-01-01T00:00:00Z"), None, true),
        ] {
            let period = Period { since: since.map(utc), until: until.map(utc) };
            assert_eq!(period.touches(record), expected, "{what}");
            let is_over = period.since.is_some_and(|since| record.latest_utc() < since);
            assert!(!(expected && is_over), "{what}: {}", record.latest_utc());
        }
    }

    #[test]
    fn work_of_ages_costs_no_more_than_the_days_that_are_seen() {
        let (mut tally, asked) = (Tally::default(), std::cell::Cell::new(0));
        let week = Period {
            since: Some(utc("2026-01-05T00:00:00Z")),
            until: Some(utc("2026-01-12T00:00:00Z")),
        };
        let local = |at: DateTime<Utc>| {
            asked.set(asked.get() + 1);
            at.naive_utc()
        };
        tally.add_worked(&[(utc("1970-01-01T00:00:00Z"), u64::MAX)], &week, local);
        assert_eq!(tally.days().map(|(_, ms)| ms).collect::<Vec<_>>(), [24 * HOUR; 7]);
        assert!(asked.get() < 50, "{} times", asked.get());
    }
}
