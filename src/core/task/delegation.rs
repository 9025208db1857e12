//! Whether somebody has a task.

use serde::{Deserialize, Serialize};

/// Whether somebody has a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delegation {
    /// Nobody has it.
    #[default]
    Unassigned,
    /// Somebody has it, and has not begun.
    Assigned,
    /// Somebody has entered it.
    InProgress,
    /// It is done.
    Completed,
}

impl Delegation {
    /// Returns its words for a reader.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::Assigned => "assigned",
            Self::InProgress => "in progress",
            Self::Completed => "completed",
        }
    }
}
