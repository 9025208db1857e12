//! Brings a session to the current clock and within its bounds, before a change or an answer.

use crate::core::base::{Behind, ClockReading, Moment};
use crate::core::session::{EffectiveAt, Elapsed, Phase, Session, Span};

impl Session {
    /// Brings the session to the current clock and within its bounds, before a command acts. `last`
    /// is the last reading of the clocks. Returns how far the wall clock is behind now.
    ///
    /// An open span of another clock is closed when the command takes effect. A new span on this
    /// clock follows it. Older spans and frames fold into totals.
    pub(in crate::core) fn normalize(
        &mut self,
        last: &ClockReading,
        effect: EffectiveAt<'_>,
    ) -> Behind {
        let elapsed = Elapsed::since(last, effect.now);
        if !elapsed.on_one_clock {
            self.forget_withdrawn();
        }
        if self.phase == Phase::Active {
            self.add_gaps(elapsed.found, effect.now);
        }
        self.move_to_clock(last, elapsed.measured_ms, effect);
        self.withdraw_gaps(elapsed.behind);
        self.fit_gaps(elapsed.behind, effect.now);
        elapsed.behind
    }

    /// Normalizes the session after an undo or redo that replaced `before` by it. `last` is the
    /// reading of the clocks for the step before, and `behind` is how far the wall clock is behind
    /// now.
    ///
    /// If it was active until now, its gaps are known. Otherwise a pause or another session becomes
    /// active time, which may have gaps.
    pub(in crate::core) fn normalize_step(
        &mut self,
        before: Option<&Self>,
        last: &ClockReading,
        behind: Behind,
        effect: EffectiveAt<'_>,
    ) {
        let elapsed = Elapsed::since(last, effect.now);
        let is_active = |old: &&Self| old.phase == Phase::Active && old.id == self.id;
        match before.filter(is_active) {
            Some(old) if self.phase == Phase::Active => self.move_gaps_from(old),
            Some(_) | None if self.phase == Phase::Active => {
                self.add_gaps(elapsed.unwatched, effect.now);
                self.add_gaps(elapsed.found, effect.now);
            }
            Some(_) | None => {}
        }
        self.move_to_clock(last, elapsed.measured_ms, effect);
        // A session that is over stays as it was filed, until the next line files it again.
        if self.phase.is_live() {
            self.withdraw_gaps(behind);
            self.fit_gaps(behind, effect.now);
        }
    }

    /// Moves the open span to the current clock, and keeps the lists within their bounds.
    /// `since_ms` is what was measured since the last reading of the clocks.
    fn move_to_clock(&mut self, last: &ClockReading, since_ms: u64, effect: EffectiveAt<'_>) {
        let is_on_other_clock = |span: &Span| span.is_open() && !span.start.same_clock(effect.now);
        if let Some(span) = self.spans.last_mut().filter(|span| is_on_other_clock(span)) {
            let measured_ms = if span.start.same_clock_as(&last.stamp) {
                span.start.ms_to(&last.stamp).saturating_add(since_ms)
            } else {
                span.start.elapsed_ms(effect.now)
            };
            let effect = effect.not_before(&span.start, measured_ms);
            span.close(effect.at, measured_ms.saturating_sub(effect.back_ms));
            self.spans.push(Span { goes_on: true, ..Span::open(effect.stamp()) });
        }
        self.keep_lists_bounded();
    }

    /// Reports whether the open stretch began on another clock than the current one.
    pub(in crate::core) fn began_on_other_clock(&self, now: &Moment) -> bool {
        let spans = self.stretches().last().unwrap_or_default();
        let mut measured = spans.iter().filter(|span| !span.said);
        let first = measured.next();
        measured.next().is_some() || first.is_some_and(|span| !span.start.same_clock(now))
    }
}
