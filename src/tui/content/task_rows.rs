//! The rows of a list of tasks: sign, name, title, what is special of it, and its time against the estimate.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{FrameRef, Severity, TaskRow, seconds_text, short_text};
use crate::tui::look::{fit, safe, spans_width, thousands, width};
use crate::tui::model::Model;
use crate::tui::screens::BoardList;
use crate::tui::tasks::BoardLine;

use super::task_signs::{shown_name, status_sign};

/// The most columns of a name.
const NAME_MOST: usize = 18;
/// The columns of a bar, and the least columns of a row that has one.
const BAR: usize = 6;
const WITH_BAR: usize = 44;
/// The least columns of a row with the estimate beside the time.
const WITH_ESTIMATE: usize = 64;
/// The least columns of a title that gives way to what is special, and of a text that is cut.
const TITLE_LEAST: usize = 14;
const SPECIAL_LEAST: usize = 12;
/// The columns before a name: the mark and the sign.
const HEAD: usize = 4;

/// Returns at most `rows` lines of a list.
pub fn lines(
    model: &Model,
    list: &BoardList,
    (columns, rows): (usize, usize),
    is_marked: bool,
) -> Vec<Line<'static>> {
    let first = list.first_of(rows);
    let visible: Vec<_> = list.lines().iter().enumerate().skip(first).take(rows).collect();
    let board = model.tasks.board();
    let names = visible.iter().filter_map(|(_, line)| board.row(line));
    let name_columns = names.map(|row| width(&shown_name(&row.task.name))).max().unwrap_or(0);
    let name_columns = name_columns.min(NAME_MOST);
    let look = TaskRowLook { model, columns, name_columns, time_columns: 0 };
    let rows = visible.iter().filter_map(|(_, line)| board.row(line));
    let time_columns = rows.map(|row| width(&look.times(row).0)).max().unwrap_or(0);
    let look = TaskRowLook { time_columns, ..look };
    let line = |(nth, line): (usize, &BoardLine)| match (line, board.row(line)) {
        (BoardLine::Group(title, count), _) => Some(look.title(title, *count)),
        (BoardLine::Sprint(_) | BoardLine::Task(_), row) => {
            Some(look.row(row?, is_marked && nth == list.at()))
        }
    };
    visible.into_iter().filter_map(line).collect()
}

/// How the rows of a list are drawn.
struct TaskRowLook<'a> {
    model: &'a Model,
    columns: usize,
    name_columns: usize,
    time_columns: usize,
}

