//! The words of an activity.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::core::{Activity, SessionKey, Verb, seconds_text};
use crate::tui::look::safe;
use crate::tui::model::Model;

use super::edits;

/// Returns the words of an activity: what was typed, then what the program says of it; of band and
/// health, the change comes first, and of a playbook, its step.
pub(super) fn words(model: &Model, activity: &Activity, lit: Option<Style>) -> Vec<Span<'static>> {
    let theme = model.theme();
    let (told, remark) = if activity.undone {
        (theme.undone(), theme.undone())
    } else {
        (lit.unwrap_or(theme.plain()), lit.unwrap_or_else(|| theme.quiet()))
    };
    let subject = activity.subject.as_deref().map(safe);
    let detail = Some(safe(&activity.detail)).filter(|detail| !detail.is_empty());
    let over = activity.over.map(|over| over.near(activity.at_utc, |at| model.local(at)));
    let detail = match activity.verb {
        Verb::Pop => said_of_left(activity).or(detail),
        Verb::Push => detail.or_else(|| kind_of(activity)),
        Verb::Break | Verb::RemoveBreak | Verb::Add => over.or(detail),
        Verb::Edit if !activity.edits.is_empty() => Some(safe(&edits::brief(model, activity))),
        Verb::Start
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Cancel
        | Verb::Reopen
        | Verb::Undo
        | Verb::Redo
        | Verb::Note
        | Verb::Gap
        | Verb::Keep
        | Verb::Edit
        | Verb::Continue
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
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset
        | Verb::Band
        | Verb::Health
        | Verb::Ack => detail,
    };
    let is_reading = matches!(activity.verb, Verb::Band | Verb::Health);
    let mut spans = match (subject, detail) {
        (Some(subject), Some(detail)) if is_reading => {
            vec![Span::styled(format!("{detail}  "), told), Span::styled(subject, remark)]
        }
        (Some(note), Some(step)) if activity.verb.is_of_a_playbook() => {
            vec![Span::styled(step, told), Span::styled(format!(" · {note}"), remark)]
        }
        (Some(subject), Some(detail)) => {
            vec![Span::styled(subject, told), Span::styled(format!(" · {detail}"), remark)]
        }
        (Some(only), None) | (None, Some(only)) => vec![Span::styled(only, told)],
        // The context says it all.
        (None, None) if matches!(activity.verb, Verb::Push | Verb::Pop) => vec![],
        (None, None) => {
            let key = activity.session.map(|key| key.to_string());
            key.map(|key| Span::styled(key, remark)).into_iter().collect()
        }
    };
    if let Some(key) = corrected_elsewhere(model, activity) {
        spans.insert(0, Span::styled(format!("{key} · "), remark));
    }
    if activity.undone {
        // Before the words, since long ones are cut at their end.
        spans.insert(0, Span::styled("(undone) ", theme.undone()));
    }
    spans
}

/// Returns how long the context was open that a `pop` names.
fn said_of_left(activity: &Activity) -> Option<String> {
    let left = activity.left.last()?;
    Some(format!("left after {}", seconds_text(left.active_seconds)))
}

/// Returns the type of the context that was entered, unless its id says so.
fn kind_of(activity: &Activity) -> Option<String> {
    let frame = activity.context.last()?;
    (frame.to_string() != frame.id).then(|| safe(frame.kind.as_str()))
}

/// Returns the session that an activity corrected, if that is not the one on the desk: nothing else in
/// the list would tell which it was.
fn corrected_elsewhere(model: &Model, activity: &Activity) -> Option<SessionKey> {
    let on_the_desk = model.glance()?.shown().map(|session| session.key);
    match activity.verb {
        Verb::Cancel | Verb::Reopen | Verb::Gap | Verb::Break | Verb::RemoveBreak | Verb::Edit => {
            activity.session.filter(|key| Some(*key) != on_the_desk)
        }
        Verb::Start
        | Verb::Pause
        | Verb::Resume
        | Verb::Toggle
        | Verb::End
        | Verb::Undo
        | Verb::Redo
        | Verb::Note
        | Verb::Push
        | Verb::Pop
        | Verb::Keep
        | Verb::Add
        | Verb::Continue
        | Verb::Band
        | Verb::Health
        | Verb::Ack
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
        | Verb::RunStatus
        | Verb::RunStep
        | Verb::RunUpdate
        | Verb::RunFail
        | Verb::RunDelete
        | Verb::StepDone
        | Verb::StepUndo
        | Verb::StepSkip
        | Verb::PlaybookReset => None,
    }
}
