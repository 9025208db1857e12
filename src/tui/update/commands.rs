//! Gives the desk commands, and takes its answers in.

use std::collections::VecDeque;

use crate::core::{Command, Request, Verb, undo_message};
use crate::desk::Outcome;
use crate::failure::{Failure, Words};
use crate::tui::dialogs::{Meant, expectation};
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Origin, Over, Rest, Toast, UnderWay};

use super::leaving::{farewell, said, suspend};
use super::notice;
use super::refuse::{refuse, refuse_answer};
use super::store::{learn, look};

/// Gives the desk a command.
pub fn give(model: &mut Model, request: Request, origin: Origin) -> Vec<Effect> {
    let since = model.now.stamp();
    let verb = request.command.verb();
    model.under_way = Some(UnderWay { verb, since, origin });
    vec![Effect::Obey(Box::new(request))]
}

/// Gives the desk the command that an answer means; what is to follow waits for its answer.
pub fn give_all(model: &mut Model, meant: Meant) -> Vec<Effect> {
    let by = meant.request.by.clone();
    let left = VecDeque::from(meant.then);
    model.rest = (!left.is_empty()).then(|| Rest { done: String::new(), left, by });
    give(model, meant.request, Origin::Dialog)
}

/// Gives the command of a press that has turned out to be meant.
pub fn settle(model: &mut Model) -> Vec<Effect> {
    model.held.settle();
    match model.perhaps.take() {
        Some(request) if model.under_way.is_none() => give(model, *request, Origin::Key),
        _ => vec![],
    }
}

/// Gives the desk the next of what is to follow the command it has obeyed.
fn go_on(model: &mut Model) -> Vec<Effect> {
    let Some(rest) = &mut model.rest else { return vec![] };
    let Some(frame) = rest.left.pop_front() else {
        model.rest = None;
        return vec![];
    };
    let by = rest.by.clone();
    let expect = model.glance().map(|glance| expectation(glance, Verb::Push));
    give(model, Request { expect, ..Request::new(Command::Push(frame), by) }, Origin::Key)
}

/// Takes the answer of the desk to the command under way in.
pub fn answered(model: &mut Model, answer: Result<Outcome, Failure>) -> Vec<Effect> {
    let origin = model.under_way.take().map_or(Origin::Key, |command| command.origin);
    let mut effects = Vec::new();
    if let Some(leaving) = &mut model.leaving {
        leaving.outcome = Some(said(&answer));
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
    if model.suspends {
        effects.extend(suspend(model));
    }
    effects.extend(farewell(model));
    effects
}

/// Says also what had been done before a command that was to follow it was refused.
fn stopped(model: &mut Model, words: Words) -> Words {
    let Some(rest) = model.rest.take().filter(|rest| !rest.done.is_empty()) else { return words };
    let more = match rest.left.len() {
        0 => String::new(),
        left => format!(", nor the {left} within it"),
    };
    Words { what: format!("{}; the next context was not entered{more}", rest.done), ..words }
}

fn obeyed(model: &mut Model, outcome: Outcome, origin: Origin) {
    if origin == Origin::Dialog
        && let Over::Prompt(prompt) = std::mem::replace(&mut model.over, Over::Nothing)
    {
        for field in &prompt.fields {
            model.earlier.keep(field.name, field.value());
        }
    }
    model.trouble = None;
    learn(model, outcome.watch, Some(outcome.seq));
    if matches!(outcome.verb, Verb::Band | Verb::Health) {
        // Whoever set it knows.
        notice::pass_over(model);
    }
    let tone = if outcome.warnings.is_empty() { Tone::Done } else { Tone::Warning };
    let clock = |at| model.time_of(at);
    let known = model.known.as_ref();
    let told = known.and_then(|known| undo_message(&known.watch, outcome.verb, &clock));
    let mut message = told.unwrap_or(outcome.message);
    if let Some(rest) = &mut model.rest {
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
