//! One task or sprint in full: where it stands, its time against its estimates, what it holds, what came
//! out of it, its notes and its sessions.

use ratatui::text::{Line, Span};

use crate::core::{OldEstimate, Severity, TaskPage, TaskRow, count_text, seconds_text, short_text};
use crate::tui::look::{fit, padded, plain, safe, sentence, styled, width, wrap};
use crate::tui::model::Model;
use crate::tui::screens::TaskScreen;

use super::burn_down;
use super::labelled::{LABEL_COLUMNS, labelled, wrapped};
use super::session_screen::COLUMNS_MOST;
use super::task_rows::elsewhere;
use super::task_signs::{shown_name, status_sign};

/// The most rows of a text.
const TEXT_ROWS: usize = 6;
/// The most rows of each part.
const PART_ROWS: usize = 40;

/// Returns the title of the page.
pub fn title(page: &TaskScreen) -> String {
    let word = if page.name().kind.is_of_sprints() { "sprint" } else { "task" };
    format!("{word} · {}", shown_name(page.name()))
}

/// Returns the lines at a width.
pub fn lines(model: &Model, screen: &TaskScreen, columns: usize) -> Vec<Line<'static>> {
    let columns = columns.min(COLUMNS_MOST);
    let Some(page) = screen.page() else {
        if let Some(words) = screen.refusal() {
            return plain(&safe(&format!("× {}", sentence(words))), columns, TEXT_ROWS);
        }
        return styled("loading…", model.theme().quiet(), columns, 1);
    };
    let parts = [
        head(model, page, columns),
        times(model, page, columns),
        burn_down::lines(model, screen.days(), columns),
        tasks(model, page, columns),
        artifacts(model, page, columns),
        notes(model, page, columns),
        sessions(model, page, columns),
    ];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(&Line::default())
}

/// Returns what it is about and where it stands.
fn head(model: &Model, page: &TaskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let task = &page.row.task;
    let text = task.title.as_deref().map_or_else(|| "(no title)".to_owned(), safe);
    let mut lines = styled(&text, theme.strong(), columns, TEXT_ROWS);
    let (sign, style) = status_sign(task.status, theme);
    let status = vec![Span::styled(format!("{sign} {}", task.status.words()), style)];
    lines.push(labelled(theme, "status", status));
    let mut say = |word: &str, text: &str| {
        lines.extend(wrapped(theme, word, &safe(text), columns, TEXT_ROWS));
    };
    if let Some(reason) = &task.reason {
        say("why", reason);
    }
    if let Some(assignee) = &task.assignee {
        say("assignee", &format!("{assignee}, {}", task.delegation.words()));
    }
    if let Some(claim) = task.claim.as_ref().filter(|claim| claim.holds_at(model.now.utc)) {
        let until = claim.until_utc.map(|until| format!(", until {}", model.time_of(until)));
        let until = until.unwrap_or_default();
        say("claim", &format!("{} on the desk {}{until}", claim.operator, claim.desk));
    }
    if let Some(also) = elsewhere(&page.row) {
        say("open", &also);
    }
    if let Some(sprint) = &task.sprint {
        say("sprint", sprint);
    }
    if let Some(parent) = &task.parent {
        say("part of", &parent.to_string());
    }
    if let Some(summary) = &task.summary {
        say("summary", summary);
    }
    lines
}

/// Returns its time against its estimates.
fn times(model: &Model, page: &TaskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let row = &page.row;
    let total_ms = model.total_ms(row);
    let estimate = row.task.estimate_seconds;
    let of = estimate.map(|seconds| format!(" of {}", seconds_text(seconds))).unwrap_or_default();
    let parts = [("today", row.today_ms), ("this session", row.session_ms)];
    let parts = parts.into_iter().filter(|(_, ms)| *ms >= 60_000);
    let parts = parts.map(|(word, ms)| format!(" · {word} {}", short_text(ms)));
    let is_over = estimate.is_some_and(|estimate| total_ms / 1_000 > estimate);
    let style = theme.severity(if is_over { Severity::Warning } else { Severity::Calm });
    let over = if is_over { "▲ " } else { "" };
    let total = format!("{over}{}{of}", short_text(total_ms));
    // A part that does not fit is left out whole.
    let mut room = columns.saturating_sub(LABEL_COLUMNS + width(&total));
    let parts: String = parts
        .take_while(|part| {
            let fits = width(part) <= room;
            room = room.saturating_sub(width(part));
            fits
        })
        .collect();
    let spans = vec![Span::styled(total, style), Span::styled(parts, theme.quiet())];
    let mut lines = vec![labelled(theme, "time", spans)];
    lines.extend(bar(model, row, columns));
    lines.extend(wrapped(theme, "estimates", &estimates(row, total_ms), columns, TEXT_ROWS));
    if page.below_ms >= 60_000 {
        let below = format!("{} in the tasks below it", short_text(page.below_ms));
        lines.extend(wrapped(theme, "below", &below, columns, 1));
    }
    lines
}

/// Returns how the estimate changed, as in "2h (after 1h 50m) → 3h"; empty if it never did.
fn estimates(row: &TaskRow, total_ms: u64) -> String {
    if row.task.old_estimates.is_empty() {
        return String::new();
    }
    let text = |seconds: Option<u64>| seconds.map_or_else(|| "none".to_owned(), seconds_text);
    let old = |old: &OldEstimate| text(old.seconds);
    let all = row.task.old_estimates.iter().map(old).chain([text(row.task.estimate_seconds)]);
    let all: Vec<String> = all.collect();
    format!("estimated {}, actual {}", all.join(" → "), short_text(total_ms))
}

