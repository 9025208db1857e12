//! The answer to an undo or a redo: the change, its time, and the state after it.
//!
//! The caller formats times in its own zone.

use chrono::{DateTime, Utc};

use crate::core::base::{Concern, Verb};
use crate::core::history::{UndoStep, Watch};
use crate::core::session::{Frame, FrameRef, Phase, Session};

/// Formats a time, UTC, for its reader.
type FormatTime<'a> = &'a dyn Fn(DateTime<Utc>) -> String;

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

/// Returns the answer to the undo or redo that was carried out last; `None` for other verbs.
#[must_use]
pub fn undo_message(watch: &Watch, verb: Verb, format: FormatTime<'_>) -> Option<String> {
    let (head, step) = match verb.spec().concerns {
        Concern::UndoStep => ("Undone", watch.redo.last()?),
        Concern::RedoStep => ("Redone", watch.undo.last()?),
        Concern::Session | Concern::Band | Concern::Health | Concern::Everything => return None,
    };
    let (change, now) = change(step, format);
    let now = match now {
        Now::Session => Some(session(watch, step.verb, format)),
        Now::Context => Some(context(watch)),
        Now::Band => Some(format!("the band is {}", watch.governance.cone.band)),
        Now::Health => Some(format!("the health is {}", watch.governance.health.status)),
        Now::AfterUndo(sentence) => (verb == Verb::Undo).then(|| sentence.to_owned()),
        Now::Nothing => None,
    };
    let now = now.map(|text| format!("; {text}")).unwrap_or_default();
    Some(format!("{head}: {change}{now}"))
}

/// Returns the change of a step, as in "the pause of 14:02", and what to say after it.
fn change(step: &UndoStep, format: FormatTime<'_>) -> (String, Now) {
    let time = format(step.at_utc);
    let of = step.session.map(|key| format!(" of {key}")).unwrap_or_default();
    let frame = || step.frame.as_ref().map_or_else(|| step.text.clone(), FrameRef::to_string);
    let text = &step.text;
    match step.verb {
        Verb::Start | Verb::Continue => (format!("the start{of} at {time}"), Now::Session),
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
        Verb::RemoveBreak => {
            let now = Now::AfterUndo("its time counts no more");
            (format!("the removal of a break {text}, at {time}"), now)
        }
        Verb::Edit => {
            (format!("the correction of the {}{of} at {time}", step.target), Now::Nothing)
        }
        Verb::Add => (format!("the addition{of} at {time} ({text})"), Now::Nothing),
        Verb::Band => (format!("the band of {time} ({text})"), Now::Band),
        Verb::Health => (format!("the health of {time} ({text})"), Now::Health),
        // These verbs make no step.
        Verb::Toggle | Verb::Undo | Verb::Redo | Verb::Keep => {
            (format!("the {} of {time}", step.verb.word()), Now::Nothing)
        }
    }
}

fn context(watch: &Watch) -> String {
    let top = watch.live().and_then(|live| live.context_stack.top());
    let within = |frame: &Frame| format!("you are in {}", frame.name());
    top.map_or_else(|| "no context is open".to_owned(), within)
}

fn session(watch: &Watch, verb: Verb, format: FormatTime<'_>) -> String {
    match (watch.live(), &watch.session) {
        (Some(live), _) => running(live, format),
        (None, Some(last)) if !matches!(verb, Verb::Start | Verb::Continue) => match last.phase {
            Phase::Cancelled => format!("{} is out of the totals", last.key),
            Phase::Active | Phase::Paused | Phase::Ended => {
                format!("{} ended at {}", last.key, format(last.phase_since.at_utc))
            }
        },
        (None, _) => "no session is live".to_owned(),
    }
}

/// Returns the phase of a live session, as in "SESSION-001 has been paused since 14:02".
fn running(live: &Session, format: FormatTime<'_>) -> String {
    let since = format(live.in_phase_since());
    format!("{} has been {} since {since}", live.key, live.phase.word())
}
