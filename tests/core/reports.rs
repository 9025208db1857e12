//! What holds for a report, whatever the sessions are, by whatever it is added up.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use onwatch::core::{
    Band, ContextTime, DeskName, DeskSession, FrameRef, GapState, Grouping, Light, Period,
    ReadingTime, ReportQuery, RowKey, SessionRecord, WorkReport, day_start,
};
use proptest::prelude::*;
use serde_json::json;

const MINUTE: u64 = 60_000;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A session that started on a Monday at nine and has no active time.
fn record() -> SessionRecord {
    serde_json::from_value(json!({
        "id": "sess_20260105_090000_a1b2c3",
        "key": "SESSION-001",
        "phase": "ended",
        "started_at_utc": "2026-01-05T09:00:00Z",
        "ended_at_utc": "2026-01-05T13:00:00Z",
        "active_ms": 0,
        "paused_ms": 0,
        "breaks": 0,
        "start_notes": null,
        "closing_notes": null,
        "operator": "ana",
        "interface": "cli",
        "band": ["B", "B"],
        "health": ["green", "green"],
        "contexts": [],
        "spans": [],
        "pauses": [],
        "gaps": [],
    }))
    .unwrap()
}

fn desk_session(record: SessionRecord) -> DeskSession {
    DeskSession { desk: DeskName::of(None), record, readings: Vec::new() }
}

/// A session with spans: the minutes after nine, and their milliseconds.
fn with_spans(spans: &[(i64, u64)]) -> SessionRecord {
    let start = utc("2026-01-05T09:00:00Z");
    let spans: Vec<_> =
        spans.iter().map(|(at, ms)| (start + TimeDelta::minutes(*at), *ms)).collect();
    SessionRecord { active_ms: spans.iter().map(|(_, ms)| ms).sum(), spans, ..record() }
}

fn context(kind: &str, id: &str, from: &str, until: &str, minutes: u64) -> ContextTime {
    ContextTime {
        frame: FrameRef { kind: kind.parse().unwrap(), id: id.to_owned() },
        title: Some(format!("about {id}")),
        estimate_seconds: None,
        from_utc: utc(&format!("2026-01-05T{from}:00Z")),
        until_utc: Some(utc(&format!("2026-01-05T{until}:00Z"))),
        active_ms: minutes * MINUTE,
    }
}

fn query(grouping: Grouping, period: Period) -> ReportQuery {
    ReportQuery { period, grouping, rounded_to_seconds: None, week_start: Weekday::Mon }
}

fn report(sessions: &[DeskSession], grouping: Grouping) -> WorkReport {
    WorkReport::of(sessions, query(grouping, Period::default()), |at| at.naive_utc())
}

/// Returns the rows as "90 TASK-1", in minutes.
fn told(report: &WorkReport) -> Vec<String> {
    let row = |row: &onwatch::core::ReportRow| {
        format!("{} {}", row.active_ms / MINUTE, row.key.name(report.query.grouping))
    };
    report.rows.iter().map(row).collect()
}

#[test]
fn contexts_are_added_up_by_type_or_by_path_and_time_without_one_is_a_row_of_its_own() {
    let mut record = with_spans(&[(0, 240 * MINUTE)]);
    record.contexts = vec![
        context("task", "TASK-1", "09:30", "10:00", 30),
        context("task", "TASK-2", "10:00", "11:30", 90),
        context("project", "alpha", "09:00", "12:00", 180),
    ];
    let sessions = [desk_session(record)];
    for (grouping, rows) in [
        (Grouping::Task, vec!["90 TASK-2", "30 TASK-1", "120 no task"]),
        (Grouping::Project, vec!["180 project alpha", "60 no project"]),
        (Grouping::Sprint, vec!["240 no sprint"]),
        (
            Grouping::Context,
            vec![
                "90 project alpha › TASK-2",
                "60 project alpha",
                "30 project alpha › TASK-1",
                "60 no context",
            ],
        ),
    ] {
        assert_eq!(told(&report(&sessions, grouping)), rows, "{grouping:?}");
    }
    let report = report(&sessions, Grouping::Context);
    let titles: Vec<_> = report.rows.iter().map(|row| row.title()).collect();
    assert_eq!(titles, [Some("about TASK-2"), Some("about alpha"), Some("about TASK-1"), None]);
}

#[test]
fn band_and_health_count_since_they_took_effect() {
    let session = DeskSession {
        readings: [(60, Some(Band::C), None), (90, Some(Band::A), Some(Light::Red))]
            .map(|(minutes, band, health)| ReadingTime {
                at_utc: utc("2026-01-05T09:00:00Z") + TimeDelta::minutes(minutes),
                band,
                health,
            })
            .to_vec(),
        ..desk_session(with_spans(&[(0, 80 * MINUTE), (100, 20 * MINUTE)]))
    };
    let bands = ["20 A Expansion", "60 B Caution", "20 C Stabilize"];
    assert_eq!(told(&report(std::slice::from_ref(&session), Grouping::Band)), bands);
    assert_eq!(told(&report(&[session], Grouping::Health)), ["80 green", "20 red"]);
}

