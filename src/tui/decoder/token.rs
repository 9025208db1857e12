//! What a terminal sends, once it is understood.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use ratatui::layout::Position;

use crate::config::Background;

/// One thing that a terminal sends. What the panel has no use for is no token.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A key was pressed, repeated or released.
    Key(KeyEvent),
    /// A text was pasted.
    Paste(String),
    /// The mouse was used; its position is counted from 0.
    Mouse(MouseEvent),
    /// The terminal reported its background (OSC 11).
    Background(Background),
    /// The terminal reported its attributes (DA1).
    Attributes,
    /// The terminal reported the position of its cursor, from 0.
    Cursor(Position),
}

impl Token {
    /// Returns the press of a key without modifiers.
    #[must_use]
    pub fn key(code: KeyCode) -> Self {
        Self::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    /// Returns the press of a key that is typed as one character; a capital letter has Shift.
    #[must_use]
    pub fn character(c: char) -> Self {
        let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        Self::Key(KeyEvent::new(KeyCode::Char(c), shift))
    }

    /// Returns the key that a control byte stands for: C0 or Delete.
    #[must_use]
    pub fn control(byte: u8) -> Self {
        let held =
            |c: u8| Self::Key(KeyEvent::new(KeyCode::Char(char::from(c)), KeyModifiers::CONTROL));
        match byte {
            0x00 => held(b' '),
            b'\t' => Self::key(KeyCode::Tab),
            b'\r' => Self::key(KeyCode::Enter),
            0x1b => Self::key(KeyCode::Esc),
            0x01..=0x1a => held(byte - 0x01 + b'a'),
            0x1c..=0x1f => held(byte - 0x1c + b'4'),
            0x7f => Self::key(KeyCode::Backspace),
            _ => Self::character(char::from(byte)),
        }
    }

    /// Returns the same key with Alt.
    #[must_use]
    pub fn with_alt(self) -> Self {
        match self {
            Self::Key(mut key) => {
                key.modifiers |= KeyModifiers::ALT;
                Self::Key(key)
            }
            other => other,
        }
    }
}
