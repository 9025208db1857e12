//! When the sources of band and health were right last.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

/// When each source was right last, by its name. A source that nobody asks is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceTimes {
    times: Arc<BTreeMap<String, SourceTime>>,
    reasons: Arc<BTreeMap<String, CurrentReasons>>,
}

/// Why a source says what it says now. What is recorded is as old as the value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CurrentReasons {
    /// The letter of the band, and its reason.
    pub band: Option<(&'static str, String)>,
    /// The word of the health, and its reasons.
    pub health: Option<(&'static str, Vec<String>)>,
}

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
        self.times.get(source).copied()
    }

    /// Returns these times, with why each source says what it says now.
    #[must_use]
    pub fn saying(self, reasons: impl IntoIterator<Item = (String, CurrentReasons)>) -> Self {
        Self { reasons: Arc::new(reasons.into_iter().collect()), ..self }
    }

    /// Returns why a source says a band, by its letter; `None` if it does not say that band now.
    #[must_use]
    pub fn why_band(&self, source: &str, letter: &str) -> Option<&str> {
        let (now, reason) = self.reasons.get(source)?.band.as_ref()?;
        (*now == letter).then_some(reason.as_str())
    }

    /// Returns why a source says a health, by its word; `None` if it does not say that health now.
    #[must_use]
    pub fn why_health(&self, source: &str, word: &str) -> Option<&[String]> {
        let (now, reasons) = self.reasons.get(source)?.health.as_ref()?;
        (*now == word).then_some(reasons.as_slice())
    }

    /// Returns these times, with those of some sources replaced.
    #[must_use]
    pub fn with(&self, times: impl IntoIterator<Item = (String, SourceTime)>) -> Self {
        let mut all = self.times.as_ref().clone();
        all.extend(times);
        Self { times: Arc::new(all), ..self.clone() }
    }
}

impl SourceTime {
    /// Reports whether a time is too long ago, or so far ahead that the clock was set back since.
    #[must_use]
    pub fn is_stale(self, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let most = i64::try_from(self.stale_after_ms).ok().and_then(TimeDelta::try_milliseconds);
        most.is_some_and(|most| now.signed_duration_since(at).abs() > most)
    }
}

impl FromIterator<(String, SourceTime)> for SourceTimes {
    fn from_iter<T: IntoIterator<Item = (String, SourceTime)>>(times: T) -> Self {
        Self { times: Arc::new(times.into_iter().collect()), ..Self::default() }
    }
}
