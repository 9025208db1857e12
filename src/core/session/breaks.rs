//! Adding a forgotten pause to the active time of a live session.

use chrono::{DateTime, Utc};

use crate::core::base::{
    Anchor, Hint, LookAt, Moment, NamedTime, Refusal, RefusalKind, Stamp, Verb, ms_between,
    short_text,
};
use crate::core::session::{Gap, GapId, Session, Span};

/// The least active time that a break takes away, milliseconds.
const SHORTEST_MS: u64 = 1_000;

/// A range of wall time, UTC.
#[derive(Debug, Clone, Copy)]
struct TimeRange {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl TimeRange {
    fn ms(self) -> u64 {
        ms_between(self.from, self.to)
    }

    /// Returns the part of it between two times, milliseconds.
    fn within_ms(self, from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
        ms_between(self.from.max(from), self.to.min(to))
    }
}

/// A pause that was added to a session.
pub(in crate::core) struct AddedBreak {
    /// When it began, UTC.
    pub from: DateTime<Utc>,
    /// When it ended, UTC.
    pub to: DateTime<Utc>,
    /// The active time that no longer counts, milliseconds.
    pub ms: u64,
}

/// Adds a pause to a session.
///
/// A time that is named as its minute means the start or the end of active time, or now, if that
/// lies in the minute.
///
/// Time that did not count before changes nothing. The overlap with an open gap is discarded,
/// because nobody worked then. The rest of the gap stays open.
///
/// # Errors
/// A refusal if the times do not lie within the session, nothing was active then, or the wall
/// clock was set in between.
pub(in crate::core) fn add_break(
    session: &mut Session,
    from: NamedTime,
    to: NamedTime,
    now: &Moment,
) -> Result<AddedBreak, Refusal> {
    let bounds = bounds(session, now);
    let pause = TimeRange {
        from: from.or_first(bounds.iter().copied()),
        to: to.or_last(bounds.iter().copied()),
    };
    check(session, pause, now)?;
    session.forget_withdrawn();
    let (active_ms, pauses) = (session.active_ms(now), pauses_in(session));
    let taken = take_from_spans(session, pause, now);
    let uncounted = take_from_gaps(session, pause);
    reassign_gaps(session);
    // A break within active time adds one break. A break that joins two breaks leaves one.
    session.breaks = session.breaks.saturating_add(pauses_in(session)).saturating_sub(pauses);
    let paused_ms = taken.iter().map(|(_, ms)| *ms).fold(0, u64::saturating_add);
    session.paused_ms = session.paused_ms.saturating_add(paused_ms);
    let Some(less_ms) = active_ms.checked_sub(session.active_ms(now)) else {
        return Err(clock_was_set());
    };
    for (stretch, ms) in taken {
        for (counted, ms) in without(stretch, ms, &uncounted) {
            shrink_frames(session, counted, ms, now);
        }
    }
    keep_behind(session, pause.to);
    Ok(AddedBreak { from: pause.from, to: pause.to, ms: less_ms })
}

/// Keeps later changes from taking effect before a break ended: they would shorten spans that the
/// break has divided.
fn keep_behind(session: &mut Session, end: DateTime<Utc>) {
    if end <= session.last_change.at_utc {
        return;
    }
    let follows = session.spans.iter().find(|span| span.start.at_utc == end);
    let end = Stamp { at_utc: end, anchor: None };
    session.last_change = follows.map_or(end, |span| span.start.clone());
}

/// Returns when the session started, when active time started and ended, and now.
fn bounds(session: &Session, now: &Moment) -> Vec<DateTime<Utc>> {
    let stretches = session.stretches().filter_map(|spans| spans.first().zip(spans.last()));
    let ends = stretches
        .flat_map(|(first, last)| [first.start.at_utc, last.ended_at_utc.unwrap_or(now.utc)]);
    [session.started_at_utc, now.utc].into_iter().chain(ends).collect()
}

/// Returns the number of pauses among the listed spans: one before each stretch but the first. The
/// first counts too if it begins after the session.
fn pauses_in(session: &Session) -> u32 {
    let starts_late = session.folded_spans.count == 0
        && session.stretch_starts().next().is_some_and(|start| start > session.started_at_utc);
    let between = session.stretch_starts().count().saturating_sub(1);
    u32::try_from(between).unwrap_or(u32::MAX).saturating_add(starts_late.into())
}

/// Removes a pause from the spans; returns the removed parts with their measured milliseconds.
fn take_from_spans(session: &mut Session, pause: TimeRange, now: &Moment) -> Vec<(TimeRange, u64)> {
    let TimeRange { from, to } = pause;
    let jumps = clock_jumps(session);
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

/// Returns the ranges in which the wall clock jumped ahead of the measured time.
fn clock_jumps(session: &Session) -> Vec<TimeRange> {
    let jumps = session.gaps.iter().filter(|gap| !gap.measured && session.holds(gap));
    jumps.map(|gap| TimeRange { from: gap.from_utc(), to: gap.until.at_utc }).collect()
}

/// Removes a pause from the gaps; returns the parts of it that did not count.
fn take_from_gaps(session: &mut Session, pause: TimeRange) -> Vec<TimeRange> {
    let mut uncounted = Vec::new();
    let mut rests = Vec::new();
    let newest = session.gaps.iter().map(|gap| gap.id.0).max().unwrap_or(0);
    let starts: Vec<_> = session.stretch_starts().collect();
    for gap in session.gaps.iter_mut().filter(|gap| starts.contains(&gap.stretch)) {
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

fn check(session: &Session, pause: TimeRange, now: &Moment) -> Result<(), Refusal> {
    let refused = |why: String, next: Hint| {
        Err(Refusal::new(RefusalKind::Refused, "No break was added", why, next))
    };
    if pause.from >= pause.to {
        return refused(
            "it does not end after it began".into(),
            "give the earlier time first".into(),
        );
    }
    if pause.to > now.utc {
        return refused(
            format!("it lies {} in the future", short_text(ms_between(now.utc, pause.to))),
            Hint::give("give times in the past; to pause now", Verb::Pause),
        );
    }
    if pause.from < session.started_at_utc {
        return refused(
            format!("it begins before {} started", session.key),
            Hint::NotBefore { earliest_utc: session.started_at_utc, now_utc: now.utc },
        );
    }
    // A clock that was set ahead and a suspended virtual machine look the same.
    let jumps = |gap: &&Gap| session.holds(gap) && !gap.measured && overlaps(gap, pause);
    if let Some(gap) = session.gaps.iter().find(jumps) {
        return refused(
            format!("the wall clock jumped during it, as {} records", gap.id),
            Hint::show("give times before or after the jump, which the log shows", LookAt::Log),
        );
    }
    let active = |span: &Span| {
        pause.within_ms(span.start.at_utc, span.ended_at_utc.unwrap_or(now.utc)).min(span.ms(now))
    };
    let active_ms = session.spans.iter().map(active).fold(0, u64::saturating_add);
    if active_ms == 0 {
        return refused(
            "no active time lies in it".into(),
            Hint::show("see the pauses there are", LookAt::Log),
        );
    }
    // It would count as a break, and take nothing away that anybody sees.
    if active_ms < SHORTEST_MS {
        return refused(
            "less than a second of active time lies in it".into(),
            "say when it began, as in 13:05".into(),
        );
    }
    Ok(())
}

fn overlaps(gap: &Gap, pause: TimeRange) -> bool {
    gap.ms > 0 && pause.within_ms(gap.from_utc(), gap.until.at_utc) > 0
}

fn clock_was_set() -> Refusal {
    Refusal::new(
        RefusalKind::Refused,
        "No break was added",
        "the wall clock was set in between, so the active time then is not known",
        Hint::show("answer the gaps of that time instead", LookAt::Gaps),
    )
}

/// Assigns each gap to the stretch that it lies in now.
fn reassign_gaps(session: &mut Session) {
    let starts: Vec<DateTime<Utc>> =
        session.stretches().filter_map(|spans| spans.first()).map(|s| s.start.at_utc).collect();
    for gap in &mut session.gaps {
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