#[test]
fn a_session_over_midnight_counts_on_both_days_of_the_asker() {
    let sessions = [desk_session(with_spans(&[(13 * 60, 180 * MINUTE)]))];
    let by = |grouping| {
        WorkReport::of(&sessions, query(grouping, Period::default()), |at| {
            at.naive_utc() + TimeDelta::hours(1)
        })
    };
    assert_eq!(told(&by(Grouping::Day)), ["60 2026-01-05", "120 2026-01-06"]);
    assert_eq!(told(&by(Grouping::Week)), ["180 2026-W02"]);
    assert_eq!(told(&by(Grouping::Month)), ["180 2026-01"]);
    let day = by(Grouping::Day);
    assert_eq!(day.rows.iter().map(|row| row.sessions).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(day.sessions, 1);
}

#[test]
fn breaks_and_gaps_are_those_of_the_period_and_an_open_gap_is_one_of_a_live_session() {
    let mut record = with_spans(&[(0, 30 * MINUTE), (60, 30 * MINUTE)]);
    let pauses = json!([
        {"from_utc": "2026-01-05T09:30:00Z", "until_utc": "2026-01-05T10:00:00Z"},
        {"from_utc": "2026-01-05T10:30:00Z", "until_utc": null},
    ]);
    record.pauses = serde_json::from_value(pauses).unwrap();
    let gap = |answered: bool, kept: u64| {
        json!({"id": "gap-1", "from_utc": "2026-01-05T10:10:00Z",
            "until_utc": "2026-01-05T10:20:00Z", "ms": 600_000, "kept_ms": kept, "why": "asleep",
            "is_answered": answered})
    };
    record.gaps = serde_json::from_value(json!([gap(false, 0), gap(true, 60_000)])).unwrap();
    let within = |since: &str, until: &str, phase: &str| {
        let mut record = record.clone();
        record.phase = serde_json::from_value(json!(phase)).unwrap();
        let period = Period { since: Some(utc(since)), until: Some(utc(until)) };
        WorkReport::of(&[desk_session(record)], query(Grouping::Day, period), |at| at.naive_utc())
    };
    let all = within("2026-01-05T09:45:00Z", "2026-01-05T12:00:00Z", "paused");
    assert_eq!(all.breaks.iter().map(|one| one.seconds / 60).collect::<Vec<_>>(), [15, 90]);
    let states =
        |report: &WorkReport| report.gaps.iter().map(|one| one.gap.state).collect::<Vec<_>>();
    assert_eq!(states(&all), [GapState::Open, GapState::Split]);
    assert_eq!(all.live.len(), 1);
    let past = within("2026-01-05T09:45:00Z", "2026-01-05T12:00:00Z", "ended");
    assert_eq!(states(&past), [GapState::Open, GapState::Split]);
    let inside = within("2026-01-05T09:35:00Z", "2026-01-05T09:55:00Z", "paused");
    assert!(inside.is_empty() && inside.live.len() == 1, "within a pause there is no work");
    let later = within("2026-01-06T00:00:00Z", "2026-01-07T00:00:00Z", "ended");
    assert!(later.is_empty(), "{later:?}");
}

#[test]
fn breaks_and_gaps_are_cut_to_the_period_and_their_seconds_are_those_of_their_times() {
    let mut record = with_spans(&[(0, 1), (200, 1)]);
    let pauses = json!([
        {"from_utc": "2026-01-05T09:30:00.900Z", "until_utc": "2026-01-05T10:00:00.100Z"},
        {"from_utc": "2026-01-05T12:00:00Z", "until_utc": null},
    ]);
    record.pauses = serde_json::from_value(pauses).unwrap();
    record.gaps = serde_json::from_value(json!([
        {"id": "gap-1", "from_utc": "2026-01-05T10:00:00Z", "until_utc": "2026-01-05T11:00:00Z",
            "ms": 3_600_000, "kept_ms": 1_800_000, "why": "asleep", "is_answered": true}
    ]))
    .unwrap();
    let session = [desk_session(record)];
    let told = |since: &str, until: &str| {
        let [since, until] = [since, until].map(|at| Some(utc(&format!("2026-01-05T{at}Z"))));
        let period = Period { since, until };
        let report = WorkReport::of(&session, query(Grouping::Day, period), |at| at.naive_utc());
        let time = |at: DateTime<Utc>| at.format("%H:%M:%S").to_string();
        let breaks = report.breaks.iter().map(|one| {
            let until = one.pause.until_utc.map_or("now".to_owned(), time);
            format!("{}-{until} {}", time(one.pause.from_utc), one.seconds)
        });
        let gaps = report.gaps.iter().map(|one| {
            let (from, until) = (time(one.gap.from_utc), time(one.gap.until_utc));
            assert_eq!((one.whole.seconds, one.whole.kept_seconds), (3_600, 1_800));
            format!("gap {from}-{until} {} {}", one.gap.seconds, one.gap.kept_seconds)
        });
        breaks.chain(gaps).collect::<Vec<_>>()
    };
    let all = ["09:30:00-10:00:00 1800", "12:00:00-now 3600", "gap 10:00:00-11:00:00 3600 1800"];
    assert_eq!(told("09:00:00", "23:00:00"), all);
    let edges = ["09:40:00-10:00:00 1200", "gap 10:00:00-10:20:00 1200 1200"];
    assert_eq!(told("09:40:00", "10:20:00"), edges);
    let edges = ["12:00:00-12:30:00 1800", "gap 10:20:00-11:00:00 2400 600"];
    assert_eq!(told("10:20:00", "12:30:00"), edges);
    assert_eq!(told("10:40:00", "10:50:00"), ["gap 10:40:00-10:50:00 600 0"]);
}

#[test]
fn a_row_of_several_titles_has_none_of_them() {
    let session = |title: &str| {
        let mut record = with_spans(&[(0, 60 * MINUTE)]);
        let stay = context("task", "TASK-1", "09:00", "10:00", 60);
        record.contexts = vec![ContextTime { title: Some(title.to_owned()), ..stay }];
        desk_session(record)
    };
    let titles = |all: &[DeskSession]| {
        let row = report(all, Grouping::Task).rows.remove(0);
        (row.title().map(str::to_owned), row.title_count())
    };
    let (old, new) = (session("old"), session("new"));
    assert_eq!(titles(&[old.clone(), old.clone()]), (Some("old".to_owned()), None));
    assert_eq!(titles(&[old.clone(), new, old]), (None, Some("2 titles".to_owned())));
}

#[test]
fn a_week_begins_on_the_day_that_is_chosen() {
    // A Monday and the Sunday after it.
    let sessions = [desk_session(with_spans(&[(0, 30 * MINUTE), (6 * 24 * 60, 20 * MINUTE)]))];
    let weeks = |week_start| {
        let query = ReportQuery { week_start, ..query(Grouping::Week, Period::default()) };
        told(&WorkReport::of(&sessions, query, |at| at.naive_utc()))
    };
    assert_eq!(weeks(Weekday::Mon), ["50 2026-W02"]);
    assert_eq!(weeks(Weekday::Sun), ["30 week of 2026-01-04", "20 week of 2026-01-11"]);
    assert_eq!(weeks(Weekday::Sat), ["30 week of 2026-01-03", "20 week of 2026-01-10"]);
}

/// A moment of January, to the microsecond.
fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..21 * 24 * 3_600, 0_i64..1_000_000).prop_map(|(seconds, micros)| {
        utc("2026-03-20T00:00:00Z") + TimeDelta::seconds(seconds) + TimeDelta::microseconds(micros)
    })
}

