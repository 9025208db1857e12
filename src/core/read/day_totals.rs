//! The active time of past sessions by day. It is added up when a session ends, so that a total of
//! months does not need to read every session.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use crate::core::base::{later, ms_between};
use crate::core::history::SessionRecord;
use crate::core::read::{Period, Tally, local_day, spans};

const QUARTER_SECONDS: u32 = 900;

/// Active milliseconds by quarter hour of a UTC day. Quarter 0 begins at midnight.
pub type Quarters = BTreeMap<u8, u64>;

/// The active time of past sessions on the UTC days of a range, by quarter hour. A clock that is
/// wrong by years adds no other days.
///
/// The offset of every time zone in use is a multiple of a quarter hour. So the days of any zone
/// can be computed exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTotals {
    since: NaiveDate,
    /// The day after the last one.
    until: NaiveDate,
    days: BTreeMap<NaiveDate, Quarters>,
}

impl DayTotals {
    /// Returns totals without sessions, from a UTC day on, to the one before `until`.
    #[must_use]
    pub fn between(since: NaiveDate, until: NaiveDate) -> Self {
        Self { since, until, days: BTreeMap::new() }
    }

    /// Returns totals of the same days, without sessions.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::between(self.since, self.until)
    }

    /// Returns the time that is included.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { since: Some(midnight(self.since)), until: Some(midnight(self.until)) }
    }

    /// Returns the day after the last one.
    #[must_use]
    pub fn until(&self) -> NaiveDate {
        self.until
    }

    /// Returns the first UTC day of a session.
    #[must_use]
    pub fn first_of(record: &SessionRecord) -> NaiveDate {
        let starts = spans(record).map(|(start, _)| start.date_naive());
        starts.min().unwrap_or_else(|| record.started_at_utc.date_naive())
    }

    /// Replaces the totals of a UTC day.
    pub fn set(&mut self, date: NaiveDate, quarters: Quarters) {
        if (self.since..self.until).contains(&date) && !quarters.is_empty() {
            self.days.insert(date, quarters);
        }
    }

    /// Returns the first day, and the other days with active time, in order.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, Quarters)> + '_ {
        let first = self.days.get(&self.since).cloned().unwrap_or_default();
        let others = self.days.iter().filter(|(date, _)| **date != self.since);
        let others = others.map(|(date, quarters)| (*date, quarters.clone()));
        std::iter::once((self.since, first)).chain(others)
    }

    /// Adds a past session.
    pub fn add(&mut self, record: &SessionRecord) {
        for (date, quarter, ms) in self.parts(record) {
            let held = self.days.entry(date).or_default().entry(quarter).or_default();
            *held = held.saturating_add(ms);
        }
    }

    /// Subtracts a past session. Returns whether it had been added.
    #[must_use]
    pub fn remove(&mut self, record: &SessionRecord) -> bool {
        self.parts(record).into_iter().all(|(date, quarter, ms)| self.take(date, quarter, ms))
    }

    fn take(&mut self, date: NaiveDate, quarter: u8, ms: u64) -> bool {
        let Some(day) = self.days.get_mut(&date) else { return false };
        let held = day.remove(&quarter).unwrap_or(0);
        if held > ms {
            day.insert(quarter, held - ms);
        }
        if day.is_empty() {
            self.days.remove(&date);
        }
        held >= ms
    }

    /// Returns the active time of each local day within a period. `local` returns the local time.
    ///
    /// `None` if it cannot be computed exactly: not all of the period is included, or it or days of
    /// the zone begin within a quarter hour.
    #[must_use]
    pub fn tally(
        &self,
        period: &Period,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Option<Tally> {
        let (since, until) = period.since.zip(period.until)?;
        let is_included = since >= midnight(self.since) && until <= midnight(self.until);
        if !is_included || !begins_quarter(since.time()) || !begins_quarter(until.time()) {
            return None;
        }
        let mut tally = Tally::default();
        for (date, quarters) in self.days.range(since.date_naive()..) {
            for (quarter, ms) in quarters {
                let seconds = i64::from(*quarter) * i64::from(QUARTER_SECONDS);
                let start = midnight(*date).checked_add_signed(TimeDelta::seconds(seconds))?;
                if start < since || start >= until {
                    continue;
                }
                let shown = local(start);
                if !begins_quarter(shown.time()) {
                    return None;
                }
                tally.add_ms(local_day(start, &local), *ms);
            }
        }
        Some(tally)
    }

    /// Returns a session's active time by quarter hour, as far as it is included.
    fn parts(&self, record: &SessionRecord) -> Vec<(NaiveDate, u8, u64)> {
        let held = self.period();
        let mut parts = Vec::new();
        for (start, active_ms) in spans(record).filter_map(|span| held.cut(span)) {
            // Whole milliseconds have no leap second, so each iteration advances.
            let whole = DateTime::from_timestamp_millis(start.timestamp_millis());
            let (mut from, mut rest_ms) = (whole.unwrap_or(start), active_ms);
            while rest_ms > 0 {
                let seconds = from.num_seconds_from_midnight();
                let quarter = u8::try_from(seconds / QUARTER_SECONDS).unwrap_or(u8::MAX);
                let left = TimeDelta::seconds((QUARTER_SECONDS - seconds % QUARTER_SECONDS).into());
                let second = from.with_nanosecond(0);
                let Some(next) = second.and_then(|at| at.checked_add_signed(left)) else { break };
                let ms = ms_between(from, next).min(rest_ms);
                parts.push((from.date_naive(), quarter, ms));
                rest_ms -= ms;
                let Some(after) = later(from, ms) else { break };
                from = after;
            }
        }
        parts
    }
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

fn begins_quarter(time: NaiveTime) -> bool {
    time.num_seconds_from_midnight().is_multiple_of(QUARTER_SECONDS) && time.nanosecond() == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use chrono::FixedOffset;
    use serde_json::json;

    use super::*;

    const MINUTE: u64 = 60_000;
    /// The totals of these tests end with the day before.
    const UNTIL: &str = "2026-04-01";

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// A session that worked these spans: when they began, and minutes.
    fn worked(spans: &[(&str, u64)]) -> SessionRecord {
        let ms: Vec<_> =
            spans.iter().map(|(start, minutes)| (utc(start), minutes * MINUTE)).collect();
        let mut record: SessionRecord = serde_json::from_value(json!({
            "id": "sess_20260101_090000_a1b2c3", "key": "SESSION-001",
            "started_at_utc": "2026-03-01T00:00:00Z", "ended_at_utc": "2026-03-09T00:00:00Z",
            "active_ms": 0, "paused_ms": 0, "breaks": 0, "notes": null, "start_notes": null,
            "operator": "ana", "interface": "cli", "band": ["B", "B"], "health": ["green", "green"],
            "phase": "ended",
            "contexts": [],
            "pauses": [],
            "gaps": [], "spans": [],
        }))
        .unwrap();
        record.active_ms = ms.iter().map(|(_, ms)| ms).sum();
        record.started_at_utc = ms[0].0;
        record.spans = ms;
        record
    }

    fn totals(since: &str, records: &[SessionRecord]) -> DayTotals {
        let mut totals = DayTotals::between(since.parse().unwrap(), UNTIL.parse().unwrap());
        for record in records {
            totals.add(record);
        }
        totals
    }

    /// Returns the days of a zone, each with its minutes, as the totals tell them.
    fn told(totals: &DayTotals, since: &str, zone: FixedOffset) -> Option<Vec<(String, u64)>> {
        let period = Period { since: Some(utc(since)), until: Some(midnight(totals.until())) };
        let tally = totals.tally(&period, |at| at.with_timezone(&zone).naive_local())?;
        Some(tally.days().map(|(date, ms)| (date.to_string(), ms / MINUTE)).collect())
    }

    fn east(minutes: i32) -> FixedOffset {
        FixedOffset::east_opt(minutes * 60).unwrap()
    }

    #[test]
    fn the_days_of_every_zone_are_told_exactly() {
        let totals = totals("2026-03-01", &[worked(&[("2026-03-02T18:10:00Z", 360)])]);
        let day = |date: &str, minutes| (date.to_owned(), minutes);
        for (zone, expected) in [
            (east(0), vec![day("2026-03-02", 350), day("2026-03-03", 10)]),
            (east(330), vec![day("2026-03-02", 20), day("2026-03-03", 340)]),
            (east(345), vec![day("2026-03-02", 5), day("2026-03-03", 355)]),
            (east(-480), vec![day("2026-03-02", 360)]),
        ] {
            assert_eq!(told(&totals, "2026-03-01T00:00:00Z", zone), Some(expected), "{zone}");
        }
    }

    #[test]
    fn what_cannot_be_told_exactly_is_not_told() {
        let totals = totals("2026-03-02", &[worked(&[("2026-03-02T12:00:00Z", 60)])]);
        assert_eq!(told(&totals, "2026-03-01T23:00:00Z", east(60)), None, "not held");
        assert_eq!(told(&totals, "2026-03-02T00:10:00Z", east(0)), None, "within a quarter");
        assert_eq!(told(&totals, "2026-03-02T00:00:00Z", east(7)), None, "an odd zone");
        assert_eq!(told(&totals, "2026-03-02T12:30:00Z", east(0)).unwrap()[0].1, 30);
    }

    #[test]
    fn a_second_that_was_leapt_counts_as_the_one_after_it() {
        for start in ["2026-03-02T08:14:60Z", "2026-03-02T23:59:60.5Z", "2026-03-02T08:10:60Z"] {
            let worked = totals("2026-03-01", &[worked(&[(start, 60)])]);
            let ms = worked.days().map(|(_, quarters)| quarters.values().sum::<u64>());
            assert_eq!(ms.sum::<u64>(), 60 * MINUTE, "{start}");
        }
    }

    #[test]
    fn what_was_added_can_be_taken_away_once() {
        let (one, other) =
            (worked(&[("2026-03-02T12:07:00Z", 90)]), worked(&[("2026-03-02T13:20:30.5Z", 45)]));
        let mut both = totals("2026-03-01", &[one.clone(), other.clone()]);
        assert!(both.remove(&one));
        assert_eq!(both, totals("2026-03-01", &[other]));
        assert!(!both.remove(&one));
    }

    #[test]
    fn a_clock_that_was_wrong_by_ages_adds_no_other_days() {
        let ages = u64::MAX / MINUTE - 60;
        for spans in [
            [("2026-03-02T00:00:00Z", ages), ("2026-03-02T00:00:00Z", 0)],
            [("1970-01-01T00:00:00Z", 60), ("2026-03-02T00:00:00Z", ages)],
        ] {
            let totals = totals("2026-03-01", &[worked(&spans)]);
            let days: Vec<_> = totals.days().map(|(_, quarters)| quarters.len()).collect();
            assert_eq!(days, [&[0][..], &[96; 30]].concat());
        }
    }

    #[test]
    fn a_period_that_ends_within_the_totals_is_told_up_to_its_end() {
        let totals = totals("2026-03-01", &[worked(&[("2026-03-02T12:00:00Z", 60)])]);
        let told = |until| {
            let period = Period { since: Some(utc("2026-03-02T00:00:00Z")), until };
            totals.tally(&period, |at| at.naive_utc()).map(|tally| tally.days().next())
        };
        let day = Some(("2026-03-02".parse().unwrap(), 45 * MINUTE));
        assert_eq!(told(Some(utc("2026-03-02T12:45:00Z"))), Some(day));
        assert_eq!(told(Some(utc("2026-03-02T12:50:00Z"))), None, "within a quarter");
        assert_eq!(told(Some(utc("2026-04-01T00:15:00Z"))), None, "not all is included");
        assert_eq!(told(None), None, "not all is included");
    }

    #[test]
    fn days_before_the_first_one_are_left_out_and_the_first_one_is_always_told() {
        let some = totals("2026-03-03", &[worked(&[("2026-03-02T23:00:00Z", 90)])]);
        let days: Vec<_> = some.days().collect();
        assert_eq!(days.len(), 1);
        assert_eq!(days[0].1.values().sum::<u64>(), 30 * MINUTE);
        let none = totals("2026-03-03", &[]);
        assert_eq!(none.days().map(|(_, quarters)| quarters.len()).collect::<Vec<_>>(), [0]);
    }
}
