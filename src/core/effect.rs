//! When a change takes effect: now, or at an explicit time before now.

use chrono::{DateTime, Utc};

use super::moment::{Moment, Stamp};

/// When a change takes effect, beside the moment that measures it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect<'a> {
    /// When it takes effect, UTC; now, or an explicit time before now.
    pub at: DateTime<Utc>,
    /// Now.
    pub now: &'a Moment,
    /// How long ago that was, milliseconds; what was measured until now is too much by this.
    pub(super) back_ms: u64,
}

impl<'a> Effect<'a> {
    /// Returns a change that takes effect now.
    pub(super) fn now(now: &'a Moment) -> Self {
        Self { at: now.utc, now, back_ms: 0 }
    }

    /// Returns a change that takes effect at an explicit time, but not before the session's last
    /// change, by whichever clock that is measured: a wall clock that was stepped since must not
    /// take away time that was counted before it.
    pub(super) fn at(at: DateTime<Utc>, now: &'a Moment, last_change: Option<&Stamp>) -> Self {
        let back_ms = u64::try_from((now.utc - at).num_milliseconds()).unwrap_or(0);
        let most_ms = last_change.map_or(u64::MAX, |change| change.elapsed_ms(now));
        Self { at, now, back_ms: back_ms.min(most_ms) }
    }

    /// Returns the same change, taking effect when `start` was at the earliest.
    pub(super) fn not_before(self, start: &Stamp) -> Self {
        let most_ms = start.elapsed_ms(self.now);
        if self.back_ms <= most_ms {
            return self;
        }
        Self { at: start.at_utc.min(self.now.utc), now: self.now, back_ms: most_ms }
    }

    pub(super) fn stamp(self) -> Stamp {
        self.now.stamp(self.at, self.back_ms)
    }
}
