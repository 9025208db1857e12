//! What the sources said when they were asked for one command.

use super::ask_all::Heard;
use crate::core::HeardReading;

impl Heard {
    /// Returns what it said, to be kept with a session that starts. It says nothing if the source was silent.
    #[must_use]
    pub fn readings(&self) -> Vec<HeardReading> {
        let said = self.fetched.as_ref().and_then(|fetched| fetched.statement.as_ref().ok());
        let reading = |band, health, at: Option<_>| HeardReading {
            source: self.source.name.clone(),
            band,
            health,
            // A clock that is ahead must not keep it fresh.
            observed_at_utc: at.unwrap_or(self.at_utc).min(self.at_utc),
            stale_after_ms: self.source.stale_after_ms,
        };
        let Some(said) = said else { return vec![reading(None, None, None)] };
        let band = said.band.clone().map(|band| {
            reading(Some(band), None, said.band_observed_at_utc.or(said.observed_at_utc))
        });
        let health =
            said.health.clone().map(|health| reading(None, Some(health), said.observed_at_utc));
        band.into_iter().chain(health).collect()
    }
}
