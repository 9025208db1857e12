//! When a change takes effect: now or at an earlier explicit time.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, Stamp, ms_between};

/// When a change takes effect, and the moment that measures it.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct EffectiveAt<'a> {
    /// When it takes effect, UTC.
    pub at: DateTime<Utc>,
    /// Now.
    pub now: &'a Moment,
    /// How long ago that was, milliseconds. Time measured until now is too long by this.
    pub(in crate::core) back_ms: u64,
    /// How far the wall clock has jumped ahead of the measured time since, milliseconds.
    jumped_ms: u64,
}

impl<'a> EffectiveAt<'a> {
    /// Returns a change that takes effect now.
    pub(in crate::core) fn now(now: &'a Moment) -> Self {
        Self { at: now.utc, now, back_ms: 0, jumped_ms: 0 }
    }

    /// Returns a change that takes effect at an earlier time, `wall_ms` milliseconds ago by the
    /// wall clock. Of these, `jumped_ms` were not measured, and at most `most_ms` count back.
    pub(in crate::core) fn earlier(
        at: DateTime<Utc>,
        now: &'a Moment,
        jumped_ms: u64,
        most_ms: u64,
    ) -> Self {
        let wall_ms = ms_between(at, now.utc);
        Self { at, now, back_ms: wall_ms.saturating_sub(jumped_ms).min(most_ms), jumped_ms }
    }

    /// Reports whether it takes effect now.
    pub(in crate::core) fn is_now(self) -> bool {
        self.wall_back_ms() == 0
    }

    /// Returns how long ago it takes effect by the wall clock, milliseconds.
    pub(in crate::core) fn wall_back_ms(self) -> u64 {
        self.back_ms.saturating_add(self.jumped_ms)
    }

    /// Returns the same change, but not before `start`, which was `most_ms` milliseconds ago.
    pub(in crate::core) fn not_before(self, start: &Stamp, most_ms: u64) -> Self {
        if self.back_ms <= most_ms {
            return self;
        }
        Self { at: start.at_utc.min(self.now.utc), back_ms: most_ms, ..self }
    }

    pub(in crate::core) fn stamp(self) -> Stamp {
        self.now.stamp_at(self.at, self.back_ms)
    }
}
