//! The answer to an undo or a redo, as one sentence: which change, of when, and what holds now.
//! The caller formats times in its own zone.

use chrono::{DateTime, Utc};

use crate::core::base::{Concern, Verb};
use crate::core::history::{Activity, UndoStep, Watch};
use crate::core::session::{Frame, Phase, Session};

/// Formats a time, UTC, in somebody's zone.
type FormatTime<'a> = &'a dyn Fn(DateTime<Utc>) -> String;

/// Which way a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

/// What an answer says after the change itself.
enum Now {
    /// The phase of the session.
    Session,
    /// The innermost context.
    Context,
    /// The band.
    Band,
    /// The health.
    Health,
    /// This, after an undo.
    AfterUndo(&'static str),
    /// Nothing.
    Nothing,
}

/// Returns the answer to the undo or redo that was obeyed last; `None` after another verb.
#[must_use]
pub fn undo_message(watch: &Watch, verb: Verb, format: FormatTime<'_>) -> Option<String> {
    let (head, step, way) = match verb.spec().concerns {
        Concern::UndoStep => ("Undone", watch.redo.last()?, Way::Back),
        Concern::RedoStep => ("Redone", watch.undo.last()?, Way::Forth),
        Concern::Session | Concern::Band | Concern::Health | Concern::Everything => return None,
    };
    let (change, now) = change(watch, step, format);
    let now = match now {
        Now::Session => Some(session(watch, step.verb, way, format)),
        Now::Context => Some(context(watch)),
        Now::Band => Some(format!("the band is {}", watch.governance.cone.band)),
        Now::Health => Some(format!("the health is {}", watch.governance.health.status)),
        Now::AfterUndo(sentence) => (way == Way::Back).then(|| sentence.to_owned()),
        Now::Nothing => None,
    };
    let now = now.map(|text| format!("; {text}")).unwrap_or_default();
    Some(format!("{head}: {change}{now}"))
}

/// Returns the change of a step, as in "the pause of 14:02", and what to say after it.
fn change(watch: &Watch, step: &UndoStep, format: FormatTime<'_>) -> (String, Now) {
    let activity = watch.recent.iter().find(|activity| activity.seq == step.seq);
    let time = format(activity.map_or(step.made_at_utc, |activity| activity.at_utc));
    let key = activity.and_then(|activity| activity.session);
    let of = key.map(|key| format!(" of {key}")).unwrap_or_default();
    let frame = || innermost(activity).unwrap_or_else(|| step.text.clone());
    let text = &step.text;
    match step.verb {
        Verb::Start => (format!("the start{of} at {time}"), Now::Session),
        Verb::Pause => (format!("the pause of {time}"), Now::Session),
        Verb::Resume => (format!("the resume of {time}"), Now::Session),
        Verb::End => (format!("the end{of} at {time}"), Now::Session),
        Verb::Cancel => (format!("the cancellation{of} at {time}"), Now::Session),
        Verb::Reopen => (format!("the reopening{of} at {time}"), Now::Session),
        Verb::Note => (format!("the note of {time} ({text})"), Now::Nothing),
        Verb::Push => (format!("entering {} at {time}", frame()), Now::Context),
        Verb::Pop => (format!("leaving {} at {time}", frame()), Now::Context),
        Verb::Gap => {
            let now = Now::AfterUndo("the gap is open again");
            (format!("the answer of {time} ({text})"), now)
        }
        Verb::Break => {
            let now = Now::AfterUndo("its time counts again");
            (format!("the break {text}, added at {time}"), now)
        }
        Verb::Amend => {
            let now = Now::AfterUndo("the notes are as before");
            (format!("the change of notes at {time}"), now)
        }
        Verb::Band => (format!("the band of {time} ({text})"), Now::Band),
        Verb::Health => (format!("the health of {time} ({text})"), Now::Health),
        // None of these leaves a step of its own.
        Verb::Toggle | Verb::Undo | Verb::Redo | Verb::Keep => {
            (format!("the {} of {time}", step.verb.word()), Now::Nothing)
        }
    }
}

fn innermost(activity: Option<&Activity>) -> Option<String> {
    Some(activity?.context.last()?.to_string())
}

fn context(watch: &Watch) -> String {
    let top = watch.live().and_then(|live| live.context_stack.top());
    let within = |frame: &Frame| format!("you are in {}", frame.name());
    top.map_or_else(|| "no context is open".to_owned(), within)
}

fn session(watch: &Watch, verb: Verb, way: Way, format: FormatTime<'_>) -> String {
    match (watch.live(), &watch.session) {
        (Some(live), _) => running(live, way, format),
        (None, Some(last)) if verb != Verb::Start => match last.phase {
            Phase::Cancelled => format!("{} is out of the totals", last.key),
            Phase::Active | Phase::Paused | Phase::Ended => {
                format!("{} ended at {}", last.key, format(last.phase_since.at_utc))
            }
        },
        (None, _) => "no session is live".to_owned(),
    }
}

/// Time that passed since an undone change counts as if it had never been made.
fn running(live: &Session, way: Way, format: FormatTime<'_>) -> String {
    let since = format(live.phase_since.at_utc);
    match (live.phase, way) {
        (Phase::Active, Way::Back) => format!("{} has been active all along", live.key),
        (Phase::Active, Way::Forth) => format!("{} has been active since {since}", live.key),
        (Phase::Paused | Phase::Ended | Phase::Cancelled, _) => {
            format!("{} has been paused since {since}", live.key)
        }
    }
}
