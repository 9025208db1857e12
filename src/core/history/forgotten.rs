//! Whether a live session has had no activity for so long that the operator is asked.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{Moment, ms_between};
use crate::core::history::{Activity, Watch};

/// A live session without activity for a long time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Forgotten {
    /// When the last activity was, UTC.
    pub since_utc: DateTime<Utc>,
    /// How long ago that was, seconds.
    pub idle_seconds: u64,
}

impl Forgotten {
    /// Returns the inactivity of the live session; `None` if it is short, or no session is live.
    pub(in crate::core) fn of(watch: &Watch, now: &Moment) -> Option<Self> {
        let change = &watch.live()?.last_change;
        let since_utc = last_activity(watch)?;
        let idle_ms = ms_between(since_utc, now.utc).min(change.elapsed_ms(now));
        (idle_ms > now.thresholds.forgotten_after_ms)
            .then_some(Self { since_utc, idle_seconds: idle_ms / 1_000 })
    }
}

/// Returns when the last activity of the live session was, UTC. Measured readings do not count:
/// nobody needs to be there for them.
pub(in crate::core) fn last_activity(watch: &Watch) -> Option<DateTime<Utc>> {
    let live = watch.live()?;
    let by_hand =
        |activity: &&Activity| activity.session == Some(live.key) && activity.provenance.is_given();
    let touched = watch.recent.iter().find(by_hand).map(|activity| activity.at_utc);
    let change = live.last_change.at_utc;
    Some(touched.unwrap_or(change).max(change))
}
