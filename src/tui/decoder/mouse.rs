//! The reports of the mouse: SGR, urxvt, and the three bytes of X10.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::token::Token;

/// Returns a report in the form of SGR: `CSI < button ; column ; row M`, or `m` for a release.
pub fn sgr(button: u32, column: u32, row: u32, released: bool) -> Option<Token> {
    let (kind, modifiers) = button_of(button)?;
    let kind = match kind {
        MouseEventKind::Down(button) if released => MouseEventKind::Up(button),
        other => other,
    };
    at(kind, modifiers, column, row)
}

/// Returns a report whose button and position have 32 added to them, as urxvt and X10 send it; of
/// urxvt only the button has.
pub fn offset(button: u32, column: u32, row: u32) -> Option<Token> {
    let (kind, modifiers) = button_of(button.checked_sub(32)?)?;
    at(kind, modifiers, column, row)
}

/// The report of X10, `ESC [ M` and three bytes; in mode 1005 they are three characters of UTF-8.
#[derive(Debug, Default)]
pub struct MouseReport {
    bytes: Vec<u8>,
}

/// What a byte is to a mouse report.
#[derive(Debug, PartialEq)]
pub enum ReportStep {
    /// It is a part of it.
    Part,
    /// It completes it.
    End(Option<Token>),
    /// It belongs to what follows: the report was complete.
    Next(Option<Token>),
}

impl MouseReport {
    /// Takes the next byte.
    pub fn take(&mut self, byte: u8) -> ReportStep {
        let is_continued = match self.bytes.last() {
            Some(0xc2..=0xdf) => (0x80..=0xbf).contains(&byte),
            _ => byte >= b' ',
        };
        if self.is_three_bytes() && !is_continued {
            return ReportStep::Next(self.in_bytes());
        }
        self.bytes.push(byte);
        let may_go_on = matches!(byte, 0xc2..=0xdf);
        match self.characters()[..] {
            [button, column, row] if !may_go_on => ReportStep::End(place(button, column, row)),
            _ => ReportStep::Part,
        }
    }

    /// Reports whether it is complete unless its characters have more than one byte.
    pub fn is_three_bytes(&self) -> bool {
        self.bytes.len() == 3
    }

    /// Returns the event if each byte is a number.
    pub fn in_bytes(&self) -> Option<Token> {
        let [button, column, row] = self.bytes[..] else { return None };
        place(button.into(), column.into(), row.into())
    }

    /// Returns its numbers so far if two bytes that are a character are one number.
    fn characters(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        let mut first = None;
        for byte in &self.bytes {
            if let (Some(0xc2..=0xdf), 0x80..=0xbf) = (first.take(), byte) {
                let high = numbers.pop().unwrap_or_default();
                numbers.push((high & 0x1f) << 6 | u32::from(byte & 0x3f));
            } else {
                numbers.push(u32::from(*byte));
                first = Some(*byte);
            }
        }
        numbers
    }
}

fn place(button: u32, column: u32, row: u32) -> Option<Token> {
    offset(button, column.saturating_sub(32), row.saturating_sub(32))
}

fn at(kind: MouseEventKind, modifiers: KeyModifiers, column: u32, row: u32) -> Option<Token> {
    let from_0 = |count: u32| u16::try_from(count.checked_sub(1)?).ok();
    let (column, row) = (from_0(column)?, from_0(row)?);
    Some(Token::Mouse(MouseEvent { kind, column, row, modifiers }))
}

/// Returns what a number says of button and modifiers. Its bits, from the lowest: two of the button,
/// Shift, Alt, Control, motion, two more of the button.
fn button_of(bits: u32) -> Option<(MouseEventKind, KeyModifiers)> {
    if bits > 0xff {
        return None;
    }
    let kind = match ((bits & 0b11) | ((bits & 0b1100_0000) >> 4), bits & 0b10_0000 != 0) {
        (0, false) => MouseEventKind::Down(MouseButton::Left),
        (1, false) => MouseEventKind::Down(MouseButton::Middle),
        (2, false) => MouseEventKind::Down(MouseButton::Right),
        (0, true) => MouseEventKind::Drag(MouseButton::Left),
        (1, true) => MouseEventKind::Drag(MouseButton::Middle),
        (2, true) => MouseEventKind::Drag(MouseButton::Right),
        (3, false) => MouseEventKind::Up(MouseButton::Left),
        (3..=5, true) => MouseEventKind::Moved,
        (4, false) => MouseEventKind::ScrollUp,
        (5, false) => MouseEventKind::ScrollDown,
        (6, false) => MouseEventKind::ScrollLeft,
        (7, false) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 0b100 != 0);
    modifiers.set(KeyModifiers::ALT, bits & 0b1000 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 0b1_0000 != 0);
    Some((kind, modifiers))
}
