//! Adding a forgotten pause to the active time of a session.

use chrono::{DateTime, Utc};

use crate::core::base::{
    Hint, LookAt, Moment, NamedTime, Refusal, RefusalKind, Stamp, Verb, ms_between, short_text,
};
use crate::core::session::take_out::{TimeRange, overlaps, take_out};
use crate::core::session::{Gap, Session, Span};

/// The least active time that a break takes away, milliseconds.
const SHORTEST_MS: u64 = 1_000;

const NOT_DONE: &str = Verb::Break.spec().not_done;

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
    session.check_contexts_are_listed(pause.from, now, NOT_DONE)?;
    let pauses = pauses_in(session);
    let Some((measured_ms, less_ms)) = take_out(session, pause, now) else {
        return Err(clock_was_set());
    };
    // A break within active time adds one break. A break that joins two breaks leaves one.
    session.breaks = session.breaks.saturating_add(pauses_in(session)).saturating_sub(pauses);
    session.paused_ms = session.paused_ms.saturating_add(measured_ms);
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

/// Returns when the session started, when active time started and ended, and its end, or now.
fn bounds(session: &Session, now: &Moment) -> Vec<DateTime<Utc>> {
    let stretches = session.stretches().filter_map(|spans| spans.first().zip(spans.last()));
    let ends = stretches
        .flat_map(|(first, last)| [first.start.at_utc, last.ended_at_utc.unwrap_or(now.utc)]);
    let end = session.ended_at_utc.unwrap_or(now.utc);
    [session.started_at_utc, end].into_iter().chain(ends).collect()
}

/// Returns the number of pauses among the listed spans: one before each stretch but the first. The
/// first counts too if it begins after the session, and so does a pause until the end.
pub(super) fn pauses_in(session: &Session) -> u32 {
    let starts_late = session.folded_spans.count == 0
        && session.stretch_starts().next().is_some_and(|start| start > session.started_at_utc);
    let last = session.spans.last().and_then(|span| span.ended_at_utc);
    let ends_early = !session.phase.is_live() && last < session.ended_at_utc;
    let between = session.stretch_starts().count().saturating_sub(1);
    let between = u32::try_from(between).unwrap_or(u32::MAX);
    between.saturating_add(starts_late.into()).saturating_add(ends_early.into())
}

fn check(session: &Session, pause: TimeRange, now: &Moment) -> Result<(), Refusal> {
    let refused =
        |why: String, next: Hint| Err(Refusal::new(RefusalKind::Refused, NOT_DONE, why, next));
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
    if session.ended_at_utc.is_some_and(|end| pause.to > end) {
        return refused(
            format!("it ends after {} ended", session.key),
            Hint::show("see when it ended", LookAt::Session(session.key.to_string())),
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

fn clock_was_set() -> Refusal {
    Refusal::new(
        RefusalKind::Refused,
        NOT_DONE,
        "the wall clock was set in between, so the active time then is not known",
        Hint::show("answer the gaps of that time instead", LookAt::Gaps),
    )
}
