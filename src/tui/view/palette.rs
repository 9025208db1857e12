//! Draws the palette: the line that is typed, and the actions that match.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use crate::tui::content::palette::{self as content, PaletteRows};
use crate::tui::geometry::Form;
use crate::tui::input::Binding;
use crate::tui::look::{Focus, PaneFrame};
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
    let PaletteRows { place, inner, list, chosen, first } = PaletteRows::of(model, palette, area);
    let rows = palette.rows();
    let columns = usize::from(list.width);
    let hidden = (first > 0, first + usize::from(list.height) < rows.len());
    Clear.render(place, buffer);
    PaneFrame { form: Form::Wide, title: "actions", focus: Focus::Here, hidden }.draw(
        model.settings.theme,
        place,
        buffer,
    );
    if rows.is_empty() {
        Line::raw("No action is called that").render(list, buffer);
    }
    let above = rows.iter().take(palette.selected()).skip(first);
    let below = rows.iter().skip(palette.selected() + 1);
    let plain = |binding: &&'static Binding| content::plain(model, binding, columns);
    let lines = above.map(plain).chain(chosen).chain(below.map(plain));
    for (line, place) in lines.zip(list.rows()) {
        line.render(place, buffer);
    }
    text_line::draw(model, "›", palette.line(), inner, buffer)
}
