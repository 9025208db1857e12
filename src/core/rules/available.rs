//! Which verbs are allowed at a moment, and why the others are refused.
//!
//! `decide` uses the same check, so all interfaces give the same reason.

use chrono::Datelike;

use crate::core::base::{
    Argument, Hint, LookAt, Moment, Needs, Refusal, RefusalKind, Verb, YEARS, ms_ago_text,
    short_text,
};
use crate::core::history::{LastEnded, UndoStep, Watch};
use crate::core::rules::{allowed_by_run, needed_run, open_alert, run_is_over};
use crate::core::session::{ContextStack, EffectiveAt, FrameKind, Phase, Session};

/// How long an end, a cancel or a switch can be undone, milliseconds. An undo counts the time since
/// then as active. After this time, people mean `reopen`.
const UNDO_END_MS: u64 = 5 * 60 * 1_000;

/// Checks that a verb is allowed at a moment.
///
/// # Errors
/// A refusal that says why the verb is blocked and what to do next.
pub fn available(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    allowed_by_run(watch, verb)?;
    has_what_it_needs(watch, verb, now)?;
    check_clock(verb, now)
}

/// Checks that the clock shows a usual year.
pub(in crate::core) fn check_clock(verb: Verb, now: &Moment) -> Result<(), Refusal> {
    let year = now.utc.year();
    if YEARS.contains(&year) {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::Refused,
        verb.spec().not_done,
        format!("the clock of this machine says that the year is {year}"),
        Hint::say("set the clock, then try again"),
    ))
}

fn has_what_it_needs(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    match verb.spec().needs {
        Needs::Nothing => Ok(()),
        Needs::NoLiveSession => match watch.live() {
            None if verb == Verb::Continue && watch.last_ended.is_none() => {
                Err(no_session_yet(verb))
            }
            None => Ok(()),
            Some(live) => Err(goes_on(verb, live, now)),
        },
        Needs::EndedSession => match &watch.session {
            None => Err(watch.last_ended.as_ref().map_or_else(|| no_session_yet(verb), was_added)),
            Some(session) if session.phase.is_live() => Err(end_first(verb, session, now)),
            Some(session) => nothing_came_after(watch, session),
        },
        Needs::AnySession => watch.usual_session().map(drop).ok_or_else(|| no_session_yet(verb)),
        Needs::Run => needed_run(watch, verb, false),
        Needs::LiveRun => needed_run(watch, verb, true),
        Needs::LiveSession => live(watch, verb, now).map(drop),
        Needs::ActiveSession => in_phase(watch, verb, Phase::Active, now),
        Needs::PausedSession => in_phase(watch, verb, Phase::Paused, now),
        Needs::OpenContext => open_context(watch, verb, now),
        Needs::OpenTask => open_task(watch, verb, now),
        Needs::OpenGap => open_gap(watch, verb, now),
        Needs::UndoStep => undo_step(watch, now),
        Needs::RedoStep => redo_step(watch),
        // Which of them is meant, and whether it is shelved, is seen when it is acknowledged.
        Needs::OpenAlert => open_alert(watch, now),
    }
}

/// Returns the live session that a verb needs.
fn live<'a>(watch: &'a Watch, verb: Verb, now: &Moment) -> Result<&'a Session, Refusal> {
    if let Some(live) = watch.live() {
        return Ok(live);
    }
    if let Some(over) = watch.session.as_ref().filter(|last| last.run.is_some()) {
        return Err(run_is_over(verb, over));
    }
    let why = match &watch.session {
        None => "no session is live".to_owned(),
        Some(last) => format!("no session is live; {}", standing(last, now)),
    };
    let start = Hint::give("start one", Verb::Start);
    let refusal = Refusal::new(RefusalKind::NothingThere, verb.spec().not_done, why, start);
    let last = watch.last_ended.as_ref().map(|last| last.key);
    if let (Verb::Break | Verb::RemoveBreak, Some(last)) = (verb, last) {
        let arguments = [(Argument::OfSession, last.to_string())];
        let (purpose, arguments) = ("name the session that ended", arguments.to_vec());
        let next = vec![Hint::Do { purpose: purpose.into(), verb, arguments }];
        return Err(Refusal { next, ..refusal });
    }
    Err(match &watch.session {
        None => refusal,
        Some(_) => refusal.or(Hint::give("or reopen the last one", Verb::Reopen)),
    })
}

