//! What a key or a paste means now: text for a dialog, an action, a step through a list.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::config::Action;
use crate::failure::Words;
use crate::tui::geometry::page;
use crate::tui::input::{ActionKind, KeyMeaning, Step, hint};
use crate::tui::layout;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Typed};

use super::actions::{act, run};
use super::commands::give_answer;
use super::complete;
use super::filter;
use super::layers::{close_overlay, is_answer_pending, leave_top};
use super::leaving::suspend;
use super::open::open;
use super::refuse::{refuse, refuse_answer};
use super::screens::back;
use super::type_ahead::{must_wait, must_wait_with_paste};

/// Keys with these are shortcuts of the desktop: no action has them, and they type nothing.
const FOREIGN: KeyModifiers =
    KeyModifiers::SUPER.union(KeyModifiers::HYPER).union(KeyModifiers::META);

/// Takes a key.
pub fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let is_nothing = key.kind == KeyEventKind::Release || key.modifiers.intersects(FOREIGN);
    if is_nothing || model.leaving.is_some() {
        return vec![];
    }
    let in_dialogs = model.settings.bindings.in_dialogs(key);
    if in_dialogs == Some(Action::Quit) {
        return leave_top(model);
    }
    if in_dialogs == Some(Action::Suspend) {
        return suspend(model);
    }
    if must_wait(model, key) {
        model.type_ahead.keep(Typed::Key(key));
        return vec![];
    }
    match &model.overlay {
        Overlay::Dialog(_) => in_dialog(model, key),
        Overlay::Help { .. } => in_help(model, key),
        Overlay::Palette(_) => in_palette(model, key),
        Overlay::None => on_screen(model, key),
    }
}

/// Takes pasted text into the line that is being typed; other pastes are ignored.
pub fn pasted(model: &mut Model, text: &str) {
    if must_wait_with_paste(model) {
        model.type_ahead.keep(Typed::Paste(text.to_owned()));
        return;
    }
    match &mut model.overlay {
        Overlay::Dialog(dialog) => dialog.paste(text),
        Overlay::Palette(palette) => palette.with_line(|line| line.paste(text)),
        Overlay::Help { .. } => {}
        Overlay::None => filter::pasted(model, text),
    }
}

/// Takes in what was typed while a command was under way, once there is none.
pub fn take_typed_ahead(model: &mut Model) -> Vec<Effect> {
    if model.pending_command.is_some() {
        return vec![];
    }
    let mut effects = Vec::new();
    for typed in model.type_ahead.take() {
        match typed {
            Typed::Key(key) => effects.extend(pressed(model, key)),
            Typed::Paste(text) => pasted(model, &text),
        }
    }
    effects
}

fn on_screen(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if model.is_filtering() {
        filter::pressed(model, key);
        return vec![];
    }
    if key.code == KeyCode::Esc {
        model.meanwhile.is_open = false;
        return back(model);
    }
    if key.code == KeyCode::Enter {
        model.meanwhile.is_open = false;
        return if is_pressed(key) { open(model) } else { vec![] };
    }
    match model.settings.bindings.of(key, model.place()) {
        KeyMeaning::Action(binding) if is_pressed(key) || may_repeat(binding.kind) => {
            if binding.action != Action::Meanwhile {
                model.meanwhile.is_open = false;
            }
            return act(model, binding);
        }
        KeyMeaning::Elsewhere(bindings) if is_pressed(key) => {
            refuse(model, model.works_elsewhere(&bindings));
        }
        KeyMeaning::Nothing | KeyMeaning::Action(_) | KeyMeaning::Elsewhere(_) => {}
    }
    vec![]
}

/// Reports whether a key was pressed, and not held down.
fn is_pressed(key: KeyEvent) -> bool {
    key.kind == KeyEventKind::Press
}

/// Reports whether a key that is held down acts again and again.
fn may_repeat(kind: ActionKind) -> bool {
    match kind {
        ActionKind::Along(_)
        | ActionKind::Step(Step::Down | Step::Up | Step::PageDown | Step::PageUp) => true,
        ActionKind::Step(Step::Top | Step::Bottom)
        | ActionKind::Ask(_)
        | ActionKind::AskOfPast(_)
        | ActionKind::AskOfTask(_)
        | ActionKind::Block
        | ActionKind::Tasks
        | ActionKind::Task
        | ActionKind::Answer
        | ActionKind::Give(_)
        | ActionKind::GiveOf(..)
        | ActionKind::History
        | ActionKind::Week
        | ActionKind::Desks
        | ActionKind::DesksAll
        | ActionKind::Sources
        | ActionKind::Playbook
        | ActionKind::TurnPlaybook(_)
        | ActionKind::OfStep(_)
        | ActionKind::ResetPlaybook
        | ActionKind::Session
        | ActionKind::Palette
        | ActionKind::Meanwhile
        | ActionKind::Help
        | ActionKind::Filter
        | ActionKind::Focus(_)
        | ActionKind::Copy(_)
        | ActionKind::Suspend
        | ActionKind::Quit => false,
    }
}

