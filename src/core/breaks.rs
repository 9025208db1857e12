//! A pause that was forgotten, put into the active time of a live session afterwards.

use chrono::{DateTime, Utc};

use super::duration::short_text;
use super::gap::Gap;
use super::moment::Moment;
use super::refusal::{Kind, Refusal};
use super::session::Session;
use super::span::Span;

/// A stretch of wall time, UTC.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl Stretch {
    fn ms(self) -> u64 {
        ms_between(self.from, self.to)
    }

    /// Returns how much of it lies between two times, milliseconds.
    fn within_ms(self, from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
        ms_between(self.from.max(from), self.to.min(to))
    }
}

/// Puts a pause into a session; returns the active time that it takes away, milliseconds.
///
/// # Errors
/// A refusal when the times are no stretch within the session, or nothing in it was active.
pub(super) fn add_break(
    session: &mut Session,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    now: &Moment,
) -> Result<u64, Refusal> {
    let pause = Stretch { from, to };
    check(session, pause, now)?;
    let mut taken: Vec<(Stretch, u64)> = Vec::new();
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
        let before_ms = ms_between(start, from).min(measured_ms);
        let gone_ms = pause.within_ms(start, end).min(measured_ms - before_ms);
        let after_ms = measured_ms - before_ms - gone_ms;
        taken.push((Stretch { from: from.max(start), to: to.min(end) }, gone_ms));
        let is_cut_in_two = start < from && to < end;
        session.breaks = session.breaks.saturating_add(is_cut_in_two.into());
        if start < from {
            kept.push(Span {
                ended_at_utc: Some(from),
                active_ms: Some(before_ms),
                start: super::moment::Stamp { at_utc: start, anchor: None },
                ..span.clone()
            });
        }
        if to < end || span.is_open() {
            let open = span.is_open();
            span.active_ms = (!open).then_some(after_ms);
            span.start = now.stamp(to.max(start), after_ms);
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
    move_gaps(session);
    let ms = taken.iter().map(|(_, ms)| *ms).fold(0, u64::saturating_add);
    session.paused_ms = session.paused_ms.saturating_add(ms);
    for (pause, ms) in taken {
        shrink_frames(session, pause, ms, now);
    }
    Ok(ms)
}

fn check(session: &Session, pause: Stretch, now: &Moment) -> Result<(), Refusal> {
    let refused =
        |why: String, next: &str| Err(Refusal::new(Kind::Refused, "No break was added", why, next));
    if pause.from >= pause.to {
        return refused("it begins after it is over".into(), "give the earlier time first");
    }
    if pause.to > now.utc {
        return refused(
            format!("it lies {} in the future", short_text(ms_between(now.utc, pause.to))),
            "give times that have passed; `onwatch pause` starts one now",
        );
    }
    if pause.from < session.started_at_utc {
        return refused(
            format!("it begins before {} started", session.key),
            "give a later time; `onwatch status` shows when it started",
        );
    }
    let overlaps = |gap: &&Gap| {
        session.holds(gap) && pause.within_ms(gap.from_utc(), gap.until.at_utc) > 0 && gap.ms > 0
    };
    if let Some(gap) = session.gaps.iter().find(overlaps) {
        return refused(
            format!("the machine {} then, and {} tells of it", gap.why.words(), gap.id),
            "answer that: `onwatch gap discard`, or `onwatch gap split TIME`; or `onwatch undo` its answer",
        );
    }
    let active = |span: &Span| {
        pause.within_ms(span.start.at_utc, span.ended_at_utc.unwrap_or(now.utc)).min(span.ms(now))
    };
    if session.spans.iter().all(|span| active(span) == 0) {
        return refused(
            "nothing was active then".into(),
            "`onwatch log` shows the pauses there are",
        );
    }
    Ok(())
}

/// Hands each gap to the stretch that it lies in now.
fn move_gaps(session: &mut Session) {
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

/// Takes the break out of the time of every frame that was open in it.
fn shrink_frames(session: &mut Session, pause: Stretch, ms: u64, now: &Moment) {
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

/// Returns the part of `ms` that `part` is of `whole`.
fn scaled(ms: u64, part: u64, whole: u64) -> u64 {
    let scaled = u128::from(ms) * u128::from(part) / u128::from(whole.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

fn ms_between(from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
    u64::try_from((to - from).num_milliseconds()).unwrap_or(0)
}
