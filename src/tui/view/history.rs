//! Draws the screen of the past sessions.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use crate::tui::content::history::{key, line, nothing, rows, title};
use crate::tui::geometry::Form;
use crate::tui::look::{Focus, PaneFrame};
use crate::tui::model::Model;
use crate::tui::screens::History;

use super::text_line;

/// Draws the screen; returns where the cursor is while the filter is typed.
pub fn draw(model: &Model, history: &History, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let inner = Form::Wide.inner(area);
    let rows = rows(history, area);
    let first = history.first_of(rows);
    let hidden = (first > 0, first + rows < history.len());
    PaneFrame { form: Form::Wide, title: &title(history), focus: Focus::Here, hidden }.draw(
        model.settings.theme,
        area,
        buffer,
    );
    let (list, cursor) = text_line::draw_filter(model, history.filter(), inner, buffer);
    let columns = usize::from(list.width);
    if history.len() == 0 {
        for (line, row) in nothing(history, columns).into_iter().zip(list.rows()) {
            line.render(row, buffer);
        }
        return cursor;
    }
    let key_columns = history.row(0).map_or(0, |newest| key(newest, columns).len());
    for (nth, place) in (first..).zip(list.rows()) {
        let Some(row) = history.row(nth) else { break };
        let is_selected = nth == history.selected();
        line(model, row, is_selected, key_columns, columns).render(place, buffer);
    }
    cursor
}
