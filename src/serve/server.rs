//! What is served, for everything that answers.

use std::ffi::OsString;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::sync::watch::Sender;

use super::access::AccessLog;
use super::counts::HttpCounts;
use super::feed::Feeds;
use super::limits::ClientLimits;
use super::rates::Rates;
use super::stream_places::StreamPlaces;
use crate::clock::Clock;
use crate::config::{KnownDirectives, KnownSettings, Settings};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::paths::Paths;
use crate::sources::RunningCommands;

/// What is served.
pub struct Server {
    /// The desk of a request that names none.
    pub paths: Paths,
    /// Who commands without a token.
    pub operator: Option<String>,
    /// Whether a program of this machine needs no token.
    pub insecure_loopback: bool,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The settings.
    pub known_settings: KnownSettings,
    /// The policy and the playbooks.
    pub known_directives: KnownDirectives,
    /// How much and how long the server waits for a client.
    pub limits: ClientLimits,
    /// Records each request.
    pub access: AccessLog,
    /// How many requests callers send.
    pub rates: Rates,
    /// The commands of sources that run. They end with the server.
    pub running: RunningCommands,
    /// One for each command that may be carried out at a time.
    pub turns: Arc<Semaphore>,
    /// Says when something may have happened on desks.
    pub feeds: Feeds,
    /// The streams of events that there are.
    pub streams: StreamPlaces,
    /// What the server counts of itself.
    pub counts: HttpCounts,
    /// Whether the server ends.
    pub ending: Sender<bool>,
}

/// Reads an environment variable. The desk is never chosen by it: a request or the start of the server does.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|_| name != "ONWATCH_PROFILE")
}

impl Server {
    /// Returns the settings as they are now.
    ///
    /// # Errors
    /// [`Failure`] if they are broken.
    pub fn settings(&self) -> Result<Arc<Settings>, Failure> {
        Ok(self.known_settings.get(&self.paths.settings(), self.paths.home())?)
    }

    /// Returns a desk with its settings.
    ///
    /// # Errors
    /// [`Failure`] if the settings are broken.
    pub fn desk(&self, paths: Paths) -> Result<Desk, Failure> {
        let settings = self.settings()?;
        Ok(Desk::new(paths, Arc::clone(&self.clock))
            .with_known_directives(self.known_directives.clone())
            .with_thresholds(settings.thresholds)
            .with_workflows(settings.workflows.clone())
            .with_checks(settings.checks.clone())
            .with_sources(&settings.sources))
    }
}
