//! Gives the command of a key without a dialog.

use crate::config::Action;
use crate::core::{At, Command, Expect, Request};
use crate::tui::input::Press;
use crate::tui::message::Effect;
use crate::tui::model::Model;

use super::commands::give;
use super::refuse::refuse;

/// Gives a command without a dialog, unless its key is held down. `expect` is what its operator relies
/// on, if that is not what the verb is about.
pub fn give_at_once(
    model: &mut Model,
    action: Action,
    command: Command,
    expect: Option<Expect>,
) -> Vec<Effect> {
    let press = model.key_repeat.press(action, &model.now, model.pending_command.is_some());
    model.pending_press = None;
    if press == Press::Repeated {
        return vec![];
    }
    if let Some(words) = model.refusal_of(&command) {
        model.key_repeat.settle();
        refuse(model, words);
        return vec![];
    }
    let Some(glance) = model.glance() else { return vec![] };
    let expect = expect.unwrap_or_else(|| glance.expectation(command.verb(), At::Now));
    let by = model.environment.by.clone();
    let request = Request { expect: Some(expect), ..Request::new(command, by) };
    if press == Press::Undecided {
        model.pending_press = Some(Box::new(request));
        return vec![];
    }
    give(model, request)
}
