//! What was left of a sprint on a day does not depend on how the days before it were counted.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use onwatch::core::{
    BurnDownDay, DeskName, DeskSession, EstimateChange, FrameRef, Task, TaskEvent, TaskStatus,
    TaskUpdate, burn_down,
};
use proptest::prelude::*;
use serde_json::json;

const TASKS: u64 = 4;
const MINUTE: i64 = 60_000;

fn start() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

fn name(kind: &str, id: impl Into<String>) -> FrameRef {
    FrameRef { kind: kind.parse().unwrap(), id: id.into() }
}

fn task(nth: u64) -> FrameRef {
    name("task", format!("TASK-{nth}"))
}

fn any_change() -> impl Strategy<Value = TaskUpdate> {
    let statuses = [TaskStatus::InProgress, TaskStatus::Done, TaskStatus::Dropped];
    let sprints =
        [None, Some("SPRINT-1".to_owned()), Some("sprint-1".to_owned()), Some("X".into())];
    let estimate = prop::option::of(prop_oneof![1..40_000_u64, Just(u64::MAX)]);
    let estimate = estimate.prop_map(|seconds| TaskUpdate {
        estimate: Some(EstimateChange { seconds, actual_ms: 0 }),
        ..TaskUpdate::of(task(0))
    });
    let status = prop::sample::select(statuses.to_vec())
        .prop_map(|status| TaskUpdate { status: Some(status), ..TaskUpdate::of(task(0)) });
    let sprint = prop::sample::select(sprints.to_vec())
        .prop_map(|sprint| TaskUpdate { sprint: Some(sprint), ..TaskUpdate::of(task(0)) });
    prop_oneof![2 => estimate, 2 => status, 3 => sprint]
}

/// Events of some tasks on some days, of two desks whose clocks may differ by days.
fn any_events() -> impl Strategy<Value = Vec<TaskEvent>> {
    let one = (0..TASKS, 0..2_u64, 0..9_i64, -2..3_i64, any_change());
    prop::collection::vec(one, 0..24).prop_map(|all| {
        let event = |(seq, (nth, desk, day, apart, update)): (u64, _)| TaskEvent {
            time: start() + TimeDelta::days(day),
            store_id: format!("store-{desk}"),
            seq,
            at_utc: start() + TimeDelta::days(day + apart),
            update: TaskUpdate { task: task(nth), ..update },
        };
        (1..).zip(all).map(event).collect()
    })
}

/// The work of one session: in which task, or only in the sprint, on which day, how many minutes.
type Work = (Option<u64>, i64, i64);

