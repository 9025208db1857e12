//! The digits of the clock, as large as they fit: five rows of blocks, three rows of half blocks (in
//! ASCII five narrow rows), or plain text.

use crate::signs::Signs;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Three pixels by five for each digit, the top row first, the left pixel in the highest bit.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b001, 0b001, 0b001],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];
/// One pixel by five.
const COLON: [u8; 5] = [0, 1, 0, 1, 0];
const ROWS: u16 = 5;

/// The size of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// Two columns and one row.
    Blocks,
    /// One column and half a row.
    Halves,
    /// One column and one row.
    Narrow,
    /// No pixels: plain text.
    Text,
}

impl Digits {
    /// Returns the largest digits in which a text fits; ASCII has narrow ones for half blocks.
    pub fn largest(text: &str, signs: Signs, width: u16, height: u16) -> Self {
        let small = if signs == Signs::Ascii { Self::Narrow } else { Self::Halves };
        [Self::Blocks, small]
            .into_iter()
            .find(|digits| digits.width(text) <= width && digits.height() <= height)
            .unwrap_or(Self::Text)
    }

    /// Returns the rows of the digits.
    pub fn height(self) -> u16 {
        match self {
            Self::Blocks | Self::Narrow => ROWS,
            Self::Halves => ROWS.div_ceil(2),
            Self::Text => 1,
        }
    }

    /// Returns the columns of a text.
    pub fn width(self, text: &str) -> u16 {
        if self == Self::Text {
            return u16::try_from(text.len()).unwrap_or(u16::MAX);
        }
        let pixels: usize = text.chars().map(|c| glyph(c).0 + 1).sum::<usize>().saturating_sub(1);
        u16::try_from(pixels).unwrap_or(u16::MAX).saturating_mul(self.columns())
    }

    fn columns(self) -> u16 {
        match self {
            Self::Blocks => 2,
            Self::Halves | Self::Narrow | Self::Text => 1,
        }
    }

    /// Draws a text at the upper left of an area.
    pub fn draw(self, text: &str, style: Style, area: Rect, buffer: &mut Buffer) {
        if self == Self::Text {
            buffer.set_stringn(area.x, area.y, text, area.width.into(), style);
            return;
        }
        let mut x = area.x;
        for c in text.chars() {
            let (wide, rows) = glyph(c);
            for pixel in 0..wide {
                let lit = |row: u16| {
                    let row = rows.get(usize::from(row)).copied().unwrap_or(0);
                    row >> (wide - 1 - pixel) & 1 == 1
                };
                for row in 0..self.height() {
                    let sign = match self {
                        Self::Halves => match (lit(row * 2), lit(row * 2 + 1)) {
                            (true, true) => "█",
                            (true, false) => "▀",
                            (false, true) => "▄",
                            (false, false) => continue,
                        },
                        Self::Blocks if lit(row) => "██",
                        Self::Narrow if lit(row) => "█",
                        _ => continue,
                    };
                    buffer.set_stringn(x, area.y + row, sign, self.columns().into(), style);
                }
                x = x.saturating_add(self.columns());
            }
            x = x.saturating_add(self.columns());
        }
    }
}

fn glyph(c: char) -> (usize, [u8; 5]) {
    let digit = c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize));
    digit.map_or((1, COLON), |rows| (3, *rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, digits: Digits) -> String {
        let area = Rect::new(0, 0, digits.width(text), digits.height());
        let mut buffer = Buffer::empty(area);
        digits.draw(text, Style::new(), area, &mut buffer);
        let rows = area.rows().map(|row| {
            row.columns()
                .filter_map(|at| buffer.cell(at.as_position()))
                .map(ratatui::buffer::Cell::symbol)
                .collect()
        });
        rows.collect::<Vec<String>>().join("\n")
    }

    #[test]
    fn half_blocks_draw_two_pixels_in_a_row() {
        assert_eq!(drawn("1:2", Digits::Halves), "▄█  ▄ ▀▀█\n █  ▄ █▀▀\n▀▀▀   ▀▀▀");
    }

    #[test]
    fn the_largest_digits_that_fit_are_taken() {
        assert_eq!(Digits::largest("1:12:05", Signs::Unicode, 92, 10), Digits::Blocks);
        assert_eq!(Digits::largest("1:12:05", Signs::Unicode, 46, 5), Digits::Blocks);
        assert_eq!(Digits::largest("1:12:05", Signs::Unicode, 45, 5), Digits::Halves);
        assert_eq!(Digits::largest("1:12:05", Signs::Unicode, 45, 2), Digits::Text);
        assert_eq!(Digits::largest("1:12:05", Signs::Ascii, 45, 5), Digits::Narrow);
        assert_eq!(Digits::largest("1:12:05", Signs::Ascii, 45, 4), Digits::Text);
    }
}