fn in_phase(watch: &Watch, verb: Verb, phase: Phase, now: &Moment) -> Result<(), Refusal> {
    let live = live(watch, verb, now)?;
    if live.phase == phase {
        return Ok(());
    }
    let next = match live.phase {
        Phase::Active => Hint::say("nothing to do: its time counts"),
        Phase::Paused | Phase::Ended | Phase::Cancelled => Hint::give("resume it", Verb::Resume),
    };
    Err(Refusal::new(RefusalKind::Refused, verb.spec().not_done, standing(live, now), next))
}

fn open_context(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    let live = live(watch, verb, now)?;
    if !live.context_stack.frames().is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::Refused,
        verb.spec().not_done,
        format!("the context stack of {} is empty", live.key),
        Hint::give_with("enter one", Verb::Push, [(Argument::Type, "task"), (Argument::Id, "7")]),
    ))
}

fn open_task(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    let live = live(watch, verb, now)?;
    if live.context_stack.task().is_some() {
        return Ok(());
    }
    let why = format!("no task is open in {}", live.key);
    let enter = [(Argument::Type, "task"), (Argument::Id, "7")];
    let refusal = Refusal::new(
        RefusalKind::Refused,
        verb.spec().not_done,
        why,
        Hint::give_with("enter one", Verb::Push, enter),
    );
    let other = match verb {
        Verb::Block => Some((Argument::Reason, "REASON")),
        Verb::Estimate => Some((Argument::Length, "2h")),
        Verb::Summary => Some((Argument::Text, "TEXT")),
        _ => None,
    };
    let named = [(Argument::Task, "7")].into_iter().chain(other);
    Err(refusal.or(Hint::give_all("or name one", verb, named)))
}

fn open_gap(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    if watch.session.is_none() {
        return Err(no_session_yet(verb));
    }
    let normalized = watch.normalized(EffectiveAt::now(now));
    if normalized.is_some_and(|session| session.open_gaps().next().is_some()) {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::NothingThere,
        verb.spec().not_done,
        "no gap is open",
        Hint::show("see the answers so far", LookAt::Log),
    ))
}

fn undo_step(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    let not_done = Verb::Undo.spec().not_done;
    let Some(step) = watch.undo.last() else {
        if watch.counters.session_keys == 0 {
            return Err(no_session_yet(Verb::Undo));
        }
        return Err(Refusal::new(
            RefusalKind::NothingThere,
            not_done,
            "no change can be undone; only the newest 20 are kept",
            Hint::show("see what was done", LookAt::Log),
        ));
    };
    match step.ended.as_ref().map(|ended| ended.elapsed_ms(now)) {
        Some(age_ms) if age_ms > UNDO_END_MS => Err(too_late(step, not_done, &ms_ago_text(age_ms))),
        Some(_) | None => Ok(()),
    }
}

fn redo_step(watch: &Watch) -> Result<(), Refusal> {
    if !watch.redo.is_empty() {
        return Ok(());
    }
    if watch.counters.session_keys == 0 {
        return Err(no_session_yet(Verb::Redo));
    }
    Err(Refusal::new(
        RefusalKind::NothingThere,
        Verb::Redo.spec().not_done,
        "nothing was undone since the last change",
        Hint::show("see what was done", LookAt::Log),
    ))
}

fn too_late(step: &UndoStep, not_done: &str, age: &str) -> Refusal {
    let (what, next) = if step.verb == Verb::Start {
        let cancel = Hint::give("discard this session", Verb::Cancel);
        ("switch to this session", vec![cancel, "then start the one you mean".into()])
    } else {
        let reopen = "reopen it, with the time since as a pause";
        (step.verb.word(), vec![Hint::give(reopen, Verb::Reopen)])
    };
    let why = format!("the {what} was {age}, and an undo would count that time as active");
    Refusal { kind: RefusalKind::Refused, what: not_done.into(), why, next }
}

