//! The last step before the screen: the theme's ground under everything, and stand-ins for the
//! signs that a terminal without UTF-8 lacks.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

use super::theme::Theme;

/// The signs the panel draws with, each with its stand-in of the same width.
const STAND_INS: [(&str, &str); 34] = [
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

/// Gives every cell its ground, and in ASCII its stand-in.
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
            let known = STAND_INS.iter().find(|(sign, _)| *sign == cell.symbol());
            cell.set_symbol(known.map_or("?", |(_, stand_in)| stand_in));
        }
    }
}
