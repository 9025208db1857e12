//! What an answer says.

use chrono::{DateTime, Utc};

use crate::core::{BandValue, HealthValue};

/// What an answer says. A band or a health of which it says nothing is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statement {
    /// The band.
    pub band: Option<BandValue>,
    /// The health. `unknown` if the answer itself says that nothing is known.
    pub health: Option<HealthValue>,
    /// The time that the answer gives for itself, UTC.
    pub observed_at_utc: Option<DateTime<Utc>>,
    /// The time that the answer gives for its band, if that is another one, UTC.
    pub band_observed_at_utc: Option<DateTime<Utc>>,
    /// How many problems count.
    pub counted: u32,
    /// What is silenced, muted or in downtime: shown, never counted. A line each.
    pub suppressed: Vec<String>,
    /// What the answer names and does not know. A line each.
    pub not_known: Vec<String>,
    /// What else a reader should know, a line each, such as "liveness not proven".
    pub notes: Vec<String>,
}

/// Why an answer is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct NotUnderstood {
    /// The cause, without a full stop.
    pub cause: String,
}

impl NotUnderstood {
    /// Returns it with a cause.
    pub fn new(cause: impl Into<String>) -> Self {
        Self { cause: cause.into() }
    }
}
