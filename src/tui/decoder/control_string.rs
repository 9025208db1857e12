//! A control string: OSC, DCS, APC, PM or SOS. It ends with ST, and an OSC also with BEL; CAN and SUB
//! cancel it.

use crate::config::Background;

use super::colour;

/// The longest text that is kept of an OSC, bytes: a colour is shorter. Of other strings nothing is kept.
const KEPT: usize = 64;
/// What a passthrough of tmux (a DCS) begins with.
const PASSTHROUGH: &[u8] = b"tmux;";

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
    /// How many bytes of the mark of a tmux passthrough came, and nothing else before them.
    marked: usize,
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
        Self {
            introducer,
            kept: Vec::new(),
            length: 0,
            escaped: false,
            character: (0, 0),
            marked: 0,
        }
    }

    /// Reports whether none of its text has come.
    pub fn is_empty(&self) -> bool {
        self.length == 0 && !self.escaped
    }

    /// Takes the next byte; `rest` follows in the same read.
    pub fn take(&mut self, byte: u8, rest: &[u8]) -> StringStep {
        if self.is_passthrough() {
            return self.take_passed(byte);
        }
        let escaped = std::mem::take(&mut self.escaped);
        let (first, left) = std::mem::take(&mut self.character);
        let continues = left > 0 && (0x80..=0xbf).contains(&byte);
        match byte {
            b'\\' if escaped => return self.end(),
            0x07 if self.introducer == b']' => return self.end(),
            // No person types between a string and its end: this control is a part of a broken text.
            0x18 | 0x1a if self.ends_later(rest) => {}
            0x18 | 0x1a => return StringStep::Cancel,
            0x1b => {
                self.escaped = true;
                return StringStep::Part;
            }
            // ST as one byte, or as a character of UTF-8; not as a part of another character.
            0x9c if !continues && !self.ends_later(rest) => return self.end(),
            0x9c if continues && first == 0xc2 && !self.ends_later(rest) => {
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
        if PASSTHROUGH.get(self.length) == Some(&byte) && self.marked == self.length && !escaped {
            self.marked += 1;
        }
        // An escape that ended nothing is a part of the text, but of no colour.
        self.length = self.length.saturating_add(1 + usize::from(escaped));
        if self.introducer == b']' && self.length <= KEPT {
            self.kept.push(byte);
        }
        StringStep::Part
    }

    /// Reports whether its text is passed through tmux.
    fn is_passthrough(&self) -> bool {
        self.introducer == b'P' && self.marked == PASSTHROUGH.len()
    }

    /// Takes a byte of a passthrough: its text has each escape twice, so only a single one can end it.
    fn take_passed(&mut self, byte: u8) -> StringStep {
        match (std::mem::take(&mut self.escaped), byte) {
            (true, b'\\') => return StringStep::End(None),
            (false, 0x1b) => self.escaped = true,
            (true | false, _) => {}
        }
        StringStep::Part
    }

    /// Reports whether bytes hold an end of this string before anything else begins.
    fn ends_later(&self, rest: &[u8]) -> bool {
        let mut characters = rest.utf8_chunks().flat_map(|chunk| {
            chunk.valid().chars().chain(chunk.invalid().iter().copied().map(char::from))
        });
        while let Some(character) = characters.next() {
            match character {
                '\x1b' => return characters.next() == Some('\\'),
                '\u{9c}' => return true,
                '\x07' if self.introducer == b']' => return true,
                '\u{8f}' | '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}'..='\u{9f}' => return false,
                _ => {}
            }
        }
        false
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
        [b'[', second, _, ..] => second.is_ascii_digit() || b"<=>?M".contains(second),
        _ => false,
    }
}
