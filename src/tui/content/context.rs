//! The context stack, innermost first: each level has its active time. Below it are the contexts that
//! were left.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{FrameGlance, Glance, Severity, Verb, seconds_text, short_text};
use crate::tui::look::{fit, safe, width};
use crate::tui::model::Model;

use super::task_rows::elsewhere;

/// The columns of a mark before a context, and of the blank after it.
const MARK: usize = 2;
/// The most contexts that are shown after they were left.
const LEFT_MOST: usize = 8;
/// The least columns of a title that is cut.
const TITLE_LEAST: usize = 8;

/// Returns the lines of the pane: the open contexts, then those that were left.
pub fn lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let mut lines = open(model, columns);
    lines.extend(left(model, columns));
    lines
}

/// Returns the lines of the open contexts, innermost first.
pub fn open(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    let Some(live) = &glance.session else {
        if model.refusal(Verb::Start).is_some() {
            return vec![Line::styled("no context", model.theme().quiet())];
        }
        return vec![empty(model, Action::Start, " to start a session", columns)];
    };
    let mut levels = live.context_stack.iter().rev();
    let Some(innermost) = levels.next() else {
        return vec![empty(model, Action::Push, " to enter a context", columns)];
    };
    let mut lines = innermost_rows(model, innermost, columns);
    lines.extend(levels.map(|frame| marked_row("  ", frame, model.theme().quiet(), columns)));
    lines
}

/// Returns the contexts that the live session has left, the last one first.
fn left(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(live) = model.glance().and_then(|glance| glance.session.as_ref()) else {
        return vec![];
    };
    let is_open = |frame: &&FrameGlance| live.context_stack.iter().any(|it| it.name == frame.name);
    let left = live.closed_frames.iter().rev().filter(|frame| !is_open(frame)).take(LEFT_MOST);
    let quiet = model.theme().quiet();
    left.map(|frame| marked_row("◂ ", frame, quiet, columns)).collect()
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
    name: String,
    times: String,
    title: String,
    /// The columns left for the title.
    room: usize,
}

impl FittedLevel {
    /// Fits a level: the estimate gives way first.
    fn of(frame: &FrameGlance, columns: usize) -> Self {
        let name = safe(&frame.name.to_string());
        let free = |times: &str| columns.checked_sub(width(&name) + 1 + width(times));
        let fits = |times: &String| free(times).is_some();
        let both = [" of ", " / "].map(|join| times(frame, join));
        let times = both.into_iter().find(fits).unwrap_or_else(|| active(frame));
        let beside = columns.saturating_sub(width(&times) + 1);
        let name = fit(&name, beside);
        let room = beside.saturating_sub(width(&name) + 2);
        let title = frame.title.as_deref().map(safe).unwrap_or_default();
        Self { name, times, title, room }
    }

    fn title_fits(&self) -> bool {
        width(&self.title) <= self.room
    }

    /// Returns the row, with a title beside the name.
    fn row(&self, title: &str, style: Style, columns: usize) -> Line<'static> {
        let Self { name, times, .. } = self;
        let title = if title.is_empty() { String::new() } else { format!("  {title}") };
        let used = width(name) + width(&title) + width(times);
        Line::from(vec![
            Span::styled(name.clone(), style),
            Span::styled(title, style),
            Span::raw(" ".repeat(columns.saturating_sub(used))),
            Span::styled(times.clone(), style),
        ])
    }
}

/// Returns the rows of the innermost context: a title that does not fit beside the name is put below
/// it, and a gauge shows how much of the estimate is used. Where rows are few, it has one row.
fn innermost_rows(model: &Model, frame: &FrameGlance, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let row = marked_row("▸ ", frame, theme.strong(), columns);
    if model.is_narrow() {
        return vec![row];
    }
    let room = columns.saturating_sub(MARK);
    let fitted = FittedLevel::of(frame, room);
    let mut rows = vec![row];
    if !fitted.title_fits() {
        let mut alone = fitted.row("", theme.strong(), room);
        alone.spans.insert(0, Span::styled("▸ ", theme.key()));
        let below = format!("{:MARK$}{}", "", fit(&fitted.title, room));
        rows = vec![alone, Line::styled(below, theme.strong())];
    }
    rows.extend(gauge(model, frame, room));
    rows.extend(parts(model, frame, room));
    rows.extend(question(model, frame, room));
    rows
}

