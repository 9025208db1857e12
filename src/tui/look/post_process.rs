//! The last step of drawing: the colours of the theme for every cell, and ASCII substitutes.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::theme::Theme;

/// The signs of the panel, each with its ASCII substitute.
const SUBSTITUTES: [(&str, &str); 34] = [
    ("─", "-"),
    ("│", "|"),
    ("╭", "+"),
    ("╮", "+"),
    ("╰", "+"),
    ("╯", "+"),
    ("━", "="),
    ("╌", "-"),
    ("█", "#"),
    ("▀", "#"),
    ("▄", "#"),
    ("░", ":"),
    ("▒", "+"),
    ("▓", "%"),
    ("◆", "o"),
    ("▸", ">"),
    ("◂", "<"),
    ("←", "<"),
    ("●", "*"),
    ("‖", "="),
    ("■", "#"),
    ("▲", "!"),
    ("↑", "^"),
    ("↓", "v"),
    ("→", ">"),
    ("›", ">"),
    ("‹", "<"),
    ("…", "~"),
    ("·", "."),
    ("√", "+"),
    ("×", "x"),
    ("↵", "/"),
    ("–", "-"),
    ("—", "-"),
];

/// Gives every cell its colours, and in ASCII its substitute.
pub fn post_process(theme: Theme, ascii: bool, buffer: &mut Buffer) {
    let (text, background) = theme.ground();
    for cell in &mut buffer.content {
        if cell.fg == Color::Reset {
            cell.fg = text;
        }
        if cell.bg == Color::Reset {
            cell.bg = background;
        }
        if ascii && !cell.symbol().is_ascii() {
            let known = SUBSTITUTES.iter().find(|(sign, _)| *sign == cell.symbol());
            cell.set_symbol(known.map_or("?", |(_, substitute)| substitute));
        }
    }
}
