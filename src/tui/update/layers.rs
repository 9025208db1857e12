//! Leaves what lies on top: a prompt, the help, a screen; with nothing open, the panel.

use crate::tui::dialogs::{Dialog, DialogKind};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Origin, Overlay, Screen};
use crate::tui::screens::Filter;

use super::ask_task::ask;
use super::filter::change_filter;
use super::leaving::leave;

/// Leaves what lies on top.
pub fn leave_top(model: &mut Model) -> Vec<Effect> {
    match &model.overlay {
        // It waits for its answer, and takes no keys.
        Overlay::Dialog(_) if is_answer_pending(model) => leave(model, None),
        Overlay::Dialog(_) | Overlay::Help { .. } | Overlay::Palette(_) => {
            close_overlay(model);
            vec![]
        }
        Overlay::None if model.is_filtering() => {
            change_filter(model, Filter::back);
            vec![]
        }
        Overlay::None => match &model.screen {
            Screen::Panes => leave(model, None),
            Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => close_screen(model),
        },
    }
}

/// Closes what lies over the screen; a prompt keeps its draft.
pub fn close_overlay(model: &mut Model) {
    if let Overlay::Dialog(dialog) = std::mem::replace(&mut model.overlay, Overlay::None) {
        let left = match model.dialog_context() {
            Some(context) if dialog.past.is_none() => {
                let notes = &model.settings.default_notes;
                let fresh = Dialog::new(dialog.kind, context, &model.input_history, notes);
                dialog.left(fresh)
            }
            Some(_) | None => dialog,
        };
        model.drafts.keep(&left);
    }
}

/// Goes from a screen to the one behind it.
pub fn close_screen(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Session { .. } => model.screen.close_session(model.under()),
        Screen::Panes => {}
        Screen::Desks(_) | Screen::Sources(_) | Screen::Playbook(_) => model.screen = model.under(),
        Screen::Tasks(_) => close_tasks(model),
        Screen::Desk { .. } => model.screen.close_desk(),
        Screen::Task { .. } => model.screen.close_task(model.under()),
        Screen::Week => {
            model.week = None;
            model.screen = Screen::Panes;
        }
        Screen::History(_) => {
            model.day_filter = None;
            model.screen = model.under();
        }
    }
    vec![]
}

/// Closes the list of tasks; that of unfinished ones leads back to the dialog that opened it.
fn close_tasks(model: &mut Model) {
    let under = model.under();
    let Screen::Tasks(list) = std::mem::replace(&mut model.screen, under) else { return };
    if let Some(task) = list.below {
        ask(model, DialogKind::Done, *task);
    }
}

/// Reports whether the answer of the dialog is under way.
pub fn is_answer_pending(model: &Model) -> bool {
    model.pending_command.as_ref().is_some_and(|command| command.origin == Origin::Dialog)
}
