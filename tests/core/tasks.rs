//! Laws of tasks: a task is the fold of its events, whoever reads them and in whatever order.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    Claim, Delegation, DeskName, EstimateChange, FrameRef, Task, TaskEvent, TaskStatus, TaskUpdate,
    fold_task,
};
use proptest::prelude::*;

fn start() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

fn name() -> FrameRef {
    FrameRef { kind: "task".parse().unwrap(), id: "TASK-7".into() }
}

fn event(desk: usize, seq: u64, minute: i64, update: TaskUpdate) -> TaskEvent {
    let time = start() + TimeDelta::minutes(minute);
    TaskEvent { time, store_id: format!("store-{desk}"), seq, at_utc: time, update }
}

fn updated(change: impl FnOnce(&mut TaskUpdate)) -> TaskUpdate {
    let mut update = TaskUpdate::of(name());
    change(&mut update);
    update
}

fn entered() -> TaskUpdate {
    updated(|update| update.entered = true)
}

fn estimate(seconds: u64) -> TaskUpdate {
    updated(|it| it.estimate = Some(EstimateChange { seconds: Some(seconds), actual_ms: 0 }))
}

fn stands(status: TaskStatus) -> TaskUpdate {
    updated(|update| update.status = Some(status))
}

fn any_update() -> impl Strategy<Value = TaskUpdate> {
    let text = || prop::sample::select(vec![None, Some("one".to_owned()), Some("two".to_owned())]);
    let status = prop::sample::select(vec![
        TaskStatus::Todo,
        TaskStatus::InProgress,
        TaskStatus::Blocked,
        TaskStatus::Done,
        TaskStatus::Dropped,
    ]);
    let claim = text().prop_map(|operator| {
        let desk = DeskName::default();
        operator.map(|operator| Claim { desk, operator, until_utc: None })
    });
    prop_oneof![
        Just(entered()),
        (1..5_u64).prop_map(estimate),
        status.prop_map(stands),
        text().prop_map(|title| updated(|update| update.title = Some(title))),
        text().prop_map(|sprint| updated(|update| update.sprint = Some(sprint))),
        text().prop_map(|assignee| updated(|update| update.assignee = Some(assignee))),
        claim.prop_map(|claim| updated(|update| update.claim = Some(claim))),
    ]
}

/// Events of three desks. Several may have been recorded at one time.
fn any_events() -> impl Strategy<Value = Vec<TaskEvent>> {
    let one = (0..3_usize, 0..9_i64, any_update());
    prop::collection::vec(one, 1..14).prop_map(|all| {
        let numbered = (1..).zip(all);
        numbered.map(|(seq, (desk, minute, update))| event(desk, seq, minute, update)).collect()
    })
}

/// Returns events and the same ones in another order.
fn in_two_orders() -> impl Strategy<Value = (Vec<TaskEvent>, Vec<TaskEvent>)> {
    any_events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))
}

proptest! {
    #[test]
    fn the_order_in_which_the_desks_are_read_does_not_matter((one, other) in in_two_orders()) {
        prop_assert_eq!(fold_task(one), fold_task(other));
    }

    #[test]
    fn events_that_come_last_may_be_applied_to_what_is_known_already(events in any_events()) {
        let mut sorted = events.clone();
        sorted.sort_by(|a, b| (a.time, &a.store_id, a.seq).cmp(&(b.time, &b.store_id, b.seq)));
        let newest = sorted.pop().unwrap();
        let mut task = fold_task(sorted).unwrap_or_else(|| Task::new(name(), newest.at_utc));
        task.apply(&newest.update, newest.at_utc);
        prop_assert_eq!(fold_task(events), Some(task));
    }

    #[test]
    fn a_task_that_is_over_is_claimed_by_nobody_until_somebody_claims_it_again(
        events in any_events(), over in prop::sample::select(vec![TaskStatus::Done, TaskStatus::Dropped]),
    ) {
        let last = event(0, 99, 60, stands(over));
        let task = fold_task([events, vec![last]].concat()).unwrap();
        prop_assert_eq!((task.claim, task.status), (None, over));
        prop_assert!(task.closed_at_utc.is_some());
    }
}

