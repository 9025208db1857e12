//! The active time of a week: sums to the millisecond, and shown values that add up as shown.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use onwatch::core::{ActivePart, ColumnName, SessionRecord, ShownWeek, Week};
use proptest::prelude::*;
use serde_json::json;

const MINUTE: u64 = 60_000;
const SECOND: i64 = 1_000;

fn monday() -> NaiveDate {
    "2026-03-23".parse().unwrap()
}

/// Berlin: its clock goes forward on the Sunday of that week.
fn berlin(at: DateTime<Utc>) -> NaiveDateTime {
    let hours = if at < "2026-03-29T01:00:00Z".parse::<DateTime<Utc>>().unwrap() { 1 } else { 2 };
    at.naive_utc() + TimeDelta::hours(hours)
}

/// A stretch of work: milliseconds since the one before, its length, and its context from 0, which
/// is none.
type Work = (i64, u64, u8);

/// Returns a session of these stretches, from some milliseconds after the start of the week on.
fn session(from_ms: i64, works: &[Work], is_live: bool) -> SessionRecord {
    let week = "2026-03-22T23:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let start = week + TimeDelta::milliseconds(from_ms);
    let (mut at, mut spans, mut contexts) = (start, vec![], vec![]);
    for (nth, (pause_ms, ms, context)) in works.iter().enumerate() {
        at += TimeDelta::milliseconds(*pause_ms);
        let end = at + TimeDelta::milliseconds(i64::try_from(*ms).unwrap());
        let is_open = is_live && nth + 1 == works.len();
        spans.push(json!([at, ms]));
        if *context > 0 {
            contexts.push(json!({
                "frame": {"type": "task", "id": format!("TASK-{context}")},
                "title": format!("title {nth}"),
                "estimate_seconds": null,
                "from_utc": at,
                "until_utc": (!is_open).then_some(end),
                "active_ms": ms,
            }));
        }
        at = end;
    }
    serde_json::from_value(json!({
        "id": format!("sess_{}_a1b2c3", start.format("%Y%m%d_%H%M%S")),
        "key": "SESSION-001",
        "phase": if is_live { "active" } else { "ended" },
        "started_at_utc": start,
        "ended_at_utc": at,
        "active_ms": works.iter().map(|(_, ms, _)| ms).sum::<u64>(),
        "paused_ms": 0,
        "breaks": 0,
        "start_notes": null,
        "closing_notes": null,
        "operator": "ana",
        "interface": "cli",
        "band": ["B", "B"],
        "health": ["green", "green"],
        "contexts": contexts,
        "spans": spans,
        "pauses": [],
        "gaps": [],
    }))
    .unwrap()
}

fn week(sessions: &[SessionRecord]) -> Week {
    let mut week = Week::new(monday());
    for session in sessions {
        week.add(session, berlin);
    }
    week
}

/// Sessions that may begin before the week and end after it.
fn sessions() -> impl Strategy<Value = Vec<SessionRecord>> {
    let hour = 3_600 * SECOND;
    let work = (0..4 * hour, 1..90 * MINUTE, 0_u8..6);
    let one = (-12 * hour..7 * 24 * hour, prop::collection::vec(work, 1..8));
    let all = prop::collection::vec(one, 0..12);
    all.prop_map(|all| all.iter().map(|(from_ms, works)| session(*from_ms, works, false)).collect())
}

