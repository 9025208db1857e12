//! Asks several sources at the same time, with one limit for all.

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::fetch::Fetcher;
use super::fetched::Fetched;
use super::running::RunningCommands;
use super::secrets::Secrets;
use crate::config::{SourceSettings, SourceWay};
use crate::core::Light;

/// The longest time that anybody waits for all sources before a session starts.
pub const ASK_ALL_MOST: Duration = Duration::from_secs(2);

/// The time before the limit at which a command is told to end. It is killed before the limit.
const COMMAND_END: Duration = Duration::from_millis(250);

/// A source that was asked once, beside others.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Its settings.
    pub source: SourceSettings,
    /// What came; `None` if nothing came in time.
    pub fetched: Option<Fetched>,
    /// When the waiting for it was over, UTC.
    pub at_utc: DateTime<Utc>,
}

/// Asks every source once, each on a thread of its own. Returns when all have answered, and after `most` at
/// the latest, in the order of `sources`.
///
/// A source waits for its own timeout at most. One that hangs is left behind; its command has been killed
/// by then, and earlier if `running` is ended. `before` has the last known light of each source, and `now` reads the clock.
#[must_use]
pub fn ask_all(
    sources: &[SourceSettings],
    (secrets, running): (&Secrets, &RunningCommands),
    before: impl Fn(&str) -> Option<Light>,
    now: impl Fn() -> DateTime<Utc>,
    most: Duration,
) -> Vec<Heard> {
    let (until, asked_at) = (Instant::now() + most, now());
    let (tell, told) = channel();
    for (nth, source) in sources.iter().enumerate() {
        let (tell, secrets, before) = (tell.clone(), secrets.clone(), before(&source.name));
        let (limited, is_limited) = limited(source, most);
        let running = running.clone();
        let ask = move || {
            let timeout = Duration::from_millis(limited.timeout_ms);
            let fetched = Fetcher::within(limited, running).fetch(&secrets, before, asked_at);
            // Its own timeout is longer: it may still answer when nobody waits.
            let is_late = is_limited && fetched.statement.is_err() && fetched.took >= timeout;
            // Nobody may wait any more.
            let _ = tell.send((nth, Some(fetched).filter(|_| !is_late)));
        };
        // Without a thread the source is silent.
        let _ = thread::Builder::new().name("source".into()).spawn(ask);
    }
    drop(tell);
    let mut came: Vec<Option<(Option<Fetched>, DateTime<Utc>)>> = vec![None; sources.len()];
    while let Ok((nth, fetched)) =
        told.recv_timeout(until.saturating_duration_since(Instant::now()))
    {
        if let Some(place) = came.get_mut(nth) {
            *place = Some((fetched, now()));
        }
    }
    let over = now();
    let heard = sources.iter().cloned().zip(came);
    heard
        .map(|(source, came)| {
            let (fetched, at_utc) = came.unwrap_or((None, over));
            Heard { source, fetched, at_utc }
        })
        .collect()
}

/// Returns a source with a timeout that ends before the limit, and whether that is shorter than its own.
fn limited(source: &SourceSettings, most: Duration) -> (SourceSettings, bool) {
    let most = match &source.way {
        SourceWay::Command(_) => most.saturating_sub(COMMAND_END),
        SourceWay::File(_) | SourceWay::Http(_) => most,
    };
    let most_ms = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    let is_limited = source.timeout_ms > most_ms;
    let timeout_ms = source.timeout_ms.min(most_ms);
    (SourceSettings { timeout_ms, ..source.clone() }, is_limited)
}
