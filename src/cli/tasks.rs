//! The tasks or the sprints, one on each line.

use chrono::{DateTime, Utc};

use super::args::{SomeFilter, TaskFilter};
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::phrases::local_time;
use super::query::ListedTasks;
use super::reply::{NEEDS_ATTENTION, NOTHING_THERE, Output, Reply, warning_lines};
use super::table;
use crate::contract::{self, TaskListed};
use crate::core::{
    FrameKind, FrameRef, TaskBound, TaskClass, TaskCounts, TaskHead, TaskName, TaskQuery, TaskRow,
    TaskStatus, count_text, seconds_text,
};
use crate::desk::Asked;
use crate::zone::Zone;

/// How many are shown, unless more are asked for.
const SHOWN: usize = 100;
/// How many of those that are done or dropped are shown, unless they are asked for.
const CLOSED_SHOWN: usize = 10;

/// The cells of a task.
pub(super) const CELLS: usize = 5;

impl CliSession<'_> {
    /// Answers with the tasks or the sprints that were asked for.
    pub(super) fn tasks(&self, listed: &ListedTasks) -> Result<Reply, CliError> {
        let (mut query, some) = match listed {
            ListedTasks::Tasks(filter) => (self.task_query(filter), &filter.some),
            ListedTasks::Sprints(some) => (query(TaskClass::Sprints, some), some),
        };
        let is_of_all = query == only(query.class);
        query.bound = self.bound(some);
        let (zone, now) = (self.day_zone(), self.desk.moment().utc);
        let Asked { answer: head, warnings, missing } =
            self.desk.task_head(&query, &|at| zone.day_clock(at))?;
        let TaskHead { rows, left } = &head;
        let is_empty = rows.is_empty() && left.all() == 0;
        if is_empty {
            self.must_be_known(&query)?;
        }
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        let answer = if self.json {
            Output::Json(contract::lines(rows.iter().map(|row| TaskListed::of(row, now)))?)
        } else if is_empty && missing.is_empty() {
            Output::Lines(vec![nothing(query.class, is_of_all).to_owned()])
        } else {
            let cells: Vec<_> = rows.iter().map(|row| cells(row, None, (now, self.zone))).collect();
            let mut lines = table::lines(&cells);
            lines.extend(more(&head, &query));
            Output::Lines(lines)
        };
        // A desk that could not be read may know more.
        let exit = match (missing.is_empty(), is_empty) {
            (false, _) => NEEDS_ATTENTION,
            (true, true) => NOTHING_THERE,
            (true, false) => 0,
        };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }

    /// Refuses a sprint or a parent that nobody knows.
    fn must_be_known(&self, query: &TaskQuery) -> Result<(), CliError> {
        let sprint = query.sprint.clone().map(TaskName::sprint);
        let zone = self.day_zone();
        for name in sprint.into_iter().chain(query.parent.clone().map(TaskName::task)) {
            self.desk.task(&name, &|at| zone.day_clock(at))?;
        }
        Ok(())
    }

    /// Returns how much of a list is shown.
    fn bound(&self, some: &SomeFilter) -> Option<TaskBound> {
        match some.count {
            Some(count) => Some(TaskBound { count, closed: None }),
            // A program takes all of it.
            None if self.json => None,
            None => {
                let is_short = some.status.is_empty() && !some.all;
                Some(TaskBound { count: SHOWN, closed: is_short.then_some(CLOSED_SHOWN) })
            }
        }
    }

    fn task_query(&self, filter: &TaskFilter) -> TaskQuery {
        TaskQuery {
            sprint: filter.sprint.clone(),
            parent: filter.parent.clone(),
            mine: filter.mine.then(|| self.by().operator),
            ..query(TaskClass::Tasks, &filter.some)
        }
    }
}

fn query(class: TaskClass, some: &SomeFilter) -> TaskQuery {
    TaskQuery {
        statuses: some.status.clone(),
        assignee: some.assignee.clone(),
        text: (!some.words.is_empty()).then(|| some.words.join(" ")),
        ..only(class)
    }
}

fn only(class: TaskClass) -> TaskQuery {
    TaskQuery { class, ..TaskQuery::default() }
}

