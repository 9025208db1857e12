//! Names of sessions that are UUIDs (RFC 9562).

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Reads a UUID, with its hyphens or without; returns it in lower case with them. `None` if it is none.
#[must_use]
pub fn read(text: &str) -> Option<String> {
    let is_hyphen = |place: usize| [8, 13, 18, 23].contains(&place);
    let has_hyphens = text.len() == 36
        && text.char_indices().all(|(place, sign)| (sign == '-') == is_hyphen(place));
    if !has_hyphens && text.len() != 32 {
        return None;
    }
    let digits: String = text.chars().filter(|sign| *sign != '-').collect();
    let is_hex = digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| spelled(&digits.to_ascii_lowercase()))
}

/// Returns a new UUID of version 4. The calls with one operation id get the same.
///
/// # Errors
/// The error of the system, if it gives no random numbers.
pub fn new(operation: Option<&str>) -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    match operation {
        Some(id) => {
            let hash = Sha256::digest(format!("onwatch agent session {id}"));
            bytes.iter_mut().zip(hash).for_each(|(byte, of_hash)| *byte = of_hash);
        }
        None => getrandom::fill(&mut bytes)?,
    }
    let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
    *version = (*version & 0x0f) | 0x40;
    *variant = (*variant & 0x3f) | 0x80;
    Ok(spelled(&HEXLOWER.encode(&bytes)))
}

/// Puts the hyphens between 32 digits.
fn spelled(digits: &str) -> String {
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    let parts = parts.into_iter().filter_map(|part| digits.get(part));
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_uuid_is_read_in_each_spelling_and_nothing_else_is() {
        let plain = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
        for text in
            [plain, "6BA7B810-9DAD-41D1-80B4-00C04FD430C8", "6ba7b8109dad41d180b400c04fd430c8"]
        {
            assert_eq!(read(text).as_deref(), Some(plain), "{text}");
        }
        for text in [
            "",
            "x",
            "6ba7b810-9dad-41d1-80b4-00c04fd430cg",
            "6ba7b8109-dad-41d1-80b4-00c04fd430c8",
            "ü",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_new_uuid_is_of_version_4_and_an_operation_has_only_one() {
        let (one, other) = (new(None).unwrap(), new(None).unwrap());
        assert_ne!(one, other);
        for uuid in [one, new(Some("a")).unwrap()] {
            assert_eq!(read(&uuid).as_deref(), Some(&*uuid));
            let (version, variant) = (uuid.as_bytes()[14], uuid.as_bytes()[19]);
            assert!(version == b'4' && b"89ab".contains(&variant), "{uuid}");
        }
        assert_eq!(new(Some("a")), new(Some("a")));
        assert_ne!(new(Some("a")), new(Some("b")));
    }
}
