//! What a state file still tells that cannot be read as a whole.
//!
//! No checksum proves it. So it can only show that events are missing, never what these were.

use memchr::memmem;

/// A state file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedState {
    /// What is wrong with it.
    pub cause: String,
    /// Whether a power cut leaves such a file behind.
    pub is_unfinished: bool,
    /// The newest event that it names; zero if it names none.
    pub seq: u64,
    /// How many session keys it says were given out.
    pub keys: u32,
    /// The id of the store that it names.
    pub store_id: Option<String>,
}

impl DamagedState {
    /// Returns what some bytes tell.
    pub fn of(bytes: &[u8], cause: String, is_unfinished: bool) -> Self {
        let keys = number(bytes, b"\n    \"session_keys\": ").unwrap_or_default();
        let id = after(bytes, b"\n  \"store_id\": \"");
        let id = id.and_then(|rest| rest.split(|byte| *byte == b'"').next());
        Self {
            cause,
            is_unfinished,
            seq: number(bytes, b"\n  \"seq\": ").unwrap_or_default(),
            keys: u32::try_from(keys).unwrap_or_default(),
            store_id: id.map(|id| String::from_utf8_lossy(id).into_owned()),
        }
    }

    /// Returns whether it names another store than `own`.
    pub fn is_of_other(&self, own: &str) -> bool {
        self.store_id.as_ref().is_some_and(|id| id != own)
    }
}

fn after<'a>(bytes: &'a [u8], field: &[u8]) -> Option<&'a [u8]> {
    bytes.get(memmem::find(bytes, field)? + field.len()..)
}

fn number(bytes: &[u8], field: &[u8]) -> Option<u64> {
    let digits = after(bytes, field)?.split(|byte| !byte.is_ascii_digit()).next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counters_and_the_store_are_found_wherever_they_are() {
        let bytes =
            b"x\n  \"counters\": {\n    \"session_keys\": 3,\n  \"seq\": 7,\n  \"store_id\": \"a\"";
        let state = DamagedState::of(bytes, String::new(), false);
        assert_eq!((state.seq, state.keys), (7, 3));
        assert!(state.is_of_other("b") && !state.is_of_other("a"));
    }

    #[test]
    fn a_file_without_them_names_no_event_and_no_store() {
        let state = DamagedState::of(b"{\"session\": {\"seq\": 7}}", String::new(), false);
        assert_eq!((state.seq, state.keys, state.is_of_other("b")), (0, 0, false));
    }
}
