//! The list of the history, newest first: a line for each day with its sum, and a row for each
//! session. The live session is the first one, and its clock runs.
//!
//! Only the visible lines are made.

use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::core::short_text;
use crate::tui::geometry::{Form, below_lines};
use crate::tui::look::{plain, safe, sentence, styled, thousands, wrap};
use crate::tui::model::Model;
use crate::tui::screens::{CONDITIONS, History, HistoryLine};

use super::history_row::{self, RowColumns};

/// The most columns of the list.
const COLUMNS_MOST: u16 = 124;
/// The most rows of the reason why a filter cannot be read.
const OBJECTION_ROWS: usize = 3;

/// Returns where the list lies within its frame.
fn list(history: &History, inner: Rect) -> Rect {
    let filter = u16::from(history.filter().is_shown());
    let objection = objection(history, inner.width.into()).len();
    let list = below_lines(filter + u16::try_from(objection).unwrap_or(0), inner);
    Rect { width: list.width.min(COLUMNS_MOST), ..list }
}

/// Returns how many lines an area shows.
pub fn rows(history: &History, area: Rect) -> usize {
    list(history, Form::Wide.inner(area)).height.into()
}

/// Returns the number of the session at a position.
pub fn row_at(history: &History, area: Rect, at: Position) -> Option<usize> {
    let list = list(history, Form::Wide.inner(area));
    let at_hand = history.list();
    let line = at_hand.first_of(list.height.into()) + usize::from(at.y.checked_sub(list.y)?);
    match at_hand.line(line).filter(|_| list.contains(at))? {
        HistoryLine::Session(nth) => Some(nth),
        HistoryLine::Day(_) => None,
    }
}

/// Returns the title of the screen. What is not counted yet is left out.
pub fn title(model: &Model, history: &History) -> String {
    let counted = |count: Option<usize>| count.map_or_else(|| "…".to_owned(), thousands);
    let all = counted(history.all());
    let listed = history.listed();
    let shown = match (history.filter().is_on(), history.all()) {
        _ if history.is_loading() => String::new(),
        (true, _) => format!("{} of {all}", counted(listed.map(|sum| sum.sessions))),
        (false, Some(0)) => String::new(),
        (false, Some(1)) => "1 session".to_owned(),
        (false, Some(_)) => format!("{all} sessions"),
        (false, None) => all,
    };
    let state = match (history.refusal(), history.is_loading()) {
        (Some(_), _) => "× incomplete",
        (None, true) => "loading…",
        (None, false) => "",
    };
    let listed = listed.filter(|sum| sum.sessions > 0 && history.refusal().is_none());
    let sum = listed.map_or_else(String::new, |sum| {
        let live_ms = if history.list().lists_live() { live_ms(model) } else { 0 };
        format!("{} active", short_text(sum.active_ms.saturating_add(live_ms)))
    });
    let parts = ["history", &shown, &sum, state];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the active time of the live session, milliseconds.
fn live_ms(model: &Model) -> u64 {
    let live = model.glance().and_then(|glance| glance.session.as_ref());
    live.map_or(0, |live| live.active_ms)
}

/// Returns the rows below the filter: why a part of it hides nothing, or what can follow.
pub fn objection_lines(model: &Model, history: &History, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let style = if is_hint(history) { theme.quiet() } else { theme.stale() };
    let rows = objection(history, columns).into_iter();
    rows.map(|text| Line::styled(text, style)).collect()
}

fn objection(history: &History, columns: usize) -> Vec<String> {
    let Some(objection) = history.query().objection() else { return vec![] };
    let sign = if is_hint(history) { "  " } else { "× " };
    let rows = wrap(&safe(&objection.text), columns.saturating_sub(2), OBJECTION_ROWS).into_iter();
    let row = |(nth, text)| format!("{}{text}", if nth == 0 { sign } else { "  " });
    rows.enumerate().map(row).collect()
}

/// Reports whether nothing is wrong: something else may be meant, or the end may still be typed.
fn is_hint(history: &History) -> bool {
    let objection = history.query().objection();
    let is_typing = history.filter().is_typing();
    objection.is_some_and(|objection| objection.is_advice || (is_typing && objection.is_last))
}

/// Returns the lines of the list in an area.
pub fn lines(model: &Model, history: &History, inner: Rect) -> Vec<Line<'static>> {
    let area = list(history, inner);
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let at_hand = history.list();
    if at_hand.len() == 0 {
        return no_rows(model, history, columns);
    }
    let layout = RowColumns::of(columns);
    let first = at_hand.first_of(rows);
    let line = |line| match at_hand.line(line)? {
        HistoryLine::Session(nth) => {
            Some(history_row::line(model, history, at_hand.row(nth)?, nth, &layout))
        }
        HistoryLine::Day(nth) => {
            let (day, is_whole) = at_hand.day(nth)?;
            let live_ms = if nth == 0 && at_hand.is_live(0) { live_ms(model) } else { 0 };
            let sum = (day.sessions, day.active_ms.saturating_add(live_ms));
            Some(history_row::day_line(model, day.date, is_whole.then_some(sum), columns))
        }
    };
    (first..first + rows).map_while(line).collect()
}

/// Returns the reason why no session is listed, and what to do.
fn no_rows(model: &Model, history: &History, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    if let Some(words) = history.refusal() {
        return plain(&safe(&format!("× {}", sentence(words))), columns, 6);
    }
    if history.is_loading() {
        return styled("loading…", theme.quiet(), columns, 1);
    }
    let query = history.query();
    let (head, more) = match query.only_day(&model.day_zone()) {
        Some(day) => {
            let date = day.format(history_row::date_form(model, day));
            (format!("No session on {date}"), vec![])
        }
        None if history.filter().is_on() => {
            let conditions = CONDITIONS.join("  ");
            let search = "`onwatch search WORDS` finds notes in between and reasons too";
            let search = (!query.past().words.is_empty()).then(|| search.to_owned());
            let takes = format!("A filter takes words and conditions: {conditions}");
            ("No match".to_owned(), search.into_iter().chain([takes]).collect())
        }
        None => {
            let more = "A session is listed here from its start on.".to_owned();
            ("No past sessions yet".to_owned(), vec![more])
        }
    };
    let head = styled(&head, theme.strong(), columns, 1);
    let more = more.iter().flat_map(|text| styled(text, theme.quiet(), columns, 6));
    head.into_iter().chain(more).collect()
}
