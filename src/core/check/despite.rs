//! A completion although a check failed.

use serde::{Deserialize, Serialize};

use crate::core::check::CheckCode;

/// Why something was completed although a check failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Despite {
    /// Why.
    pub reason: String,
    /// The checks that would have blocked it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<CheckCode>,
}

impl Despite {
    /// Returns it as a person reads it, as in "not complete, because: the rest is dropped".
    #[must_use]
    pub fn text(&self) -> String {
        let not = if self.failed.is_empty() { "" } else { "not complete, " };
        format!("{not}because: {}", self.reason)
    }
}
