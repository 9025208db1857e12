//! One character in UTF-8, whose bytes may come apart.

/// The bytes of a character that is not complete.
#[derive(Debug, Default)]
pub struct Character {
    bytes: Vec<u8>,
}

/// What the bytes so far are.
#[derive(Debug, PartialEq)]
pub enum CharacterBytes {
    /// A whole character.
    Whole(char),
    /// The beginning of one.
    Part,
    /// No character: the last byte does not belong to those before it.
    Broken,
}

impl Character {
    /// Reports whether a byte begins a character of several bytes.
    pub fn begins_with(byte: u8) -> bool {
        matches!(byte, 0xc2..=0xf4)
    }

    /// Takes the next byte.
    pub fn take(&mut self, byte: u8) -> CharacterBytes {
        self.bytes.push(byte);
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => text.chars().next().map_or(CharacterBytes::Part, CharacterBytes::Whole),
            Err(error) if error.error_len().is_none() => CharacterBytes::Part,
            Err(_) => CharacterBytes::Broken,
        }
    }
}
