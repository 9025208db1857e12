//! What was left of a sprint, day by day.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::vec::IntoIter;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

use crate::core::history::DeskSession;
use crate::core::read::{Period, local_day, split_days};
use crate::core::session::{FrameKind, FrameRef, id_key};
use crate::core::task::{Task, TaskEvent, TaskStatus};

/// The most days, the last ones.
const DAYS_MAX: u64 = 400;

/// How a sprint stood at the end of a local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurnDownDay {
    /// The day.
    pub date: NaiveDate,
    /// The active time in the sprint and in its tasks on that day, milliseconds.
    pub worked_ms: u64,
    /// How many of its tasks were done.
    pub done: u64,
    /// How many were to do, in progress or blocked.
    pub open: u64,
    /// The estimates of its tasks, without those that were dropped, seconds.
    pub estimated_seconds: u64,
    /// What was left of the estimates of the open ones, less the time in each of them, seconds.
    pub remaining_seconds: u64,
}

/// The key of a context as ids are compared.
type TaskKey = (FrameKind, String);

fn key(name: &FrameRef) -> TaskKey {
    (name.kind.clone(), id_key(&name.kind, &name.id))
}

/// A task of a sprint, with what is still to come of its events and of the work in it.
struct Burning<'e> {
    task: Task,
    events: Peekable<IntoIter<(NaiveDate, &'e TaskEvent)>>,
    work: BTreeMap<NaiveDate, u64>,
    worked_ms: u64,
}

/// What tasks add to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct BurnSum {
    done: u64,
    open: u64,
    estimated_seconds: u128,
    remaining_seconds: u128,
}

/// Returns what was left of a sprint, day by day: from the first event or work of its tasks to the last one,
/// or to `today` if it is not closed. `events` are those of the sprint and of its tasks; a task counts
/// while it belongs to the sprint. `local` returns the local time, less the time at which days begin.
#[must_use]
pub fn burn_down(
    sprint: &Task,
    events: &[TaskEvent],
    sessions: &[DeskSession],
    (today, local): (NaiveDate, &dyn Fn(DateTime<Utc>) -> NaiveDateTime),
) -> Vec<BurnDownDay> {
    let mut tasks = burning(events, local);
    tasks.remove(&key(&sprint.name));
    let worked = add_work(&mut tasks, sprint, sessions, local);
    tasks.values_mut().for_each(Burning::begin_with_work);
    let first_events =
        tasks.values_mut().filter_map(|task| task.events.peek().map(|(day, _)| *day));
    let first = first_events.chain(worked.keys().copied()).min();
    let last_events = events.iter().map(|event| local_day(event.at_utc, local));
    let last = last_events.chain(worked.keys().copied()).max();
    let last = if sprint.status.is_open() { last.map(|last| last.max(today)) } else { last };
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let earliest = last.checked_sub_days(Days::new(DAYS_MAX - 1)).unwrap_or(last);
    let first = first.max(earliest);
    let id = sprint.name.id.to_lowercase();
    let mut tasks: Vec<Burning<'_>> = tasks.into_values().collect();
    let mut touched: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (nth, task) in tasks.iter().enumerate() {
        for day in task.days() {
            touched.entry(day.max(first)).or_default().push(nth);
        }
    }
    // A task adds to a day what it added to the day before, unless something happened to it.
    let (mut sum, mut days) = (BurnSum::default(), Vec::new());
    for date in first.iter_days().take_while(|day| *day <= last) {
        for nth in touched.remove(&date).unwrap_or_default() {
            if let Some(task) = tasks.get_mut(nth) {
                sum.remove(task.sum(&id));
                task.advance(date);
                sum.add(task.sum(&id));
            }
        }
        days.push(BurnDownDay {
            date,
            worked_ms: worked.get(&date).copied().unwrap_or(0),
            done: sum.done,
            open: sum.open,
            estimated_seconds: u64::try_from(sum.estimated_seconds).unwrap_or(u64::MAX),
            remaining_seconds: u64::try_from(sum.remaining_seconds).unwrap_or(u64::MAX),
        });
    }
    days
}

