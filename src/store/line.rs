//! One line of a journal: a JSON object that ends with a hash of the line before it, and a checksum.
//!
//! `{"seq":412,…,"prev":"5ab…","crc":"9a3b10ff"}` and a newline. `prev` is the [`LineHash`] of the
//! line before it in the record. The checksum is CRC-32C over the bytes before `,"crc":`.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::line_hash::{DIGITS, LineHash};
use crate::core::Recorded;

/// The length of `,"crc":"9a3b10ff"}` and the newline, bytes.
pub const SEAL: usize = 19;
/// The length of `,"prev":"` with its hash and `"`, bytes.
const LINK: usize = 9 + DIGITS + 1;
/// The oldest version of a line that is read.
pub const OLDEST: u32 = 4;
/// The longest line, bytes. The bounds of the core keep every line far below it.
pub const LINE_MAX: u64 = 4 * 1_024 * 1_024;
/// The byte order mark that some editors add at the start of a file.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with a checkpoint in the place of an event.
pub const MISPLACED: &str = "the first line of a segment is in the place of an event";

/// What is wrong with a line of another file.
pub const NO_EVENT: &str = "the line is not an event";

/// Why a line cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadLine {
    /// It was not written completely, or has changed since.
    Broken(&'static str),
    /// It is complete, but a newer program wrote it.
    Newer(String),
    /// It is complete, but has a format of earlier programs that is no longer read.
    Older,
}

impl BadLine {
    /// Returns the error for a line at a byte of a file.
    pub fn at(self, path: &Path, byte: u64) -> StoreError {
        match self {
            Self::Broken(cause) => StoreError::damaged(path, byte, cause),
            Self::Newer(what) => StoreError::Newer { path: path.to_owned(), what },
            Self::Older => StoreError::Older { path: path.to_owned() },
        }
    }
}

/// Returns the lines of a file, each with its newline.
pub fn lines(bytes: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    bytes.split_inclusive(|b| *b == b'\n')
}

/// Returns the length of some bytes, as a position in a file.
pub fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Writes a value as one line with its checksum.
///
/// # Errors
/// The error of the serializer; no value that the store writes leads to one.
pub fn seal(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut line = serde_json::to_vec(value)?;
    line.pop();
    Ok(sealed(line))
}

/// Writes a value as one line that follows the line with the hash `prev`.
///
/// # Errors
/// As [`seal`].
pub fn seal_after(
    value: &impl Serialize,
    prev: Option<LineHash>,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut line = serde_json::to_vec(value)?;
    line.pop();
    Ok(linked(line, prev))
}

/// Returns a checked line of an event as one that follows the line with the hash `prev`.
pub fn sealed_anew(text: &[u8], prev: Option<LineHash>) -> Vec<u8> {
    let end = text.len().saturating_sub(SEAL);
    let end = if carried_prev(text).is_some() { end.saturating_sub(LINK) } else { end };
    linked(text.get(..end).unwrap_or_default().to_vec(), prev)
}

fn linked(mut line: Vec<u8>, prev: Option<LineHash>) -> Vec<u8> {
    if let Some(prev) = prev {
        line.extend_from_slice(format!(",\"prev\":\"{prev}\"").as_bytes());
    }
    sealed(line)
}

fn sealed(mut line: Vec<u8>) -> Vec<u8> {
    let crc = crc32c::crc32c(&line);
    line.extend_from_slice(format!(",\"crc\":\"{crc:08x}\"}}\n").as_bytes());
    line
}

/// Returns the hash of the line before, which a line carries.
pub fn carried_prev(line: &[u8]) -> Option<LineHash> {
    let end = line.len().checked_sub(SEAL)?;
    let carried = line.get(end.checked_sub(LINK)?..end)?;
    LineHash::parse(carried.strip_prefix(b",\"prev\":\"")?.strip_suffix(b"\"")?)
}

/// Returns a line as it was written, whatever an editor did to its ends: removed the newline,
/// replaced it by CR LF, or added a byte order mark. `None` if the checksum does not match.
pub fn mended(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if check(text).is_ok() {
        return Some(Cow::Borrowed(text));
    }
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    Some([text, b"\n"].concat()).filter(|line| check(line).is_ok()).map(Cow::Owned)
}

/// Returns the checksum at the end of a line, as eight digits.
pub fn carried_crc(line: &[u8]) -> Option<&str> {
    let seal = line.get(line.len().checked_sub(SEAL)?..)?;
    let digits = seal.strip_prefix(b",\"crc\":\"")?.strip_suffix(b"\"}\n")?;
    std::str::from_utf8(digits).ok()
}

/// Checks the checksum of a line. The line includes its newline.
///
/// # Errors
/// What is wrong with the line.
pub fn check(line: &[u8]) -> Result<(), &'static str> {
    if line.last() != Some(&b'\n') {
        return Err("the line is incomplete");
    }
    let carried = carried_crc(line).ok_or("the line has no checksum")?;
    let body = line.get(..line.len() - SEAL).unwrap_or_default();
    if carried == format!("{:08x}", crc32c::crc32c(body)) {
        Ok(())
    } else {
        Err("the checksum does not match")
    }
}

