//! When a change takes effect: now, or at an explicit time before now.

use chrono::{DateTime, Utc};

use super::moment::{Moment, Stamp};
use super::session::Session;
use super::wall::ms_between;

/// When a change takes effect, beside the moment that measures it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect<'a> {
    /// When it takes effect, UTC; now, or an explicit time before now.
    pub at: DateTime<Utc>,
    /// Now.
    pub now: &'a Moment,
    /// How long ago that was, milliseconds; what was measured until now is too much by this.
    pub(super) back_ms: u64,
    /// By how much the wall clock ran further than what was measured since, milliseconds.
    leapt_ms: u64,
}

impl<'a> Effect<'a> {
    /// Returns a change that takes effect now.
    pub(super) fn now(now: &'a Moment) -> Self {
        Self { at: now.utc, now, back_ms: 0, leapt_ms: 0 }
    }

    /// Returns a change of `session` that takes effect at an explicit time, but not before its
    /// last change, by whichever clock that is measured: a wall clock that was stepped since must
    /// not take away time that was counted before it.
    pub(super) fn at(at: DateTime<Utc>, now: &'a Moment, session: Option<&Session>) -> Self {
        let wall_ms = ms_between(at, now.utc);
        let leapt_ms = session.map_or(0, |session| session.leapt_ms(wall_ms, now));
        let most_ms = session.map_or(u64::MAX, |session| session.last_change.elapsed_ms(now));
        Self { at, now, back_ms: wall_ms.saturating_sub(leapt_ms).min(most_ms), leapt_ms }
    }

    /// Returns how long ago it takes effect by the wall clock, milliseconds.
    pub(super) fn wall_back_ms(self) -> u64 {
        self.back_ms.saturating_add(self.leapt_ms)
    }

    /// Returns the same change, taking effect when `start` was at the earliest.
    pub(super) fn not_before(self, start: &Stamp) -> Self {
        let most_ms = start.elapsed_ms(self.now);
        if self.back_ms <= most_ms {
            return self;
        }
        Self { at: start.at_utc.min(self.now.utc), back_ms: most_ms, ..self }
    }

    pub(super) fn stamp(self) -> Stamp {
        self.now.stamp(self.at, self.back_ms)
    }
}
