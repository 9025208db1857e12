//! Draws the palette: the line that is typed, and the actions that match.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::palette::{PaletteRows, lines, reason};
use crate::tui::look::{PaneFrame, clear_for_box};
use crate::tui::model::Model;
use crate::tui::screens::ActionPalette;

use super::text_line;

/// Draws the palette; returns where the cursor is.
pub fn draw(
    model: &Model,
    palette: &ActionPalette,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let rows = PaletteRows::of(palette, area);
    let PaletteRows { place, inner, list, below, first } = rows;
    let hidden = (first > 0, first + usize::from(list.height) < model.actions(palette).len());
    clear_for_box(place, buffer);
    PaneFrame::of_box("actions", hidden).draw(model.settings.theme, place, buffer);
    Text::from(lines(model, palette, &rows)).render(list, buffer);
    Text::from(reason(model, palette, below)).render(below, buffer);
    text_line::draw(model, "›", palette.line(), inner, buffer)
}