/// Returns the measured time of the week, milliseconds.
fn measured_ms(sessions: &[SessionRecord]) -> u64 {
    let period = Week::period(monday(), berlin);
    let parts = sessions.iter().flat_map(|session| session.parts(&period));
    parts.map(|part: ActivePart<'_>| part.ms).sum()
}

fn adds_up(shown: &ShownWeek) {
    for (nth, day) in shown.days.iter().enumerate() {
        let cells = shown.columns.iter().map(|column| column.cells[nth].minutes);
        assert_eq!(cells.sum::<u64>(), *day, "day {nth} of {shown:#?}");
    }
    for column in &shown.columns {
        let cells = column.cells.iter().map(|cell| cell.minutes);
        assert_eq!(cells.sum::<u64>(), column.minutes, "{shown:#?}");
    }
    assert_eq!(shown.days.iter().sum::<u64>(), shown.minutes, "{shown:#?}");
    let columns = shown.columns.iter().map(|column| column.minutes);
    assert_eq!(columns.sum::<u64>(), shown.minutes, "{shown:#?}");
}

proptest! {
    #[test]
    fn shown_values_add_up_in_every_direction_and_the_week_is_its_measured_time(
        sessions in sessions(),
        columns in 2_usize..9,
    ) {
        let week = week(&sessions);
        let shown = week.shown(columns);
        adds_up(&shown);
        prop_assert_eq!(shown.minutes, measured_ms(&sessions) / MINUTE);
        prop_assert!(shown.columns.len() <= columns);
    }

    #[test]
    fn a_shown_value_is_within_a_minute_of_the_measured_one(sessions in sessions()) {
        let shown = week(&sessions).shown(99);
        let days: Vec<DateTime<Utc>> = (0..8)
            .map(|nth| Week::period(monday() + TimeDelta::days(nth), berlin).since.unwrap())
            .collect();
        for (nth, day) in days.windows(2).enumerate() {
            let period = onwatch::core::Period { since: Some(day[0]), until: Some(day[1]) };
            for column in &shown.columns {
                let is_it = |part: &&ActivePart<'_>| match (&column.name, part.contexts.last()) {
                    (ColumnName::Context(frame, _), Some(context)) => context.frame == frame,
                    (ColumnName::NoContext, None) => true,
                    _ => false,
                };
                let parts: Vec<_> =
                    sessions.iter().flat_map(|session| session.parts(&period)).collect();
                let ms: u64 = parts.iter().filter(is_it).map(|part| part.ms).sum();
                let cell = column.cells[nth];
                prop_assert!((ms / MINUTE..=ms.div_ceil(MINUTE)).contains(&cell.minutes));
                prop_assert_eq!(cell.has_time, ms > 0);
            }
        }
    }

    #[test]
    fn a_clock_that_runs_moves_only_its_own_cell_and_its_sums(
        sessions in sessions(),
        context in 0_u8..6,
        first_ms in 1..90 * MINUTE,
        more_ms in 1..90 * MINUTE,
    ) {
        let at = |ms| {
            let noon = (2 * 24 + 12) * 3_600 * SECOND;
            let mut all = sessions.clone();
            // What somebody else does later is no past.
            all.retain(|other| other.ended_at_utc < session(noon, &[], true).started_at_utc);
            all.push(session(noon, &[(0, ms, context)], true));
            week(&all).shown(99)
        };
        let (before, after) = (at(first_ms), at(first_ms + more_ms));
        for column in &after.columns {
            let was = before.columns.iter().find(|was| was.name == column.name).unwrap();
            for (was, is) in was.cells.iter().zip(&column.cells) {
                prop_assert_eq!(was.is_live, is.is_live);
                prop_assert!(was.minutes == is.minutes || is.is_live && was.minutes < is.minutes);
            }
        }
    }
}

/// Returns the columns as "TASK-1 90", with the minutes of the week.
fn told(shown: &ShownWeek) -> Vec<String> {
    let told = |column: &onwatch::core::ShownColumn| format!("{} {}", column.name, column.minutes);
    shown.columns.iter().map(told).collect()
}

#[test]
fn the_contexts_with_the_most_time_come_first_and_those_without_room_share_a_column() {
    let hour = 60 * MINUTE;
    let works = [(0, hour, 1), (0, 3 * hour, 2), (0, 2 * hour, 0), (0, hour, 3), (0, hour / 2, 1)];
    let week = week(&[session(9 * 3_600 * SECOND, &works, false)]);
    let all = ["TASK-2 180", "TASK-1 90", "TASK-3 60", "no context 120"];
    assert_eq!(told(&week.shown(4)), all);
    assert_eq!(told(&week.shown(3)), ["TASK-2 180", "other 150", "no context 120"]);
    assert_eq!(told(&week.shown(0)), ["TASK-2 180", "other 270"]);
    assert_eq!(week.shown(3).columns[1].name, ColumnName::Others(2));
    let titles = ColumnName::Context(
        onwatch::core::FrameRef::of_one_word("TASK-1").unwrap(),
        Some("title 4".to_owned()),
    );
    assert_eq!(week.shown(4).columns[1].name, titles, "the last title");
}

#[test]
fn time_over_midnight_counts_for_both_days_and_the_newest_time_of_a_live_session_is_marked() {
    let evening = 23 * 3_600 * SECOND;
    let shown = week(&[session(evening, &[(0, 120 * MINUTE, 1)], true)]).shown(9);
    assert_eq!(shown.days, [60, 60, 0, 0, 0, 0, 0]);
    let live = shown.columns[0].cells.map(|cell| cell.is_live);
    assert_eq!(live, [false, true, false, false, false, false, false]);
}

#[test]
fn time_before_and_after_the_week_is_left_out() {
    let day = 24 * 3_600 * SECOND;
    let before = session(-3_600 * SECOND, &[(0, 90 * MINUTE, 1)], false);
    // The clock goes forward that Sunday: it has 23 hours.
    let after = session(7 * day - 2 * 3_600 * SECOND, &[(0, 90 * MINUTE, 1)], false);
    assert_eq!(week(&[before, after]).shown(9).days, [30, 0, 0, 0, 0, 0, 60]);
}
