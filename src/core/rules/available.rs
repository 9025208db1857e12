//! Which verbs the present moment allows, and why the others are not.
//!
//! `decide` asks the same question before it acts, so a panel that greys a key and a shell that
//! refuses a verb give the same reason.

use crate::core::base::duration::short_text;
use crate::core::base::moment::Moment;
use crate::core::base::refusal::{Refusal, RefusalKind};
use crate::core::base::verb::Verb;
use crate::core::history::watch::Watch;
use crate::core::session::effect::EffectiveAt;
use crate::core::session::lifecycle::{Phase, Session};

/// How long after it an end (a cancel, a switch) can still be undone, milliseconds. Undoing it
/// counts the time since as active, so later than this somebody means `reopen`.
const UNDO_END_MS: u64 = 5 * 60 * 1_000;

/// Checks that the present moment allows a verb.
///
/// # Errors
/// A refusal that says what stands against it and what to do next.
pub fn available(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    match verb {
        Verb::Start => start(watch, now),
        Verb::Reopen => reopen(watch, now),
        Verb::Gap => gap(watch, now),
        Verb::Amend => amend(watch),
        Verb::Undo => undo(watch, now),
        Verb::Redo if watch.redo.is_empty() => Err(Refusal::new(
            RefusalKind::NothingThere,
            "Nothing was made again",
            "nothing has been taken back since the last change",
            "`onwatch log` shows what was done",
        )),
        Verb::Band | Verb::Health | Verb::Toggle | Verb::Redo => Ok(()),
        Verb::Pause
        | Verb::Resume
        | Verb::End
        | Verb::Cancel
        | Verb::Note
        | Verb::Push
        | Verb::Pop
        | Verb::Keep
        | Verb::Break => with_session(watch, verb, now),
    }
}

fn start(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    let Some(live) = watch.live() else { return Ok(()) };
    Err(Refusal::new(
        RefusalKind::Refused,
        "No session was started",
        standing(live, now),
        "end it first (`onwatch end`), or end and start as one: `onwatch start --switch`",
    ))
}

fn reopen(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    match &watch.session {
        None => Err(Refusal::new(
            RefusalKind::NothingThere,
            "Nothing was reopened",
            "there has been no session yet",
            "start one: `onwatch start`",
        )),
        Some(session) if session.phase.is_live() => Err(Refusal::new(
            RefusalKind::Refused,
            "Nothing was reopened",
            standing(session, now),
            "end it first (`onwatch end`)",
        )),
        Some(_) => Ok(()),
    }
}

fn gap(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    let normalized = watch.normalized(EffectiveAt::now(now));
    if normalized.is_some_and(|session| session.open_gaps().next().is_some()) {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::NothingThere,
        "No gap was answered",
        "no gap is open",
        "`onwatch undo` takes the newest answer back, where one was given",
    ))
}

fn amend(watch: &Watch) -> Result<(), Refusal> {
    if watch.session.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::NothingThere,
        "No notes were changed",
        "there has been no session yet",
        "start one: `onwatch start`",
    ))
}

fn undo(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    let Some(step) = watch.undo.last() else {
        return Err(Refusal::new(
            RefusalKind::NothingThere,
            "Nothing was taken back",
            "there is no change that an undo knows of",
            "`onwatch log` shows what was done",
        ));
    };
    let age_ms = step.reading().elapsed_ms(now);
    if !step.ended_a_session() || age_ms <= UNDO_END_MS {
        return Ok(());
    }
    let age = short_text(age_ms);
    let (what, next) = if step.verb == Verb::Start {
        (
            "switch to this session",
            "end this session and start the one you mean; `onwatch cancel` drops it from the totals",
        )
    } else {
        (step.verb.word(), "let it go on with the time between as a pause: `onwatch reopen`")
    };
    Err(Refusal::new(
        RefusalKind::Refused,
        "Nothing was taken back",
        format!(
            "the {what} was {age} ago, and taking it back would count those {age} as if it had \
             never been given"
        ),
        next,
    ))
}

fn with_session(watch: &Watch, verb: Verb, now: &Moment) -> Result<(), Refusal> {
    let Some(live) = watch.live() else { return Err(nothing_live(watch, verb, now)) };
    match (verb, live.phase) {
        (Verb::Pause, Phase::Paused) => Err(Refusal::new(
            RefusalKind::Refused,
            "The session was not paused",
            standing(live, now),
            "let it run on: `onwatch resume`",
        )),
        (Verb::Resume, Phase::Active) => Err(Refusal::new(
            RefusalKind::Refused,
            "The session was not resumed",
            standing(live, now),
            "pause it (`onwatch pause`) or go on working",
        )),
        (Verb::Pop, _) if live.context_stack.frames().is_empty() => Err(Refusal::new(
            RefusalKind::Refused,
            "No context was left",
            format!("the context stack of {} is empty", live.key),
            "enter one: `onwatch push task 7`",
        )),
        _ => Ok(()),
    }
}

fn nothing_live(watch: &Watch, verb: Verb, now: &Moment) -> Refusal {
    let what = match verb {
        Verb::Pause => "Nothing was paused",
        Verb::Resume => "Nothing was resumed",
        Verb::End => "Nothing was ended",
        Verb::Cancel => "Nothing was cancelled",
        Verb::Note => "Nothing was noted",
        Verb::Push => "No context was entered",
        Verb::Keep => "Nothing was kept on",
        Verb::Break => "No break was added",
        _ => "No context was left",
    };
    let (why, next) = match &watch.session {
        None => ("no session is live".to_owned(), "start one: `onwatch start`"),
        Some(last) => (
            format!("no session is live; {}", standing(last, now)),
            "start one (`onwatch start`) or let the last one go on (`onwatch reopen`)",
        ),
    };
    Refusal::new(RefusalKind::NothingThere, what, why, next)
}

/// Returns how a session stands. Durations, not clock times: zones belong to whoever shows them.
fn standing(session: &Session, now: &Moment) -> String {
    let key = session.key;
    let since = short_text(session.phase_since.elapsed_ms(now));
    match session.phase {
        Phase::Active => format!("{key} is active ({} so far)", short_text(session.active_ms(now))),
        Phase::Paused => format!("{key} has been paused for {since}"),
        Phase::Ended => format!("{key} ended {since} ago"),
        Phase::Cancelled => format!("{key} was cancelled {since} ago"),
    }
}
