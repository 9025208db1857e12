//! Everything about a sprint: its tasks, and what was left of it day by day.

use super::cli_session::CliSession;
use super::error::CliError;
use super::reply::{Reply, warning_lines};
use super::show::section_lines;
use super::table;
use super::task_page;
use crate::contract::SprintDetail;
use crate::core::{
    Argument, BurnDownDay, Hint, LookAt, Refusal, RefusalKind, TaskName, Verb, count_text,
    left_text, short_text,
};
use crate::desk::Asked;
use crate::zone::Zone as _;

/// How many columns a bar has at most.
const BAR: u64 = 24;
/// How many days are shown, the last ones.
const DAYS: usize = 21;

impl CliSession<'_> {
    /// Answers with everything about a sprint: the one that is named, or that of the live session.
    pub(super) fn sprint(&self, name: Option<TaskName>) -> Result<Reply, CliError> {
        let name = name.map_or_else(|| self.current_sprint(), Ok)?;
        let zone = self.day_zone();
        let Asked { answer: page, warnings, .. } =
            self.desk.sprint(&name, &|at| zone.day_clock(at))?;
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        let now = self.desk.moment().utc;
        let answer = self.answer(&SprintDetail::of(&page, now), || {
            let chart = section_lines("burn-down", true, burn_down(&page.burn_down));
            [task_page::lines(&page.page, now, self.zone), chart].concat()
        })?;
        Ok(Reply { notices, ..Reply::done(answer) })
    }

    /// Returns the sprint of the live session: the open one, or that of the current task.
    pub(super) fn current_sprint(&self) -> Result<TaskName, CliError> {
        let view = self.desk.look()?;
        let live = view.watch.live();
        let path = live.map(|live| live.context_stack.path_with_sprint()).unwrap_or_default();
        let sprint = path.into_iter().rev().find(|frame| frame.kind.is_of_sprints());
        let sprint = sprint.map(|frame| TaskName::sprint(frame.id));
        sprint.ok_or_else(|| {
            let why = "the live session is in no sprint";
            let next = Hint::show("name one of these", LookAt::Sprints);
            let what = "There is nothing to show";
            Refusal::new(RefusalKind::NothingThere, what, why, next)
                .or(Hint::give_with(
                    "or enter one",
                    Verb::Push,
                    [(Argument::Type, "sprint"), (Argument::Id, "1")],
                ))
                .into()
        })
    }
}

/// Returns a line for each day: a bar for what was left of the estimates, or of the tasks if there is no
/// estimate, and the numbers.
fn burn_down(all: &[BurnDownDay]) -> Vec<String> {
    let shown = all.get(all.len().saturating_sub(DAYS)..).unwrap_or_default();
    let by_time = shown.iter().any(|day| day.estimated_seconds > 0);
    let left = |day: &BurnDownDay| if by_time { day.remaining_seconds } else { day.open };
    let most = shown.iter().map(left).max().unwrap_or(0);
    let row = |day: &BurnDownDay| {
        let time = if by_time { left_text(day.remaining_seconds) } else { String::new() };
        let worked = if day.worked_ms < 1_000 { 0 } else { day.worked_ms };
        let worked =
            if worked == 0 { String::new() } else { format!("{} worked", short_text(worked)) };
        [
            day.date.to_string(),
            bar(left(day), most),
            time,
            format!("{} open", day.open),
            format!("{} done", day.done),
            worked,
        ]
    };
    let rows: Vec<_> = shown.iter().map(row).collect();
    let mut lines = table::lines(&rows);
    let earlier = all.len() - shown.len();
    if earlier > 0 {
        lines.insert(0, format!("{} before; see them with --json", count_text(earlier, "day")));
    }
    lines
}

/// Returns a bar; something that is left has one column at least.
fn bar(left: u64, most: u64) -> String {
    let columns = left.saturating_mul(BAR).checked_div(most).unwrap_or(0);
    let columns = if left > 0 { columns.max(1) } else { 0 };
    "█".repeat(usize::try_from(columns).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str, left: u64, open: u64) -> BurnDownDay {
        BurnDownDay {
            date: date.parse().unwrap_or_default(),
            worked_ms: 90_000,
            done: 1,
            open,
            estimated_seconds: left,
            remaining_seconds: left,
        }
    }

    #[test]
    fn a_bar_is_as_long_as_what_was_left() {
        let all =
            [day("2026-01-05", 36_000, 3), day("2026-01-06", 9_000, 2), day("2026-01-07", 60, 1)];
        let lines = burn_down(&all);
        let full: Vec<usize> = lines.iter().map(|line| line.matches('█').count()).collect();
        assert_eq!(full, [24, 6, 1]);
        assert!(lines.iter().all(|line| line.contains("1m worked")), "{lines:?}");
        let without = [day("2026-01-05", 0, 4), day("2026-01-06", 0, 0)];
        let full: Vec<usize> =
            burn_down(&without).iter().map(|line| line.matches('█').count()).collect();
        assert_eq!(full, [24, 0]);
        assert_eq!(burn_down(&[]), [""; 0]);
    }
}
