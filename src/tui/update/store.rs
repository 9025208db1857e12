//! Reads the store, and takes in what the desk knows.

use std::sync::Arc;

use crate::config::Action;
use crate::core::{Activity, Directives, Glance, Verb, Watch};
use crate::desk::View;
use crate::failure::{Failure, Words};
use crate::tui::geometry::Pane;
use crate::tui::input::hint;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{KnownDesk, Meanwhile, Model, StoreProblem, StoreRead, Toast};

/// Reads the store, once more if it is already being read.
pub fn read(model: &mut Model) -> Vec<Effect> {
    match model.store_read {
        StoreRead::Idle => {
            model.store_read = StoreRead::UnderWay;
            vec![Effect::ReadStore]
        }
        StoreRead::UnderWay | StoreRead::Again => {
            model.store_read = StoreRead::Again;
            vec![]
        }
    }
}

/// Looks again at the turn of each minute: a directory above the files may have been renamed, and
/// no event says so.
pub fn look_again(model: &mut Model) -> Option<Effect> {
    let minute = model.now.utc.timestamp().div_euclid(60);
    (std::mem::replace(&mut model.looked, minute) != minute).then_some(Effect::LookAgain)
}

/// Takes in what was read from the store.
pub fn take(model: &mut Model, answer: Result<View, Failure>) -> Vec<Effect> {
    match answer {
        Ok(view) => {
            let words =
                view.read_only.map(|error| hint::words(&error.into(), model.hint_context()));
            set_problem(model, words);
            model.now.heartbeat.clone_from(&view.heartbeat);
            directed(model, view.directives);
            learn(model, view.watch, None);
            warn(model, &view.warnings);
            model.warnings = view.warnings;
        }
        Err(failure) => {
            let words = hint::words(&failure, model.hint_context());
            set_problem(model, Some(words));
        }
    }
    match std::mem::replace(&mut model.store_read, StoreRead::Idle) {
        StoreRead::Again => read(model),
        StoreRead::Idle | StoreRead::UnderWay => vec![],
    }
}

/// Takes in what the files of the operator say. What is broken in them is said once, and also when it is mended.
fn directed(model: &mut Model, directives: Arc<Directives>) {
    let faults = |directives: &Directives| {
        let broken = directives.playbooks.broken.iter().map(|broken| broken.cause.clone());
        directives.policy_fault.iter().cloned().chain(broken).collect::<Vec<_>>()
    };
    let known = faults(model.playbooks.directives());
    let now = faults(&directives);
    model.playbooks.learn(directives);
    if !known.is_empty() && now.is_empty() {
        let text = "The policy and the playbooks have no faults any more";
        model.show(Toast::new(Tone::Done, text, &model.now));
    }
    for fault in now.into_iter().filter(|fault| !known.contains(fault)) {
        model.show(Toast::new(Tone::Warning, fault, &model.now));
    }
}

/// Shows each warning that has not been shown.
pub fn warn(model: &mut Model, warnings: &[String]) {
    for warning in warnings {
        if !model.warnings.contains(warning) {
            model.show(Toast::new(Tone::Warning, warning.clone(), &model.now));
        }
    }
}

fn set_problem(model: &mut Model, words: Option<Words>) {
    if model.problem.is_some() && words.is_none() {
        // What was refused because of the problem may be allowed now.
        model.toasts.retain(|toast| toast.tone != Tone::Refused);
    }
    let since = model.problem.as_ref().map_or(model.now.utc, |known| known.since);
    model.problem = words.map(|words| StoreProblem { words, since });
}

/// Takes in what the desk knows now, and shows what others did meanwhile.
pub fn learn(model: &mut Model, watch: Watch, own: Option<u64>) {
    let elsewhere = model.known.as_ref().and_then(|known| {
        let fresh = watch.recent.iter().filter(|activity| activity.seq > known.watch.seq);
        let others: Vec<&Activity> = fresh.filter(|activity| Some(activity.seq) != own).collect();
        Some((others.first()?.seq, Toast::elsewhere(&others, &model.now)?))
    });
    let new = model.known.as_ref().map_or(0, |known| {
        model.days.keep_live(known);
        model.log.learn(&known.watch.recent, &watch.recent)
    });
    let glance = Glance::of(&watch, &model.now);
    model.marks.learn(&glance);
    model.playbooks.see(&watch, &model.now);
    let is_first = model.known.is_none();
    model.known = Some(KnownDesk { watch, glance });
    if is_first {
        see_meanwhile(model);
    }
    model.log.forget_lines();
    model.count_activity_lines();
    // The activities that the operator reads stay where they are.
    let (read, lines) = (model.scroll.of(Pane::Activities), model.log.lines());
    if let Some(lines) = lines.filter(|_| read > 0) {
        // New ones that are no longer at hand count too, a line each.
        let beyond = new.saturating_sub(model.log.len(model.recent()));
        let line = read.saturating_add(lines.of_first(new)).saturating_add(beyond);
        model.scroll.set(Pane::Activities, line);
    }
    if let Some((newest, mut toast)) = elsewhere {
        toast.way_back = way_back(model, Some(newest));
        model.show(toast);
    }
}

/// Takes in the desk as it was when the panel opened.
fn see_meanwhile(model: &mut Model) {
    let operator = &model.environment.by.operator;
    let meanwhile = model.known.as_ref().map(|known| Meanwhile::of(&known.glance, operator));
    model.meanwhile = meanwhile.unwrap_or_default();
}

/// Returns the key that undoes event `seq`, as in "u undo band C→D"; `None` if an undo would undo
/// another one.
pub fn way_back(model: &Model, seq: Option<u64>) -> Option<String> {
    let step = model.glance()?.undoes.as_ref().filter(|step| Some(step.seq) == seq)?;
    let key = model.settings.bindings.first(Action::Undo, model.place())?;
    Some(format!("{key} {} {}", Verb::Undo.word(), step.text))
}
