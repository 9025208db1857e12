//! Tasks and sprints as lists and pages show them.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::task_order::{ListLength, TaskBound, TaskOrder, tail_number};
use crate::core::base::{DeskName, SessionKey, find_words};
use crate::core::history::SessionRecord;
use crate::core::read::BurnDownDay;
use crate::core::rules::OpenElsewhere;
use crate::core::session::{Artifact, FrameKind, FrameRef};
use crate::core::task::{Task, TaskName, TaskStatus};

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaskClass {
    /// Tasks: contexts of any type but `sprint` and `project`.
    #[default]
    Tasks,
    /// Sprints.
    Sprints,
    /// Projects.
    Projects,
}

/// Which tasks or sprints are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskQuery {
    /// What they are.
    pub class: TaskClass,
    /// The id of their sprint, in any case. Digits alone mean `SPRINT-digits`.
    pub sprint: Option<String>,
    /// The id of their parent, in any case. Digits alone mean `TASK-digits`.
    pub parent: Option<String>,
    /// Where they stand; empty for any.
    pub statuses: Vec<TaskStatus>,
    /// Who should do them, in any case.
    pub assignee: Option<String>,
    /// The operator whose tasks they are: who should do them, or claims them.
    pub mine: Option<String>,
    /// Words of their ids and titles, in any order. Of each, the beginning is enough.
    pub text: Option<String>,
    /// How many of them, from the head of the list; `None` for all.
    pub bound: Option<TaskBound>,
}

/// A task or a sprint in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// What is known of it.
    pub task: Task,
    /// Its active time in all sessions of all desks, also live ones, milliseconds. That of a sprint has
    /// also the time of its tasks.
    pub total_ms: u64,
    /// The part of it that lies in the local day, milliseconds.
    pub today_ms: u64,
    /// The part of it in the live session of this desk, milliseconds.
    pub session_ms: u64,
    /// Whether it is open on this desk.
    pub is_open: bool,
    /// The other desks on which it is open now.
    pub elsewhere: Vec<OpenElsewhere>,
    /// How many tasks a sprint has, or how many tasks have this one as their parent.
    pub holds: TaskCounts,
}

/// The head of a list, and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskHead {
    /// Its first rows, as [`TaskRow::sort`] orders them.
    pub rows: Vec<TaskRow>,
    /// The rest.
    pub left: ListLength,
}

/// How many tasks there are below a sprint or a task, without those that were dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskCounts {
    /// Those to do, in progress or blocked.
    pub open: u64,
    /// Those that are done.
    pub done: u64,
}

/// An open task: where it stands, and who else works on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedTask {
    /// The task.
    pub task: FrameRef,
    /// Where it stands; `None` if that is not known.
    pub stand: Option<TaskStand>,
    /// The other desks on which it is open now.
    pub elsewhere: Vec<OpenElsewhere>,
}

/// Where a task stands, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskStand {
    /// The status.
    pub status: TaskStatus,
    /// Why it is blocked or was dropped.
    pub reason: Option<String>,
    /// The other desk that said so; `None` if this desk did, or nobody.
    pub said_on: Option<DeskName>,
}

/// Everything about a task or a sprint.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskPage {
    /// What a list shows of it.
    pub row: TaskRow,
    /// The tasks of a sprint, or those below a task, as [`TaskRow::sort`] orders them.
    pub tasks: Vec<TaskRow>,
    /// The active time of the tasks below a task, with those below them, milliseconds. Where one of them was
    /// entered within the task, its time is in that of the task too.
    pub below_ms: u64,
    /// What came out of it, oldest first.
    pub artifacts: Vec<TaskArtifact>,
    /// The notes that were written in it, newest first.
    pub notes: Vec<TaskNote>,
    /// The sessions in which somebody worked on it, newest first; live ones come first.
    pub sessions: Vec<TaskSession>,
    /// The desks on which it was entered or changed, each once.
    pub desks: Vec<DeskName>,
}

/// Everything about a sprint.
#[derive(Debug, Clone, PartialEq)]
pub struct SprintPage {
    /// What is known of it, and its tasks.
    pub page: TaskPage,
    /// What was left of it, day by day, without a gap.
    pub burn_down: Vec<BurnDownDay>,
}

/// What came out of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskArtifact {
    /// What it is.
    pub artifact: Artifact,
    /// The desk where it was recorded.
    pub desk: DeskName,
    /// The session in which it was recorded; `None` if none was live.
    pub session: Option<SessionKey>,
    /// When it was recorded, UTC.
    pub at_utc: DateTime<Utc>,
}

/// A note in a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskNote {
    /// What was written.
    pub text: String,
    /// Who wrote it.
    pub operator: String,
    /// On which desk.
    pub desk: DeskName,
    /// In which session; `None` if none was live.
    pub session: Option<SessionKey>,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
}

/// A session in which somebody worked on a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskSession {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub record: SessionRecord,
    /// The active time of the task in it, milliseconds.
    pub active_ms: u64,
}

/// A task that can be entered, for somebody who types its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskChoice {
    /// Its name.
    pub name: FrameRef,
    /// Its title.
    pub title: Option<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// The id of its sprint.
    pub sprint: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// When it was entered last on any desk, or else known first, UTC.
    pub touched_at_utc: DateTime<Utc>,
}

