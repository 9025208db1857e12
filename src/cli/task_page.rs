//! Everything about a task, and what came out of a task or a session.

use chrono::{DateTime, Utc};

use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::outcome_lines;
use super::phrases::{local_time, row};
use super::reply::{NOTHING_THERE, Output, Reply, warning_lines};
use super::show::section_lines;
use super::table;
use super::tasks::{cells, claim_text, short_name};
use crate::contract::{self, ArtifactListed, TaskDetail};
use crate::core::{
    Activity, Artifact, SessionName, Task, TaskArtifact, TaskName, TaskNote, TaskPage, TaskRow,
    TaskSession, Verb, left_text, seconds_text, short_text,
};
use crate::desk::{Asked, SessionTrail};
use crate::zone::Zone;

/// How many notes and sessions are shown.
const SHOWN: usize = 10;

impl CliSession<'_> {
    /// Answers with everything about a task.
    pub(super) fn task(&self, name: &TaskName) -> Result<Reply, CliError> {
        let (page, notices) = self.task_page(name)?;
        let now = self.desk.moment().utc;
        let answer = self.answer(&TaskDetail::of(&page, now), || lines(&page, now, self.zone))?;
        Ok(Reply { notices, ..Reply::done(answer) })
    }

    /// Returns everything about a task, and the problems beside it.
    fn task_page(&self, name: &TaskName) -> Result<(TaskPage, Vec<String>), CliError> {
        let zone = self.day_zone();
        let Asked { answer: page, warnings, .. } =
            self.desk.task(name, &|at| zone.day_clock(at))?;
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        Ok((page, notices))
    }

    /// Answers with what came out of a session or a task.
    pub(super) fn artifacts(
        &self,
        session: Option<SessionName>,
        task: Option<&TaskName>,
    ) -> Result<Reply, CliError> {
        let (listed, notices) = if let Some(task) = task {
            let (page, notices) = self.task_page(task)?;
            let name = &page.row.task.name;
            let of = |artifact: &TaskArtifact| ArtifactListed::of_task(name, artifact);
            (page.artifacts.iter().map(of).collect::<Vec<_>>(), notices)
        } else {
            let Asked { answer: trail, warnings, .. } = self.desk.trail(session)?;
            let glance = trail.story.glance(&self.desk.moment());
            let recorded = self.recorded_artifacts(&trail)?;
            let mut notices = self.notices()?;
            notices.extend(warning_lines(&warnings));
            (ArtifactListed::of_session(&self.desk.name(), &glance, recorded), notices)
        };
        let exit = if listed.is_empty() { NOTHING_THERE } else { 0 };
        let answer = if self.json {
            Output::Json(contract::lines(listed.into_iter())?)
        } else if listed.is_empty() {
            let next = "Record something: onwatch artifact add FILE";
            Output::Lines(vec![format!("No artifact was recorded there. {next}")])
        } else {
            let artifacts: Vec<Artifact> = listed.into_iter().map(|one| one.artifact).collect();
            Output::Lines(table::lines(&outcome_lines::artifacts(&artifacts)))
        };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }
}

impl CliSession<'_> {
    /// Returns the activities that recorded an artifact and count, oldest first.
    fn recorded_artifacts(&self, trail: &SessionTrail) -> Result<Vec<Activity>, CliError> {
        let mut recorded = Vec::new();
        self.desk.each_activity(trail, &mut |activity| {
            if activity.verb == Verb::Artifact && !activity.undone {
                recorded.push(activity);
            }
            true
        })?;
        recorded.sort_by_key(|activity| activity.seq);
        Ok(recorded)
    }
}

/// Returns everything about a task as lines.
pub(super) fn lines(page: &TaskPage, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let mut lines = head(&page.row, now, zone);
    if page.below_ms > 0 {
        lines.push(row("below", &short_text(page.below_ms)));
    }
    let below: Vec<_> =
        page.tasks.iter().map(|row| cells(row, Some(&page.row.task.name), (now, zone))).collect();
    lines.extend(section_lines("tasks", true, table::lines(&below)));
    let artifacts: Vec<Artifact> =
        page.artifacts.iter().map(|artifact| artifact.artifact.clone()).collect();
    let artifacts = table::lines(&outcome_lines::artifacts(&artifacts));
    lines.extend(section_lines("artifacts", true, artifacts));
    lines.extend(section_lines("notes", true, notes(&page.notes, now, zone)));
    lines.extend(section_lines("sessions", true, sessions(&page.sessions, now, zone)));
    lines
}

