//! Takes a range of time out of the active time of a session: spans, gaps and frames.

use chrono::{DateTime, Utc};

use crate::core::base::{Anchor, Moment, Stamp, ms_between};
use crate::core::session::{Gap, GapId, Session, Span};

/// A range of wall time, UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeRange {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl TimeRange {
    pub fn ms(self) -> u64 {
        ms_between(self.from, self.to)
    }

    /// Returns the part of it between two times, milliseconds.
    pub fn within_ms(self, from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
        ms_between(self.from.max(from), self.to.min(to))
    }
}

/// Takes a range out of the active time. Returns what was measured in it, milliseconds, and how much
/// less counts now. `None` if the wall clock was set in it, so that more would count.
///
/// The overlap with an open gap is discarded, because nobody worked then. The rest of the gap stays
/// open.
pub(super) fn take_out(
    session: &mut Session,
    range: TimeRange,
    now: &Moment,
) -> Option<(u64, u64)> {
    session.forget_withdrawn();
    let active_ms = session.active_ms(now);
    let held: Vec<DateTime<Utc>> = session.stretch_starts().collect();
    let taken = take_from_spans(session, range, now);
    let uncounted = take_from_gaps(session, range, &held);
    reassign_gaps(session, &held);
    let measured_ms = taken.iter().map(|(_, ms)| *ms).fold(0, u64::saturating_add);
    let less_ms = active_ms.checked_sub(session.active_ms(now))?;
    for (stretch, ms) in taken {
        for (counted, ms) in without(stretch, ms, &uncounted) {
            shrink_frames(session, counted, ms, now);
        }
    }
    Some((measured_ms, less_ms))
}

/// Removes a pause from the spans; returns the removed parts with their measured milliseconds.
fn take_from_spans(session: &mut Session, pause: TimeRange, now: &Moment) -> Vec<(TimeRange, u64)> {
    let TimeRange { from, to } = pause;
    let jumps = session.clock_jumps();
    let mut taken: Vec<(TimeRange, u64)> = Vec::new();
    let mut kept: Vec<Span> = Vec::new();
    let mut follows_a_break = false;
    for mut span in std::mem::take(&mut session.spans) {
        span.goes_on &= !follows_a_break;
        follows_a_break = false;
        let start = span.start.at_utc;
        let end = span.ended_at_utc.unwrap_or(now.utc);
        if pause.within_ms(start, end) == 0 {
            kept.push(span);
            continue;
        }
        let measured_ms = span.ms(now);
        let before = jumps.iter().map(|jump| jump.within_ms(start, from));
        let jumped_ms = before.fold(0, u64::saturating_add);
        let before_ms = ms_between(start, from).saturating_sub(jumped_ms).min(measured_ms);
        let gone_ms = pause.within_ms(start, end).min(measured_ms - before_ms);
        let after_ms = measured_ms - before_ms - gone_ms;
        taken.push((TimeRange { from: from.max(start), to: to.min(end) }, gone_ms));
        if start < from {
            kept.push(Span {
                ended_at_utc: Some(from),
                active_ms: Some(before_ms),
                start: Stamp { at_utc: start, anchor: None },
                ..span.clone()
            });
        }
        if to < end || span.is_open() {
            let open = span.is_open();
            span.active_ms = (!open).then_some(after_ms);
            span.start = now.stamp_at(to.max(start), after_ms);
            if !open {
                span.start.anchor = None;
            }
            span.goes_on = false;
            kept.push(span);
        } else {
            follows_a_break = true;
        }
    }
    session.spans = kept;
    taken
}

impl Session {
    /// Returns the ranges in which the wall clock jumped ahead of the measured time.
    pub(super) fn clock_jumps(&self) -> Vec<TimeRange> {
        let jumps = self.gaps.iter().filter(|gap| !gap.measured && self.holds(gap));
        jumps.map(|gap| TimeRange { from: gap.from_utc(), to: gap.until.at_utc }).collect()
    }
}

