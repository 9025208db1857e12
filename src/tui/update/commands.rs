//! Gives the desk commands, and takes its answers in.

use std::collections::VecDeque;

use crate::core::{Command, Request, Verb, undo_message};
use crate::desk::Outcome;
use crate::failure::{Failure, Words};
use crate::tui::dialogs::{DialogRequest, expectation};
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{
    Model, Origin, Overlay, PendingCommand, PendingContexts, Suspension, Toast,
};

use super::leaving::{farewell, outcome_line, suspend};
use super::notification;
use super::refuse::{refuse, refuse_answer};
use super::store::{learn, look};

/// Gives the desk a command.
pub fn give(model: &mut Model, request: Request, origin: Origin) -> Vec<Effect> {
    let since = model.now.stamp();
    let verb = request.command.verb();
    model.pending_command = Some(PendingCommand { verb, since, origin });
    vec![Effect::GiveCommand(Box::new(request))]
}

/// Gives the desk the command that an answer means; what is to follow waits for its answer.
pub fn give_all(model: &mut Model, meant: DialogRequest) -> Vec<Effect> {
    let by = meant.request.by.clone();
    let left = VecDeque::from(meant.then);
    model.pending_contexts =
        (!left.is_empty()).then(|| PendingContexts { done: String::new(), left, by });
    give(model, meant.request, Origin::Dialog)
}

/// Gives the command of a press that has turned out to be meant.
pub fn settle(model: &mut Model) -> Vec<Effect> {
    model.key_repeat.settle();
    match model.pending_press.take() {
        Some(request) if model.pending_command.is_none() => give(model, *request, Origin::Key),
        _ => vec![],
    }
}

/// Gives the desk the next of what is to follow the command it has obeyed.
fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(rest) = &mut model.pending_contexts else { return vec![] };
    let Some(frame) = rest.left.pop_front() else {
        model.pending_contexts = None;
        return vec![];
    };
    let by = rest.by.clone();
    let expect = model.glance().map(|glance| expectation(glance, Verb::Push));
    give(model, Request { expect, ..Request::new(Command::Push(frame), by) }, Origin::Key)
}

/// Takes the answer of the desk to the command under way in.
pub fn answered(model: &mut Model, answer: Result<Outcome, Failure>) -> Vec<Effect> {
    let origin = model.pending_command.take().map_or(Origin::Key, |command| command.origin);
    let mut effects = Vec::new();
    if let Some(leaving) = &mut model.leaving {
        leaving.outcome = Some(outcome_line(&answer));
    }
    match answer {
        Ok(outcome) => {
            obeyed(model, outcome, origin);
            effects.extend(go_on(model));
        }
        Err(failure) => {
            let words = stopped(model, failure.words());
            match origin {
                Origin::Dialog => refuse_answer(model, words),
                Origin::Key => refuse(model, words),
            }
            effects.extend(look(model));
        }
    }
    if model.suspension == Suspension::AfterCommand {
        effects.extend(suspend(model));
    }
    effects.extend(farewell(model));
    effects
}

/// Says also what had been done before a command that was to follow it was refused.
fn stopped(model: &mut Model, words: Words) -> Words {
    let Some(rest) = model.pending_contexts.take().filter(|rest| !rest.done.is_empty()) else {
        return words;
    };
    let more = match rest.left.len() {
        0 => String::new(),
        left => format!(", nor the {left} within it"),
    };
    Words { what: format!("{}; the next context was not entered{more}", rest.done), ..words }
}

fn obeyed(model: &mut Model, outcome: Outcome, origin: Origin) {
    if origin == Origin::Dialog
        && let Overlay::Dialog(dialog) = std::mem::replace(&mut model.overlay, Overlay::None)
    {
        for field in &dialog.fields {
            model.input_history.keep(field.name, field.value());
        }
    }
    model.problem = None;
    learn(model, outcome.watch, Some(outcome.seq));
    if matches!(outcome.verb, Verb::Band | Verb::Health) {
        // Whoever set it knows.
        notification::pass_over(model);
    }
    let tone = if outcome.warnings.is_empty() { Tone::Done } else { Tone::Warning };
    let clock = |at| model.time_of(at);
    let known = model.known.as_ref();
    let told = known.and_then(|known| undo_message(&known.watch, outcome.verb, &clock));
    let mut message = told.unwrap_or(outcome.message);
    if let Some(rest) = &mut model.pending_contexts {
        message = after(&rest.done, message);
        rest.done.clone_from(&message);
    }
    let mut toast = Toast::new(tone, message, &model.now);
    toast.rest = outcome.warnings;
    // What was said before the command is answered by it.
    model.toasts.retain(|older| older.tone == Tone::Elsewhere);
    model.show(toast);
}

/// Returns a sentence that goes on with what was done before.
fn after(done: &str, message: String) -> String {
    let mut letters = message.chars();
    match letters.next().filter(|_| !done.is_empty()) {
        Some(first) => format!("{done}, {}{}", first.to_lowercase(), letters.as_str()),
        None => message,
    }
}