fn end_first(verb: Verb, live: &Session, now: &Moment) -> Refusal {
    let end = Hint::give("end it first", Verb::End);
    Refusal::new(RefusalKind::Refused, verb.spec().not_done, standing(live, now), end)
}

/// Checks that no session is live, and that the clock shows a usual year.
///
/// # Errors
/// A refusal that names the live session.
pub(in crate::core) fn nothing_goes_on(
    watch: &Watch,
    verb: Verb,
    now: &Moment,
) -> Result<(), Refusal> {
    let live = watch.live().map(|live| goes_on(verb, live, now));
    live.map_or_else(|| check_clock(verb, now), Err)
}

/// Returns the refusal to start a session while one is live.
fn goes_on(verb: Verb, live: &Session, now: &Moment) -> Refusal {
    if verb != Verb::Continue {
        let switch = [(Argument::Switch, "")];
        let or = Hint::give_with("or switch to a new one", Verb::Start, switch);
        return end_first(verb, live, now).or(or);
    }
    if live.phase != Phase::Paused {
        return end_first(verb, live, now);
    }
    let resume = Hint::give("resume it", Verb::Resume);
    let not_done = Verb::Continue.spec().not_done;
    let refusal = Refusal::new(RefusalKind::Refused, not_done, standing(live, now), resume);
    refusal.or(Hint::give("or end it first", Verb::End))
}

/// Returns the refusal to reopen a session that was only added.
fn was_added(last: &LastEnded) -> Refusal {
    let key = last.key.to_string();
    let why = format!("{key} was added and never started, so it cannot go on");
    let next =
        Hint::give_with("start a new one like it", Verb::Continue, [(Argument::Session, &key)]);
    Refusal::new(RefusalKind::Refused, Verb::Reopen.spec().not_done, why, next)
}

/// Refuses to reopen the last session if another one was put after its start.
fn nothing_came_after(watch: &Watch, session: &Session) -> Result<(), Refusal> {
    let other = watch
        .last_ended
        .as_ref()
        .filter(|other| other.id != session.id && other.ended_at_utc > session.started_at_utc);
    let Some(other) = other else { return Ok(()) };
    let why = format!("{} ended after {} started, so they would overlap", other.key, session.key);
    let key = session.key.to_string();
    let next =
        Hint::give_with("start a new one like it", Verb::Continue, [(Argument::Session, &key)]);
    Err(Refusal::new(RefusalKind::Refused, Verb::Reopen.spec().not_done, why, next))
}

fn no_session_yet(verb: Verb) -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        verb.spec().not_done,
        "there was no session yet",
        Hint::give("start one", Verb::Start),
    )
}

/// Returns the state of a session. Durations, not clock times: zones belong to front ends.
fn standing(session: &Session, now: &Moment) -> String {
    let key = session.key;
    let since_ms = session.phase_since.elapsed_ms(now);
    match session.phase {
        Phase::Active => format!("{key} is active ({} so far)", short_text(session.active_ms(now))),
        Phase::Paused => format!("{key} has been paused for {}", short_text(since_ms)),
        Phase::Ended => format!("{key} ended {}", ms_ago_text(since_ms)),
        Phase::Cancelled => format!("{key} is cancelled; it ended {}", ms_ago_text(since_ms)),
    }
}

/// Returns the refusal to leave a context that is not open.
pub(in crate::core) fn not_on_stack(kind: &FrameKind, stack: &ContextStack) -> Refusal {
    let there: Vec<&str> = stack.frames().iter().map(|frame| frame.kind.as_str()).collect();
    Refusal::new(
        RefusalKind::Refused,
        Verb::Pop.spec().not_done,
        format!("there is no {kind} on the stack; it holds {}", there.join(" › ")),
        Hint::give_with(
            "leave one of those, the innermost first",
            Verb::Pop,
            [(Argument::Type, there.last().copied().unwrap_or_default())],
        ),
    )
}

/// Returns the refusal of a step that is not there.
pub(in crate::core) fn no_such_step() -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was changed",
        "there is no such step",
        Hint::show("see what was done", LookAt::Log),
    )
}