/// Returns a level in one row, behind a mark.
fn marked_row(
    mark: &'static str,
    frame: &FrameGlance,
    style: Style,
    columns: usize,
) -> Line<'static> {
    let mut row = slim_row(frame, style, columns.saturating_sub(MARK));
    row.spans.insert(0, Span::styled(mark, style));
    row
}

/// Returns how much of the estimate of a context is used, as a thin line.
fn gauge(model: &Model, frame: &FrameGlance, columns: usize) -> Option<Line<'static>> {
    let estimate = frame.estimate_seconds.filter(|seconds| *seconds > 0)?;
    let theme = model.theme();
    let used = u128::from(frame.all_seconds()) * columns as u128 / u128::from(estimate);
    let used = usize::try_from(used).unwrap_or(columns).min(columns);
    let is_over = frame.is_over();
    let style = if is_over { theme.severity(Severity::Warning) } else { theme.gauge() };
    Some(Line::from(vec![
        Span::raw(" ".repeat(MARK)),
        Span::styled("━".repeat(used), style),
        Span::styled("─".repeat(columns - used), theme.chrome()),
    ]))
}

/// Returns the parts of the time that belong to today and to this session; `None` if it has no other time.
fn parts(model: &Model, frame: &FrameGlance, columns: usize) -> Option<Line<'static>> {
    frame.earlier_seconds.filter(|earlier| *earlier >= 60)?;
    let session_ms = frame.session_seconds?.saturating_mul(1_000);
    let today_ms = model.today_ms(frame).filter(|today_ms| *today_ms >= session_ms + 60_000);
    let today = today_ms.map(|ms| format!("today {}", short_text(ms)));
    let elsewhere = model.tasks.board().find(&frame.name).and_then(elsewhere);
    let session = format!("this session {}", short_text(session_ms));
    let all = [elsewhere, today, Some(session)];
    let text = all.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let indent = " ".repeat(MARK);
    Some(Line::styled(format!("{indent}{}", fit(&text, columns)), model.theme().quiet()))
}

/// Returns what is asked of a task that has passed its estimate, and the keys that answer.
fn question(model: &Model, frame: &FrameGlance, columns: usize) -> Option<Line<'static>> {
    model.passed_estimate().filter(|passed| passed.name == frame.name)?;
    let theme = model.theme();
    let key = model.key_of(Action::Estimate);
    let long = format!("▲ estimate again? {key} new one · Esc leave it");
    let short = format!("▲ {key} estimate · Esc leave");
    let text = if width(&long) <= columns { long } else { short };
    let indent = " ".repeat(MARK);
    let text = format!("{indent}{}", fit(&text, columns));
    Some(Line::styled(text, theme.severity(Severity::Warning)))
}

/// Returns a level in one row: a long title is cut.
fn slim_row(frame: &FrameGlance, style: Style, columns: usize) -> Line<'static> {
    let fitted = FittedLevel::of(frame, columns);
    let is_told = fitted.title_fits() || fitted.room >= TITLE_LEAST;
    let title = if is_told { fit(&fitted.title, fitted.room) } else { String::new() };
    fitted.row(&title, style, columns)
}

/// Returns the innermost context in one row.
pub fn innermost(model: &Model, glance: &Glance, columns: usize) -> Option<Line<'static>> {
    let top = glance.session.as_ref()?.context_stack.last()?;
    Some(slim_row(top, model.theme().strong(), columns))
}

/// Returns the active time of a frame, marked if it exceeds the estimate, and the estimate.
fn times(frame: &FrameGlance, join: &str) -> String {
    let estimate = frame.estimate_seconds.map(|seconds| format!("{join}{}", seconds_text(seconds)));
    let estimate = estimate.unwrap_or_default();
    format!("{}{estimate}", active(frame))
}

fn active(frame: &FrameGlance) -> String {
    let over = if frame.is_over() { "▲ " } else { "" };
    format!("{over}{}", seconds_text(frame.all_seconds()))
}
