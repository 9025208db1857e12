//! Draws the help over the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Clear, Widget};

use crate::tui::content::help::{HelpRows, reason};
use crate::tui::look::{PaneFrame, width};
use crate::tui::model::Model;

/// Draws the help over the panes, with the cursor at entry `selected`.
pub fn draw(model: &Model, selected: usize, area: Rect, buffer: &mut Buffer) {
    let HelpRows { place, below, columns, hidden } = HelpRows::of(model, selected, area);
    Clear.render(place, buffer);
    PaneFrame::of_box("keys", (hidden.0 > 0, false)).draw(model.settings.theme, place, buffer);
    draw_more(model, hidden.1, place, buffer);
    for (place, lines) in columns {
        Text::from(lines).render(place, buffer);
    }
    Text::from(reason(model, selected, below)).render(below, buffer);
}

/// Draws the number of lines below.
fn draw_more(model: &Model, lines: usize, area: Rect, buffer: &mut Buffer) {
    if lines == 0 || area.height < 2 {
        return;
    }
    let text = format!(" j ↓ {lines} more ");
    let columns = u16::try_from(width(&text)).unwrap_or(0).min(area.width.saturating_sub(4));
    let at =
        Rect { x: area.right() - 2 - columns, y: area.bottom() - 1, width: columns, height: 1 };
    Line::styled(text, model.settings.theme.key()).render(at, buffer);
}
