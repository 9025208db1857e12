//! Lines of the journal, sealed as the store seals them.

#![allow(dead_code, reason = "each user needs a part of it")]

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Returns the SHA-256 of a line without its newline, as text.
pub fn hash(line: &str) -> String {
    let digest = Sha256::digest(line.trim_end_matches('\n'));
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Returns a line with the checksum that fits its body, an object without its `}`.
pub fn sealed(body: &str) -> String {
    format!("{body},\"crc\":\"{:08x}\"}}\n", crc32c::crc32c(body.as_bytes()))
}

/// Returns a line that follows the line with the hash `prev`.
pub fn sealed_after(body: &str, prev: &str) -> String {
    sealed(&format!("{body},\"prev\":\"{prev}\""))
}

/// Returns the lines of a first segment, each sealed anew: they were changed, and are to be read as
/// if they had been written so.
pub fn sealed_anew<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let (mut text, mut head) = (String::new(), None::<String>);
    for line in lines {
        let (body, _) = line.rsplit_once(",\"crc\":").unwrap();
        let line = match &head {
            Some(head) => sealed_after(body.rsplit_once(",\"prev\":").unwrap().0, head),
            None => sealed(body),
        };
        head = Some(hash(&line));
        text.push_str(&line);
    }
    text
}