fn in_dialog(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    // A dialog takes no keys while its answer is pending.
    if is_answer_pending(model) {
        return vec![];
    }
    match (key.code, &mut model.overlay) {
        (KeyCode::Esc, _) => close_overlay(model),
        (KeyCode::Enter, _) => {
            if key.kind == KeyEventKind::Press {
                return submitted(model);
            }
        }
        (KeyCode::Char('t'), _) if key.modifiers == KeyModifiers::CONTROL => {
            complete::list_unfinished(model);
        }
        // Tab and the arrows too: their meaning depends on the field.
        (_, Overlay::Dialog(dialog)) => dialog.press(key),
        (_, Overlay::None | Overlay::Help { .. } | Overlay::Palette(_)) => {}
    }
    vec![]
}

fn submitted(model: &mut Model) -> Vec<Effect> {
    if model.pending_command.is_some() {
        return vec![];
    }
    let Overlay::Dialog(dialog) = &model.overlay else { return vec![] };
    if let Some(words) = model.blocked(dialog) {
        refuse_answer(model, words);
        return vec![];
    }
    if complete::stops(model) {
        return vec![];
    }
    let Overlay::Dialog(dialog) = &model.overlay else { return vec![] };
    if dialog.leaves_estimate() {
        leave_estimate(model);
        return vec![];
    }
    let Some(context) = model.dialog_context() else { return vec![] };
    match dialog.request(context) {
        Ok(request) => give_answer(model, request),
        Err(refusal) => {
            let words = Words::of(&refusal, &|next| hint::text(next, model.hint_context()));
            refuse_answer(model, words);
            vec![]
        }
    }
}

/// Closes the dialog and leaves the estimate as it is.
fn leave_estimate(model: &mut Model) {
    if let Some(frame) = model.passed_estimate().cloned() {
        model.tasks.leave_estimate(&frame);
    }
    close_overlay(model);
}

fn in_help(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let kind = model.settings.bindings.everywhere(key).map(|binding| binding.kind);
    match kind {
        Some(ActionKind::Quit | ActionKind::Help) => close_overlay(model),
        Some(ActionKind::Step(step)) => {
            let (last, page) = layout::help_reach(model);
            if let Overlay::Help { selected } = &mut model.overlay {
                *selected = step.from(*selected, page).min(last);
            }
        }
        None if key.code == KeyCode::Esc => model.overlay = Overlay::None,
        Some(
            ActionKind::Ask(_)
            | ActionKind::AskOfPast(_)
            | ActionKind::AskOfTask(_)
            | ActionKind::Block
            | ActionKind::Tasks
            | ActionKind::Task
            | ActionKind::Answer
            | ActionKind::Give(_)
            | ActionKind::GiveOf(..)
            | ActionKind::History
            | ActionKind::Week
            | ActionKind::Desks
            | ActionKind::DesksAll
            | ActionKind::Sources
            | ActionKind::Playbook
            | ActionKind::TurnPlaybook(_)
            | ActionKind::OfStep(_)
            | ActionKind::ResetPlaybook
            | ActionKind::Session
            | ActionKind::Palette
            | ActionKind::Meanwhile
            | ActionKind::Filter
            | ActionKind::Focus(_)
            | ActionKind::Along(_)
            | ActionKind::Copy(_)
            | ActionKind::Suspend,
        )
        | None => {}
    }
    vec![]
}

fn in_palette(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let page = page(model.size);
    let (count, chosen) = match &model.overlay {
        Overlay::Palette(palette) => (model.actions(palette).len(), model.chosen_action(palette)),
        Overlay::None | Overlay::Help { .. } | Overlay::Dialog(_) => return vec![],
    };
    let Overlay::Palette(palette) = &mut model.overlay else { return vec![] };
    if let Some(step) = Step::of(key.code) {
        palette.select(step.from(palette.selected(), page), count);
        return vec![];
    }
    match key.code {
        KeyCode::Esc => model.overlay = Overlay::None,
        KeyCode::Enter if key.kind == KeyEventKind::Press => {
            return chosen.map_or_else(Vec::new, |binding| run(model, binding));
        }
        KeyCode::Enter => {}
        _ => palette.with_line(|line| line.press(key)),
    }
    vec![]
}
