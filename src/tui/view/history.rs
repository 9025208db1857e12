//! Draws the screen of the past sessions.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::history::{lines, objection_lines, rows, title};
use crate::tui::geometry::{Form, below_lines};
use crate::tui::look::PaneFrame;
use crate::tui::model::Model;
use crate::tui::screens::History;

use super::text_line;

/// Draws the screen; returns where the cursor is while the filter is typed.
pub fn draw(model: &Model, history: &History, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let hidden = history.list().hidden(rows(history, area));
    PaneFrame::of_box(&title(model, history), hidden).draw(model.settings.theme, area, buffer);
    let inner = Form::Wide.inner(area);
    let (below, cursor) = text_line::draw_filter(model, history.filter(), inner, buffer);
    let objection = objection_lines(model, history, inner.width.into());
    let list = below_lines(u16::try_from(objection.len()).unwrap_or(0), below);
    Text::from(objection).render(below, buffer);
    Text::from(lines(model, history, inner)).render(list, buffer);
    cursor
}
