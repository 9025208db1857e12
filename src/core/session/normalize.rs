//! Brings a session to the current clock and within its bounds, before a change or an answer.

use crate::core::base::{KEPT_MAX, Stamp};
use crate::core::session::{EffectiveAt, Found, Phase, Session, Span, gap};

impl Session {
    /// Brings the session to the current clock and within its bounds, before a command acts.
    ///
    /// `found` holds the gaps since the last reading of the clocks.
    ///
    /// An open span of another clock is closed by wall time when the command takes effect. A new
    /// span on this clock follows it. Older spans and frames fold into totals.
    pub(in crate::core) fn normalize(&mut self, found: Vec<Found>, effect: EffectiveAt<'_>) {
        if self.phase == Phase::Active {
            self.add_gaps(found);
        }
        let is_on_other_clock = |span: &Span| span.is_open() && !span.start.same_clock(effect.now);
        if let Some(span) = self.spans.last_mut().filter(|span| is_on_other_clock(span)) {
            let effect = effect.not_before(&span.start);
            span.close(effect, effect.back_ms);
            self.spans.push(Span { goes_on: true, ..Span::open(effect.stamp()) });
            // Wall time measured the span, so its measured time contains all of its gaps.
            self.gaps_of_last_stretch().for_each(|gap| gap.measured = true);
        }
        while self.spans.len() > KEPT_MAX {
            let oldest = self.spans.remove(0);
            self.folded_spans.add(oldest.active_ms.unwrap_or(0));
            self.reassign_gaps_of(&oldest);
        }
        self.bound_gaps();
        while self.closed_frames.len() > KEPT_MAX {
            let oldest = self.closed_frames.remove(0);
            self.folded_frames.add(oldest.active_ms);
        }
    }

    /// Normalizes the session after an undo or redo that replaced `before` by it. `last` is the
    /// reading of the clocks for the step before.
    ///
    /// If it was active until now, its gaps are known. Otherwise a pause or another session becomes
    /// active time, which may have gaps.
    pub(in crate::core) fn normalize_step(
        &mut self,
        before: Option<&Self>,
        last: &Stamp,
        effect: EffectiveAt<'_>,
    ) {
        let is_active = |old: &&Self| old.phase == Phase::Active && old.id == self.id;
        let found = match before.filter(is_active) {
            Some(old) if self.phase == Phase::Active => {
                self.move_gaps_from(old);
                Vec::new()
            }
            _ => gap::unwatched(last, effect.now),
        };
        self.normalize(found, effect);
    }
}
