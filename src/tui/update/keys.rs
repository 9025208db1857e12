//! What a key or a paste means now: text for a prompt, a move in the panel, or a command.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use crate::config::Action;
use crate::core::{Command, Request, Verb};
use crate::failure::Words;
use crate::tui::dialogs::{Ask, Prompt, expectation};
use crate::tui::input::{Binding, Press};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Over, Pane, Screen};
use crate::tui::view;

use super::dispatch::{give, give_all, leave, refused, suspend};
use super::screens;

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
        Over::Palette(_) => screens::in_palette(model, key),
        Over::Nothing => screens::pressed(model, key),
    }
}

/// Takes pasted text: into a line that is typed as text, anywhere else not at all.
pub fn pasted(model: &mut Model, text: &str) {
    match &mut model.over {
        Over::Prompt(prompt) => prompt.pasted(text),
        Over::Palette(palette) => palette.with_line(|line| line.paste(text)),
        Over::Help { .. } => {}
        Over::Nothing => screens::pasted(model, text),
    }
}

/// Gives the command of a press that has turned out to be meant.
pub fn normalize(model: &mut Model) -> Vec<Effect> {
    model.held.normalize();
    match model.perhaps.take() {
        Some(request) if model.under_way.is_none() => give(model, *request, false),
        _ => vec![],
    }
}

fn in_prompt(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    // A prompt is deaf while its answer is under way.
    if model.under_way.as_ref().is_some_and(|command| command.from_prompt) {
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
        refused(model, words, true);
        return vec![];
    }
    let Some(sight) = model.sight() else { return vec![] };
    match prompt.meant(sight) {
        Ok(meant) => give_all(model, meant),
        Err(refusal) => {
            refused(model, Words::from(&refusal), true);
            vec![]
        }
    }
}

fn in_help(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let reach = view::help_reach(model);
    let action = model.taste.bindings.of(key).map(|binding| binding.action);
    let Over::Help { scroll } = &mut model.over else { return vec![] };
    let page = view::page(model.size);
    match action {
        Some(Action::Quit) => return leave(model, None),
        Some(Action::Help) => model.over = Over::Nothing,
        None if key.code == KeyCode::Esc => model.over = Over::Nothing,
        Some(action) => *scroll = moved(*scroll, action, page).min(reach),
        None => {}
    }
    vec![]
}

pub fn in_panel(model: &mut Model, binding: &Binding, kind: KeyEventKind) -> Vec<Effect> {
    let scrolls =
        matches!(binding.action, Action::Down | Action::Up | Action::PageDown | Action::PageUp)
            || matches!(binding.action, Action::Earlier | Action::Later);
    if kind == KeyEventKind::Repeat && !scrolls {
        return vec![];
    }
    if let Some(verb) = binding.verb_in(model.phase()) {
        return with_verb(model, binding.action, verb);
    }
    screens::act(model, binding.action)
}

/// Moves the focus to the next pane, in the order given, that is to be seen.
pub fn focus(model: &mut Model, next: fn(Pane) -> Pane) {
    let panes = std::iter::successors(Some(next(model.focus)), |pane| Some(next(*pane)));
    let seen = panes.take(Pane::COUNT).find(|pane| view::shows(model, *pane));
    model.focus = seen.unwrap_or(model.focus);
}

/// Moves the cursor along the strip, where that is to be seen; it has the focus then.
pub fn along_strip(model: &mut Model, action: Action) {
    let Some(strip) = view::strip(model).filter(|_| model.screen() == Screen::Panel) else {
        return;
    };
    model.focus = Pane::Session;
    model.strip_at = match action {
        Action::Earlier => Some(strip.before(model.strip_at)),
        _ => strip.after(model.strip_at),
    };
}

pub fn moved(lines: usize, action: Action, page: usize) -> usize {
    match action {
        Action::Down => lines.saturating_add(1),
        Action::Up => lines.saturating_sub(1),
        Action::PageDown => lines.saturating_add(page),
        Action::PageUp => lines.saturating_sub(page),
        Action::Top => 0,
        Action::Bottom => usize::MAX,
        _ => lines,
    }
}

/// Opens the prompt of a command, or gives the command at once; a verb that the moment does not
/// allow is answered with the reason.
pub fn with_verb(model: &mut Model, action: Action, verb: Verb) -> Vec<Effect> {
    let ask = match action {
        Action::Start => Ask::Start,
        Action::Switch => Ask::Switch,
        Action::End => Ask::End,
        Action::Amend => Ask::Amend,
        Action::Note => Ask::Note,
        Action::Push => Ask::Frame,
        Action::Band => Ask::Band,
        Action::Health => Ask::Health,
        Action::Gap => return with_question(model),
        _ => return at_once(model, action, verb),
    };
    ask_about(model, ask, verb);
    vec![]
}

/// Opens the dialog of what waits for an answer: a gap, else a session that nobody has touched.
fn with_question(model: &mut Model) -> Vec<Effect> {
    match model.glance().and_then(Ask::waiting) {
        Some(ask) => ask_about(model, ask, ask.verb()),
        None => {
            if let Some(words) = model.refusal(Verb::Gap) {
                refused(model, words, false);
            }
        }
    }
    vec![]
}

/// Opens a dialog; a verb that the moment does not allow is answered with the reason.
fn ask_about(model: &mut Model, ask: Ask, verb: Verb) {
    if model.under_way.is_some() {
        return;
    }
    if let Some(words) = model.refusal(verb) {
        refused(model, words, false);
    } else if let Some(sight) = model.sight() {
        let notes = &model.taste.default_notes;
        model.over = Over::Prompt(Prompt::new(ask, sight, &model.earlier, notes));
    }
}

fn at_once(model: &mut Model, action: Action, verb: Verb) -> Vec<Effect> {
    let press = model.held.press(action, &model.now, model.under_way.is_some());
    model.perhaps = None;
    if press == Press::Repeated {
        return vec![];
    }
    if let Some(words) = model.refusal(verb) {
        model.held.normalize();
        refused(model, words, false);
        return vec![];
    }
    let Some(glance) = model.glance() else { return vec![] };
    let command = match verb {
        Verb::Pause => Command::Pause { reason: None },
        Verb::Resume => Command::Resume,
        Verb::Pop => Command::Pop { kind: None },
        Verb::Redo => Command::Redo,
        Verb::Cancel => Command::Cancel,
        Verb::Reopen => Command::Reopen,
        _ => Command::Undo,
    };
    let expect = Some(expectation(glance, verb));
    let request = Request { expect, ..Request::new(command, model.setting.by.clone()) };
    if press == Press::Perhaps {
        model.perhaps = Some(Box::new(request));
        return vec![];
    }
    give(model, request, false)
}
