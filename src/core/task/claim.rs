//! A lease on a task.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::DeskName;

/// A lease: other desks may not work on the task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Claim {
    /// The desk that has it.
    pub desk: DeskName,
    /// Who claimed it.
    pub operator: String,
    /// When it ends, UTC; `None` if it holds until it is released, or the task is done or dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_utc: Option<DateTime<Utc>>,
}

impl Claim {
    /// Reports whether it keeps a desk out at a time.
    #[must_use]
    pub fn keeps_out(&self, desk: &DeskName, at: DateTime<Utc>) -> bool {
        self.desk != *desk && self.holds_at(at)
    }

    /// Reports whether it has not ended by a time.
    #[must_use]
    pub fn holds_at(&self, at: DateTime<Utc>) -> bool {
        self.until_utc.is_none_or(|until| at < until)
    }
}
