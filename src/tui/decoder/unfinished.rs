//! What has begun and is not complete.

use super::character::Character;
use super::control_string::ControlString;
use super::mouse::MouseReport;
use super::paste::Paste;

/// What has begun and is not complete.
#[derive(Debug, Default)]
pub enum Unfinished {
    /// All is complete.
    #[default]
    Nothing,
    /// An escape.
    Escape,
    /// A character of several bytes.
    Character { bytes: Character, alt: bool },
    /// `ESC [` or `ESC O`, and the bytes after it; `None` if there were too many.
    Sequence { introducer: u8, body: Option<Vec<u8>> },
    /// `ESC [ [`: one letter follows.
    ConsoleKey,
    /// `ESC [ M`: three bytes or characters follow.
    MouseReport(MouseReport),
    /// OSC, DCS, APC, PM or SOS.
    String(ControlString),
    /// A marked paste.
    Paste(Paste),
}

impl Unfinished {
    /// Begins what an introducer begins.
    pub fn begun_by(introducer: u8) -> Self {
        match introducer {
            b'[' | b'O' => Self::Sequence { introducer, body: Some(Vec::new()) },
            _ => Self::String(ControlString::new(introducer)),
        }
    }

    /// Reports whether it may have more parts, so that a key cannot simply begin behind it.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Nothing | Self::Escape | Self::Character { .. } => false,
            Self::Sequence { .. }
            | Self::ConsoleKey
            | Self::MouseReport(_)
            | Self::String(_)
            | Self::Paste(_) => true,
        }
    }

    /// Returns the introducer of a sequence or string of which nothing else has come.
    pub fn introducer(&self) -> Option<u8> {
        match self {
            Self::Sequence { introducer, body } => {
                body.as_ref().filter(|body| body.is_empty()).map(|_| *introducer)
            }
            Self::String(string) => string.is_empty().then_some(string.introducer),
            Self::Nothing
            | Self::Escape
            | Self::Character { .. }
            | Self::ConsoleKey
            | Self::MouseReport(_)
            | Self::Paste(_) => None,
        }
    }

    /// Reports whether a read ends it although the read by itself would be a key.
    pub fn is_ended_by(&self, bytes: &[u8]) -> bool {
        match self {
            Self::String(string) => match bytes {
                [b'\\', ..] => string.escaped,
                [0x1b, b'\\'] | [0x9c] | [0xc2, 0x9c] => true,
                [0x07] => string.introducer == b']',
                _ => false,
            },
            Self::Nothing
            | Self::Escape
            | Self::Character { .. }
            | Self::Sequence { .. }
            | Self::ConsoleKey
            | Self::MouseReport(_)
            | Self::Paste(_) => false,
        }
    }
}