fn stays() -> impl Strategy<Value = ContextTime> {
    let kinds = prop::sample::select(vec!["project", "sprint", "task", "own"]);
    (kinds, "[a-c]", prop::option::of("[x-z]"), moments(), 0_u64..90_000_000).prop_map(
        |(kind, id, title, from_utc, active_ms)| ContextTime {
            frame: FrameRef { kind: kind.parse().unwrap(), id },
            title,
            estimate_seconds: None,
            from_utc,
            until_utc: None,
            active_ms,
        },
    )
}

/// Sessions as no clock but a broken one leaves them: spans, contexts and readings at any times.
fn sessions() -> impl Strategy<Value = DeskSession> {
    let readings = (
        moments(),
        prop::option::of(prop::sample::select(Band::ALL.to_vec())),
        prop::option::of(prop::sample::select(Light::ALL.to_vec())),
    )
        .prop_map(|(at_utc, band, health)| ReadingTime { at_utc, band, health });
    (
        prop::collection::vec((moments(), 0_u64..100_000_000), 0..5),
        prop::collection::vec(stays(), 0..5),
        prop::collection::vec(readings, 0..4),
        "[ab]",
        prop::option::of("[no]"),
        0_u64..10_000_000,
    )
        .prop_map(|(spans, contexts, readings, operator, desk, unnamed_ms)| DeskSession {
            desk: DeskName::of(desk.as_deref()),
            record: SessionRecord {
                active_ms: spans.iter().map(|(_, ms)| ms).sum::<u64>() + unnamed_ms,
                spans,
                contexts,
                operator,
                ..record()
            },
            readings,
        })
}