/// Returns the lines about a task or a sprint that a list has in one.
pub(super) fn head(of: &TaskRow, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let task = &of.task;
    let title = task.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
    let mut lines = vec![typed(&format!("{}{title}", task.name))];
    lines.push(row("status", &status(task, now, zone)));
    let reason = task.reason.as_ref().map(|reason| row("why", &typed(reason)));
    lines.extend(reason);
    lines.extend(task.summary.as_ref().map(|summary| row("summary", &typed(summary))));
    lines.push(row("spent", &time(of)));
    lines.extend(estimates(task).map(|text| row("estimate", &text)));
    lines.extend(task.sprint.as_ref().map(|sprint| row("sprint", &typed(sprint))));
    lines.extend(task.parent.as_ref().map(|parent| row("parent", &typed(&short_name(parent)))));
    lines.extend(task.assignee.as_ref().map(|name| row("for", &typed(name))));
    lines.extend(claim_text(of, now, zone).map(|text| row("claim", &typed(&text))));
    let others = of.elsewhere.iter().map(|other| format!("{} ({})", other.desk, other.operator));
    let others: Vec<String> = others.collect();
    if !others.is_empty() {
        lines.push(row("also on", &typed(&others.join(", "))));
    }
    lines
}

fn status(task: &Task, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let since = task.closed_at_utc.or(task.entered_at_utc).unwrap_or(task.known_since_utc);
    let word = match (task.closed_at_utc, task.entered_at_utc) {
        (Some(_), _) => "at",
        (None, Some(_)) => "entered last at",
        (None, None) => "known since",
    };
    format!("{}, {word} {}", task.status.words(), local_time(since, now, zone))
}

/// Returns the time of a task, as in "2h 14m of 2h 30m, 16m left, 20m today, 10m in this session".
fn time(of: &TaskRow) -> String {
    let total = of.total_ms / 1_000;
    let spent = of.task.estimate_seconds.map_or_else(
        || vec![seconds_text(total)],
        |estimate| {
            let rest = match total.checked_sub(estimate) {
                Some(over) => (over > 0).then(|| format!("{} over", seconds_text(over))),
                None => Some(left_text(estimate.saturating_sub(total))),
            };
            let spent = format!("{} of {}", seconds_text(total), seconds_text(estimate));
            std::iter::once(spent).chain(rest).collect()
        },
    );
    let some = |ms: u64, when: &str| (ms >= 1_000).then(|| format!("{} {when}", short_text(ms)));
    let today = some(of.today_ms, "today");
    let session = some(of.session_ms, "in this session");
    spent.into_iter().chain(today).chain(session).collect::<Vec<_>>().join(", ")
}

/// Returns the estimates before, as in "2h → 3h, actual 2h 41m".
fn estimates(task: &Task) -> Option<String> {
    let value = |seconds: Option<u64>| seconds.map_or_else(|| "none".to_owned(), seconds_text);
    let last = task.old_estimates.last()?;
    let old = task.old_estimates.iter().map(|old| value(old.seconds));
    let all: Vec<String> = old.chain([value(task.estimate_seconds)]).collect();
    Some(format!("{}, actual {} by then", all.join(" → "), short_text(last.actual_ms)))
}

fn notes(all: &[TaskNote], now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let cells = |note: &TaskNote| [local_time(note.at_utc, now, zone), typed(&note.text)];
    let rows: Vec<_> = all.iter().take(SHOWN).map(cells).collect();
    with_rest(table::lines(&rows), all.len())
}

fn sessions(all: &[TaskSession], now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let cells = |of: &TaskSession| {
        [
            of.record.key.to_string(),
            local_time(of.record.started_at_utc, now, zone),
            short_text(of.active_ms),
            typed(&format!("{} ({})", of.record.operator, of.desk)),
        ]
    };
    let rows: Vec<_> = all.iter().take(SHOWN).map(cells).collect();
    with_rest(table::lines(&rows), all.len())
}

fn with_rest(mut lines: Vec<String>, count: usize) -> Vec<String> {
    if count > SHOWN {
        lines.push(format!("and {} more; see them with --json", count - SHOWN));
    }
    lines
}
