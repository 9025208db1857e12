//! The SHA-256 of a line of the journal, by which the next line proves what it follows.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The length of a hash as text, bytes.
pub const DIGITS: usize = 64;

/// The SHA-256 of a line without its line end. Files hold it as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LineHash([u8; 32]);

impl LineHash {
    /// Returns the hash of a line, with or without its newline.
    pub fn of(line: &[u8]) -> Self {
        Self(Sha256::digest(line.strip_suffix(b"\n").unwrap_or(line)).into())
    }

    /// Reads a hash from its digits.
    pub fn parse(digits: &[u8]) -> Option<Self> {
        let bytes = HEXLOWER.decode(digits).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for LineHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl From<LineHash> for String {
    fn from(hash: LineHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for LineHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(text.as_bytes()).ok_or("not a SHA-256 of 64 digits")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_hash_is_sha_256_of_the_line_without_its_end() {
        // The digest of "abc" in FIPS 180-4.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(LineHash::of(b"abc\n").to_string(), abc);
        assert_eq!(LineHash::of(b"abc"), LineHash::parse(abc.as_bytes()).unwrap());
        assert_eq!(LineHash::parse(b"abc"), None);
    }
}
