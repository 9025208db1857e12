//! The answer to an undo or a redo, as one sentence: which change, of when, and what holds now.
//! The caller formats times in its own zone.

use chrono::{DateTime, Utc};

use crate::core::base::{Concern, Verb};
use crate::core::history::{Activity, UndoStep, Watch};
use crate::core::session::{Frame, Phase, Session};

/// How a time, UTC, reads on somebody's clock.
type FormatTime<'a> = &'a dyn Fn(DateTime<Utc>) -> String;

/// Which way a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

/// Returns what the undo or redo that was obeyed last brought back; nothing after another verb.
#[must_use]
pub fn undo_message(watch: &Watch, verb: Verb, clock: FormatTime<'_>) -> Option<String> {
    let (head, step, way) = match verb.spec().concerns {
        Concern::UndoStep => ("Undone", watch.redo.last()?, Way::Back),
        Concern::RedoStep => ("Redone", watch.undo.last()?, Way::Forth),
        Concern::Session | Concern::Band | Concern::Health | Concern::Everything => return None,
    };
    let change = change(watch, step, clock);
    let stands = stands(watch, step.verb, way, clock).map(|text| format!("; {text}"));
    Some(format!("{head}: {change}{}", stands.unwrap_or_default()))
}

/// Returns the change itself, as in "the pause of 14:02".
fn change(watch: &Watch, step: &UndoStep, clock: FormatTime<'_>) -> String {
    let activity = watch.recent.iter().find(|activity| activity.seq == step.seq);
    let time = clock(activity.map_or(step.made_at_utc, |activity| activity.at_utc));
    let key = activity.and_then(|activity| activity.session);
    let of = key.map(|key| format!(" of {key}")).unwrap_or_default();
    let frame = || innermost(activity).unwrap_or_else(|| step.text.clone());
    match step.verb {
        Verb::Start => format!("the start{of} at {time}"),
        Verb::Pause => format!("the pause of {time}"),
        Verb::Resume => format!("the resume of {time}"),
        Verb::End => format!("the end{of} at {time}"),
        Verb::Cancel => format!("the cancellation{of} at {time}"),
        Verb::Reopen => format!("the reopening{of} at {time}"),
        Verb::Note => format!("the note of {time} ({})", step.text),
        Verb::Push => format!("entering {} at {time}", frame()),
        Verb::Pop => format!("leaving {} at {time}", frame()),
        Verb::Gap => format!("the answer of {time} ({})", step.text),
        Verb::Break => format!("the break {}, added at {time}", step.text),
        Verb::Amend => format!("the change of notes at {time}"),
        Verb::Band | Verb::Health => format!("the {} of {time} ({})", step.verb.word(), step.text),
        // None of these leaves a step of its own.
        Verb::Toggle | Verb::Undo | Verb::Redo | Verb::Keep => {
            format!("the {} of {time}", step.verb.word())
        }
    }
}

fn innermost(activity: Option<&Activity>) -> Option<String> {
    Some(activity?.context.last()?.to_string())
}

/// Returns how things stand because of it.
fn stands(watch: &Watch, verb: Verb, way: Way, clock: FormatTime<'_>) -> Option<String> {
    let live = watch.live();
    match (verb, way) {
        (Verb::Push | Verb::Pop, _) => {
            let top = live.and_then(|live| live.context_stack.top());
            let within = |frame: &Frame| format!("you are in {}", frame.name());
            Some(top.map_or_else(|| "no context is open".to_owned(), within))
        }
        (Verb::Gap, Way::Back) => Some("the gap is open again".to_owned()),
        (Verb::Break, Way::Back) => Some("its time counts again".to_owned()),
        (Verb::Amend, Way::Back) => Some("the notes are as before".to_owned()),
        (Verb::Band, _) => {
            let band = watch.governance.cone.band;
            Some(format!("the band is {} {}", band.letter(), band.word()))
        }
        (Verb::Health, _) => {
            Some(format!("the health is {}", watch.governance.health.status.word()))
        }
        (
            Verb::Note
            | Verb::Gap
            | Verb::Break
            | Verb::Amend
            | Verb::Undo
            | Verb::Redo
            | Verb::Keep,
            _,
        ) => None,
        (
            Verb::Start
            | Verb::Pause
            | Verb::Resume
            | Verb::Toggle
            | Verb::End
            | Verb::Cancel
            | Verb::Reopen,
            _,
        ) => Some(match (live, &watch.session) {
            (Some(live), _) => runs(live, way, clock),
            (None, Some(last)) if verb != Verb::Start => match last.phase {
                Phase::Cancelled => format!("{} is out of the totals", last.key),
                _ => format!("{} is over, since {}", last.key, clock(last.phase_since.at_utc)),
            },
            (None, _) => "no session is live".to_owned(),
        }),
    }
}

/// Time that passed since a change counts as if it had never been made.
fn runs(live: &Session, way: Way, clock: FormatTime<'_>) -> String {
    let since = clock(live.phase_since.at_utc);
    match (live.phase, way) {
        (Phase::Active, Way::Back) => format!("{} has been active all along", live.key),
        (Phase::Active, Way::Forth) => {
            format!("{} has been active since {}", live.key, since)
        }
        _ => format!("{} has been paused since {}", live.key, since),
    }
}
