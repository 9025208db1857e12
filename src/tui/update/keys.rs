//! What a key or a paste means now: text for a prompt, a move in the panel, or a command.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use crate::config::Action;
use crate::failure::Words;
use crate::tui::geometry::page;
use crate::tui::input::Binding;
use crate::tui::layout;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Origin, Over, Screen};

use super::actions::{act, run, with_verb};
use super::commands::give_all;
use super::filter;
use super::leaving::{leave, suspend};
use super::refuse::refuse_answer;
use super::screens::{back, open};
use super::scroll::moved;

/// Takes a key.
pub fn pressed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release || model.leaving.is_some() {
        return vec![];
    }
    match model.taste.bindings.everywhere(key) {
        Some(Action::Quit) => return leave(model, None),
        Some(Action::Suspend) => return suspend(model),
        _ => {}
    }
    match &model.over {
        Over::Prompt(_) => in_prompt(model, key),
        Over::Help { .. } => in_help(model, key),
        Over::Palette(_) => in_palette(model, key),
        Over::Nothing => on_screen(model, key),
    }
}

/// Takes pasted text: into a line that is typed as text, anywhere else not at all.
pub fn pasted(model: &mut Model, text: &str) {
    match &mut model.over {
        Over::Prompt(prompt) => prompt.pasted(text),
        Over::Palette(palette) => palette.with_line(|line| line.paste(text)),
        Over::Help { .. } => {}
        Over::Nothing => filter::pasted(model, text),
    }
}

/// Takes a key where nothing lies over the screen.
fn on_screen(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if model.is_filtering() {
        filter::pressed(model, key);
        return vec![];
    }
    match (key.code, key.kind) {
        (KeyCode::Esc, _) => return back(model),
        (KeyCode::Enter, KeyEventKind::Press) => return open(model),
        (KeyCode::Enter, _) => return vec![],
        _ => {}
    }
    let Some(binding) = model.taste.bindings.of(key) else { return vec![] };
    match model.screen() {
        Screen::Panel => in_panel(model, binding, key.kind),
        Screen::History | Screen::Story if binding.verb.is_some() => vec![],
        Screen::History | Screen::Story => act(model, binding.action),
    }
}

fn in_panel(model: &mut Model, binding: &Binding, kind: KeyEventKind) -> Vec<Effect> {
    let scrolls =
        matches!(binding.action, Action::Down | Action::Up | Action::PageDown | Action::PageUp)
            || matches!(binding.action, Action::Earlier | Action::Later);
    if kind == KeyEventKind::Repeat && !scrolls {
        return vec![];
    }
    if let Some(verb) = binding.verb_in(model.phase()) {
        return with_verb(model, binding.action, verb);
    }
    act(model, binding.action)
}

fn in_prompt(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    // A prompt is deaf while its answer is under way.
    if model.under_way.as_ref().is_some_and(|command| command.origin == Origin::Dialog) {
        return vec![];
    }
    match key.code {
        KeyCode::Esc => model.over = Over::Nothing,
        KeyCode::Enter if key.kind == KeyEventKind::Press => return submitted(model),
        KeyCode::Enter => {}
        // Tab and the arrows too: what they mean depends on the field.
        _ => {
            if let Over::Prompt(prompt) = &mut model.over {
                prompt.typed(key);
            }
        }
    }
    vec![]
}

fn submitted(model: &mut Model) -> Vec<Effect> {
    if model.under_way.is_some() {
        return vec![];
    }
    let Over::Prompt(prompt) = &model.over else { return vec![] };
    if let Some(trouble) = &model.trouble {
        let words = trouble.words.clone();
        refuse_answer(model, words);
        return vec![];
    }
    let Some(sight) = model.sight() else { return vec![] };
    match prompt.meant(sight) {
        Ok(meant) => give_all(model, meant),
        Err(refusal) => {
            refuse_answer(model, Words::from(&refusal));
            vec![]
        }
    }
}

fn in_help(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let reach = layout::help_reach(model);
    let action = model.taste.bindings.of(key).map(|binding| binding.action);
    let Over::Help { scroll } = &mut model.over else { return vec![] };
    let page = page(model.size);
    match action {
        Some(Action::Quit) => return leave(model, None),
        Some(Action::Help) => model.over = Over::Nothing,
        None if key.code == KeyCode::Esc => model.over = Over::Nothing,
        Some(action) => *scroll = moved(*scroll, action, page).min(reach),
        None => {}
    }
    vec![]
}

/// Takes a key in the palette.
fn in_palette(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let page = page(model.size);
    let Over::Palette(palette) = &mut model.over else { return vec![] };
    let action = match key.code {
        KeyCode::Esc => {
            model.over = Over::Nothing;
            return vec![];
        }
        KeyCode::Enter if key.kind == KeyEventKind::Press => {
            return palette.chosen().map_or_else(Vec::new, |binding| run(model, binding));
        }
        KeyCode::Enter => return vec![],
        KeyCode::Down => Action::Down,
        KeyCode::Up => Action::Up,
        KeyCode::PageDown => Action::PageDown,
        KeyCode::PageUp => Action::PageUp,
        _ => {
            palette.with_line(|line| {
                line.key(key);
            });
            return vec![];
        }
    };
    palette.select(moved(palette.selected(), action, page));
    vec![]
}
