//! The answer to an undo or a redo: the change, its time, and the state after it.
//!
//! The caller formats times in its own zone.

use chrono::{DateTime, Utc};

use crate::core::base::{Concern, Verb, seconds_text};
use crate::core::history::{UndoStep, Watch, without_shelved};
use crate::core::session::{Edit, Frame, FrameRef, Phase, Session};

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
    /// One of these: after an undo, or after a redo.
    Either(String, String),
    /// Nothing.
    Nothing,
}

/// Returns the answer to the undo or redo that was carried out last; `None` for other verbs.
#[must_use]
pub fn undo_message(watch: &Watch, verb: Verb, format: FormatTime<'_>) -> Option<String> {
    let (head, step) = match verb.spec().concerns {
        Concern::UndoStep => ("Undone", watch.redo.last()?),
        Concern::RedoStep => ("Redone", watch.undo.last()?),
        Concern::Session
        | Concern::Band
        | Concern::Health
        | Concern::Alerts
        | Concern::Everything => return None,
    };
    let (change, now) = change(step, format);
    let now = if is_elsewhere(watch, step) { now_elsewhere(step, now) } else { now };
    let now = match now {
        Now::Session => Some(session(watch, step.verb, format)),
        Now::Context => Some(context(watch)),
        Now::Band => Some(format!("the band is {}", watch.governance.cone.band)),
        Now::Health => Some(format!("the health is {}", watch.governance.health.status)),
        Now::AfterUndo(sentence) => (verb == Verb::Undo).then(|| sentence.to_owned()),
        Now::Either(undone, redone) => Some(if verb == Verb::Undo { undone } else { redone }),
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
            let change =
                format!("the correction of the {}{of} at {time}", Edit::names(&step.edits));
            (change, corrected(&step.edits, format))
        }
        Verb::Add => {
            let gone = if step.session.is_some() { "it is gone" } else { "they are gone" };
            (format!("the addition{of} at {time} ({text})"), Now::AfterUndo(gone))
        }
        Verb::RunStatus => (format!("the status of {time} ({text})"), Now::Session),
        Verb::RunStep => (format!("the step of {time} ({text})"), Now::Nothing),
        Verb::RunUpdate => (format!("the update of {time} ({text})"), Now::Nothing),
        Verb::RunFail => (format!("the failure{of} at {time}"), Now::Session),
        Verb::RunDelete => (format!("the deletion{of} at {time}"), Now::Session),
        Verb::StepDone | Verb::StepUndo | Verb::StepSkip | Verb::PlaybookReset => {
            (format!("what was said of a playbook at {time} ({text})"), Now::Nothing)
        }
        Verb::TaskAdd => {
            (format!("the addition of {text} at {time}"), Now::AfterUndo("nobody knows it"))
        }
        Verb::Done => (format!("the completion of {time} ({text})"), Now::Context),
        Verb::TaskEdit => (format!("the change of {time} ({text})"), Now::Nothing),
        Verb::TaskDrop => (format!("the dropping of {time} ({text})"), Now::Nothing),
        Verb::Block => (format!("the block of {time} ({text})"), Now::Nothing),
        Verb::Unblock => (format!("the unblocking of {time} ({text})"), Now::Nothing),
        Verb::Estimate => (format!("the estimate of {time} ({text})"), Now::Nothing),
        Verb::Summary => (format!("the summary of {time} ({text})"), Now::Nothing),
        Verb::Claim => (format!("the claim of {time} ({text})"), Now::Nothing),
        Verb::Release => (format!("the release of {time} ({text})"), Now::Nothing),
        Verb::Artifact => (format!("the artifact of {time} ({text})"), Now::Nothing),
        Verb::Band => (format!("the band of {time} ({text})"), Now::Band),
        Verb::Health => (format!("the health of {time} ({text})"), Now::Health),
        Verb::Ack => match without_shelved(text) {
            Some(text) => (format!("the shelving of {time} ({text})"), Now::Nothing),
            None => (format!("the acknowledgement of {time} ({text})"), Now::Nothing),
        },
        // These verbs make no step.
        Verb::Toggle | Verb::Undo | Verb::Redo | Verb::Keep => {
            (format!("the {} of {time}", step.verb.word()), Now::Nothing)
        }
    }
}

/// Returns what a corrected session is after an undo, and after a redo.
fn corrected(edits: &[Edit], format: FormatTime<'_>) -> Now {
    let (mut before, mut since) = (Vec::new(), Vec::new());
    let mut both = |name: &str, from: String, to: String| {
        before.push(format!("its {name} is {from} again"));
        since.push(format!("its {name} is {to}"));
    };
    let target = |seconds: &Option<u64>| seconds.map_or_else(|| "none".to_owned(), seconds_text);
    for edit in edits {
        match edit {
            Edit::Start { from, to } | Edit::End { from, to } => {
                both(edit.name(), format(*from), format(*to));
            }
            Edit::Target { from, to } => both(edit.name(), target(from), target(to)),
            Edit::Operator { from, to } => both(edit.name(), from.clone(), to.clone()),
            Edit::Type { from, to } => both(edit.name(), from.to_string(), to.to_string()),
            Edit::Notes { .. } | Edit::BreakAdded { .. } | Edit::BreakRemoved { .. } => {}
        }
    }
    if before.is_empty() {
        return Now::AfterUndo("the notes are as before");
    }
    Now::Either(before.join(", "), since.join(", "))
}

/// Reports whether the session of a step is not on the desk.
fn is_elsewhere(watch: &Watch, step: &UndoStep) -> bool {
    let on_the_desk = watch.session.as_ref().map(|session| session.key);
    step.session.is_some() && step.session != on_the_desk
}

/// Returns what to say if the session of a step is not on the desk: a start that was undone left it.
fn now_elsewhere(step: &UndoStep, now: Now) -> Now {
    let (counts, is_out) = ("it counts again".to_owned(), "it is out of the totals".to_owned());
    match step.verb {
        Verb::Cancel => Now::Either(counts, is_out),
        Verb::Reopen => Now::Either(is_out, counts),
        Verb::Start
        | Verb::Continue
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Undo
        | Verb::Redo
        | Verb::Note
        | Verb::Push
        | Verb::Pop
        | Verb::Gap
        | Verb::Keep
        | Verb::Break
        | Verb::RemoveBreak
        | Verb::Edit
        | Verb::Add
        | Verb::RunStatus
        | Verb::RunStep
        | Verb::RunUpdate
        | Verb::RunFail
        | Verb::RunDelete
        | Verb::TaskAdd
        | Verb::TaskEdit
        | Verb::TaskDrop
        | Verb::Done
        | Verb::Block
        | Verb::Unblock
        | Verb::Estimate
        | Verb::Summary
        | Verb::Claim
        | Verb::Release
        | Verb::Artifact
        | Verb::Band
        | Verb::Health
        | Verb::Ack
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset => now,
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
