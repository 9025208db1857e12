//! What an undo or a redo brought back, as one sentence: which change, of when, and how things
//! stand because of it.

use crate::core::{Activity, Phase, Session, UndoStep, Verb, Watch};

use super::model::Model;

/// Which way a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Forth,
}

/// Returns what the undo or redo that was obeyed last brought back; nothing after another verb.
pub(super) fn told(model: &Model, verb: Verb) -> Option<String> {
    let watch = &model.known.as_ref()?.watch;
    let (head, step, way) = match verb {
        Verb::Undo => ("Taken back", watch.redo.last()?, Way::Back),
        Verb::Redo => ("Made again", watch.undo.last()?, Way::Forth),
        _ => return None,
    };
    let change = change(model, watch, step);
    let stands = stands(model, watch, step.verb, way).map(|text| format!("; {text}"));
    Some(format!("{head}: {change}{}", stands.unwrap_or_default()))
}

/// Returns the change itself, as in "the pause of 14:02".
fn change(model: &Model, watch: &Watch, step: &UndoStep) -> String {
    let activity = watch.recent.iter().find(|activity| activity.seq == step.seq);
    let time = model.time_of(activity.map_or(step.made_at_utc, |activity| activity.at_utc));
    let key = activity.and_then(|activity| activity.session);
    let of = key.map(|key| format!(" of {key}")).unwrap_or_default();
    let frame = || innermost(activity).unwrap_or_else(|| step.text.clone());
    match step.verb {
        Verb::Start => format!("the start{of} at {time}"),
        Verb::Pause => format!("the pause of {time}"),
        Verb::Resume => format!("the resume of {time}"),
        Verb::End => format!("the end{of} at {time}"),
        Verb::Cancel => format!("the cancelling{of} at {time}"),
        Verb::Reopen => format!("the reopening{of} at {time}"),
        Verb::Note => format!("the note of {time} ({})", step.text),
        Verb::Push => format!("entering {} at {time}", frame()),
        Verb::Pop => format!("leaving {} at {time}", frame()),
        Verb::Gap => format!("the answer of {time}, {}", step.text),
        Verb::Break => format!("the break {}, put in at {time}", step.text),
        Verb::Amend => format!("the notes given at {time}"),
        verb => format!("{} of {time}", verb.word()),
    }
}

fn innermost(activity: Option<&Activity>) -> Option<String> {
    Some(activity?.context.last()?.to_string())
}

/// Returns how things stand because of it.
fn stands(model: &Model, watch: &Watch, verb: Verb, way: Way) -> Option<String> {
    let live = watch.live();
    match (verb, way) {
        (Verb::Push | Verb::Pop, _) => {
            let top = live.and_then(|live| live.context_stack.top());
            let within = |frame: &crate::core::Frame| format!("you are in {}", frame.name());
            Some(top.map_or_else(|| "no context is open".to_owned(), within))
        }
        (Verb::Gap, Way::Back) => Some("it waits for another answer".to_owned()),
        (Verb::Break, Way::Back) => Some("its time counts again".to_owned()),
        (Verb::Amend, Way::Back) => Some("they are what they were before".to_owned()),
        (Verb::Note | Verb::Gap | Verb::Break | Verb::Amend, _) => None,
        _ => Some(match (live, &watch.session) {
            (Some(live), _) => runs(model, live, way),
            (None, Some(last)) if verb != Verb::Start => match last.phase {
                Phase::Cancelled => format!("{} is out of the totals", last.key),
                _ => format!("{} is over, since {}", last.key, since(model, last)),
            },
            (None, _) => "no session is live".to_owned(),
        }),
    }
}

/// Time that passed since a change counts as if it had never been made.
fn runs(model: &Model, live: &Session, way: Way) -> String {
    match (live.phase, way) {
        (Phase::Active, Way::Back) => format!("{} has been active all along", live.key),
        (Phase::Active, Way::Forth) => {
            format!("{} has been active since {}", live.key, since(model, live))
        }
        _ => format!("{} has been paused since {}", live.key, since(model, live)),
    }
}

fn since(model: &Model, session: &Session) -> String {
    model.time_of(session.phase_since.at_utc)
}
