//! What an action does: a dialog opens, a command is given, a screen changes.

use crate::config::Action;
use crate::core::{Command, Request, Verb};
use crate::tui::dialogs::{Ask, Prompt, expectation};
use crate::tui::geometry::Pane;
use crate::tui::input::{Binding, Press};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Origin, Over};
use crate::tui::screens::{Filter, Palette};

use super::commands::give;
use super::copy::copy;
use super::filter::with_filter;
use super::leaving::{leave, suspend};
use super::refuse::refuse;
use super::screens::{open_history, open_shown};
use super::scroll::{along_strip, focus, scroll};

/// Does what an action of the palette does.
pub fn run(model: &mut Model, binding: &Binding) -> Vec<Effect> {
    model.over = Over::Nothing;
    match binding.verb_in(model.phase()) {
        Some(verb) => with_verb(model, binding.action, verb),
        None => act(model, binding.action),
    }
}

/// Does what an action without a verb does on the screen that is shown.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Help => model.over = Over::Help { scroll: 0 },
        Action::Palette => model.over = Over::Palette(Palette::default()),
        Action::Quit => return leave(model, None),
        Action::Suspend => return suspend(model),
        Action::History => return open_history(model),
        Action::Session => return open_shown(model),
        Action::Filter => with_filter(model, Filter::begin),
        Action::CopyKey | Action::CopyId | Action::CopySummary => return copy(model, action),
        Action::FocusNext => focus(model, Pane::next),
        Action::FocusBack => focus(model, Pane::back),
        Action::Earlier | Action::Later => along_strip(model, action),
        _ => scroll(model, action),
    }
    vec![]
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
                refuse(model, words);
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
        refuse(model, words);
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
        model.held.settle();
        refuse(model, words);
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
    give(model, request, Origin::Key)
}