fn groupings() -> impl Strategy<Value = Grouping> {
    prop::sample::select(Grouping::ALL.to_vec())
}

/// The local time of a place where days begin at four in the morning, over a change of the clock.
fn berlin(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Tz::Europe__Berlin).naive_local() - TimeDelta::hours(4)
}

fn sums(report: &WorkReport) -> HashMap<RowKey, u64> {
    report.rows.iter().map(|row| (row.key.clone(), row.active_ms)).collect()
}

fn all_added(reports: &[WorkReport]) -> HashMap<RowKey, u64> {
    let mut all = HashMap::new();
    for (key, ms) in reports.iter().flat_map(sums) {
        *all.entry(key).or_insert(0) += ms;
    }
    all
}

proptest! {
    #[test]
    fn the_rows_add_up_to_the_total_by_whatever_they_are(
        all in prop::collection::vec(sessions(), 0..4),
        grouping in groupings(),
        bounds in prop::option::of((moments(), moments())),
        unit in prop::option::of(1_u64..7_200),
    ) {
        let period = bounds.map_or(Period::default(), |(one, other)| {
            Period { since: Some(one.min(other)), until: Some(one.max(other)) }
        });
        let query = ReportQuery { rounded_to_seconds: unit, ..query(grouping, period) };
        let report = WorkReport::of(&all, query, berlin);
        let sum = |of: fn(&onwatch::core::ReportRow) -> u64| report.rows.iter().map(of).sum::<u64>();
        prop_assert_eq!(sum(|row| row.active_ms), report.active_ms);
        prop_assert_eq!(sum(|row| row.seconds), report.seconds());
        prop_assert_eq!(report.rounded_seconds, unit.map(|_| sum(|row| row.rounded_seconds.unwrap())));
        prop_assert_eq!(sums(&report).len(), report.rows.len(), "each key once");
        let by_day = WorkReport::of(&all, self::query(Grouping::Day, period), berlin);
        prop_assert_eq!(report.active_ms, by_day.active_ms);
        if bounds.is_none() {
            let active_ms = all.iter().map(|one| one.record.active_ms).sum::<u64>();
            prop_assert_eq!(report.active_ms, active_ms);
        }
        for row in &report.rows {
            prop_assert!(row.active_ms > 0 && row.sessions > 0 && row.sessions <= report.sessions);
            if let Some(unit) = unit {
                let rounded_ms = row.rounded_seconds.unwrap() * 1_000;
                prop_assert!(rounded_ms.abs_diff(row.active_ms) <= unit * 500);
                prop_assert_eq!(rounded_ms % (unit * 1_000), 0);
            }
        }
    }

    #[test]
    fn the_days_of_a_week_add_up_to_the_week(
        all in prop::collection::vec(sessions(), 0..4),
        grouping in groupings(),
    ) {
        // The clocks change on its Sunday.
        let monday = NaiveDate::from_ymd_opt(2026, 3, 23).unwrap();
        let start = |day: u64| Some(day_start(monday + Days::new(day), berlin));
        let of = |since, until, grouping| {
            WorkReport::of(&all, query(grouping, Period { since, until }), berlin)
        };
        let week = of(start(0), start(7), grouping);
        let days: Vec<_> = (0..7).map(|day| of(start(day), start(day + 1), grouping)).collect();
        prop_assert_eq!(days.iter().map(|day| day.active_ms).sum::<u64>(), week.active_ms);
        prop_assert_eq!(all_added(&days), sums(&week));
        let rows = sums(&of(start(0), start(7), Grouping::Day));
        for (nth, day) in (0..).zip(&days) {
            let row = rows.get(&RowKey::Day(monday + Days::new(nth))).copied().unwrap_or(0);
            prop_assert_eq!(row, day.active_ms);
        }
    }

    #[test]
    fn a_period_in_two_parts_adds_up_to_the_whole(
        all in prop::collection::vec(sessions(), 0..4),
        grouping in groupings(),
        mut bounds in prop::array::uniform3(moments()),
    ) {
        bounds.sort();
        let [since, middle, until] = bounds.map(Some);
        let of = |since, until| WorkReport::of(&all, query(grouping, Period { since, until }), berlin);
        let (whole, parts) = (of(since, until), [of(since, middle), of(middle, until)]);
        prop_assert_eq!(all_added(&parts), sums(&whole));
    }
}

#[test]
fn types_are_added_up_over_sessions_and_work_is_a_row_like_any_other() {
    let of_type = |word: &str, minutes: u64| {
        let record = with_spans(&[(0, minutes * MINUTE)]);
        desk_session(SessionRecord { session_type: word.parse().unwrap(), ..record })
    };
    let sessions = [of_type("work", 50), of_type("review", 40), of_type("review", 20)];
    assert_eq!(told(&report(&sessions, Grouping::Type)), ["60 review", "50 work"]);
}
