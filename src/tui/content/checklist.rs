//! The checks of what a dialog completes: a list that ticks while the answer is typed.

use std::iter;

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{CheckItem, CheckLevel, CheckReport};
use crate::tui::dialogs::{Dialog, DialogKind, is_of_summary, is_of_tasks};
use crate::tui::input::hint;
use crate::tui::look::{Tone, safe, width, wrap};
use crate::tui::model::Model;

/// The most rows of one check.
const ROWS: usize = 3;
/// The most rows of what mends it.
const NEXT_ROWS: usize = 2;

/// The key that lists the unfinished tasks.
pub const LIST_KEY: &str = "Ctrl-T";

/// Returns the rows of the list: at least as many as are usual, so that the dialog keeps its size when the
/// facts come; at most `room`, if possible `wanted`.
pub fn lines(
    model: &Model,
    dialog: &Dialog,
    columns: usize,
    (wanted, room): (usize, usize),
) -> Vec<Line<'static>> {
    let Some(checks) = dialog.checks.as_ref().filter(|_| is_shown(dialog)) else { return vec![] };
    let report = dialog.report();
    let mut items: Vec<&CheckItem> = report.iter().flat_map(|report| &report.items).collect();
    let rows = |items: &[&CheckItem]| -> Vec<Line<'static>> {
        items.iter().flat_map(|item| rows_of(model, item, columns)).collect()
    };
    let next = report.as_ref().map(|report| next_of_tasks(model, report, columns));
    let next = next.unwrap_or_default();
    let mut lines = rows(&items);
    // What is done gives way first, then what only warns.
    while lines.len() + next.len() > wanted && drop_last(&mut items, |item| item.is_met) {
        lines = rows(&items);
    }
    while lines.len() + next.len() > room && drop_last(&mut items, |item| !item.blocks()) {
        lines = rows(&items);
    }
    lines.extend(next);
    if !checks.is_answered() {
        lines.push(Line::styled("checking…", model.settings.theme.quiet()));
    }
    let usual = usual_rows(dialog).min(wanted);
    lines.resize(lines.len().max(usual), Line::default());
    lines
}

/// Returns the most important checks in a few words, for the least room.
pub fn text(model: &Model, dialog: &Dialog) -> String {
    let Some(report) = dialog.report().filter(|_| is_shown(dialog)) else { return String::new() };
    let of = |sign: &str, item: &CheckItem| safe(&format!("{sign} {}", item.text));
    let blocks: Vec<String> = report.errors().map(|item| of("×", item)).collect();
    if !blocks.is_empty() {
        let next = next(model, &report);
        return format!("{}; {next}", blocks.join("; "));
    }
    let warns: Vec<String> = report.warnings().map(|item| of(sign(item), item)).collect();
    if warns.is_empty() { "√ complete".to_owned() } else { warns.join("; ") }
}

/// Reports whether the list is shown: of a switch only if it is blocked.
fn is_shown(dialog: &Dialog) -> bool {
    let is_blocked = || dialog.report().is_some_and(|report| !report.is_valid());
    // Other dialogs have no report.
    matches!(dialog.kind, DialogKind::Done | DialogKind::End) || is_blocked()
}

/// Returns how many rows the list has as a rule.
fn usual_rows(dialog: &Dialog) -> usize {
    let is_sprint = dialog.task.as_ref().is_some_and(|task| task.name.kind.is_of_sprints());
    match dialog.kind {
        DialogKind::End => 4,
        DialogKind::Done if is_sprint => 2,
        DialogKind::Done => 3,
        _ => 0,
    }
}

/// Returns what to do about what blocks a completion.
pub fn next(model: &Model, report: &CheckReport) -> String {
    let mut next: Vec<String> = Vec::new();
    let mut needs_reason = false;
    for item in report.errors() {
        if is_of_summary(item.code) {
            next.push("type what was done".to_owned());
        } else {
            needs_reason = true;
            if is_of_tasks(item.code) {
                next.push(format!("finish them: {LIST_KEY} lists them"));
            } else if let Some(hint) = &item.next {
                next.push(format!("Esc, then {}", hint::text(hint, model.hint_context())));
            }
        }
    }
    if needs_reason {
        next.push("or type a reason".to_owned());
    }
    next.join("; ")
}

/// Returns how the tasks that block a completion are finished.
fn next_of_tasks(model: &Model, report: &CheckReport, columns: usize) -> Vec<Line<'static>> {
    if !report.errors().any(|item| is_of_tasks(item.code)) {
        return vec![];
    }
    let done = model.settings.bindings.first_everywhere(Action::Done);
    let done = done.map(|key| format!("`{key}` completes the selected one"));
    let lists = format!("{LIST_KEY} lists what is not finished");
    let parts: Vec<String> = iter::once(lists).chain(done).collect();
    let room = columns.saturating_sub(2);
    let in_one_row = parts.join("; ");
    // Each part has a row of its own, so that one which is cut off leaves a whole sentence.
    let rows = if width(&in_one_row) <= room {
        vec![in_one_row]
    } else {
        parts.iter().flat_map(|part| wrap(part, room, NEXT_ROWS)).collect()
    };
    let quiet = model.settings.theme.quiet();
    rows.into_iter().map(|row| Line::styled(format!("  {row}"), quiet)).collect()
}

fn rows_of(model: &Model, item: &CheckItem, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let (sign_style, text_style) = match (item.is_met, item.level) {
        (true, _) => (theme.tone(Tone::Done), theme.quiet()),
        (false, CheckLevel::Error) => (theme.tone(Tone::Refused), theme.strong()),
        (false, CheckLevel::Warning) => (theme.tone(Tone::Warning), theme.plain()),
        (false, CheckLevel::Advice | CheckLevel::Off) => (theme.quiet(), theme.plain()),
    };
    let texts = wrap(&safe(&item.text), columns.saturating_sub(2), ROWS).into_iter().enumerate();
    let row = |(nth, text): (usize, String)| {
        let sign = if nth == 0 { sign(item) } else { " " };
        let sign = Span::styled(format!("{sign} "), sign_style);
        Line::from(vec![sign, Span::styled(text, text_style)])
    };
    texts.map(row).collect()
}

fn sign(item: &CheckItem) -> &'static str {
    match (item.is_met, item.level) {
        (true, _) => "√",
        (false, CheckLevel::Error) => "×",
        (false, CheckLevel::Warning) => "▲",
        (false, CheckLevel::Advice | CheckLevel::Off) => "·",
    }
}

/// Drops the last item of a kind; reports whether there was one.
fn drop_last(items: &mut Vec<&CheckItem>, is_of: impl Fn(&CheckItem) -> bool) -> bool {
    items.iter().rposition(|item| is_of(item)).map(|nth| items.remove(nth)).is_some()
}
