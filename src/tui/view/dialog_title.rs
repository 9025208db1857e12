//! The title of a dialog.

use crate::core::Verb;
use crate::tui::content::task_signs::shown_name;
use crate::tui::content::{alert_words, correction};
use crate::tui::dialogs::{Dialog, DialogContext, DialogKind};
use crate::tui::look::safe;
use crate::tui::model::Model;

/// Returns the title. It names the session of the dialog if the screen may show another one.
pub fn of(model: &Model, context: DialogContext<'_>, dialog: &Dialog) -> String {
    let title = title(model, context, dialog);
    match model.session_behind().map(|key| key.to_string()) {
        Some(key) if names(dialog) && !title.contains(&key) => format!("{title} · {key}"),
        Some(_) | None => title,
    }
}

fn title(model: &Model, context: DialogContext<'_>, dialog: &Dialog) -> String {
    if let Some(past) = &dialog.past {
        return correction::title(model, context, &past.subject, dialog);
    }
    let live = context.glance.session.as_ref();
    let key = live.map_or_else(|| "the session".to_owned(), |live| live.key.to_string());
    match dialog.kind {
        DialogKind::Start => "start a session".to_owned(),
        DialogKind::Switch if live.is_none() => "start a session".to_owned(),
        DialogKind::Switch => format!("end {key} and start the next"),
        DialogKind::End => format!("end {key}"),
        DialogKind::Pause => format!("pause {key}"),
        DialogKind::Break => format!("add a break to {key}"),
        DialogKind::Note => match live.and_then(|live| live.context_stack.last()) {
            Some(frame) => format!("write a note in {}", safe(&frame.name.to_string())),
            None => format!("write a note in {key}"),
        },
        DialogKind::Context => "enter a context".to_owned(),
        DialogKind::Done => format!("complete {}", task_name(dialog)),
        DialogKind::Block => format!("block {}", task_name(dialog)),
        DialogKind::Estimate => format!("estimate {}", task_name(dialog)),
        DialogKind::Band => "set the band".to_owned(),
        DialogKind::Health => "set the health".to_owned(),
        DialogKind::Ack => match alert_words::named(context.glance).as_str() {
            "" => "acknowledge band and health".to_owned(),
            names => format!("acknowledge {names}"),
        },
        DialogKind::StepDone => format!("done: {}", step_name(dialog)),
        DialogKind::StepSkip => format!("skip {}", step_name(dialog)),
        DialogKind::Override(_) => "a rule is against it".to_owned(),
        DialogKind::Gap(Some(id)) => format!("what was {id}?"),
        DialogKind::Gap(None) => "answer a gap".to_owned(),
        DialogKind::Forgotten => format!("does {key} continue?"),
        DialogKind::Edit
        | DialogKind::Add
        | DialogKind::PastBreak
        | DialogKind::RemoveBreak
        | DialogKind::PastGap(_) => String::new(),
    }
}

fn task_name(dialog: &Dialog) -> String {
    let task = dialog.task.as_ref();
    task.map_or_else(|| "the task".to_owned(), |task| shown_name(&task.name))
}

fn step_name(dialog: &Dialog) -> String {
    dialog.step.as_ref().map_or_else(String::new, |subject| {
        format!("step {} of {} · {}", subject.step.number, subject.of, safe(&subject.playbook))
    })
}

/// Reports whether a dialog is about the session that is live, or was last.
fn names(dialog: &Dialog) -> bool {
    dialog.past.is_none()
        && dialog.task.is_none()
        && dialog.step.is_none()
        && dialog.about.is_some()
        && dialog.kind.verb() != Verb::Start
}
