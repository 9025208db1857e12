//! Whether a live session has had no activity for so long that the operator is asked.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::Moment;
use crate::core::history::Watch;

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
        let (since_utc, idle_ms) = (last_activity(watch)?, idle_ms(watch, now)?);
        (idle_ms > now.thresholds.forgotten_after_ms)
            .then_some(Self { since_utc, idle_seconds: idle_ms / 1_000 })
    }
}

/// Returns when the last activity of the live session was, UTC. It is not before the last change.
pub(in crate::core) fn last_activity(watch: &Watch) -> Option<DateTime<Utc>> {
    let change = watch.live()?.last_change.at_utc;
    Some(watch.touched.as_ref().map_or(change, |touched| touched.at_utc.max(change)))
}

/// Returns how long ago the last activity of the live session was, milliseconds.
pub(in crate::core) fn idle_ms(watch: &Watch, now: &Moment) -> Option<u64> {
    let live = watch.live()?;
    Some(watch.touched.as_ref().unwrap_or(&live.last_change).elapsed_ms(now))
}
