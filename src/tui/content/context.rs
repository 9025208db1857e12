//! The context stack, outermost first: each level is indented and has its active time.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{FrameGlance, Glance, seconds_text};
use crate::tui::look::{fit, safe, width};
use crate::tui::model::Model;

/// The deepest indent, in levels.
const INDENT_MAX: usize = 6;

/// The least columns of a title that is cut.
const TITLE_LEAST: usize = 8;

/// Returns the lines of the pane.
pub fn lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    let Some(live) = &glance.session else {
        return vec![empty(model, Action::Start, " to start a session", columns)];
    };
    if live.context_stack.is_empty() {
        return vec![empty(model, Action::Push, " to enter a context", columns)];
    }
    let theme = model.theme();
    let top = live.context_stack.len() - 1;
    let levels = live.context_stack.iter().enumerate();
    let rows = |(level, frame)| {
        let style = if level == top { theme.strong() } else { theme.plain() };
        if model.is_narrow() {
            return vec![slim_row(level, frame, style, columns)];
        }
        rows(level, frame, style, columns)
    };
    levels.flat_map(rows).collect()
}

/// Returns the key to press while there is no level, and what it does if that fits.
fn empty(model: &Model, action: Action, does: &'static str, columns: usize) -> Line<'static> {
    let key = Span::styled(model.key_of(action), model.theme().key());
    let short = Line::from(vec![Span::raw("press "), key]);
    if short.width() + does.len() > columns {
        return short;
    }
    short.spans.into_iter().chain([Span::raw(does)]).collect()
}

/// Returns how many levels there are.
pub fn depth(glance: &Glance) -> Option<String> {
    let depth = glance.session.as_ref()?.context_stack.len();
    (depth > 0).then(|| depth.to_string())
}

/// A level that is fitted into a row: its name is cut last.
struct FittedLevel {
    indent: String,
    name: String,
    times: String,
    title: String,
    /// The columns left for the title.
    room: usize,
}

impl FittedLevel {
    /// Fits a level: the indent gives way first, then the estimate.
    fn of(frame: &FrameGlance, level: usize, columns: usize) -> Self {
        let (name, indent) = (safe(&frame.name.to_string()), 2 * level.min(INDENT_MAX));
        let free = |times: &str| columns.checked_sub(width(&name) + 1 + width(times));
        let long = times(frame);
        let times = if free(&long).is_some() { long } else { active(frame) };
        let indent = indent.min(free(&times).unwrap_or(0));
        let beside = columns.saturating_sub(indent + width(&times) + 1);
        let name = fit(&name, beside);
        let room = beside.saturating_sub(width(&name) + 2);
        let title = frame.title.as_deref().map(safe).unwrap_or_default();
        Self { indent: " ".repeat(indent), name, times, title, room }
    }

    fn title_fits(&self) -> bool {
        width(&self.title) <= self.room
    }

    /// Returns the row, with a title beside the name.
    fn row(&self, title: &str, style: Style, columns: usize) -> Line<'static> {
        let Self { indent, name, times, .. } = self;
        let title = if title.is_empty() { String::new() } else { format!("  {title}") };
        let used = width(indent) + width(name) + width(&title) + width(times);
        Line::from(vec![
            Span::raw(indent.clone()),
            Span::styled(name.clone(), style),
            Span::raw(title),
            Span::raw(" ".repeat(columns.saturating_sub(used))),
            Span::styled(times.clone(), style),
        ])
    }
}

/// Returns the rows of a level: a title that does not fit beside the name is put below it.
fn rows(level: usize, frame: &FrameGlance, style: Style, columns: usize) -> Vec<Line<'static>> {
    let fitted = FittedLevel::of(frame, level, columns);
    if fitted.title_fits() {
        return vec![fitted.row(&fitted.title, style, columns)];
    }
    let FittedLevel { indent, title, .. } = &fitted;
    let below = fit(title, columns.saturating_sub(width(indent)));
    vec![fitted.row("", style, columns), Line::raw(format!("{indent}{below}"))]
}

/// Returns a level in one row: a long title is cut.
fn slim_row(level: usize, frame: &FrameGlance, style: Style, columns: usize) -> Line<'static> {
    let fitted = FittedLevel::of(frame, level, columns);
    let is_told = fitted.title_fits() || fitted.room >= TITLE_LEAST;
    let title = if is_told { fit(&fitted.title, fitted.room) } else { String::new() };
    fitted.row(&title, style, columns)
}

/// Returns the innermost context in one row.
pub fn innermost(model: &Model, glance: &Glance, columns: usize) -> Option<Line<'static>> {
    let top = glance.session.as_ref()?.context_stack.last()?;
    Some(slim_row(0, top, model.theme().strong(), columns))
}

/// Returns the active time of a frame, marked if it exceeds the estimate, and the estimate.
fn times(frame: &FrameGlance) -> String {
    let estimate = frame.estimate_seconds.map(|seconds| format!(" / {}", seconds_text(seconds)));
    let estimate = estimate.unwrap_or_default();
    format!("{}{estimate}", active(frame))
}

fn active(frame: &FrameGlance) -> String {
    let is_over = frame.estimate_seconds.is_some_and(|estimate| frame.active_seconds > estimate);
    let over = if is_over { "▲ " } else { "" };
    format!("{over}{}", seconds_text(frame.active_seconds))
}
