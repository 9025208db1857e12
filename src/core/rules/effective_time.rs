//! When a request takes effect: its [`At`], resolved under the lock and checked.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Utc};

use crate::core::base::{
    Argument, At, Hint, LookAt, MANUAL, Moment, NamedTime, Refusal, RefusalKind, Verb, YEARS,
    earlier, ms_between, short_text,
};
use crate::core::command::{Command, Request};
use crate::core::history::{Watch, last_activity};
use crate::core::session::{EffectiveAt, Phase, Session};

/// When a request takes effect.
#[derive(Clone, Copy)]
pub(in crate::core) struct TakesEffect<'a> {
    /// When it changes the session. Notes and readings change no time of it, so they do it now.
    pub session: EffectiveAt<'a>,
    /// When it takes effect, UTC.
    pub at: DateTime<Utc>,
}

/// Returns when a request takes effect.
///
/// # Errors
/// A refusal if its explicit time lies in the future or before the earliest one.
pub(in crate::core) fn effective_at<'a>(
    watch: &Watch,
    request: &Request,
    now: &'a Moment,
) -> Result<TakesEffect<'a>, Refusal> {
    let verb = request.command.verb();
    let at_once = EffectiveAt::now(now);
    if request.at == At::Now {
        return Ok(TakesEffect { session: at_once, at: now.utc });
    }
    if !verb.takes_a_time() || watch.is_about_an_over_session(&request.command) {
        return Err(no_such_time(
            RefusalKind::Usage,
            format!("`{}` always takes effect now", verb.word()),
            "leave the time out",
        ));
    }
    let named = named_time(watch, request.at, now)?;
    if named.at > now.utc {
        return Err(Refusal {
            next: vec!["give a time in the past, or none for now".into()],
            ..in_the_future(verb, named.at, now)
        });
    }
    let Some(bound) = earliest(watch, &request.command, request.provenance.name()) else {
        let session = if verb.is_a_reading() { at_once } else { long_ago(named.at, now) };
        return Ok(TakesEffect { session, at: named.at });
    };
    let at = named.or_first([bound.at_utc.min(now.utc)].into_iter());
    if at < bound.at_utc {
        let why = too_early(request.at, ms_between(at, bound.at_utc), &bound.what);
        let refusal = no_such_time(
            RefusalKind::Refused,
            why,
            Hint::NotBefore { earliest_utc: bound.at_utc, now_utc: now.utc },
        );
        let cut = "or end it there, and cut off what came later";
        let cut = Hint::give_with(cut, Verb::Edit, [(Argument::End, "TIME")]);
        let see = Hint::show("see the times", LookAt::Log);
        return Err(refusal.or(if verb == Verb::End { cut } else { see }));
    }
    let session = match bound.of {
        Bounds::Record => at_once,
        Bounds::NextSession => long_ago(at, now),
        Bounds::Session => {
            let session = watch.normalized(at_once);
            session.map_or_else(|| long_ago(at, now), |session| session.effective_at(at, now))
        }
    };
    Ok(TakesEffect { session, at })
}

/// Returns the refusal of a time in the future.
pub(in crate::core) fn in_the_future(verb: Verb, at: DateTime<Utc>, now: &Moment) -> Refusal {
    let why = format!("it is {} in the future", short_text(ms_between(now.utc, at)));
    let what = if verb.takes_a_time() { NOT_ACCEPTED } else { verb.spec().not_done };
    Refusal::new(RefusalKind::Refused, what, why, "give a time in the past")
}

/// Returns why a time is too early. `what` is at the earliest time.
fn too_early(at: At, before_ms: u64, what: &str) -> String {
    let name = match at {
        At::LastEnd => "the last end",
        At::LastActivity => "the last activity",
        At::Now | At::Minute(_) | At::Second(_) | At::Ago(_) => "it",
    };
    // Less than a second would be shown as none.
    let by = if before_ms < 1_000 { String::new() } else { format!("{} ", short_text(before_ms)) };
    format!("{name} is {by}before {what}")
}

fn long_ago(at: DateTime<Utc>, now: &Moment) -> EffectiveAt<'_> {
    EffectiveAt::earlier(at, now, 0, u64::MAX)
}

const NOT_ACCEPTED: &str = "The time was not accepted";

/// The time before which a command cannot take effect.
struct EarliestTime {
    at_utc: DateTime<Utc>,
    what: Cow<'static, str>,
    of: Bounds,
}

/// What an earliest time bounds.
#[derive(Clone, Copy)]
enum Bounds {
    /// A change of the session that the command is about.
    Session,
    /// A session that starts after another one.
    NextSession,
    /// What is recorded about a time, and changes no time of the session.
    Record,
}