fn nothing(class: TaskClass, is_of_all: bool) -> &'static str {
    match (class, is_of_all) {
        (TaskClass::Sprints, true) => "No sprint is known. Add one: onwatch sprint add 1 -t Title",
        (TaskClass::Sprints, false) => "No such sprint",
        (TaskClass::Tasks | TaskClass::Projects, true) => {
            "No task is known. Add one: onwatch task add Fix the importer"
        }
        (TaskClass::Tasks | TaskClass::Projects, false) => "No such task",
    }
}

/// Returns how many more there are, and how to see them; `None` if there are none.
fn more(head: &TaskHead, query: &TaskQuery) -> Option<String> {
    let left = head.left.all();
    let all = left + head.rows.len();
    let what = if head.left.open == 0 { " done or dropped" } else { "" };
    let is_short = query.bound.is_some_and(|bound| bound.closed.is_some());
    let next = if is_short && all <= SHOWN {
        "--all shows them".to_owned()
    } else {
        let narrow = match query.class {
            TaskClass::Sprints => "--status or words",
            TaskClass::Tasks | TaskClass::Projects => "--status, --sprint or words",
        };
        format!("-n {all} shows all, {narrow} narrow the list")
    };
    (left > 0).then(|| format!("and {left} more{what}: {next}"))
}

/// Returns the cells of a task: a sign if it is open, its name, where it stands, its time, and its title
/// with what else there is to say.
/// What every task of the list is in, `within`, is not said.
pub(super) fn cells(
    row: &TaskRow,
    within: Option<&FrameRef>,
    (now, zone): (DateTime<Utc>, &dyn Zone),
) -> [String; CELLS] {
    let task = &row.task;
    let sign = if row.is_open { "●" } else { "" };
    let remarks = remarks(row, within, (now, zone));
    let about = [task.title.clone().unwrap_or_default()].into_iter().chain(remarks);
    let about = about.filter(|part| !part.is_empty()).map(|part| typed(&part));
    let about: Vec<String> = about.collect();
    [
        sign.to_owned(),
        typed(&short_name(&task.name)),
        task.status.words().to_owned(),
        spent(row),
        about.join(" · "),
    ]
}

/// Returns a name; the type of a `task` is not said.
pub(super) fn short_name(name: &FrameRef) -> String {
    if name.kind == FrameKind::task() || name.kind.is_of_sprints() {
        name.id.clone()
    } else {
        name.to_string()
    }
}

/// Returns the time of a task and its estimate, as in "2h 14m of 2h 30m".
pub(super) fn spent(row: &TaskRow) -> String {
    let total = row.total_ms / 1_000;
    match row.task.estimate_seconds {
        None if total == 0 => String::new(),
        None => seconds_text(total),
        Some(estimate) => format!("{} of {}", seconds_text(total), seconds_text(estimate)),
    }
}

/// Returns what else there is to say of a task.
fn remarks(
    row: &TaskRow,
    within: Option<&FrameRef>,
    (now, zone): (DateTime<Utc>, &dyn Zone),
) -> Vec<String> {
    let task = &row.task;
    let TaskCounts { open, done } = row.holds;
    let mut all = Vec::new();
    if open + done > 0 {
        all.push(format!("{done} of {} done", count_text(open + done, "task")));
    }
    let is_said = |sprint: &&String| within.is_some_and(|within| within.id == **sprint);
    let sprint = task.sprint.as_ref().filter(|sprint| !is_said(sprint));
    all.extend(sprint.map(|sprint| format!("in {sprint}")));
    all.extend(task.assignee.as_ref().map(|name| format!("for {name}")));
    let is_why = matches!(task.status, TaskStatus::Blocked | TaskStatus::Dropped);
    all.extend(task.reason.clone().filter(|_| is_why));
    all.extend(claim_text(row, now, zone));
    all.extend(row.elsewhere.iter().map(|other| format!("also on {}", other.desk)));
    all
}

/// Returns who claims a task, as in "claimed by ana on desk night until 17:00".
pub(super) fn claim_text(row: &TaskRow, now: DateTime<Utc>, zone: &dyn Zone) -> Option<String> {
    let claim = row.task.claim.as_ref().filter(|claim| claim.holds_at(now))?;
    let until = claim.until_utc.map(|at| format!(" until {}", local_time(at, now, zone)));
    let until = until.unwrap_or_default();
    Some(format!("claimed by {} on the desk {}{until}", claim.operator, claim.desk))
}