/// Removes a pause from the gaps of the stretches that were there, which `held` has; returns the parts of
/// it that did not count.
fn take_from_gaps(
    session: &mut Session,
    pause: TimeRange,
    held: &[DateTime<Utc>],
) -> Vec<TimeRange> {
    let mut uncounted = Vec::new();
    let mut rests = Vec::new();
    let newest = session.gaps.iter().map(|gap| gap.id.0).max().unwrap_or(0);
    for gap in session.gaps.iter_mut().filter(|gap| held.contains(&gap.stretch)) {
        if !overlaps(gap, pause) {
            continue;
        }
        let silent = TimeRange {
            from: pause.from.max(gap.counts_until_utc()),
            to: pause.to.min(gap.until.at_utc),
        };
        uncounted.extend((silent.ms() > 0).then_some(silent));
        let before = part(gap, gap.from_utc(), pause.from);
        let after = part(gap, pause.to, gap.until.at_utc);
        *gap = match (before.ms, after.ms) {
            (0, _) => after,
            (_, 0) => before,
            _ => {
                rests.push(Gap { void_ms: 0, ..after });
                before
            }
        };
    }
    for (nth, rest) in (1..).zip(rests) {
        session.gaps.push(Gap { id: GapId(newest.saturating_add(nth)), ..rest });
    }
    uncounted
}

/// Returns the part of a gap between two times. An empty part needs no answer.
fn part(gap: &Gap, from: DateTime<Utc>, to: DateTime<Utc>) -> Gap {
    let mut until = gap.until.clone();
    if to < until.at_utc {
        let earlier_ms = ms_between(to, until.at_utc);
        until.anchor = until.anchor.map(|anchor| Anchor {
            boot_ms: anchor.boot_ms.saturating_sub_unsigned(earlier_ms),
            mono_ms: anchor.mono_ms.saturating_sub_unsigned(earlier_ms),
            ..anchor
        });
        until.at_utc = to;
    }
    let from = from.max(gap.from_utc());
    Gap {
        until,
        ms: ms_between(from, to),
        kept_ms: ms_between(from, gap.counts_until_utc().min(to)),
        ..gap.clone()
    }
}

/// Returns the rest of a range of measured milliseconds without other ranges.
fn without(stretch: TimeRange, ms: u64, others: &[TimeRange]) -> Vec<(TimeRange, u64)> {
    let mut left = Vec::new();
    let (mut from, mut rest_ms) = (stretch.from, ms);
    let ends = TimeRange { from: stretch.to, to: stretch.to };
    for other in others.iter().chain([&ends]) {
        let piece = TimeRange { from, to: other.from.clamp(from, stretch.to) };
        let piece_ms = piece.ms().min(rest_ms);
        rest_ms -= piece_ms;
        rest_ms -= other.within_ms(from, stretch.to).min(rest_ms);
        left.push((piece, piece_ms));
        from = from.max(other.to);
        if from >= stretch.to {
            break;
        }
    }
    left.retain(|(_, ms)| *ms > 0);
    left
}

pub(super) fn overlaps(gap: &Gap, pause: TimeRange) -> bool {
    gap.ms > 0 && pause.within_ms(gap.from_utc(), gap.until.at_utc) > 0
}

/// Assigns each gap of the stretches that were there to the stretch that it lies in now.
fn reassign_gaps(session: &mut Session, held: &[DateTime<Utc>]) {
    let starts: Vec<DateTime<Utc>> =
        session.stretches().filter_map(|spans| spans.first()).map(|s| s.start.at_utc).collect();
    for gap in session.gaps.iter_mut().filter(|gap| held.contains(&gap.stretch)) {
        if !starts.contains(&gap.stretch) || gap.ms > 0 {
            let until = gap.until.at_utc;
            let theirs =
                starts.iter().rev().find(|start| **start <= until && **start >= gap.stretch);
            gap.stretch = theirs.copied().unwrap_or(gap.stretch);
        }
    }
}

/// Subtracts the break from the time of every frame that was open in it.
fn shrink_frames(session: &mut Session, pause: TimeRange, ms: u64, now: &Moment) {
    let share = |from, to| scaled(ms, pause.within_ms(from, to), pause.ms());
    for frame in &mut session.closed_frames {
        let less = share(frame.pushed_at_utc, frame.popped_at_utc);
        frame.active_ms = frame.active_ms.saturating_sub(less);
    }
    for frame in &mut session.context_stack.0 {
        let before = ms.saturating_sub(share(frame.pushed_at_utc, now.utc));
        frame.active_ms_at_push = frame.active_ms_at_push.saturating_sub(before);
    }
}

/// Returns `ms` multiplied by `part` and divided by `whole`.
fn scaled(ms: u64, part: u64, whole: u64) -> u64 {
    let scaled = u128::from(ms) * u128::from(part) / u128::from(whole.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}
