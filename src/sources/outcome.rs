//! What the edges hand to each other.

use chrono::{DateTime, Utc};

use crate::formats::Code;

/// An answer as it came, or as much of it as came.
#[derive(Debug, Default)]
pub(super) struct Came {
    pub(super) code: Option<Code>,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) errors: Vec<u8>,
    /// When a file was written.
    pub(super) written_at: Option<DateTime<Utc>>,
    /// Why it cannot be used.
    pub(super) failure: Option<NoAnswer>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoAnswer {
    pub(super) cause: String,
    pub(super) next: String,
}

impl NoAnswer {
    /// Returns it with a cause, and what to do.
    pub(super) fn new(cause: impl Into<String>, next: impl Into<String>) -> Self {
        Self { cause: cause.into(), next: next.into() }
    }
}

impl From<NoAnswer> for Came {
    fn from(failure: NoAnswer) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }
}

/// Returns a number of bytes in words.
pub(super) fn bytes_text(bytes: u64) -> String {
    const MIB: u64 = 1_024 * 1_024;
    match bytes {
        1 => "1 byte".to_owned(),
        bytes if bytes >= MIB && bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        bytes => format!("{bytes} bytes"),
    }
}

/// Returns a timeout in words.
pub(super) fn timeout_text(ms: u64) -> String {
    match (ms / 1_000, ms % 1_000) {
        (seconds, 0) => format!("{seconds} s"),
        (0, ms) => format!("{ms} ms"),
        (seconds, ms) => format!("{seconds}.{} s", format!("{ms:03}").trim_end_matches('0')),
    }
}
