//! Until when something counts that somebody sets.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// Until when something counts that somebody sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Until {
    /// Until a time, UTC.
    At(DateTime<Utc>),
    /// For so long from the time on at which it takes effect, seconds.
    For(u64),
}

impl Until {
    /// Returns the time, if it takes effect at `from`.
    #[must_use]
    pub fn from(self, from: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::For(seconds) => i64::try_from(seconds)
                .ok()
                .and_then(TimeDelta::try_seconds)
                .and_then(|long| from.checked_add_signed(long))
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
        }
    }
}
