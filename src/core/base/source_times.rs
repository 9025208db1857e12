//! When the sources of band and health were right last.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

/// When each source was right last, by its name. A source that nobody asks is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceTimes(Arc<BTreeMap<String, SourceTime>>);

/// When one source was right last. An answer that says nothing of one of them, or that it is unknown, does
/// not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceTime {
    /// When it said the band, or the time that it gave for that itself, UTC; `None` if it never did.
    pub band_at_utc: Option<DateTime<Utc>>,
    /// When it said the health, likewise.
    pub health_at_utc: Option<DateTime<Utc>>,
    /// For how long both are fresh, milliseconds.
    pub stale_after_ms: u64,
}

impl SourceTimes {
    /// Returns the times of a source; `None` if nobody asks it.
    #[must_use]
    pub fn of(&self, source: &str) -> Option<SourceTime> {
        self.0.get(source).copied()
    }

    /// Returns these times, with those of some sources replaced.
    #[must_use]
    pub fn with(&self, times: impl IntoIterator<Item = (String, SourceTime)>) -> Self {
        let mut all = self.0.as_ref().clone();
        all.extend(times);
        Self(Arc::new(all))
    }
}

impl SourceTime {
    /// Reports whether a time is too long ago.
    #[must_use]
    pub fn is_stale(self, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let most = i64::try_from(self.stale_after_ms).ok().and_then(TimeDelta::try_milliseconds);
        most.is_some_and(|most| now.signed_duration_since(at) > most)
    }
}

impl FromIterator<(String, SourceTime)> for SourceTimes {
    fn from_iter<T: IntoIterator<Item = (String, SourceTime)>>(times: T) -> Self {
        Self(Arc::new(times.into_iter().collect()))
    }
}