/// Reads the event of a line.
///
/// # Errors
/// [`BadLine`], either for a broken line or for one that a newer program wrote.
pub fn event(line: &[u8]) -> Result<Recorded, BadLine> {
    match read(line, |event: &Recorded| event.v) {
        Err(BadLine::Newer(_)) if store_id(line).is_some() => Err(BadLine::Broken(MISPLACED)),
        Err(BadLine::Newer(_)) if seq(line).is_none() => Err(BadLine::Broken(NO_EVENT)),
        found => found,
    }
}

/// Reads a line whose version `version` returns.
///
/// # Errors
/// As [`event`].
pub fn read<T>(line: &[u8], version: impl Fn(&T) -> u32) -> Result<T, BadLine>
where
    T: for<'de> Deserialize<'de>,
{
    check(line).map_err(BadLine::Broken)?;
    match serde_json::from_slice(line) {
        Ok(read) => known(version(&read)).map(|()| read),
        Err(error) => {
            if let Ok(Version { v }) = serde_json::from_slice(line) {
                known(v)?;
            }
            // The checksum matches, so a program with more knowledge wrote it.
            Err(BadLine::Newer(error.to_string()))
        }
    }
}

/// The version that a reader of a line must support.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

fn known(version: u32) -> Result<(), BadLine> {
    match version {
        newer if newer > Recorded::VERSION => Err(BadLine::Newer(format!("version {newer}"))),
        older if older < OLDEST => Err(BadLine::Older),
        _ => Ok(()),
    }
}

/// Returns the event number at the start of a line, without parsing the rest.
pub fn seq(line: &[u8]) -> Option<u64> {
    let digits = line.strip_prefix(b"{\"seq\":")?;
    let end = digits.iter().position(|b| !b.is_ascii_digit())?;
    std::str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}

/// How much of a segment's first line [`store_id`] needs, bytes.
pub const HEAD: u64 = 256;
const STORE_ID: &str = "\"store_id\":\"";

/// Returns the store id from the head of a checkpoint, without parsing the rest. Returns `None`
/// if the line is not a checkpoint.
pub fn store_id(head: &[u8]) -> Option<&str> {
    let head = head.get(..head.len().min(usize::try_from(HEAD).ok()?))?;
    // The head may end in the middle of a character.
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    let (_, from) = text.split_once(STORE_ID)?;
    from.split_once('"').map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn every_changed_byte_of_a_line_is_detected() {
        let line = seal(&serde_json::json!({"seq": 412, "text": "später"})).unwrap();
        assert_eq!(check(&line), Ok(()));
        for at in 0..line.len() {
            let mut changed = line.clone();
            changed[at] ^= 0x04;
            assert!(check(&changed).is_err(), "a change of byte {at} was not detected");
            assert!(check(&line[..at]).is_err(), "a cut at {at} was not detected");
        }
    }

    #[test]
    fn the_checksum_is_crc_32c_over_the_bytes_before_it() {
        // The check value of CRC-32C (Castagnoli) for "123456789" is e3069283.
        assert_eq!(crc32c::crc32c(b"123456789"), 0xe306_9283);
        let line = seal(&serde_json::json!({"a": 1})).unwrap();
        let crc = crc32c::crc32c(b"{\"a\":1");
        assert_eq!(line, format!("{{\"a\":1,\"crc\":\"{crc:08x}\"}}\n").into_bytes());
        assert_eq!(carried_crc(&line).unwrap(), format!("{crc:08x}"));
    }

    #[test]
    fn a_complete_line_that_cannot_be_parsed_is_newer_not_broken() {
        let line = seal(&serde_json::json!({"seq": 1, "v": Recorded::VERSION})).unwrap();
        assert!(matches!(event(&line), Err(BadLine::Newer(_))));
        let line = seal(&serde_json::json!({"seq": 1, "v": OLDEST - 1})).unwrap();
        assert_eq!(event(&line).unwrap_err(), BadLine::Older);
        assert!(matches!(event(b"{\"seq\":1}\n"), Err(BadLine::Broken(_))));
    }

    #[test]
    fn a_line_carries_the_hash_of_the_one_before() {
        let first = seal(&serde_json::json!({"seq": 0})).unwrap();
        let prev = LineHash::of(&first);
        let second = seal_after(&serde_json::json!({"seq": 1}), Some(prev)).unwrap();
        assert_eq!(check(&second), Ok(()));
        assert_eq!((carried_prev(&first), carried_prev(&second)), (None, Some(prev)));
        assert_eq!(
            sealed_anew(&first, Some(prev)),
            seal_after(&serde_json::json!({"seq": 0}), Some(prev)).unwrap()
        );
        assert_eq!(sealed_anew(&second, None), seal(&serde_json::json!({"seq": 1})).unwrap());
    }

    #[test]
    fn what_an_editor_does_to_the_ends_of_a_line_is_mended() {
        let line = seal(&serde_json::json!({"seq": 412})).unwrap();
        let body = line.strip_suffix(b"\n").unwrap();
        for changed in [&line, body, &[body, b"\r\n"].concat(), &[BOM, &line].concat()] {
            assert_eq!(mended(changed).as_deref(), Some(&line[..]));
        }
        assert_eq!(mended(&line[1..]), None);
    }
}
