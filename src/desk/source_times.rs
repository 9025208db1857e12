//! When the sources of a desk were right last.

use super::obey::Desk;
use crate::config::SourceSettings;
use crate::core::SourceTimes;
use crate::sources::SourceAnswers;

impl Desk {
    /// Sets the sources of the settings: how old a value is depends on when they were right last.
    #[must_use]
    pub fn with_sources(self, sources: &[SourceSettings]) -> Self {
        self.set_sources(sources);
        self
    }

    /// Sets the sources after the settings have changed.
    pub fn set_sources(&self, sources: &[SourceSettings]) {
        self.sources.set(sources);
    }

    /// Returns when each source of the settings was right last, by what they answered lately.
    #[must_use]
    pub fn times_of(&self, answers: &SourceAnswers) -> SourceTimes {
        self.sources.times(|| answers.clone())
    }
}
