//! The past sessions, newest first: one row each, the selected one marked.

use chrono::Datelike;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::core::{Trend, column_day_text, date_time_text, short_text, time_text};
use crate::tui::geometry::{Form, below_line};
use crate::tui::look::{fit, plain, safe, sentence, spans_width, thousands, width};
use crate::tui::model::Model;
use crate::tui::screens::{History, HistoryRow};

const ACTIVE_COLUMNS: usize = 7;
const BAND_COLUMNS: usize = 3;
/// From this width on, the health at the start and at the end is named.
const WITH_BOTH_LIGHTS: usize = 96;
/// Below this width, key and time are short, and only a worse health is named.
const SLIM: usize = 72;

/// Returns where the rows lie within the frame of an area.
fn list(history: &History, area: Rect) -> Rect {
    below_line(history.filter().is_shown(), Form::Wide.inner(area))
}

/// Returns how many sessions an area shows.
pub fn rows(history: &History, area: Rect) -> usize {
    list(history, area).height.into()
}

/// Returns the number of the session at a position.
pub fn row_at(history: &History, area: Rect, at: Position) -> Option<usize> {
    let list = list(history, area);
    let nth = history.first_of(list.height.into()) + usize::from(at.y.checked_sub(list.y)?);
    (list.contains(at) && nth < history.len()).then_some(nth)
}

/// Returns the title of the screen.
pub fn title(history: &History) -> String {
    let all = thousands(history.all());
    let shown = match (history.filter().is_on(), history.all()) {
        (true, _) => format!("{} of {all}", thousands(history.len())),
        (false, 0) => String::new(),
        (false, 1) => "1 session".to_owned(),
        (false, _) => format!("{all} sessions"),
    };
    let state = match (history.refusal(), history.is_whole()) {
        (Some(_), _) => "× incomplete",
        (None, false) => "loading…",
        (None, true) => "",
    };
    // The sum of a part would mislead.
    let sum = if history.is_whole() && history.refusal().is_none() && history.len() > 0 {
        format!("{} active", short_text(history.active_ms()))
    } else {
        String::new()
    };
    let parts = ["history", &shown, &sum, state];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the lines of the list in an area.
pub fn lines(model: &Model, history: &History, area: Rect) -> Vec<Line<'static>> {
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let Some(newest) = history.row(0) else { return no_rows(history, columns) };
    let key_columns = key(newest, columns).len();
    let first = history.first_of(rows);
    let visible = (first..first + rows).map_while(|nth| Some((nth, history.row(nth)?)));
    let line = |(nth, row)| line(model, row, nth == history.selected(), key_columns, columns);
    visible.map(line).collect()
}

/// Returns the reason why no session is listed.
fn no_rows(history: &History, columns: usize) -> Vec<Line<'static>> {
    let text = match history.refusal() {
        Some(words) => safe(&format!("× {}", sentence(words))),
        None if !history.is_whole() => "loading…".to_owned(),
        None if history.filter().is_on() => "No match".to_owned(),
        None => "No past sessions yet".to_owned(),
    };
    plain(&text, columns, 6)
}

/// Returns the row of a session.
fn line(
    model: &Model,
    row: &HistoryRow,
    is_selected: bool,
    key_columns: usize,
    columns: usize,
) -> Line<'static> {
    let theme = model.settings.theme;
    let (from, to, moved) = row.band();
    let band = match moved {
        Trend::Same => to.letter().to_owned(),
        _ => format!("{}→{}", from.letter(), to.letter()),
    };
    let band_style = if moved == Trend::Worse { theme.strong() } else { theme.plain() };
    let mut spans = vec![
        Span::raw(if is_selected { "› " } else { "  " }),
        Span::styled(format!("{:<key_columns$}  ", key(row, columns)), theme.strong()),
        Span::styled(format!("{} ", started(model, row, columns)), theme.quiet()),
        Span::raw(format!("{:>ACTIVE_COLUMNS$}  ", short_text(row.active_ms()))),
        Span::styled(format!("{band:<BAND_COLUMNS$}  "), band_style),
    ];
    let (from, to, moved) = row.health();
    let worse = moved == Trend::Worse;
    let text = match columns {
        WITH_BOTH_LIGHTS.. if from == to => format!("{:<14}  ", to.word()),
        WITH_BOTH_LIGHTS.. => format!("{:<14}  ", format!("{from}→{to}")),
        SLIM.. if worse => format!("{:<8}  ", format!("▲{to}")),
        SLIM.. => format!("{:<8}  ", to.word()),
        _ if worse => format!("▲{to} "),
        _ => String::new(),
    };
    // A health that did not change needs no attention.
    let style = match moved {
        Trend::Same => theme.light(to).remove_modifier(Modifier::BOLD),
        _ => theme.light(to),
    };
    spans.push(Span::styled(text, style));
    let used = spans_width(&spans);
    let notes = fit(&safe(row.notes()), columns.saturating_sub(used));
    let blank = columns.saturating_sub(used + width(&notes));
    spans.push(Span::raw(notes));
    if is_selected {
        spans.push(Span::raw(" ".repeat(blank)));
        for span in &mut spans {
            span.style = theme.chosen();
        }
    }
    Line::from(spans)
}

/// Returns the key of a session, short on a slim screen.
fn key(row: &HistoryRow, columns: usize) -> String {
    if columns < SLIM { format!("#{:03}", row.key().0) } else { row.key().to_string() }
}

/// Returns when a session started; each row has the same width.
fn started(model: &Model, row: &HistoryRow, columns: usize) -> String {
    let at = model.local(row.started_at_utc());
    if columns >= SLIM {
        return date_time_text(at);
    }
    let day = column_day_text(at);
    if at.year() == model.date().year() {
        format!("{day} {}", time_text(at))
    } else {
        format!("{day} {} ", at.year())
    }
}
