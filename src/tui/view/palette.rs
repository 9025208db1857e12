//! Draws the palette: the line that is typed, and the actions that match.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Text;
use ratatui::widgets::{Clear, Widget};

use crate::tui::content::palette::{PaletteRows, lines};
use crate::tui::look::PaneFrame;
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
    let rows = PaletteRows::of(model, palette, area);
    let PaletteRows { place, inner, list, first, .. } = rows;
    let hidden = (first > 0, first + usize::from(list.height) < palette.rows().len());
    Clear.render(place, buffer);
    PaneFrame::of_box("actions", hidden).draw(model.settings.theme, place, buffer);
    Text::from(lines(model, palette, rows)).render(list, buffer);
    text_line::draw(model, "›", palette.line(), inner, buffer)
}