fn session((of, day, minutes): &Work) -> DeskSession {
    let (from, ms) = (start() + TimeDelta::days(*day), minutes * MINUTE);
    let until = from + TimeDelta::milliseconds(ms);
    let frame = of.map_or_else(|| name("sprint", "SPRINT-1"), task);
    let record = serde_json::from_value(json!({
        "id": "sess_20260105_090000_a1b2c3", "key": "SESSION-001", "phase": "ended",
        "started_at_utc": from, "ended_at_utc": until, "active_ms": ms, "paused_ms": 0,
        "breaks": 0, "start_notes": null, "closing_notes": null, "operator": "ana",
        "interface": "cli", "band": ["B", "B"], "health": ["green", "green"],
        "contexts": [{
            "frame": frame, "title": null, "estimate_seconds": null, "from_utc": from,
            "until_utc": until, "active_ms": ms,
        }],
        "spans": [[from, ms]], "pauses": [], "gaps": [],
    }));
    DeskSession { desk: DeskName::default(), record: record.unwrap(), readings: Vec::new() }
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

/// Counts one day from nothing.
fn counted(date: NaiveDate, events: &[TaskEvent], work: &[Work]) -> BurnDownDay {
    let day_of = |day: i64| (start() + TimeDelta::days(day)).date_naive();
    let ms = |minutes: i64| u64::try_from(minutes * MINUTE).unwrap();
    let mut lists: BTreeMap<&str, Vec<(NaiveDate, &TaskEvent)>> = BTreeMap::new();
    let mut sorted: Vec<&TaskEvent> = events.iter().collect();
    sorted.sort_by_key(|event| (event.time, event.store_id.clone(), event.seq));
    for event in sorted {
        let list = lists.entry(&event.update.task.id).or_default();
        let before = list.last().map_or(NaiveDate::MIN, |(day, _)| *day);
        list.push((local(event.at_utc).date().max(before), event));
    }
    for (id, list) in &mut lists {
        let of_it = work.iter().filter(|(of, ..)| of.is_some_and(|of| task(of).id == *id));
        let first_work = of_it.map(|(_, day, _)| day_of(*day)).min();
        list[0].0 = first_work.map_or(list[0].0, |work| work.min(list[0].0));
    }
    let is_known = |of: Option<u64>| of.is_none_or(|of| lists.contains_key(&*task(of).id));
    let worked = work.iter().filter(|(of, day, _)| is_known(*of) && day_of(*day) == date);
    let (mut estimated, mut remaining) = (0_u64, 0_u64);
    let (mut done, mut open) = (0, 0);
    for (id, list) in &lists {
        let mut now = Task::new(list[0].1.update.task.clone(), list[0].1.at_utc);
        for (_, event) in list.iter().filter(|(day, _)| *day <= date) {
            now.apply(&event.update, event.at_utc);
        }
        let is_in = now.sprint.is_some_and(|sprint| sprint.to_lowercase() == "sprint-1");
        if !is_in || now.status == TaskStatus::Dropped {
            continue;
        }
        let estimate = now.estimate_seconds.unwrap_or(0);
        estimated = estimated.saturating_add(estimate);
        if now.status == TaskStatus::Done {
            done += 1;
            continue;
        }
        open += 1;
        let of_it = work
            .iter()
            .filter(|(of, day, _)| of.is_some_and(|of| task(of).id == *id) && day_of(*day) <= date);
        let spent: u64 = of_it.map(|(.., minutes)| ms(*minutes)).sum();
        remaining = remaining.saturating_add(estimate.saturating_sub(spent / 1_000));
    }
    BurnDownDay {
        date,
        worked_ms: worked.map(|(.., minutes)| ms(*minutes)).sum(),
        done,
        open,
        estimated_seconds: estimated,
        remaining_seconds: remaining,
    }
}

#[test]
fn a_task_counts_from_the_day_on_which_somebody_first_worked_on_it() {
    let update = TaskUpdate {
        sprint: Some(Some("SPRINT-1".to_owned())),
        estimate: Some(EstimateChange { seconds: Some(7_200), actual_ms: 0 }),
        ..TaskUpdate::of(task(1))
    };
    let at = start() + TimeDelta::days(1);
    let event = TaskEvent { time: at, store_id: "store-1".into(), seq: 1, at_utc: at, update };
    let sprint = Task::new(name("sprint", "SPRINT-1"), start());
    let sessions = [session(&(Some(1), 0, 90))];
    let days = burn_down(&sprint, &[event], &sessions, (at.date_naive(), &local));
    let left: Vec<(u64, u64)> = days.iter().map(|day| (day.open, day.remaining_seconds)).collect();
    assert_eq!(left, [(1, 1_800), (1, 1_800)]);
}

proptest! {
    #[test]
    fn each_day_is_as_if_it_were_counted_from_nothing(
        events in any_events(),
        work in prop::collection::vec((prop::option::weighted(0.8, 0..TASKS), 0..9_i64, 1..400_i64), 0..12),
        ahead in 0..450_u64,
    ) {
        let sessions: Vec<DeskSession> = work.iter().map(session).collect();
        let sprint = Task::new(name("sprint", "SPRINT-1"), start());
        let today = start().date_naive() + Days::new(ahead);
        let days = burn_down(&sprint, &events, &sessions, (today, &local));
        prop_assert!(days.len() <= 400);
        if let (Some(first), Some(last)) = (days.first(), days.last()) {
            prop_assert!(last.date >= today);
            let dates = first.date.iter_days().take(days.len());
            prop_assert!(dates.eq(days.iter().map(|day| day.date)));
        }
        for day in &days {
            prop_assert_eq!(*day, counted(day.date, &events, &work));
        }
    }
}
