//! The switches of context in a session, from the stays in its contexts.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{ContextTime, FrameRef, SessionRecord};
use serde_json::json;

fn at(minute: i64) -> DateTime<Utc> {
    let nine: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
    nine + TimeDelta::minutes(minute)
}

fn stay(kind: &str, id: &str, from: i64, until: Option<i64>) -> ContextTime {
    ContextTime {
        frame: FrameRef { kind: kind.parse().unwrap(), id: id.to_owned() },
        title: Some(format!("about {id}")),
        estimate_seconds: None,
        from_utc: at(from),
        until_utc: until.map(at),
        active_ms: 60_000,
    }
}

/// Returns the switches of a session with some stays, each in a line.
fn switches(contexts: Vec<ContextTime>) -> Vec<String> {
    let record: SessionRecord = serde_json::from_value(json!({
        "id": "sess_20260105_090000_a1b2c3", "key": "SESSION-001", "phase": "ended",
        "started_at_utc": "2026-01-05T09:00:00Z", "ended_at_utc": "2026-01-05T13:00:00Z",
        "active_ms": 0, "paused_ms": 0, "breaks": 0, "start_notes": null, "closing_notes": null,
        "operator": "ana", "interface": "cli", "band": ["B", "B"], "health": ["green", "green"],
        "contexts": [], "spans": [], "pauses": [], "gaps": [],
    }))
    .unwrap();
    let told = |list: &[FrameRef]| {
        let ids: Vec<&str> = list.iter().map(|frame| frame.id.as_str()).collect();
        ids.join("/")
    };
    let record = SessionRecord { contexts, ..record };
    let line = |switch: &onwatch::core::ContextSwitch| {
        let left: Vec<FrameRef> = switch.left.iter().map(|(frame, _)| frame.clone()).collect();
        let entered = switch.entered.as_ref().map_or("-", |frame| frame.id.as_str());
        let minute = (switch.at_utc - at(0)).num_minutes();
        format!("{minute}: {} > {entered} = {}", told(&left), told(&switch.context))
    };
    record.switches().iter().map(line).collect()
}

#[test]
fn a_switch_says_what_was_left_and_what_was_entered() {
    let stays = vec![
        stay("task", "A", 2, Some(5)),
        stay("task", "B", 5, Some(9)),
        stay("sprint", "S", 1, Some(9)),
        stay("sprint", "T", 9, Some(20)),
    ];
    assert_eq!(
        switches(stays),
        ["1:  > S = S", "2:  > A = S/A", "5: A > B = S/B", "9: B/S > T = T", "20: T > - = "]
    );
}

#[test]
fn what_is_open_stays_open() {
    let stays = vec![stay("task", "A", 2, Some(5)), stay("sprint", "S", 1, None)];
    assert_eq!(switches(stays), ["1:  > S = S", "2:  > A = S/A", "5: A > - = S"]);
}

#[test]
fn stays_of_no_time_are_told_in_the_order_in_which_they_were_left() {
    let stays = vec![
        stay("task", "A", 3, Some(3)),
        stay("task", "B", 3, Some(3)),
        stay("task", "C", 3, Some(4)),
    ];
    assert_eq!(switches(stays), ["3:  > A = A", "3: A > B = B", "3: B > C = C", "4: C > - = "]);
}

#[test]
fn a_context_that_is_left_for_one_of_another_type_is_a_switch_of_its_own() {
    let stays = vec![stay("task", "A", 1, Some(3)), stay("sprint", "S", 3, None)];
    assert_eq!(switches(stays), ["1:  > A = A", "3: A > - = ", "3:  > S = S"]);
}