fn bar(model: &Model, row: &TaskRow, columns: usize) -> Option<Line<'static>> {
    let theme = model.theme();
    let estimate = row.task.estimate_seconds.filter(|seconds| *seconds > 0)?;
    let columns = columns.saturating_sub(LABEL_COLUMNS).min(60);
    let total = u128::from(model.total_ms(row) / 1_000);
    let used = usize::try_from(total * columns as u128 / u128::from(estimate)).unwrap_or(columns);
    let used = used.min(columns);
    let is_over = total > u128::from(estimate);
    let style = if is_over { theme.severity(Severity::Warning) } else { theme.gauge() };
    let spans = vec![
        Span::styled("━".repeat(used), style),
        Span::styled("─".repeat(columns - used), theme.chrome()),
    ];
    Some(labelled(theme, "", spans))
}

/// Returns the tasks that it holds.
fn tasks(model: &Model, page: &TaskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    if page.tasks.is_empty() {
        return vec![];
    }
    let names = page.tasks.iter().map(|row| width(&shown_name(&row.task.name)));
    let name_columns = names.max().unwrap_or(0).min(18);
    let mut lines = vec![Line::styled(count_text(page.tasks.len(), "task"), theme.quiet())];
    for row in page.tasks.iter().take(PART_ROWS) {
        let (sign, style) = status_sign(row.task.status, theme);
        let name = padded(&fit(&shown_name(&row.task.name), name_columns), name_columns);
        let total_ms = model.total_ms(row);
        let of = row.task.estimate_seconds;
        let of = of.map(|seconds| format!(" / {}", seconds_text(seconds))).unwrap_or_default();
        let time = format!("{}{of}", short_text(total_ms));
        let room = columns.saturating_sub(2 + name_columns + 2 + width(&time) + 2);
        let title = row.task.title.as_deref().map(safe).unwrap_or_default();
        let title = padded(&fit(&title, room), room);
        let text_style = if row.task.status.is_open() { theme.plain() } else { theme.quiet() };
        lines.push(Line::from(vec![
            Span::styled(format!("{sign} "), style),
            Span::styled(format!("{name}  {title}  "), text_style),
            Span::styled(time, theme.quiet()),
        ]));
    }
    lines.extend(more(model, page.tasks.len()));
    lines
}

fn artifacts(model: &Model, page: &TaskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let all = &page.row.task.artifacts;
    if all.is_empty() {
        return vec![];
    }
    let mut lines = vec![Line::styled("what came out of it", theme.quiet())];
    for artifact in all.iter().rev().take(PART_ROWS) {
        let recorded = page.artifacts.iter().rfind(|other| other.artifact == *artifact);
        let when = recorded.map(|other| model.time_of(other.at_utc)).unwrap_or_default();
        let title = artifact.title.as_deref().map(|title| format!("{title} · "));
        let text = format!("{}{}", title.unwrap_or_default(), artifact.location);
        let room = columns.saturating_sub(2 + width(&when) + 2);
        let text = fit(&safe(&text), room);
        let pad = columns.saturating_sub(2 + width(&text) + width(&when));
        lines.push(Line::from(vec![
            Span::raw(format!("▪ {text}{:pad$}", "")),
            Span::styled(when, theme.quiet()),
        ]));
    }
    lines.extend(more(model, all.len()));
    lines
}

fn notes(model: &Model, page: &TaskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    if page.notes.is_empty() {
        return vec![];
    }
    let mut lines = vec![Line::styled("notes", theme.quiet())];
    for note in page.notes.iter().take(PART_ROWS) {
        let when = model.time_of(note.at_utc);
        let who = if note.operator == model.environment.by.operator {
            String::new()
        } else {
            format!("  {}", safe(&note.operator))
        };
        let head = format!("{when}  ");
        let room = columns.saturating_sub(width(&head) + width(&who));
        let rows = wrap(&safe(&note.text), room, 3);
        for (nth, text) in rows.into_iter().enumerate() {
            let indent = width(&head);
            let head = if nth == 0 { head.clone() } else { " ".repeat(indent) };
            let who = if nth == 0 { who.clone() } else { String::new() };
            lines.push(Line::from(vec![
                Span::styled(head, theme.quiet()),
                Span::raw(text),
                Span::styled(who, theme.quiet()),
            ]));
        }
    }
    lines.extend(more(model, page.notes.len()));
    lines
}

fn sessions(model: &Model, page: &TaskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    if page.sessions.is_empty() {
        return vec![];
    }
    let mut lines = vec![Line::styled("sessions", theme.quiet())];
    for session in page.sessions.iter().take(PART_ROWS) {
        let record = &session.record;
        let own = session.desk == model.environment.desk;
        let desk = if own { String::new() } else { format!("  {}", safe(session.desk.as_str())) };
        let when = model.time_of(record.started_at_utc);
        let text = format!("{}  {when}  {}{desk}", record.key, short_text(session.active_ms));
        lines.push(Line::raw(fit(&text, columns)));
    }
    lines.extend(more(model, page.sessions.len()));
    lines
}

/// Returns how many rows of a part are not shown.
fn more(model: &Model, count: usize) -> Option<Line<'static>> {
    let hidden = count.checked_sub(PART_ROWS).filter(|hidden| *hidden > 0)?;
    Some(Line::styled(format!("and {hidden} more"), model.theme().quiet()))
}
