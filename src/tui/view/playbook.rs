//! Draws the screen of a playbook.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::playbook_screen::{PlaybookAreas, head, hidden, page, rows, title};
use crate::tui::look::PaneFrame;
use crate::tui::model::Model;
use crate::tui::screens::PlaybookScreen;

/// Draws the steps, and the selected one in full.
pub fn draw(model: &Model, screen: &PlaybookScreen, area: Rect, buffer: &mut Buffer) {
    let title = title(model);
    let frame = PaneFrame::of_box(&title, hidden(model, screen, area));
    frame.draw(model.settings.theme, area, buffer);
    let areas = PlaybookAreas::of(model, screen, area);
    Text::from(head(model, areas.head.width.into())).render(areas.head, buffer);
    Text::from(rows(model, screen, areas.list)).render(areas.list, buffer);
    Text::from(page(model, screen, areas.step.width.into())).render(areas.step, buffer);
}
