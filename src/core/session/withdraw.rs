//! Shortens open gaps that turn out to be none: the wall clock was set back, or no such time passed.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, later, ms_between};
use crate::core::session::{Absence, Gap, Phase, Session, Span};

/// How far the wall clock may be from the measured time before a gap is shortened, milliseconds.
const TOLERATED_MS: u64 = 2_000;

impl Session {
    /// Shortens open gaps, newest first, after the wall clock was set back by `step_ms`
    /// milliseconds: it had only been set ahead. Returns by how much, milliseconds.
    ///
    /// A gap that was answered stays as it is, because a person has said how long it was.
    pub(in crate::core) fn withdraw_gaps(&mut self, step_ms: u64) -> u64 {
        let mut left_ms = step_ms;
        for nth in (0..self.gaps.len()).rev() {
            let Some(gap) = self.gaps.get(nth).filter(|gap| gap.is_open()) else { continue };
            match gap.why {
                // The steady clock has measured it.
                Absence::Asleep => continue,
                Absence::Frozen | Absence::Down => {}
            }
            let mut cut_ms = gap.ms.min(left_ms);
            if gap.measured {
                let stretch = gap.stretch;
                cut_ms = self.unmeasure(stretch, cut_ms);
            }
            if let Some(gap) = self.gaps.get_mut(nth) {
                gap.cut(cut_ms);
            }
            left_ms -= cut_ms;
        }
        step_ms.saturating_sub(left_ms)
    }

    /// Keeps the open gaps of the open stretch within it: they are no longer than the time that
    /// passed, and none begins before the stretch.
    pub(in crate::core) fn fit_gaps(&mut self, now: &Moment) {
        if self.phase != Phase::Active {
            return;
        }
        let Some(stretch) = self.last_stretch() else { return };
        let spans = self.stretches().last().unwrap_or_default();
        let measured_ms = spans.iter().map(|span| span.ms(now)).fold(0, u64::saturating_add);
        let jumped_ms = ms_between(stretch, now.utc).saturating_sub(measured_ms);
        self.shorten_to(measured_ms, |gap| gap.measured);
        self.shorten_to(jumped_ms, |gap| !gap.measured);
        for gap in self.gaps_of_last_stretch().filter(|gap| gap.from_utc() < stretch) {
            gap.until.at_utc = later(stretch, gap.ms).unwrap_or(gap.until.at_utc);
        }
    }

    /// Shortens the open gaps of one kind in the last stretch, newest first, to a total.
    fn shorten_to(&mut self, total_ms: u64, is_of_kind: impl Fn(&Gap) -> bool) {
        let theirs: Vec<&mut Gap> =
            self.gaps_of_last_stretch().filter(|gap| is_of_kind(gap)).collect();
        let sum_ms = theirs.iter().map(|gap| gap.ms).fold(0, u64::saturating_add);
        let mut excess_ms = sum_ms.saturating_sub(total_ms);
        if excess_ms <= TOLERATED_MS {
            return;
        }
        for gap in theirs.into_iter().rev().filter(|gap| gap.is_open()) {
            let cut_ms = gap.ms.min(excess_ms);
            gap.cut(cut_ms);
            excess_ms -= cut_ms;
        }
    }

    /// Takes time out of the closed spans of a stretch, newest first. Returns how much it found.
    fn unmeasure(&mut self, stretch: DateTime<Utc>, ms: u64) -> u64 {
        let mut left_ms = ms;
        let is_stretch = |spans: &[Span]| spans.first().is_some_and(|s| s.start.at_utc == stretch);
        let theirs = self.spans.chunk_by_mut(|_, next| next.goes_on).filter(|s| is_stretch(s));
        for span in theirs.flatten().rev() {
            let Some(active_ms) = &mut span.active_ms else { continue };
            let less_ms = left_ms.min(*active_ms);
            *active_ms -= less_ms;
            left_ms -= less_ms;
        }
        ms.saturating_sub(left_ms)
    }
}
