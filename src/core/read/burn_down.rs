//! What was left of a sprint, day by day.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

use crate::core::history::DeskSession;
use crate::core::read::{Period, local_day, split_days};
use crate::core::session::{FrameKind, FrameRef};
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
    (name.kind.clone(), name.id.to_lowercase())
}

/// A task of a sprint, with the events that are still to come.
struct Burning<'e> {
    task: Task,
    events: std::iter::Peekable<std::vec::IntoIter<(NaiveDate, &'e TaskEvent)>>,
    worked_ms: u64,
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
    let worked = SprintWork::of(sprint, &tasks.keys().cloned().collect(), sessions, local);
    let first_events =
        tasks.values_mut().filter_map(|task| task.events.peek().map(|(day, _)| *day));
    let first = first_events.chain(worked.days.keys().copied()).min();
    let last_events = events.iter().map(|event| local_day(event.at_utc, local));
    let last = last_events.chain(worked.days.keys().copied()).max();
    let last = if sprint.status.is_open() { last.map(|last| last.max(today)) } else { last };
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let earliest = last.checked_sub_days(Days::new(DAYS_MAX - 1)).unwrap_or(last);
    for ((key, _), ms) in worked.tasks.iter().filter(|((_, date), _)| *date < earliest) {
        if let Some(burning) = tasks.get_mut(key) {
            burning.worked_ms = burning.worked_ms.saturating_add(*ms);
        }
    }
    let first = first.max(earliest);
    let mut days = Vec::new();
    for date in first.iter_days().take_while(|day| *day <= last) {
        let mut day = BurnDownDay {
            date,
            worked_ms: worked.days.get(&date).copied().unwrap_or(0),
            done: 0,
            open: 0,
            estimated_seconds: 0,
            remaining_seconds: 0,
        };
        for (key, burning) in &mut tasks {
            burning.advance(date);
            let worked_ms = worked.tasks.get(&(key.clone(), date)).copied().unwrap_or(0);
            burning.worked_ms = burning.worked_ms.saturating_add(worked_ms);
            burning.add_to(&mut day, &sprint.name.id);
        }
        days.push(day);
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
        Some((key, Burning { task, events: events.into_iter().peekable(), worked_ms: 0 }))
    });
    burning.collect()
}

impl Burning<'_> {
    /// Applies the events until the end of a day.
    fn advance(&mut self, date: NaiveDate) {
        while let Some((_, event)) = self.events.next_if(|(day, _)| *day <= date) {
            self.task.apply(&event.update, event.at_utc);
        }
    }

    /// Adds it to a day, if it belongs to the sprint then.
    fn add_to(&self, day: &mut BurnDownDay, sprint: &str) {
        let Task { status, estimate_seconds, sprint: of, .. } = &self.task;
        let is_in = of.as_ref().is_some_and(|of| of.to_lowercase() == sprint.to_lowercase());
        if !is_in || *status == TaskStatus::Dropped {
            return;
        }
        let estimate = estimate_seconds.unwrap_or(0);
        day.estimated_seconds = day.estimated_seconds.saturating_add(estimate);
        if *status == TaskStatus::Done {
            day.done += 1;
            return;
        }
        day.open += 1;
        let left = estimate.saturating_sub(self.worked_ms / 1_000);
        day.remaining_seconds = day.remaining_seconds.saturating_add(left);
    }
}

/// The time in a sprint by local day: of all of it, and of each of its tasks, milliseconds.
struct SprintWork {
    days: BTreeMap<NaiveDate, u64>,
    tasks: HashMap<(TaskKey, NaiveDate), u64>,
}

impl SprintWork {
    fn of(
        sprint: &Task,
        tasks: &HashSet<TaskKey>,
        sessions: &[DeskSession],
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Self {
        let mut worked = Self { days: BTreeMap::new(), tasks: HashMap::new() };
        let sprint = key(&sprint.name);
        for session in sessions {
            for part in session.record.parts(&Period::default()) {
                let open: Vec<TaskKey> = part.contexts.iter().map(|stay| key(stay.frame)).collect();
                let of_tasks: Vec<&TaskKey> =
                    open.iter().filter(|key| tasks.contains(*key)).collect();
                if of_tasks.is_empty() && !open.contains(&sprint) {
                    continue;
                }
                // Time in a sprint that is open is time of no other one.
                let in_another = !open.contains(&sprint)
                    && part.contexts.iter().any(|stay| stay.frame.kind.is_of_sprints());
                for (day, ms) in split_days(&[(part.from_utc, part.ms)], local) {
                    let sum = worked.days.entry(day).or_default();
                    *sum = sum.saturating_add(if in_another { 0 } else { ms });
                    for task in &of_tasks {
                        let sum = worked.tasks.entry(((*task).clone(), day)).or_default();
                        *sum = sum.saturating_add(ms);
                    }
                }
            }
        }
        worked
    }
}
