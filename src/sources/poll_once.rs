//! Asks all sources once, beside those who ask them at their times.

use std::io;
use std::sync::Arc;

use super::ask_all::{ASK_ALL_MOST, Heard, ask_all};
use super::bell::Bell;
use super::host::{Polled, PollerHost};
use super::lock::PollLock;
use super::pace::PollPace;
use super::polling::Polling;
use super::running::RunningCommands;
use super::secrets::Secrets;
use crate::config::SourceSettings;
use crate::paths::Paths;

/// Asks all sources once, for two seconds at most, and records what counts by then. Returns what they said; `None`
/// if another process asks them: then nothing is asked, and nobody waits.
///
/// # Errors
/// The error of the system if the lock cannot be tried.
pub fn poll_once(
    paths: &Paths,
    sources: &[SourceSettings],
    (secrets, running): (&Secrets, &RunningCommands),
    (host, pace): (Arc<dyn PollerHost>, Arc<dyn PollPace>),
) -> io::Result<Option<Vec<Heard>>> {
    let lock = paths.sources_lock();
    let Some(held) = PollLock::take(&lock)? else { return Ok(None) };
    let clock = Arc::clone(&pace);
    let sources_of_desk = sources.to_vec();
    let polled = Polled { answers: paths.sources(), lock, sources: sources_of_desk, host, pace };
    let polling = Polling::begin(Arc::new(polled), held, Arc::new(Bell::default()));
    let light = |name: &str| polling.light(name);
    let heard = ask_all(sources, (secrets, running), light, || clock.now().0, ASK_ALL_MOST);
    for Heard { source, fetched, .. } in &heard {
        // One that was silent for two seconds may still answer within its own timeout.
        if let Some(fetched) = fetched {
            polling.hear(source, fetched);
        }
    }
    polling.end();
    Ok(Some(heard))
}
