//! What a poller needs, and what it tells.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::answer::SourceAnswers;
use super::pace::PollPace;
use crate::config::SourceSettings;
use crate::core::{AllReadings, Command};

/// The front end of a poller: it knows the desk. Called in the threads of the poller.
pub trait PollerHost: Send + Sync {
    /// Returns what the desk knows from its sources; `None` if it cannot be read now.
    fn readings(&self) -> Option<AllReadings>;

    /// Records what a source measured.
    ///
    /// # Errors
    /// Why it was not recorded. It is tried again after the next look.
    fn record(&self, source: &str, command: Command) -> Result<(), String>;

    /// Takes news.
    fn hear(&self, news: PollerNews<'_>);
}

/// What a poller tells.
#[derive(Debug, Clone, PartialEq)]
pub enum PollerNews<'a> {
    /// From now on this process asks the sources.
    Begun,
    /// A source was asked, or a value lasted: this is what all sources answered lately. `source` is `None` if
    /// another process asked.
    Answered {
        /// The source that was asked.
        source: Option<&'a str>,
        /// What all sources answered lately.
        answers: &'a SourceAnswers,
    },
    /// Something failed. It is tried again.
    Failed(String),
}

/// What a poller needs.
pub(super) struct Polled {
    pub(super) answers: PathBuf,
    pub(super) lock: PathBuf,
    pub(super) sources: Vec<SourceSettings>,
    pub(super) host: Arc<dyn PollerHost>,
    pub(super) pace: Arc<dyn PollPace>,
}

pub(super) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
