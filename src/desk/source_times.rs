//! When the sources of a desk were right last.

use std::sync::Arc;

use super::obey::Desk;
use crate::clock::Clock;
use crate::config::SourceSettings;
use crate::core::{AllReadings, By, Command, Provenance, Request, SourceTimes};
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

    /// Returns when each source of the settings was right last, by the file of answers.
    #[must_use]
    pub fn source_times(&self) -> SourceTimes {
        self.sources.times_at(self.paths())
    }

    /// Returns its clock.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Returns what is known from each source; `None` if it cannot be read, or nothing can be recorded. The
    /// store is read only if its state file has changed since.
    #[must_use]
    pub fn readings(&self) -> Option<AllReadings> {
        self.readings.get(&self.paths().state(), || {
            let view = self.look().ok().filter(|view| view.read_only.is_none())?;
            Some(view.watch.governance.readings)
        })
    }

    /// Records what a source measured.
    ///
    /// # Errors
    /// Why it was not recorded.
    pub fn record_measured(&self, source: &str, command: Command, by: &By) -> Result<(), String> {
        let provenance = Provenance::from(Some(source.to_owned()));
        let request = Request { provenance, ..Request::new(command, by.clone()) };
        self.obey(&request).map(drop).map_err(|failed| failed.failure.to_string())
    }

    /// Returns when each source of the settings was right last, by what they answered lately.
    #[must_use]
    pub fn times_of(&self, answers: &SourceAnswers) -> SourceTimes {
        self.sources.times(|| answers.clone())
    }
}