fn after(updates: impl IntoIterator<Item = TaskUpdate>) -> Task {
    let events = (1..).zip(updates).map(|(seq, update)| event(0, seq, 0, update));
    fold_task(events.collect()).unwrap()
}

#[test]
fn a_task_that_is_entered_is_in_progress_and_goes_back_to_todo_without_that_event() {
    let added = updated(|update| update.title = Some(Some("Create tables".into())));
    let begun = after([added.clone(), entered()]);
    assert_eq!((begun.status, begun.delegation), (TaskStatus::InProgress, Delegation::InProgress));
    let undone = after([added]);
    assert_eq!((undone.status, undone.delegation), (TaskStatus::Todo, Delegation::Unassigned));
}

#[test]
fn a_task_that_is_blocked_or_over_stays_so_when_somebody_enters_it() {
    for status in [TaskStatus::Blocked, TaskStatus::Done, TaskStatus::Dropped] {
        assert_eq!(after([stands(status), entered()]).status, status);
    }
}

#[test]
fn a_task_is_delegated_step_by_step() {
    let assigned = |to: Option<&str>| updated(|it| it.assignee = Some(to.map(str::to_owned)));
    for (updates, delegation) in [
        (vec![assigned(Some("ana"))], Delegation::Assigned),
        (vec![assigned(Some("ana")), assigned(None)], Delegation::Unassigned),
        (vec![assigned(Some("ana")), entered()], Delegation::InProgress),
        (vec![entered(), assigned(Some("ana"))], Delegation::InProgress),
        (vec![entered(), stands(TaskStatus::Done)], Delegation::Completed),
        (vec![stands(TaskStatus::Done), stands(TaskStatus::InProgress)], Delegation::InProgress),
    ] {
        assert_eq!(after(updates.clone()).delegation, delegation, "{updates:?}");
    }
}

#[test]
fn an_estimate_that_is_replaced_is_kept_and_the_same_one_again_is_none() {
    let estimated = |seconds, actual_ms| {
        let seconds = Some(seconds);
        updated(|it| it.estimate = Some(EstimateChange { seconds, actual_ms }))
    };
    let task = after([estimated(7_200, 0), estimated(7_200, 60_000), estimated(10_800, 9_660_000)]);
    let old: Vec<_> = task.old_estimates.iter().map(|old| (old.seconds, old.actual_ms)).collect();
    assert_eq!(old, [(Some(7_200), 9_660_000)]);
    assert_eq!(task.estimate_seconds, Some(10_800));
}

#[test]
fn the_sprint_in_which_a_task_is_entered_counts_only_if_it_has_none() {
    let within = |sprint: &str| {
        let mut update = entered();
        update.within = Some(sprint.to_owned());
        update
    };
    let task = after([within("SPRINT-1"), within("SPRINT-2")]);
    assert_eq!(task.sprint.as_deref(), Some("SPRINT-1"));
    let moved = updated(|update| update.sprint = Some(Some("SPRINT-3".into())));
    assert_eq!(after([within("SPRINT-1"), moved]).sprint.as_deref(), Some("SPRINT-3"));
}

#[test]
fn a_claim_keeps_other_desks_out_until_it_ends() {
    let (own, other) = (DeskName::named("night"), DeskName::default());
    let until_utc = Some(start() + TimeDelta::hours(2));
    let lease = Claim { desk: own.clone(), operator: "ana".into(), until_utc };
    let in_time = start() + TimeDelta::minutes(119);
    assert!(lease.keeps_out(&other, in_time) && !lease.keeps_out(&own, in_time));
    assert!(!lease.keeps_out(&other, start() + TimeDelta::hours(2)));
    let without_an_end = Claim { until_utc: None, ..lease };
    assert!(without_an_end.keeps_out(&other, start() + TimeDelta::days(300)));
}
