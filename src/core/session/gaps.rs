//! The gaps of a session: their stretches, and the time that they leave.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, later, ms_between};
use crate::core::session::{EffectiveAt, Found, GAPS_MAX, Gap, GapId, Phase, Session, Span};

/// One piece of counted time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC; `None` while it goes on.
    pub until_utc: Option<DateTime<Utc>>,
    /// Its measured length, milliseconds.
    pub ms: u64,
    /// Whether it belongs to the stretch of the one before.
    touches: bool,
}

impl Session {
    /// Returns the spans grouped by stretch. Only a change of clock divides the spans of a stretch.
    pub(in crate::core) fn stretches(&self) -> impl Iterator<Item = &[Span]> {
        self.spans.chunk_by(|_, next| next.goes_on)
    }

    /// Returns the start of each stretch, UTC. Gaps refer to a stretch by it.
    pub(in crate::core) fn stretch_starts(&self) -> impl DoubleEndedIterator<Item = DateTime<Utc>> {
        let divided = |nth: usize| nth > 0 && self.spans.get(nth).is_some_and(|span| span.goes_on);
        let spans = self.spans.iter().enumerate();
        spans.filter(move |(nth, _)| !divided(*nth)).map(|(_, span)| span.start.at_utc)
    }

    /// Returns since when it has been in its phase, UTC: a session is active since its last pause, also
    /// if that pause was added later.
    pub(in crate::core) fn in_phase_since(&self) -> DateTime<Utc> {
        let since = self.phase_since.at_utc;
        match self.phase {
            Phase::Active => self.stretch_starts().next_back().map_or(since, |at| at.max(since)),
            Phase::Paused | Phase::Ended | Phase::Cancelled => since,
        }
    }

    /// Returns the gaps of a stretch. After an empty pause two stretches have the same start; then
    /// the later one has the gaps.
    fn gaps_of<'a>(&'a self, spans: &'a [Span]) -> impl Iterator<Item = &'a Gap> {
        let start = |spans: &[Span]| spans.first().map(|span| span.start.at_utc);
        let name = start(spans);
        let theirs = self.gaps.iter().filter(move |gap| Some(gap.stretch) == name);
        let has_any = theirs.clone().next().is_some();
        let last = || self.stretches().filter(|other| start(other) == name).last();
        let is_last = has_any && last().is_some_and(|last| std::ptr::eq(last, spans));
        theirs.filter(move |_| is_last)
    }

    /// Returns the counted time of a stretch, milliseconds: the measured time without its gaps.
    pub(in crate::core) fn stretch_ms(&self, spans: &[Span], now: &Moment) -> u64 {
        let measured = spans.iter().map(|span| span.ms(now)).fold(0, u64::saturating_add);
        self.gaps_of(spans).fold(measured, |ms, gap| {
            ms.saturating_add(gap.more_ms()).saturating_sub(gap.less_ms())
        })
    }

    /// Returns the pieces of counted time, each with its start, UTC, and its milliseconds.
    pub(in crate::core) fn counted(&self, now: &Moment) -> Vec<(DateTime<Utc>, u64)> {
        self.parts(now).map(|part| (part.from_utc, part.ms)).collect()
    }

    /// Returns the pieces of counted time with their ends. Adjacent pieces are merged.
    #[must_use]
    pub fn worked_pieces(&self, now: &Moment) -> Vec<Worked> {
        let mut all: Vec<Worked> = Vec::new();
        for part in self.parts(now) {
            match all.last_mut() {
                Some(last) if last.until_utc == Some(part.from_utc) && part.touches => {
                    last.until_utc = part.until_utc;
                    last.ms = last.ms.saturating_add(part.ms);
                }
                _ => all.push(part),
            }
        }
        all
    }

    fn parts(&self, now: &Moment) -> impl Iterator<Item = Worked> {
        let mut all = Vec::new();
        for spans in self.stretches() {
            let Some(first) = spans.first() else { continue };
            let gaps = || self.gaps_of(spans);
            let measured = spans.iter().map(|span| span.ms(now)).fold(0, u64::saturating_add);
            let away = gaps().filter(|gap| gap.measured).map(Gap::away_ms);
            let mut there_ms = measured.saturating_sub(away.fold(0, u64::saturating_add));
            let (mut from, mut touches) = (first.start.at_utc, false);
            for gap in gaps().filter(|gap| gap.ms > 0) {
                let before_ms = ms_between(from, gap.from_utc()).min(there_ms);
                there_ms -= before_ms;
                let kept_until = later(gap.from_utc(), gap.kept_ms);
                all.extend([
                    Worked {
                        from_utc: from,
                        until_utc: Some(gap.from_utc()),
                        ms: before_ms,
                        touches,
                    },
                    Worked {
                        from_utc: gap.from_utc(),
                        until_utc: kept_until,
                        ms: gap.kept_ms,
                        touches: true,
                    },
                ]);
                from = gap.until.at_utc;
                touches = true;
            }
            let until_utc = spans.last().and_then(|span| span.ended_at_utc);
            all.push(Worked { from_utc: from, until_utc, ms: there_ms, touches });
        }
        all.into_iter().filter(|part| part.ms > 0)
    }

