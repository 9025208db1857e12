//! Removes a pause from a session: somebody worked then.

use chrono::{DateTime, Utc};

use crate::core::base::{
    Hint, LookAt, Moment, NamedTime, Refusal, RefusalKind, Stamp, Verb, ms_between,
};
use crate::core::session::take_out::TimeRange;
use crate::core::session::{Phase, Session, Span};

/// Removes the pause that a time lies in, and returns when it began and ended, UTC. A time that is
/// named as its minute also means a pause that began in it.
///
/// # Errors
/// A refusal if no pause that is over lies there.
pub(in crate::core) fn remove_break(
    session: &mut Session,
    at: NamedTime,
    now: &Moment,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Refusal> {
    let pauses = session.closed_pauses();
    let has_length = || pauses.iter().filter(|pause| pause.ms() > 0);
    let found = has_length()
        .find(|pause| pause.from <= at.at && at.at < pause.to)
        .or_else(|| has_length().find(|pause| at.includes(pause.from)));
    let Some(pause) = found.copied() else { return Err(no_pause(session, at)) };
    if !session.knows_its_pauses() {
        return Err(clock_was_set(session));
    }
    session.check_contexts_are_listed(pause.from, now, Verb::RemoveBreak.spec().not_done)?;
    fill(session, pause);
    grow_frames(session, pause);
    session.breaks = session.breaks.saturating_sub(1);
    // What was measured may differ from the two times of the pause.
    let is_last = session.closed_pauses().is_empty() && session.folded_spans.count == 0;
    let left_ms = session.paused_ms.saturating_sub(pause.ms());
    session.paused_ms = if is_last { 0 } else { left_ms };
    Ok((pause.from, pause.to))
}

/// Puts a span in the place of a pause, which joins the stretches beside it.
fn fill(session: &mut Session, TimeRange { from, to }: TimeRange) {
    let next = session.spans.iter().position(|span| span.start.at_utc >= to);
    let next = next.unwrap_or(session.spans.len());
    let joins_last = next
        .checked_sub(1)
        .and_then(|last| session.spans.get(last))
        .is_some_and(|last| last.ended_at_utc == Some(from));
    let stretch = session.spans.get(next).map(|span| span.start.at_utc);
    if let Some(span) = session.spans.get_mut(next) {
        span.goes_on = true;
    }
    session.spans.insert(next, Span { goes_on: joins_last, ..Span::said(from, to) });
    let joined = session.stretch_starts().take_while(|start| *start <= from).last();
    if let Some((old, new)) = stretch.zip(joined) {
        session.rename_stretch(old, new);
    }
    if session.phase == Phase::Active && session.phase_since.at_utc == to {
        let since = joined.unwrap_or(from);
        session.phase_since = Stamp { at_utc: since, anchor: None };
    }
    if session.resumed_at_utc == Some(to) {
        session.resumed_at_utc = None;
    }
    if session.paused_at_utc == Some(from) {
        session.paused_at_utc = None;
    }
    session.keep_lists_bounded();
}

/// Adds the time of a pause to the frames that were open in it.
fn grow_frames(session: &mut Session, pause: TimeRange) {
    for frame in &mut session.closed_frames {
        let ms = pause.within_ms(frame.pushed_at_utc, frame.popped_at_utc);
        frame.active_ms = frame.active_ms.saturating_add(ms);
    }
    for frame in &mut session.context_stack.0 {
        let before = ms_between(pause.from, pause.to.min(frame.pushed_at_utc));
        frame.active_ms_at_push = frame.active_ms_at_push.saturating_add(before);
    }
}

fn clock_was_set(session: &Session) -> Refusal {
    Refusal::new(
        RefusalKind::Refused,
        Verb::RemoveBreak.spec().not_done,
        "the wall clock was set in a pause, so it is not known how long that was",
        Hint::show("see the pauses", LookAt::Session(session.key.to_string())),
    )
}

fn no_pause(session: &Session, at: NamedTime) -> Refusal {
    let not_done = Verb::RemoveBreak.spec().not_done;
    let see = Hint::show("see its pauses", LookAt::Session(session.key.to_string()));
    let is_paused = session.phase == Phase::Paused && at.at >= session.phase_since.at_utc;
    if is_paused {
        let why = format!("{} is still paused then", session.key);
        let next = Hint::give("resume it, at an earlier time if you worked", Verb::Resume);
        return Refusal::new(RefusalKind::Refused, not_done, why, next);
    }
    let why = format!("{} has no pause then", session.key);
    Refusal::new(RefusalKind::NothingThere, not_done, why, see)
}
