//! When the sources of band and health were right last.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

/// When each source was right last, by its name. A source that nobody asks is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceTimes(Arc<BTreeMap<String, SourceTime>>);

/// When one source was right last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceTime {
    /// The time of its last answer, or the time that the answer gave for itself, UTC; `None` if it never
    /// answered.
    pub observed_at_utc: Option<DateTime<Utc>>,
    /// For how long that is fresh, milliseconds.
    pub stale_after_ms: u64,
}

impl SourceTimes {
    /// Returns the times of a source; `None` if nobody asks it.
    #[must_use]
    pub fn of(&self, source: &str) -> Option<SourceTime> {
        self.0.get(source).copied()
    }
}

impl SourceTime {
    /// Reports whether the last answer is too old to count as an answer.
    #[must_use]
    pub fn is_stale(self, now: DateTime<Utc>) -> bool {
        let Some(at) = self.observed_at_utc else { return true };
        let most = i64::try_from(self.stale_after_ms).ok().and_then(TimeDelta::try_milliseconds);
        most.is_some_and(|most| now.signed_duration_since(at) > most)
    }
}

impl FromIterator<(String, SourceTime)> for SourceTimes {
    fn from_iter<T: IntoIterator<Item = (String, SourceTime)>>(times: T) -> Self {
        Self(Arc::new(times.into_iter().collect()))
    }
}
