//! The active, paused and wall time of a session.

use crate::core::base::{Moment, ms_between};
use crate::core::session::{Phase, Session, Span};

impl Session {
    /// Returns the active time, milliseconds.
    #[must_use]
    pub fn active_ms(&self, now: &Moment) -> u64 {
        let listed = self.stretches().map(|spans| self.stretch_ms(spans, now));
        let all = listed.fold(self.folded_spans.active_ms, u64::saturating_add);
        all.saturating_sub(self.folded_gaps_ms)
    }

    /// Returns the active time of the closed spans, without their gaps, milliseconds.
    #[must_use]
    pub fn closed_ms(&self) -> u64 {
        let closed = |spans: &[Span]| spans.iter().all(|span| !span.is_open());
        let any_moment = Moment::any();
        let all = self.stretches().map(|spans| {
            if closed(spans) {
                self.stretch_ms(spans, &any_moment)
            } else {
                spans.iter().filter_map(|span| span.active_ms).fold(0, u64::saturating_add)
            }
        });
        let all = all.fold(self.folded_spans.active_ms, u64::saturating_add);
        all.saturating_sub(self.folded_gaps_ms)
    }

    /// Returns the time in pauses, with the current one, milliseconds.
    #[must_use]
    pub fn paused_ms(&self, now: &Moment) -> u64 {
        self.paused_ms.saturating_add(self.present_pause_ms(now))
    }

    /// Returns the time from the start to the end, or to now, milliseconds. It is at least the
    /// measured time, even if the wall clock was set back.
    #[must_use]
    pub fn wall_ms(&self, now: &Moment) -> u64 {
        let measured_ms = self.active_ms(now).saturating_add(self.paused_ms(now));
        ms_between(self.started_at_utc, self.ended_at_utc.unwrap_or(now.utc)).max(measured_ms)
    }

    /// Returns the length of the current pause, milliseconds; zero if there is none.
    #[must_use]
    pub fn present_pause_ms(&self, now: &Moment) -> u64 {
        if self.phase == Phase::Paused { self.phase_since.elapsed_ms(now) } else { 0 }
    }
}
