//! The context stack, outermost first, each level one step further in, with its active time.

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{FrameGlance, Glance, short_text};

use super::super::model::Model;
use super::text::{fit, safe, width};

/// The deepest indent, in levels; deeper ones stand below each other.
const INDENT_MAX: usize = 6;

/// Returns the pane's lines.
pub(super) fn lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    let Some(live) = &glance.session else {
        return vec![empty(model, Action::Start, " starts a session", columns)];
    };
    if live.context_stack.is_empty() {
        return vec![empty(model, Action::Push, " enters a context", columns)];
    }
    let top = live.context_stack.len() - 1;
    let levels = live.context_stack.iter().enumerate();
    levels.flat_map(|(level, frame)| rows(model, level, frame, level == top, columns)).collect()
}

/// Says what key there is when there is no level: that there is none, the pane shows.
fn empty(model: &Model, action: Action, does: &'static str, columns: usize) -> Line<'static> {
    let said = [Span::styled(model.key_of(action), model.theme().key()), Span::raw(does)];
    let long: Line<'_> = [Span::raw("Empty: ")].into_iter().chain(said.clone()).collect();
    if long.width() <= columns { long } else { said.into_iter().collect() }
}

/// Returns how many levels there are.
pub(super) fn depth(glance: &Glance) -> Option<String> {
    let depth = glance.session.as_ref()?.context_stack.len();
    (depth > 0).then(|| depth.to_string())
}

/// Returns a level's rows: a title that finds no room beside the name stands below it.
fn rows(
    model: &Model,
    level: usize,
    frame: &FrameGlance,
    top: bool,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = model.theme();
    let style = if top { theme.strong() } else { theme.plain() };
    let indent = "  ".repeat(level.min(INDENT_MAX));
    let times = times(frame);
    let room = columns.saturating_sub(width(&indent));
    let beside = room.saturating_sub(width(&times) + 1);
    let name = fit(&name(frame), beside);
    let title = frame.title.as_deref().map(safe).unwrap_or_default();
    let fits = width(&name) + 2 + width(&title) <= beside;
    let mut spans = vec![Span::raw(indent.clone()), Span::styled(name, style)];
    if fits && !title.is_empty() {
        spans.push(Span::raw(format!("  {title}")));
    }
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat(columns.saturating_sub(used + width(&times)))));
    spans.push(Span::styled(times, style));
    let mut lines = vec![Line::from(spans)];
    if !fits && !model.is_narrow() {
        lines.push(Line::raw(format!("{indent}{}", fit(&title, room))));
    }
    lines
}

/// Returns the innermost context in one row.
pub(super) fn innermost(model: &Model, glance: &Glance, columns: usize) -> Option<Line<'static>> {
    let top = glance.session.as_ref()?.context_stack.last()?;
    rows(model, 0, top, true, columns).into_iter().next()
}

/// Returns a context as one row of a list, with its state behind its time.
pub(super) fn row(frame: &FrameGlance, state: &str, columns: usize) -> Line<'static> {
    let times = format!("{}{state}", times(frame));
    let room = columns.saturating_sub(width(&times) + 4);
    let title = frame.title.as_deref().map(safe).unwrap_or_default();
    let text = fit(format!("{}  {title}", name(frame)).trim_end(), room);
    let blank = " ".repeat(room.saturating_sub(width(&text)));
    Line::raw(format!("  {text}{blank}  {times}"))
}

fn name(frame: &FrameGlance) -> String {
    let kind = safe(frame.name.kind.as_str());
    let id = safe(&frame.name.id);
    // `task TASK-7` says the type twice.
    let tells = id.to_lowercase().starts_with(&format!("{kind}-"));
    if tells { id } else { format!("{kind} {id}") }
}

/// Returns a frame's active time, beside its estimate when it has one; over it, marked.
fn times(frame: &FrameGlance) -> String {
    let active = short_text(frame.active_seconds.saturating_mul(1_000));
    match frame.estimate_seconds {
        None => active,
        Some(estimate) => {
            let over = if frame.active_seconds > estimate { "▲ " } else { "" };
            format!("{over}{active} / {}", short_text(estimate.saturating_mul(1_000)))
        }
    }
}
