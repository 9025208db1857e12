//! What an acknowledgement was about.

use serde::{Deserialize, Serialize};

use crate::core::session::AlertOf;

/// What an acknowledgement was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgedLevel {
    /// Whether it was the band or the health.
    pub of: AlertOf,
    /// What it was, such as `D` or `red`.
    pub word: String,
    /// Whether it was over by then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_over: bool,
}

/// Returns what was acknowledged, as in "health RED, band D that is over".
pub(in crate::core) fn acknowledged_text(of: &[AcknowledgedLevel]) -> String {
    let text = |level: &AcknowledgedLevel| {
        let over = if level.is_over { " that is over" } else { "" };
        format!("{} {}{over}", level.of.word(), level.word.to_uppercase())
    };
    of.iter().map(text).collect::<Vec<_>>().join(", ")
}
