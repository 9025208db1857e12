//! A control string: OSC, DCS, APC, PM or SOS. It ends with ST, and an OSC also with BEL; CAN and SUB
//! cancel it.

use crate::config::Background;

use super::colour;

/// The longest text that is kept of an OSC, bytes: a colour is shorter. Of other strings nothing is kept.
const KEPT: usize = 64;

/// A control string that has begun.
#[derive(Debug)]
pub struct ControlString {
    /// The byte after the escape that began it.
    pub introducer: u8,
    kept: Vec<u8>,
    /// The bytes of its text so far.
    length: usize,
    /// Whether an escape came: a `\` would end it.
    pub escaped: bool,
    /// The first byte of a character whose other bytes may follow, and how many.
    character: (u8, u8),
}

/// What a byte does to a control string.
#[derive(Debug, PartialEq)]
pub enum StringStep {
    /// It is a part of it.
    Part,
    /// It ends it.
    End(Option<Background>),
    /// It cancels it.
    Cancel,
}

impl ControlString {
    /// Begins a string of a kind.
    pub fn new(introducer: u8) -> Self {
        Self { introducer, kept: Vec::new(), length: 0, escaped: false, character: (0, 0) }
    }

    /// Reports whether none of its text has come.
    pub fn is_empty(&self) -> bool {
        self.length == 0 && !self.escaped
    }

    /// Takes the next byte.
    pub fn take(&mut self, byte: u8) -> StringStep {
        let escaped = std::mem::take(&mut self.escaped);
        let (first, left) = std::mem::take(&mut self.character);
        let continues = left > 0 && (0x80..=0xbf).contains(&byte);
        match byte {
            b'\\' if escaped => return self.end(),
            0x07 if self.introducer == b']' => return self.end(),
            0x18 | 0x1a => return StringStep::Cancel,
            0x1b => {
                self.escaped = true;
                return StringStep::Part;
            }
            // ST as one byte, or as a character of UTF-8; not as a part of another character.
            0x9c if !continues => return self.end(),
            0x9c if first == 0xc2 => {
                self.kept.pop();
                self.length = self.length.saturating_sub(1);
                return self.end();
            }
            _ if continues => self.character = (first, left - 1),
            0xc2..=0xdf => self.character = (byte, 1),
            0xe0..=0xef => self.character = (byte, 2),
            0xf0..=0xf4 => self.character = (byte, 3),
            _ => {}
        }
        // An escape that ended nothing is a part of the text, but of no colour.
        self.length = self.length.saturating_add(1 + usize::from(escaped));
        if self.introducer == b']' && self.length <= KEPT {
            self.kept.push(byte);
        }
        StringStep::Part
    }

    fn end(&self) -> StringStep {
        let is_whole = self.length == self.kept.len();
        let text = std::str::from_utf8(&self.kept).ok().filter(|_| is_whole);
        StringStep::End(text.and_then(colour::background))
    }
}

/// Reports whether the bytes of one read go on as a reply does after its escape. A key comes alone.
pub fn looks_like_reply(bytes: &[u8]) -> bool {
    match bytes {
        [b']', second, _, ..] => second.is_ascii_digit(),
        [b'P', second, _, ..] => second.is_ascii_digit() || b"!$+<=>?".contains(second),
        [b'_', b'G', _, ..] => true,
        [b'[', second, _, ..] => second.is_ascii_digit() || b"<=>?".contains(second),
        _ => false,
    }
}
