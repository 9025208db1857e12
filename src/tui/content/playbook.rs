//! The pane of a playbook: the next step, what blocks it, why it is there, and how far the playbook is.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{PlaybookStanding, Severity, StepStanding, StepState, short_text};
use crate::tui::look::{fit, safe, styled, width, wrap};
use crate::tui::model::Model;

/// The most rows of a title, of what blocks a step, and of any other text.
const TITLE_ROWS: usize = 2;
/// The columns from which the title of a blocked step takes one row: what blocks it matters more.
const ONE_ROW_FROM: usize = 54;
const BLOCK_ROWS: usize = 3;
const TEXT_ROWS: usize = 2;
/// The most columns of a bar.
const BAR_MOST: usize = 24;

/// Returns the title of the pane: the name of the playbook, and how much of it is done.
pub fn title(model: &Model) -> String {
    match model.playbooks.shown() {
        Some(standing) => format!("{} {}", safe(&standing.name), done_of(standing)),
        None => "playbook".to_owned(),
    }
}

/// Returns how many steps are done or skipped of how many, as in `3/9`.
pub fn done_of(standing: &PlaybookStanding) -> String {
    format!("{}/{}", standing.done + standing.skipped, standing.steps.len())
}

/// Returns the lines of the pane; what matters most comes first.
pub fn lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(standing) = model.playbooks.shown() else { return broken(model, columns) };
    let theme = model.theme();
    let mut lines = Vec::new();
    if standing.is_changed {
        let text = format!("▲ {CHANGED}");
        lines.extend(styled(&text, theme.severity(Severity::Warning), columns, TEXT_ROWS));
    }
    if let Some(step) = standing.next_step() {
        lines.extend(next(model, step, columns));
    } else {
        let text = format!("√ Every step of {} is done or skipped", safe(&standing.name));
        lines.extend(styled(&text, theme.strong(), columns, TITLE_ROWS));
    }
    if let Some(held) = &standing.held {
        let text = format!("held {}: {}", model.ago(held.at_utc), resume(standing));
        lines.extend(styled(&text, Style::new(), columns, TEXT_ROWS));
    }
    lines.push(progress(model, standing, columns));
    lines
}

/// The sentence for a playbook whose file is another one than the one that was begun.
pub const CHANGED: &str = "its file has changed since it was begun";

/// Returns where to go on with a playbook that was left, as in `repeat 3, resume at 4`.
fn resume(standing: &PlaybookStanding) -> String {
    let Some(held) = &standing.held else { return String::new() };
    held.way_on()
}

/// Returns the next step: its number, title and minutes; what blocks it; its why and what to expect.
fn next(model: &Model, step: &StepStanding, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    // The sign says it where there is no room for the reason.
    let is_blocked = step.state == StepState::Blocked;
    let number = format!("{}{} ", step.number, if is_blocked { " !" } else { "" });
    let minutes = step.minutes.map(|minutes| format!(" {}", minutes_text(minutes)));
    let minutes = minutes.unwrap_or_default();
    let indent = width(&number);
    let room = columns.saturating_sub(indent);
    let title_rows = if is_blocked && columns >= ONE_ROW_FROM { 1 } else { TITLE_ROWS };
    let titles = wrap(&safe(&step.title), room.saturating_sub(width(&minutes)), title_rows);
    let mut lines: Vec<Line<'static>> = titles
        .into_iter()
        .enumerate()
        .map(|(nth, row)| {
            let before = if nth == 0 { number.clone() } else { " ".repeat(indent) };
            let warning = theme.severity(Severity::Warning);
            let style = if is_blocked { warning } else { theme.key() };
            let mut spans = vec![Span::styled(before, style)];
            let pad = room.saturating_sub(width(&row) + width(&minutes));
            spans.push(Span::styled(row, theme.strong()));
            if nth == 0 {
                spans.push(Span::raw(" ".repeat(pad)));
                spans.push(Span::styled(minutes.clone(), theme.quiet()));
            }
            Line::from(spans)
        })
        .collect();
    for why in &step.blocked {
        let style = theme.severity(Severity::Warning);
        lines.extend(beside(&" ".repeat(indent), &safe(why), (columns, BLOCK_ROWS), style));
    }
    if let Some(why) = &step.why {
        lines.extend(beside(&" ".repeat(indent), &safe(why), (columns, TEXT_ROWS), theme.quiet()));
    }
    if let Some(expect) = expectation(step) {
        let text = safe(&expect);
        lines.extend(beside(&" ".repeat(indent), &text, (columns, 1), theme.quiet()));
    }
    lines
}

/// Returns a text behind a sign, in rows of one style.
pub fn beside(
    sign: &str,
    text: &str,
    (columns, rows): (usize, usize),
    style: Style,
) -> Vec<Line<'static>> {
    let indent = width(sign);
    let rows = wrap(text, columns.saturating_sub(indent), rows).into_iter().enumerate();
    let behind = |(nth, row)| {
        let before = if nth == 0 { sign.to_owned() } else { " ".repeat(indent) };
        Line::from(vec![Span::styled(before, style), Span::styled(row, style)])
    };
    rows.map(behind).collect()
}

/// Returns how long a step takes.
pub fn minutes_text(minutes: u32) -> String {
    short_text(u64::from(minutes).saturating_mul(60_000))
}

/// Returns a bar of what is done or skipped, and what is left.
fn progress(model: &Model, standing: &PlaybookStanding, columns: usize) -> Line<'static> {
    let theme = model.theme();
    let all = standing.steps.len();
    let settled = standing.done + standing.skipped;
    let left: u32 =
        standing.steps.iter().filter(|step| step.is_open()).filter_map(|step| step.minutes).sum();
    let mut words = vec![format!("{settled} of {all}")];
    if standing.skipped > 0 {
        words.push(format!("{} skipped", standing.skipped));
    }
    if left > 0 {
        words.push(format!("{} left", minutes_text(left)));
    }
    let words = fit(&words.join(" · "), columns);
    let bar = columns.saturating_sub(width(&words) + 1).min(BAR_MOST);
    let used = (bar * settled).checked_div(all).unwrap_or(0);
    Line::from(vec![
        Span::styled("━".repeat(used), theme.gauge()),
        Span::styled("─".repeat(bar - used), theme.chrome()),
        Span::raw(if bar > 0 { " " } else { "" }),
        Span::styled(words, theme.quiet()),
    ])
}

/// Returns why no playbook can be shown.
fn broken(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let faults = faults(model);
    if faults.is_empty() {
        return styled("There is no playbook", theme.quiet(), columns, 1);
    }
    let style = theme.severity(Severity::Warning);
    faults.iter().flat_map(|why| beside("▲ ", why, (columns, BLOCK_ROWS), style)).collect()
}

/// Returns why playbooks and the policy cannot be used, a sentence each.
pub fn faults(model: &Model) -> Vec<String> {
    let directives = model.playbooks.directives();
    let policy = directives.policy_fault.iter().cloned();
    let broken = directives.playbooks.broken.iter().map(|broken| broken.cause.clone());
    policy.chain(broken).map(|why| safe(&why)).collect()
}

/// Returns what has to be given, and what is expected; `None` if nothing is.
pub fn expectation(step: &StepStanding) -> Option<String> {
    let asked = match (step.answer, step.choices.as_slice()) {
        (None, _) => None,
        (Some(word), []) => Some(format!("a {word}")),
        (Some(_), choices) => Some(choices.join(" or ")),
    };
    let expected = step.expect.as_ref().map(|expect| format!("expected {expect}"));
    let parts: Vec<String> = asked.into_iter().chain(expected).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
