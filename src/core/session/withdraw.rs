//! Shortens open gaps that turn out to be none: the wall clock was set back, or no such time passed.

use crate::core::base::{Behind, Moment, later, ms_between};
use crate::core::session::{Absence, Gap, Phase, Session};

/// How far the wall clock may be from the measured time before a gap is shortened, milliseconds.
const TOLERATED_MS: u64 = 2_000;

impl Session {
    /// Withdraws open gaps, newest first, as far as the wall clock is behind the furthest time: they
    /// were only steps ahead. What was withdrawn and is not behind any more is part of its gap again.
    ///
    /// A gap that was answered stays as it is, because a person has said how long it was.
    pub(in crate::core) fn withdraw_gaps(&mut self, behind: Behind) {
        // Gaps of a boot before are no steps of a clock that was wrong since the boot.
        let mut left_ms = if behind.at_least { 0 } else { behind.ms };
        for gap in self.gaps.iter_mut().rev().filter(|gap| !gap.answered) {
            match gap.why {
                // The steady clock has measured it.
                Absence::Asleep => {}
                Absence::Frozen | Absence::Down => {
                    let ms = gap.seemed_ms().min(left_ms);
                    gap.withdraw(ms);
                    left_ms -= ms;
                }
            }
        }
    }

    /// Removes what is withdrawn for good: another clock cannot tell that the wall clock is set
    /// ahead again.
    pub(in crate::core) fn forget_withdrawn(&mut self) {
        for gap in &mut self.gaps {
            let ms = std::mem::take(&mut gap.withdrawn_ms);
            if gap.measured {
                gap.void_ms = gap.void_ms.saturating_add(ms);
            }
        }
    }

    /// Keeps the open gaps of the open stretch within it: they are no longer than the time that
    /// passed, and none begins before the stretch.
    pub(in crate::core) fn fit_gaps(&mut self, behind: Behind, now: &Moment) {
        if self.phase != Phase::Active {
            return;
        }
        let Some(stretch) = self.last_stretch() else { return };
        let spans = self.stretches().last().unwrap_or_default();
        let measured_ms = spans.iter().map(|span| span.ms(now)).fold(0, u64::saturating_add);
        let wall_ms = ms_between(stretch, later(now.utc, behind.ms).unwrap_or(now.utc));
        self.shorten_to(measured_ms, |gap| gap.measured);
        self.shorten_to(wall_ms.saturating_sub(measured_ms), |gap| !gap.measured);
        for gap in self.gaps_of_last_stretch().filter(|gap| gap.from_utc() < stretch) {
            gap.until.at_utc = later(stretch, gap.ms).unwrap_or(gap.until.at_utc);
        }
    }

    /// Shortens the open gaps of one kind in the last stretch, newest first, to a total.
    fn shorten_to(&mut self, total_ms: u64, is_of_kind: impl Fn(&Gap) -> bool) {
        let theirs: Vec<&mut Gap> =
            self.gaps_of_last_stretch().filter(|gap| is_of_kind(gap)).collect();
        let sum_ms = theirs.iter().map(|gap| gap.away_ms()).fold(0, u64::saturating_add);
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
}