impl TaskRowLook<'_> {
    /// Returns the title of a group.
    fn title(&self, title: &str, count: usize) -> Line<'static> {
        let theme = self.model.settings.theme;
        let (title, count) = (format!("{title} "), format!(" {}", thousands(count)));
        let rule = self.columns.saturating_sub(2 + width(&title) + width(&count));
        Line::from(vec![
            Span::raw("  "),
            Span::styled(title, theme.quiet()),
            Span::styled("─".repeat(rule), theme.chrome()),
            Span::styled(count, theme.quiet()),
        ])
    }

    fn row(&self, row: &TaskRow, is_selected: bool) -> Line<'static> {
        let theme = self.model.theme();
        let is_live = self.is_live(&row.task.name);
        let is_over = !row.task.status.is_open();
        let of = |style: Style| if is_selected { theme.chosen() } else { style };
        let (sign, sign_style) = match row.task.status {
            _ if is_live => ("●", theme.key()),
            _ if row.task.name.kind.is_of_sprints() && !is_over => ("◆", theme.quiet()),
            status => status_sign(status, theme),
        };
        let mark = if is_selected { "› " } else { "  " };
        let name_style = match (is_live, is_over) {
            (true, _) => theme.strong(),
            (_, true) => theme.quiet(),
            (false, false) => Style::new(),
        };
        let name = fit(&shown_name(&row.task.name), self.name_columns);
        let pad = self.name_columns - width(&name);
        let mut spans = vec![
            Span::styled(mark, of(theme.key())),
            Span::styled(format!("{sign} "), of(sign_style)),
            Span::styled(format!("{name}{:pad$}  ", ""), of(name_style)),
        ];
        let (times, times_style) = self.times(row);
        let pad = self.time_columns.saturating_sub(width(&times));
        let times = format!("{:pad$}{times}", "");
        let bar = self.bar(row);
        let beside = width(&times) + if bar.is_empty() { 0 } else { BAR + 2 };
        let room = self.columns.saturating_sub(HEAD + self.name_columns + 2 + beside + 1);
        spans.extend(self.about(row, room, of(name_style), of(theme.quiet())));
        let used = spans_width(&spans) + beside;
        spans.push(Span::styled(" ".repeat(self.columns.saturating_sub(used)), of(Style::new())));
        if !bar.is_empty() {
            spans.extend(bar.into_iter().map(|part| Span::styled(part.content, of(part.style))));
            spans.push(Span::styled("  ", of(Style::new())));
        }
        spans.push(Span::styled(times, of(if is_over { theme.quiet() } else { times_style })));
        Line::from(spans)
    }

    /// Returns the title and what is special of a task, as they fit.
    fn about(&self, row: &TaskRow, room: usize, style: Style, quiet: Style) -> Vec<Span<'static>> {
        let title = row.task.title.as_deref().map(safe).unwrap_or_default();
        // What is special gives way to a part of the title, and then goes first.
        let beside = room.saturating_sub(width(&title).min(TITLE_LEAST) + 3);
        let special = fit_special(self.special(row), beside);
        let has_special = !special.is_empty();
        let taken = if has_special { width(&special) + 3 } else { 0 };
        let title = fit(&title, room.saturating_sub(taken));
        let join = if title.is_empty() { "" } else { " · " };
        let mut spans = vec![Span::styled(title, style)];
        if has_special {
            spans.push(Span::styled(format!("{join}{special}"), quiet));
        }
        spans
    }

    /// Returns what is special of a task: why it is blocked, who claims it, where else it is open.
    fn special(&self, row: &TaskRow) -> Vec<Special> {
        let (task, now) = (&row.task, self.model.now.utc);
        let own = &self.model.environment.desk;
        let blocked = task.reason.as_deref().filter(|_| task.status.is_open()).map(safe);
        let claim = task.claim.as_ref().filter(|claim| claim.holds_at(now));
        let claim = claim.map(|claim| Special {
            text: if claim.desk == *own {
                CLAIMED.to_owned()
            } else {
                format!("{CLAIMED} by {}", safe(claim.desk.as_str()))
            },
            short: CLAIMED.to_owned(),
        });
        let counts = task.name.kind.is_of_sprints().then(|| {
            let short = format!("{} of {}", row.holds.done, row.holds.open + row.holds.done);
            Special { text: format!("{short} done"), short }
        });
        let plain = |text: String| Special { text, short: String::new() };
        let (blocked, also) = (blocked.map(plain), elsewhere(row).map(plain));
        [counts, blocked, claim, also].into_iter().flatten().collect()
    }

    /// Returns the time of a task, and the estimate if it fits.
    fn times(&self, row: &TaskRow) -> (String, Style) {
        let theme = self.model.theme();
        let total_ms = self.model.total_ms(row);
        let estimate = row.task.estimate_seconds;
        let is_over = estimate.is_some_and(|estimate| total_ms / 1_000 > estimate);
        let over = if is_over { "▲ " } else { "" };
        let total = (total_ms >= 60_000).then(|| short_text(total_ms));
        let estimate = estimate.filter(|_| self.columns >= WITH_ESTIMATE).map(seconds_text);
        let text = match (total, estimate) {
            (Some(total), Some(estimate)) => format!("{over}{total} / {estimate}"),
            (Some(total), None) => format!("{over}{total}"),
            (None, Some(estimate)) => format!("~{estimate}"),
            (None, None) => String::new(),
        };
        let style = if is_over { theme.severity(Severity::Warning) } else { Style::new() };
        (text, style)
    }

    /// Returns how much of the estimate is used; empty without an estimate, or without room.
    fn bar(&self, row: &TaskRow) -> Vec<Span<'static>> {
        let theme = self.model.theme();
        let estimate = row.task.estimate_seconds.filter(|seconds| *seconds > 0);
        let Some(estimate) = estimate.filter(|_| self.columns >= WITH_BAR) else { return vec![] };
        let total = u128::from(self.model.total_ms(row) / 1_000);
        let used = total * BAR as u128 / u128::from(estimate);
        let used = usize::try_from(used).unwrap_or(BAR).min(BAR);
        let is_over = total > u128::from(estimate);
        let style = match (row.task.status.is_open(), is_over) {
            (false, _) => theme.quiet(),
            (true, true) => theme.severity(Severity::Warning),
            (true, false) => theme.gauge(),
        };
        vec![
            Span::styled("━".repeat(used), style),
            Span::styled("─".repeat(BAR - used), theme.chrome()),
        ]
    }

    fn is_live(&self, name: &FrameRef) -> bool {
        let live = self.model.glance().and_then(|glance| glance.session.as_ref());
        live.is_some_and(|live| live.context_stack.last().is_some_and(|top| top.name == *name))
    }
}

/// The word for a task that somebody claims.
const CLAIMED: &str = "claimed";

/// Something special of a task.
struct Special {
    text: String,
    /// What says it where the text has no room; empty if the sign of the task does.
    short: String,
}

/// Returns as much of what is special as fits: whole parts, or the first one in short, or cut.
fn fit_special(mut parts: Vec<Special>, columns: usize) -> String {
    let joined = |parts: &[Special]| {
        parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" · ")
    };
    while parts.len() > 1 && width(&joined(&parts)) > columns {
        parts.pop();
    }
    let text = joined(&parts);
    if width(&text) <= columns {
        return text;
    }
    match parts.first() {
        Some(first) if !first.short.is_empty() && width(&first.short) <= columns => {
            first.short.clone()
        }
        Some(_) if columns >= SPECIAL_LEAST => fit(&text, columns),
        Some(_) | None => String::new(),
    }
}

/// Returns the other desks that work on a task, as in "also: agent-7".
pub fn elsewhere(row: &TaskRow) -> Option<String> {
    let desks = row.elsewhere.iter().map(|other| safe(other.desk.as_str()));
    let desks: Vec<String> = desks.collect();
    (!desks.is_empty()).then(|| format!("also: {}", desks.join(", ")))
}
