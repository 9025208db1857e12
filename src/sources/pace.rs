//! The time of a poller, and how it asks: given, so that tests need not wait.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::bell::{Bell, Woken};
use super::fetch::Fetcher;
use super::fetched::Fetched;
use super::running::RunningCommands;
use super::secrets::Secrets;
use crate::clock::Clock;
use crate::config::SourceSettings;
use crate::core::Light;

/// Asks one source once. Gets its last known light, and the time.
pub type AskOnce = Box<dyn FnMut(Option<Light>, DateTime<Utc>) -> Fetched + Send>;

/// The time of a poller, and how it asks.
pub trait PollPace: Send + Sync {
    /// Returns the time, and random bits.
    fn now(&self) -> (DateTime<Utc>, u32);

    /// Waits until a time, or until somebody rings.
    fn wait(&self, bell: &Bell, until: DateTime<Utc>) -> Woken;

    /// Returns what asks a source. Its command ends with those that run.
    fn asks(&self, source: &SourceSettings, running: &RunningCommands) -> AskOnce;
}

/// The time of this machine. Sources are really asked.
pub struct SystemPace {
    clock: Arc<dyn Clock>,
    secrets: Secrets,
}

impl SystemPace {
    /// Returns that of a clock. Secrets are found in an environment.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, secrets: Secrets) -> Self {
        Self { clock, secrets }
    }
}

impl PollPace for SystemPace {
    fn now(&self) -> (DateTime<Utc>, u32) {
        let now = self.clock.now();
        (now.utc, now.nonce)
    }

    fn wait(&self, bell: &Bell, until: DateTime<Utc>) -> Woken {
        // Measured from here on by a clock that nobody sets.
        let left = until.signed_duration_since(self.now().0).to_std().unwrap_or_default();
        bell.wait(Some(left))
    }

    fn asks(&self, source: &SourceSettings, running: &RunningCommands) -> AskOnce {
        let mut fetcher = Fetcher::within(source.clone(), running.clone());
        let secrets = self.secrets.clone();
        Box::new(move |before, now| fetcher.fetch(&secrets, before, now))
    }
}
