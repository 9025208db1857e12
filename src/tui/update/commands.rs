//! Gives the desk commands, and takes its answers in.

use std::collections::VecDeque;

use crate::core::{At, Command, RefusalKind, Request, Verb, undo_message};
use crate::desk::{Became, Outcome};
use crate::failure::{FailedCommand, Failure};
use crate::tui::dialogs::DialogRequest;
use crate::tui::input::hint;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{
    Model, Origin, Overlay, PendingCommand, PendingContexts, Suspension, Toast,
};

use super::against_rule;
use super::complete;
use super::contexts_done::with_done;
use super::leaving::{exit, outcome_line, suspend};
use super::notification;
use super::refuse::{refuse, refuse_answer};
use super::store::{learn, read, warn, way_back};
use super::type_ahead::drop_after_refusal;

/// Gives the desk the command of a key.
pub fn give(model: &mut Model, request: Request) -> Vec<Effect> {
    give_from(model, request, Origin::Key, None)
}

/// Gives the desk the command of a dialog; its contexts are entered once it is answered.
pub fn give_answer(
    model: &mut Model,
    DialogRequest { request, then }: DialogRequest,
) -> Vec<Effect> {
    let by = request.by.clone();
    let left = VecDeque::from(then);
    let then = (!left.is_empty()).then(|| PendingContexts { done: String::new(), left, by });
    give_from(model, request, Origin::Dialog, then)
}

fn give_from(
    model: &mut Model,
    request: Request,
    origin: Origin,
    then: Option<PendingContexts>,
) -> Vec<Effect> {
    let (verb, since) = (request.command.verb(), model.now.stamp());
    let request = Box::new(request);
    let pending = PendingCommand { verb, request: request.clone(), since, origin, then };
    model.pending_command = Some(pending);
    vec![Effect::GiveCommand(request)]
}

/// Gives the command of a key that turned out not to be held down.
pub fn settle(model: &mut Model) -> Vec<Effect> {
    model.key_repeat.settle();
    match model.pending_press.take() {
        Some(request) if model.pending_command.is_none() => give(model, *request),
        Some(_) | None => vec![],
    }
}

/// Takes in the answer of the desk to the pending command.
pub fn answered(model: &mut Model, answer: Result<Outcome, FailedCommand>) -> Vec<Effect> {
    let (origin, then, request) = match model.pending_command.take() {
        Some(command) => (command.origin, command.then, Some(command.request)),
        None => (Origin::Key, None, None),
    };
    let line = model.leaving.is_some().then(|| outcome_line(&answer, model.hint_context()));
    if let Some(leaving) = &mut model.leaving {
        leaving.outcome = line;
    }
    let mut effects = match answer {
        Ok(outcome) => {
            if origin == Origin::Dialog {
                close_dialog(model);
            }
            let then = obeyed(model, outcome, then);
            then.map_or_else(Vec::new, |then| enter_next(model, then))
        }
        Err(FailedCommand { failure: Failure::Incomplete(incomplete), warnings })
            if matches!(model.overlay, Overlay::Dialog(_)) =>
        {
            complete::refused(model, *incomplete);
            drop_after_refusal(model);
            warn(model, &warnings);
            model.warnings.extend(warnings);
            read(model)
        }
        Err(FailedCommand { failure: Failure::Refused(refusal), warnings })
            if refusal.kind == RefusalKind::Policy =>
        {
            against_rule::refused(model, &refusal, (origin, request, then));
            drop_after_refusal(model);
            warn(model, &warnings);
            model.warnings.extend(warnings);
            read(model)
        }
        Err(FailedCommand { failure, warnings }) => {
            let words = with_done(then, hint::words(&failure, model.hint_context()));
            match origin {
                Origin::Dialog => {
                    refuse_answer(model, words);
                    drop_after_refusal(model);
                }
                Origin::Key => refuse(model, words),
            }
            warn(model, &warnings);
            model.warnings.extend(warnings);
            read(model)
        }
    };
    if model.suspension == Suspension::AfterCommand {
        effects.extend(suspend(model));
    }
    effects.extend(exit(model));
    effects
}

/// Closes the dialog and keeps its texts for the next one.
fn close_dialog(model: &mut Model) {
    if let Overlay::Dialog(dialog) = std::mem::replace(&mut model.overlay, Overlay::None) {
        for field in &dialog.fields {
            model.input_history.keep(field.name, field.value());
        }
    }
}

/// Shows what was done; returns the contexts that are still to be entered.
fn obeyed(
    model: &mut Model,
    outcome: Outcome,
    mut then: Option<PendingContexts>,
) -> Option<PendingContexts> {
    model.problem = None;
    // The newest event of an unchanged desk may be somebody else's.
    let own = (outcome.became == Became::Recorded).then_some(outcome.seq);
    learn(model, outcome.watch, own);
    if own.is_some() && outcome.verb.is_a_reading() {
        // The operator who set it knows.
        notification::skip(model);
    }
    let tone = if outcome.warnings.is_empty() { Tone::Done } else { Tone::Warning };
    let clock = |at| model.time_of(at);
    let known = model.known.as_ref();
    let undone = known.and_then(|known| undo_message(&known.watch, outcome.verb, &clock));
    let mut message = undone.unwrap_or_else(|| outcome.message.text(|at| model.local(at)));
    if let Some(then) = &mut then {
        message = joined(&then.done, message);
        then.done.clone_from(&message);
    }
    let about = about(model, outcome.verb, &message);
    let mut toast = Toast::new(tone, message, &model.now);
    toast.rest = about.into_iter().chain(outcome.warnings).collect();
    toast.way_back = way_back(model, own);
    model.show_answer(toast);
    then
}

/// Returns which session a command changed, if the screen may show another one and the message does
/// not name it.
fn about(model: &Model, verb: Verb, message: &str) -> Option<String> {
    let key = model.session_behind()?.to_string();
    let is_named = names_its_session(verb) || message.contains(&key);
    (!verb.is_a_reading() && !is_named).then(|| format!("in {key}"))
}

/// Reports whether the answer to a verb always names the session that it changed.
fn names_its_session(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Edit
            | Verb::Add
            | Verb::Cancel
            | Verb::Reopen
            | Verb::Continue
            | Verb::Break
            | Verb::RemoveBreak
            | Verb::Gap
    )
}

/// Enters the next context, if there is one.
fn enter_next(model: &mut Model, mut then: PendingContexts) -> Vec<Effect> {
    let Some(frame) = then.left.pop_front() else { return vec![] };
    let expect = model.glance().map(|glance| glance.expectation(Verb::Push, At::Now));
    let request = Request { expect, ..Request::new(Command::Push(frame), then.by.clone()) };
    give_from(model, request, Origin::Key, Some(then))
}

/// Joins a sentence to what was done before.
fn joined(done: &str, message: String) -> String {
    let mut letters = message.chars();
    match letters.next().filter(|_| !done.is_empty()) {
        Some(first) => format!("{done}, {}{}", first.to_lowercase(), letters.as_str()),
        None => message,
    }
}
