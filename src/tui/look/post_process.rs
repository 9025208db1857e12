//! The last step of drawing: the colours of the theme for every cell, and signs that can be shown.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::theme::Theme;
use crate::signs::Signs;

/// Gives every cell its colours, and a sign that can be shown.
pub fn post_process(theme: Theme, signs: Signs, buffer: &mut Buffer) {
    let (text, background) = theme.ground();
    for cell in &mut buffer.content {
        if cell.fg == Color::Reset {
            cell.fg = text;
        }
        if cell.bg == Color::Reset {
            cell.bg = background;
        }
        if signs != Signs::Unicode && !cell.symbol().is_ascii() {
            let shown = stand_in(signs, cell.symbol());
            cell.set_symbol(&shown);
        }
    }
}

/// Returns what is shown for the content of a cell. What ASCII cannot show becomes `?`.
fn stand_in(signs: Signs, symbol: &str) -> String {
    let mut characters = symbol.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) if signs.shown(only) != only => signs.shown(only).to_string(),
        (Some(_), _) if signs == Signs::Ascii => "?".to_owned(),
        (_, _) => symbol.to_owned(),
    }
}