/// Returns the earliest time; `None` if there is none. `source` is who gives a reading.
fn earliest(watch: &Watch, command: &Command, source: &str) -> Option<EarliestTime> {
    let readings = &watch.governance.readings;
    let band = |source: &str| readings.band_of(source).map(|reading| reading.observed_at_utc);
    let health = |source: &str| readings.health_of(source).map(|reading| reading.observed_at_utc);
    let replaced = |at: Option<DateTime<Utc>>| {
        let what = || "the reading that it replaces".into();
        at.map(|at_utc| EarliestTime { at_utc, what: what(), of: Bounds::Record })
    };
    match command {
        Command::SetBand { .. } => replaced(band(source)),
        Command::SetHealth { .. } => replaced(health(source)),
        Command::ClearBand { source } => replaced(band(source.as_deref().unwrap_or(MANUAL))),
        Command::ClearHealth { source } => replaced(health(source.as_deref().unwrap_or(MANUAL))),
        // It takes effect now.
        Command::Acknowledge { .. } => None,
        Command::Note { .. } => watch.live().map(|live| EarliestTime {
            at_utc: live.started_at_utc,
            what: "the session's start".into(),
            of: Bounds::Record,
        }),
        Command::SetRunStatus { .. }
        | Command::CompleteStep { .. }
        | Command::UpdateRun { .. }
        | Command::FailRun { .. }
        | Command::DeleteRun
        | Command::Start { .. }
        | Command::Pause { .. }
        | Command::Resume
        | Command::Toggle { .. }
        | Command::End { .. }
        | Command::Cancel { .. }
        | Command::Reopen { .. }
        | Command::Continue { .. }
        | Command::Edit(_)
        | Command::Add { .. }
        | Command::Undo
        | Command::Redo
        | Command::Push(_)
        | Command::Pop { .. }
        | Command::Task(_)
        | Command::Playbook(_)
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::AddBreak { .. }
        | Command::RemoveBreak { .. } => last_change(watch, command.verb()),
    }
}

/// Returns the last change of the session, or the end of the one before.
fn last_change(watch: &Watch, verb: Verb) -> Option<EarliestTime> {
    let of = |session: &Session, what| EarliestTime {
        at_utc: session.last_change.at_utc,
        what,
        of: Bounds::Session,
    };
    match &watch.session {
        Some(session) if verb == Verb::Reopen => Some(of(session, "the session's end".into())),
        Some(session) if session.last_change.at_utc == session.started_at_utc => {
            session.phase.is_live().then(|| of(session, "the session's start".into()))
        }
        Some(session) if session.phase.is_live() => Some(of(session, last_changed(session))),
        Some(_) | None => None,
    }
    .or_else(|| {
        watch.last_ended.as_ref().map(|last| EarliestTime {
            at_utc: last.ended_at_utc,
            what: "the previous session's end".into(),
            of: Bounds::NextSession,
        })
    })
}

/// Returns what changed a live session last, as the end of "it is 5m before …".
fn last_changed(session: &Session) -> Cow<'static, str> {
    let at = session.last_change.at_utc;
    let frames = session.context_stack.frames();
    if session.phase_since.at_utc == at {
        let changed = match session.phase {
            Phase::Paused => "the session was paused",
            Phase::Active if session.resumed_at_utc == Some(at) => "the session was resumed",
            Phase::Active | Phase::Ended | Phase::Cancelled => "the session was reopened",
        };
        return changed.into();
    }
    let left = session.closed_frames.iter().find(|frame| frame.popped_at_utc == at);
    if let Some(frame) = frames.iter().find(|frame| frame.pushed_at_utc == at) {
        format!("{} was entered", frame.name()).into()
    } else if let Some(frame) = left {
        format!("{} was left", frame.name()).into()
    } else if session.is_corrected() {
        "the time that was corrected".into()
    } else {
        "the end of an added break".into()
    }
}

/// Returns the time that is named.
///
/// # Errors
/// A refusal if there is no such time, or its year is out of range.
pub(in crate::core) fn named_time(
    watch: &Watch,
    at: At,
    now: &Moment,
) -> Result<NamedTime, Refusal> {
    let time = time_of(watch, at, now)?;
    if YEARS.contains(&time.year()) {
        return Ok(at.named(time));
    }
    Err(no_such_time(
        RefusalKind::Usage,
        format!("the year {} is out of range", time.year()),
        "give a time from 1970 to 9999, or none for now",
    ))
}

/// Returns the time that a request names, UTC.
fn time_of(watch: &Watch, at: At, now: &Moment) -> Result<DateTime<Utc>, Refusal> {
    match at {
        At::Now => Ok(now.utc),
        At::Minute(at) | At::Second(at) => Ok(at),
        At::Ago(ms) => earlier(now.utc, ms).ok_or_else(|| {
            no_such_time(
                RefusalKind::Usage,
                format!("{} ago is before the first year of the calendar", short_text(ms)),
                "give a shorter time, or none for now",
            )
        }),
        // The wall clock may have been set back since.
        At::LastActivity => last_activity(watch).map(|at| at.min(now.utc)).ok_or_else(|| {
            no_such_time(
                RefusalKind::NothingThere,
                "no session is live, so there is no last activity".into(),
                "give a time, or none for now",
            )
        }),
        At::LastEnd => watch.last_ended.as_ref().map(|last| last.ended_at_utc).ok_or_else(|| {
            no_such_time(
                RefusalKind::NothingThere,
                "no session has ended yet".into(),
                "give a time, or none for now",
            )
        }),
    }
}

fn no_such_time(kind: RefusalKind, why: String, next: impl Into<Hint>) -> Refusal {
    Refusal::new(kind, NOT_ACCEPTED, why, next)
}