/// Returns the tasks of some events. An event counts on the local day on which it took effect, but never
/// before one that comes before it.
fn burning<'e>(
    events: &'e [TaskEvent],
    local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
) -> BTreeMap<TaskKey, Burning<'e>> {
    let mut sorted: Vec<&TaskEvent> = events.iter().collect();
    sorted.sort_by(|one, other| one.place().cmp(&other.place()));
    let mut lists: BTreeMap<TaskKey, Vec<(NaiveDate, &TaskEvent)>> = BTreeMap::new();
    for event in sorted {
        let list = lists.entry(key(&event.update.task)).or_default();
        let day = local_day(event.at_utc, local);
        let day = list.last().map_or(day, |(before, _)| day.max(*before));
        list.push((day, event));
    }
    let burning = lists.into_iter().filter_map(|(key, events)| {
        let (_, first) = events.first()?;
        let task = Task::new(first.update.task.clone(), first.at_utc);
        let (events, work) = (events.into_iter().peekable(), BTreeMap::new());
        Some((key, Burning { task, events, work, worked_ms: 0 }))
    });
    burning.collect()
}

impl Burning<'_> {
    /// Lets its first event count from the day on which somebody first worked on it: it was there then, also if
    /// it was entered later.
    fn begin_with_work(&mut self) {
        let first = self.work.keys().next();
        if let (Some(worked), Some((known, _))) = (first, self.events.peek_mut()) {
            *known = (*known).min(*worked);
        }
    }

    /// Returns the days on which something happened to it.
    fn days(&self) -> BTreeSet<NaiveDate> {
        self.events.clone().map(|(day, _)| day).chain(self.work.keys().copied()).collect()
    }

    /// Applies the events and the work until the end of a day.
    fn advance(&mut self, date: NaiveDate) {
        while let Some((_, event)) = self.events.next_if(|(day, _)| *day <= date) {
            self.task.apply(&event.update, event.at_utc);
        }
        while let Some(day) = self.work.first_entry().filter(|day| *day.key() <= date) {
            self.worked_ms = self.worked_ms.saturating_add(day.remove());
        }
    }

    /// Returns what it adds to a day; nothing unless it belongs to the sprint then.
    fn sum(&self, sprint: &str) -> BurnSum {
        let Task { status, estimate_seconds, sprint: of, .. } = &self.task;
        let is_in = of.as_ref().is_some_and(|of| of.to_lowercase() == sprint);
        if !is_in || *status == TaskStatus::Dropped {
            return BurnSum::default();
        }
        let estimate = estimate_seconds.unwrap_or(0);
        let estimated_seconds = u128::from(estimate);
        if *status == TaskStatus::Done {
            return BurnSum { done: 1, estimated_seconds, ..BurnSum::default() };
        }
        let left = estimate.saturating_sub(self.worked_ms / 1_000);
        BurnSum { open: 1, estimated_seconds, remaining_seconds: u128::from(left), done: 0 }
    }
}

impl BurnSum {
    fn add(&mut self, other: Self) {
        self.done += other.done;
        self.open += other.open;
        self.estimated_seconds += other.estimated_seconds;
        self.remaining_seconds += other.remaining_seconds;
    }

    /// Takes away what was added before.
    fn remove(&mut self, other: Self) {
        self.done -= other.done;
        self.open -= other.open;
        self.estimated_seconds -= other.estimated_seconds;
        self.remaining_seconds -= other.remaining_seconds;
    }
}

/// Adds the time in the tasks of a sprint to each of them. Returns the time in all of it, by local day,
/// milliseconds.
fn add_work(
    tasks: &mut BTreeMap<TaskKey, Burning<'_>>,
    sprint: &Task,
    sessions: &[DeskSession],
    local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
) -> BTreeMap<NaiveDate, u64> {
    let mut worked: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    let sprint = key(&sprint.name);
    for session in sessions {
        for part in session.record.parts(&Period::default()) {
            let mut open: Vec<TaskKey> = part.contexts.iter().map(|stay| key(stay.frame)).collect();
            let is_in_sprint = open.contains(&sprint);
            open.retain(|key| tasks.contains_key(key));
            if open.is_empty() && !is_in_sprint {
                continue;
            }
            // Time in a sprint that is open is time of no other one.
            let in_another =
                !is_in_sprint && part.contexts.iter().any(|stay| stay.frame.kind.is_of_sprints());
            for (day, ms) in split_days(&[(part.from_utc, part.ms)], local) {
                let sum = worked.entry(day).or_default();
                *sum = sum.saturating_add(if in_another { 0 } else { ms });
                for key in &open {
                    let Some(task) = tasks.get_mut(key) else { continue };
                    let sum = task.work.entry(day).or_default();
                    *sum = sum.saturating_add(ms);
                }
            }
        }
    }
    worked
}
