//! Sessions under clocks that were wrong: in 1970, years ago, years ahead, set back before the end.
//! Every question about a time finds every session of that time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use onwatch::core::{
    Anchor, Command, GapAnswer, Moment, NotesKind, Period, SessionEdit, SessionRecord,
};

use crate::common::home::{Home, memory_dir};
use crate::common::request::{end, switch};

/// Where a clock may be set. Most of them are near each other, so that periods and sessions meet.
const PLACES: [&str; 10] = [
    "1970-01-01T00:00:10Z",
    "1970-01-03T00:00:00Z",
    "2019-02-27T12:00:00Z",
    "2024-11-20T00:00:00Z",
    "2025-10-16T00:00:00Z",
    "2026-11-19T00:00:00Z",
    "2026-11-20T00:00:00Z",
    "2026-11-21T00:00:00Z",
    "2027-12-24T00:00:00Z",
    "2090-05-01T00:00:00Z",
];
/// What a clock shows when it is right.
const TODAY: &str = "2026-11-21T08:00:00Z";
/// The active time is told up to so many days ahead of now.
const TOLD_AHEAD: i64 = 400;
const DAY_MS: i64 = 24 * 3_600_000;

/// Random numbers.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
        i64::try_from(self.0 >> 33).unwrap() % most
    }

    fn time(&mut self) -> DateTime<Utc> {
        let place = usize::try_from(self.below(10)).unwrap();
        utc(PLACES[place]) + TimeDelta::milliseconds(self.below(2 * DAY_MS))
    }

    /// A time at which the file of the days can answer.
    fn quarter(&mut self) -> DateTime<Utc> {
        let time = self.time();
        time - TimeDelta::milliseconds(time.timestamp_millis().rem_euclid(900_000))
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl Home {
    /// Sets the wall clock; the steady clock goes on, or the machine boots, or has none.
    fn set_clock(&self, utc: DateTime<Utc>, chance: &mut Chance) {
        let moment = self.desk().moment();
        let passed = chance.below(8 * 3_600_000);
        let steady = moment.steady.clone().map(|steady| Anchor {
            boot_ms: steady.boot_ms + passed,
            mono_ms: steady.mono_ms + passed,
            ..steady
        });
        let boot =
            || Anchor { clock: format!("boot-{}/1", chance.0), boot_ms: passed, mono_ms: passed };
        let steady = match passed % 4 {
            0 | 1 => steady,
            2 => Some(boot()),
            _ => None,
        };
        self.clock.set(Moment { utc, steady, ..moment });
    }

    /// A session with pauses, gaps, corrections and a wrong clock here and there.
    fn odd_session(&self, chance: &mut Chance) {
        let mut commands = vec![if chance.below(4) == 0 { switch() } else { Command::start(None) }];
        for _ in 0..chance.below(5) {
            commands.push(Command::Toggle { notes: None });
        }
        commands.push(end());
        commands.extend(match chance.below(6) {
            0 => vec![Command::Edit(Box::new(SessionEdit::of_notes(
                NotesKind::Closing,
                "late".into(),
            )))],
            1 => vec![Command::Reopen { session: None }, end()],
            2 => vec![Command::Undo, Command::Redo],
            3 => vec![Command::Undo],
            _ => vec![],
        });
        for command in commands {
            if chance.below(3) == 0 {
                self.set_clock(chance.time(), chance);
            }
            self.obeyed(command, chance.below(300));
            if chance.below(6) == 0 {
                self.obeyed(
                    Command::AnswerGap { session: None, id: None, answer: GapAnswer::Keep },
                    0,
                );
            }
        }
    }

    /// Checks the answers about a period against all sessions.
    fn assert_period(&self, period: &Period, all: &[SessionRecord], story: &str) {
        let told = self.desk().sessions_within(period).unwrap().answer.into_iter();
        let told = told.map(|one| one.record).filter(|record| !record.phase.is_live());
        let told: BTreeSet<_> = told.map(|record| record.key).collect();
        let expected = all.iter().filter(|record| is_within(record, period));
        let expected: BTreeSet<_> = expected.map(|record| record.key).collect();
        assert_eq!(told, expected, "{story}: the sessions of {period:?}");

        let (now, since) = (self.desk().moment().utc, period.since.unwrap());
        let quarters = since.timestamp() / 900;
        // The days of half a century take long to add up.
        if now - since > TimeDelta::days(4_000) && quarters % 7 > 0 {
            return;
        }
        let east = if quarters % 2 == 0 { 0 } else { 345 };
        let zone = FixedOffset::east_opt(east * 60).unwrap();
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
        let told: BTreeMap<_, _> = self.desk().tally(since, &local).unwrap().1.days().collect();
        assert_eq!(told, sums(all, since, now, east), "{story}: the days since {since}");
    }

    /// Checks the answers about `count` random periods, and about today.
    fn assert_all_right(&self, count: usize, chance: &mut Chance, story: &str) {
        let all = self.history();
        for _ in 0..count {
            let since = if chance.below(4) == 0 { chance.time() } else { chance.quarter() };
            let until = Some(chance.time()).filter(|_| chance.below(2) == 0);
            self.assert_period(&Period { since: Some(since), until }, &all, story);
        }
        let today = Period { since: Some(utc("2026-11-21T00:00:00Z")), until: None };
        self.assert_period(&today, &all, story);
    }

    fn assert_sound(&self, story: &str) {
        let report = self.desk().check().unwrap();
        assert!(report.is_sound() && report.notes.is_empty(), "{story}: {report:?}");
    }
}

/// Returns the spans of a session: when each began and ended, milliseconds since 1970.
fn spans(record: &SessionRecord) -> Vec<(i64, i64)> {
    let span = |start: DateTime<Utc>, ms: u64| {
        let start = start.timestamp_millis();
        (start, start.saturating_add_unsigned(ms))
    };
    let named: u64 = record.spans.iter().map(|(_, ms)| ms).sum();
    let before = record.active_ms - named;
    let mut spans: Vec<_> = record.spans.iter().map(|(start, ms)| span(*start, *ms)).collect();
    if before > 0 {
        spans.push(span(record.started_at_utc, before));
    }
    spans
}

fn is_within(record: &SessionRecord, period: &Period) -> bool {
    let [start, end] = [record.started_at_utc, record.ended_at_utc].map(|at| at.timestamp_millis());
    let mut times = spans(record);
    times.push((start.min(end), start.max(end)));
    times.into_iter().any(|(from, to)| {
        period.since.is_none_or(|since| since.timestamp_millis() <= to)
            && period.until.is_none_or(|until| from < until.timestamp_millis())
    })
}

/// Returns the active time of each day since a time, in a zone some minutes east of Greenwich.
fn sums(
    all: &[SessionRecord],
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    east: i32,
) -> BTreeMap<NaiveDate, u64> {
    let since = since.timestamp_millis();
    let until = (now.timestamp_millis().div_euclid(DAY_MS) + TOLD_AHEAD) * DAY_MS;
    let east_ms = i64::from(east) * 60_000;
    let mut sums = BTreeMap::new();
    for (from, to) in all.iter().flat_map(spans) {
        let (mut from, to) = (from.max(since), to.min(until));
        while from < to {
            let day = (from + east_ms).div_euclid(DAY_MS);
            let next = to.min((day + 1) * DAY_MS - east_ms);
            let date = DateTime::from_timestamp_millis(day * DAY_MS).unwrap().date_naive();
            *sums.entry(date).or_insert(0) += u64::try_from(next - from).unwrap();
            from = next;
        }
    }
    sums
}

#[test]
fn every_question_about_a_time_finds_what_was_filed_of_it_under_any_clock() {
    let mut seen = BTreeMap::<&str, usize>::new();
    for seed in 1..=4 {
        let (home, mut chance) = (Home::on(memory_dir(), utc(TODAY)), Chance(seed));
        for nth in 0..12 {
            home.odd_session(&mut chance);
            let story = format!("seed {seed}, session {nth}");
            home.assert_sound(&story);
            home.assert_all_right(2, &mut chance, &story);
        }
        if chance.below(2) == 0 {
            home.set_clock(utc(TODAY), &mut chance);
        }
        for record in home.history() {
            let (start, end) = (record.started_at_utc, record.ended_at_utc);
            let is_apart = spans(&record).iter().any(|(from, _)| {
                *from < start.min(end).timestamp_millis()
                    || *from > start.max(end).timestamp_millis()
            });
            *seen.entry("ended before its start").or_default() += usize::from(end < start);
            *seen.entry("in 1970").or_default() += usize::from(end < utc("1971-01-01T00:00:00Z"));
            *seen.entry("over years").or_default() +=
                usize::from(end - start > TimeDelta::days(400));
            *seen.entry("apart from its bounds").or_default() += usize::from(is_apart);
        }
        home.assert_all_right(20, &mut chance, &format!("seed {seed}, as written"));
        assert!(home.desk().repair().unwrap().is_sound());
        home.assert_all_right(10, &mut chance, &format!("seed {seed}, after a repair"));

        fs::remove_file(home.paths().index()).unwrap();
        home.assert_all_right(10, &mut chance, &format!("seed {seed}, built anew"));
        home.odd_session(&mut chance);
        home.assert_sound(&format!("seed {seed}, continued"));
        home.assert_all_right(10, &mut chance, &format!("seed {seed}, continued"));
    }
    assert!(seen.values().all(|count| *count >= 3), "{seen:?}");
}
