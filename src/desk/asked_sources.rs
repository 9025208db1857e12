//! The sources of the settings, and when they were right last.

use std::sync::{Arc, PoisonError, RwLock};

use crate::config::SourceSettings;
use crate::core::{SourceTime, SourceTimes};
use crate::paths::Paths;
use crate::sources::{SourceAnswers, read_answers};

/// The sources of the settings: their names, and for how long what they say is fresh.
#[derive(Clone, Default)]
pub(super) struct AskedSources(Arc<RwLock<Vec<(String, u64)>>>);

impl AskedSources {
    /// Replaces them.
    pub(super) fn set(&self, sources: &[SourceSettings]) {
        let names = sources.iter().map(|source| (source.name.clone(), source.stale_after_ms));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = names.collect();
    }

    /// Returns when each of them was right last, by some answers, and when those were that were asked before.
    pub(super) fn times(&self, answers: impl FnOnce() -> SourceAnswers) -> SourceTimes {
        let asked = self.0.read().unwrap_or_else(PoisonError::into_inner);
        // Without a source, no file is read.
        if asked.is_empty() {
            return SourceTimes::default();
        }
        let answers = answers();
        let known = answers.times();
        let times = asked.iter().map(|(name, stale_after_ms)| {
            let stale_after_ms = *stale_after_ms;
            let never = SourceTime { band_at_utc: None, health_at_utc: None, stale_after_ms };
            let known = known.of(name).unwrap_or(never);
            (name.clone(), SourceTime { stale_after_ms, ..known })
        });
        // What others said who are not asked any more ages too.
        known.with(times.collect::<Vec<_>>()).saying(answers.reasons())
    }

    /// Returns when each of them was right last on a desk.
    pub(super) fn times_at(&self, paths: &Paths) -> SourceTimes {
        self.times(|| read_answers(&paths.sources()))
    }
}
