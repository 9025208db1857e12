//! Draws a line that is typed: a sign, the text scrolled to the cursor, a hint.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::geometry::below_line;
use crate::tui::look::{head, safe, tail, width};
use crate::tui::model::Model;
use crate::tui::screens::Filter;
use crate::tui::text_line::TextLine;

/// The columns of the sign before the text.
const SIGN_COLUMNS: u16 = 2;
const HINT: &str = "press Esc to clear";
const BACK_HINT: &str = "press Esc to go back";

/// Draws a line behind a sign of one column; returns where the cursor is.
pub fn draw(
    model: &Model,
    sign: &'static str,
    line: &TextLine,
    row: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    // The style of a line would reach its end.
    Line::from(Span::styled(sign, model.settings.theme.key())).render(row, buffer);
    draw_line(line, Rect { x: row.x + SIGN_COLUMNS, ..row }.intersection(row), buffer)
}

/// Draws a line, scrolled to its cursor; returns where the cursor is.
pub fn draw_line(line: &TextLine, field: Rect, buffer: &mut Buffer) -> Option<Position> {
    let last = field.width.checked_sub(1)?;
    let (before, after) = line.halves();
    let (before, after) = (safe(before), safe(after));
    let before = tail(&before, last.into());
    let used = u16::try_from(width(before)).unwrap_or(last).min(last);
    let after = head(&after, (field.width - used).into());
    Line::from(vec![Span::raw(before), Span::raw(after)]).render(field, buffer);
    Some(Position { x: field.x + used, y: field.y })
}

/// Draws a filter in the first row of an area, if it is shown; returns where its list lies, and the
/// cursor while it is typed.
pub fn draw_filter(
    model: &Model,
    filter: &Filter,
    area: Rect,
    buffer: &mut Buffer,
) -> (Rect, Option<Position>) {
    let list = below_line(filter.is_shown(), area);
    if list == area || area.is_empty() {
        return (list, None);
    }
    let row = Rect { height: 1, ..area };
    let cursor = draw(model, "/", filter.line(), row, buffer);
    if filter.is_typing() {
        return (list, cursor);
    }
    let hint = if model.is_of_opened_day(filter) { BACK_HINT } else { HINT };
    if width(filter.line().text()) + hint.len() + 4 < usize::from(row.width) {
        Line::styled(hint, model.settings.theme.quiet()).right_aligned().render(row, buffer);
    }
    (list, None)
}