    /// Returns the gaps that are shown, oldest first: those with a length, of existing stretches.
    pub(in crate::core) fn reported_gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(|gap| gap.ms > 0 && self.holds(gap))
    }

    /// Returns the open gaps of existing stretches, oldest first.
    pub fn open_gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(|gap| gap.is_open() && self.holds(gap))
    }

    /// Reports whether the stretch of a gap is still part of the session.
    pub(in crate::core) fn holds(&self, gap: &Gap) -> bool {
        self.stretch_starts().any(|start| start == gap.stretch)
    }

    /// Adds gaps that were found in the open stretch.
    pub(in crate::core) fn add_gaps(&mut self, all: Vec<Found>, now: &Moment) {
        let Some(stretch) = self.last_stretch() else { return };
        let is_older = self.began_on_other_clock(now);
        for found in all.into_iter().filter(|found| is_older || !found.before_boot) {
            let newest = self.gaps.iter().map(|gap| gap.id.0).max().unwrap_or(0);
            self.gaps.push(Gap {
                id: GapId(newest.saturating_add(1)),
                stretch,
                until: found.until,
                ms: found.ms,
                why: found.why,
                measured: found.measured,
                kept_ms: 0,
                withdrawn_ms: 0,
                void_ms: 0,
                answered: false,
            });
        }
    }

    /// Moves the gaps of the open stretch of `before` to the open stretch of this session. An
    /// undone break joins two stretches, and a redone one divides them.
    pub(in crate::core) fn move_gaps_from(&mut self, before: &Self) {
        let (Some(theirs), Some(ours)) = (before.last_stretch(), self.last_stretch()) else {
            return;
        };
        let is_held = self.stretch_starts().any(|start| start == theirs);
        for gap in self.gaps.iter_mut().filter(|gap| gap.stretch == theirs) {
            if !is_held || gap.from_utc() >= ours {
                gap.stretch = ours;
            }
        }
    }

    /// Returns how far the wall clock jumped ahead of the measured time in its last `wall_ms`
    /// milliseconds. It jumps over gaps that the open span did not measure.
    pub(in crate::core) fn jumped_ms(&self, wall_ms: u64, now: &Moment) -> u64 {
        let is_open = self.phase == Phase::Active;
        let stretch = self.last_stretch().filter(|_| is_open);
        let theirs = self.gaps.iter().rev().filter(|gap| Some(gap.stretch) == stretch);
        let left =
            theirs.fold(wall_ms, |back, gap| back.saturating_sub(jump_within_ms(gap, back, now)));
        wall_ms.saturating_sub(left)
    }

    /// Removes the parts of gaps after a change that closes the last stretch.
    pub(in crate::core) fn trim_gaps(&mut self, effect: EffectiveAt<'_>) {
        let stretch = self.last_stretch();
        let mut back_ms = effect.wall_back_ms();
        for gap in self.gaps.iter_mut().rev().filter(|gap| Some(gap.stretch) == stretch) {
            let jump_ms = jump_within_ms(gap, back_ms, effect.now);
            gap.cut(gap.within_ms(back_ms, effect.now));
            back_ms = back_ms.saturating_sub(jump_ms);
        }
    }

    /// Returns the active time until a change takes effect, milliseconds. The phase has not changed
    /// since then.
    pub(in crate::core) fn active_ms_at(&self, effect: EffectiveAt<'_>) -> u64 {
        if self.phase != Phase::Active || effect.is_now() {
            return self.active_ms(effect.now);
        }
        let mut until_then = self.clone();
        until_then.close_span(effect);
        until_then.active_ms(effect.now)
    }

    /// Keeps the gaps within their bound. Answered gaps fold into the total first.
    pub(in crate::core) fn bound_gaps(&mut self) {
        while self.gaps.len() > GAPS_MAX {
            let done = self.gaps.iter().position(|gap| !gap.is_open()).unwrap_or(0);
            let gap = self.gaps.remove(done);
            if self.holds(&gap) {
                self.fold_gap(&gap);
            }
        }
    }

    /// Returns the start of the last stretch, UTC.
    pub(in crate::core) fn last_stretch(&self) -> Option<DateTime<Utc>> {
        let first = self.spans.iter().rposition(|span| !span.goes_on).unwrap_or(0);
        self.spans.get(first).map(|span| span.start.at_utc)
    }

    /// Returns the gaps of the last stretch.
    pub(in crate::core) fn gaps_of_last_stretch(&mut self) -> impl Iterator<Item = &mut Gap> {
        let stretch = self.last_stretch();
        self.gaps.iter_mut().filter(move |gap| Some(gap.stretch) == stretch)
    }

    /// Reassigns a removed span's gaps to the next span of its stretch, or to the folded total.
    pub(in crate::core) fn reassign_gaps_of(&mut self, removed: &Span) {
        let next = self.spans.first().filter(|span| span.goes_on).map(|span| span.start.at_utc);
        let start = removed.start.at_utc;
        let (theirs, others) =
            std::mem::take(&mut self.gaps).into_iter().partition(|gap| gap.stretch == start);
        self.gaps = others;
        let theirs: Vec<Gap> = theirs;
        match next {
            Some(stretch) => {
                self.gaps.extend(theirs.into_iter().map(|gap| Gap { stretch, ..gap }));
                self.gaps.sort_by_key(|gap| gap.id);
            }
            None => theirs.iter().for_each(|gap| self.fold_gap(gap)),
        }
    }

    fn fold_gap(&mut self, gap: &Gap) {
        self.folded_gaps_ms = self.folded_gaps_ms.saturating_add(gap.less_ms());
        self.folded_spans.active_ms = self.folded_spans.active_ms.saturating_add(gap.more_ms());
    }
}

/// Returns how far the wall clock jumped in a gap, within the last `back_ms` milliseconds.
fn jump_within_ms(gap: &Gap, back_ms: u64, now: &Moment) -> u64 {
    if gap.measured { 0 } else { gap.within_ms(back_ms, now) }
}