/// What can be entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskChoices {
    /// The task that was entered on this desk before the current one, if it is open.
    pub previous: Option<FrameRef>,
    /// What is open, of every type: the last touched comes first.
    pub open: Vec<TaskChoice>,
    /// What is done or dropped, of every type: the last touched comes first.
    pub closed: Vec<TaskChoice>,
    /// Every type that is known.
    pub kinds: Vec<FrameKind>,
    /// The number that the next new `task` gets.
    pub next_free: u64,
}

impl TaskClass {
    /// Reports whether contexts of a type are wanted.
    #[must_use]
    pub fn has(self, kind: &FrameKind) -> bool {
        match self {
            Self::Tasks => kind.is_of_tasks(),
            Self::Sprints => kind.is_of_sprints(),
            Self::Projects => !kind.is_of_tasks() && !kind.is_of_sprints(),
        }
    }
}

impl TaskQuery {
    /// Reports whether a task is wanted.
    #[must_use]
    pub fn wants(&self, task: &Task) -> bool {
        let Self { class, sprint, parent, statuses, assignee, mine, text, bound: _ } = self;
        let is_same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        let is_assigned =
            |name: &String| task.assignee.as_ref().is_some_and(|to| is_same(to, name));
        let is_claimed = |name: &String| {
            task.status.is_open()
                && task.claim.as_ref().is_some_and(|claim| is_same(&claim.operator, name))
        };
        let is_of = |sprint: &String| {
            let id = task.sprint.clone();
            id.is_some_and(|id| {
                TaskName::sprint(sprint.clone()).is(&FrameRef { kind: FrameKind::sprint(), id })
            })
        };
        let is_below = |parent: &String| {
            task.parent.as_ref().is_some_and(|above| TaskName::task(parent.clone()).is(above))
        };
        class.has(&task.name.kind)
            && sprint.as_ref().is_none_or(is_of)
            && parent.as_ref().is_none_or(is_below)
            && (statuses.is_empty() || statuses.contains(&task.status))
            && assignee.as_ref().is_none_or(is_assigned)
            && mine.as_ref().is_none_or(|name| is_assigned(name) || is_claimed(name))
            && text.as_ref().is_none_or(|text| has_words(task, text))
    }
}

/// Reports whether id and title of a task have all words of a text.
fn has_words(task: &Task, wanted: &str) -> bool {
    let title = task.title.as_deref().unwrap_or_default();
    let text = format!("{} {title}", task.name);
    wanted.split_whitespace().all(|word| !find_words(&text, word).is_empty())
}

impl SharedTask {
    /// Returns what somebody should know who works on it, in sentences: that it is not in progress any more,
    /// and who else works on it.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let stand = self.stand.iter().filter_map(|stand| {
            let TaskStand { status, reason, said_on } = stand;
            let word = match status {
                TaskStatus::Todo | TaskStatus::InProgress => return None,
                TaskStatus::Blocked | TaskStatus::Done | TaskStatus::Dropped => status,
            };
            let on = said_on.as_ref().map(|desk| format!(", as the desk {desk} says"));
            let reason = reason.as_ref().filter(|_| *status != TaskStatus::Done);
            let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            Some(format!("{} is {word}{}{reason}", self.task, on.unwrap_or_default()))
        });
        let others = self.elsewhere.iter().map(|other| other.on(&self.task));
        stand.chain(others).collect()
    }
}

impl TaskRow {
    /// Returns the estimate, milliseconds.
    #[must_use]
    pub fn estimate_ms(&self) -> Option<u64> {
        self.task.estimate_seconds.map(|seconds| seconds.saturating_mul(1_000))
    }

    /// Reports whether it took longer than its estimate.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.estimate_ms().is_some_and(|estimate| self.total_ms > estimate)
    }

    /// Orders a list: what is open on this desk, in progress, to do, blocked, done, dropped. What was
    /// entered or closed last comes before the rest of its place; what is to do is in the order in which it
    /// became known.
    pub fn sort(rows: &mut [Self]) {
        rows.sort_by_cached_key(|row| {
            let TaskOrder { place, newest, number } = TaskOrder::of(&row.task);
            let place = if row.is_open { TaskOrder::OPEN_HERE } else { place };
            let Task { name, known_since_utc, .. } = &row.task;
            (place, Reverse(newest), *known_since_utc, number, name.id.clone())
        });
    }
}

impl TaskHead {
    /// Returns the head of a list. `rows` has its rows in any order, and perhaps some of the others.
    #[must_use]
    pub fn of(mut rows: Vec<TaskRow>, all: ListLength, bound: Option<TaskBound>) -> Self {
        TaskRow::sort(&mut rows);
        rows.truncate(all.within(bound));
        let open = rows.iter().filter(|row| row.task.status.is_open()).count();
        let closed = rows.len() - open;
        let left = ListLength {
            open: all.open.saturating_sub(open),
            closed: all.closed.saturating_sub(closed),
        };
        Self { rows, left }
    }
}

impl TaskChoices {
    /// Orders what can be entered: what was touched last comes first.
    pub fn sort(&mut self) {
        for list in [&mut self.open, &mut self.closed] {
            list.sort_by(|one, other| {
                let key = |choice: &TaskChoice| {
                    (Reverse(choice.touched_at_utc), tail_number(&choice.name.id))
                };
                key(one).cmp(&key(other)).then_with(|| one.name.id.cmp(&other.name.id))
            });
        }
    }
}
