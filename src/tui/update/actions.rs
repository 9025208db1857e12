//! Carries out an action: opens a dialog, gives a command, changes the screen.

use crate::tui::dialogs::{Dialog, DialogKind};
use crate::tui::input::{ActionKind, Binding};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay};
use crate::tui::screens::{ActionPalette, Filter};

use super::at_once::give_at_once;
use super::copy::copy;
use super::correct;
use super::desks::{open_desks, toggle_all};
use super::filter::change_filter;
use super::layers::leave_top;
use super::leaving::{leave, suspend};
use super::playbook_keys;
use super::refuse::refuse;
use super::screens::{open_history, open_shown};
use super::scroll::{focus, go_along, scroll};
use super::task_keys::{ask_of_task, ask_of_top, block, open_task, open_tasks};
use super::week::open_week;

/// Carries out an action of the palette.
pub fn run(model: &mut Model, binding: &Binding) -> Vec<Effect> {
    model.overlay = Overlay::None;
    if matches!(binding.kind, ActionKind::Quit) {
        // Chosen by its name, it leaves no screen only.
        return leave(model, None);
    }
    if !model.has_place_for(binding) {
        let words = model.works_elsewhere(&[binding]);
        refuse(model, words);
        return vec![];
    }
    act(model, binding)
}

/// Carries out an action on the screen that is shown.
pub fn act(model: &mut Model, binding: &Binding) -> Vec<Effect> {
    if let Some(words) = model.read_only_here(binding) {
        refuse(model, words);
        return vec![];
    }
    match binding.kind {
        ActionKind::Ask(DialogKind::Break) if model.shows_past_page() => {
            return correct::ask(model, DialogKind::PastBreak);
        }
        ActionKind::Ask(kind) => open_dialog(model, kind),
        ActionKind::AskOfPast(kind) => return correct::ask(model, kind),
        ActionKind::GiveOf(_, command) => return correct::give_of(model, binding.action, command),
        ActionKind::Answer => return answer(model),
        ActionKind::Give(command) => {
            return give_at_once(model, binding.action, command(model.phase()), None);
        }
        ActionKind::History => return open_history(model),
        ActionKind::Week => open_week(model),
        ActionKind::AskOfTask(kind) => ask_of_task(model, kind),
        ActionKind::Block => return block(model),
        ActionKind::Tasks => return open_tasks(model),
        ActionKind::Task => return open_task(model),
        ActionKind::Desks => open_desks(model),
        ActionKind::DesksAll => toggle_all(model),
        ActionKind::Sources => super::sources_screen::open_sources(model),
        ActionKind::Playbook => return playbook_keys::toggle(model),
        ActionKind::TurnPlaybook(to) => playbook_keys::turn(model, to),
        ActionKind::OfStep(act) => return playbook_keys::of_step(model, act),
        ActionKind::ResetPlaybook => return playbook_keys::reset(model),
        ActionKind::Session => return open_shown(model),
        ActionKind::Palette => model.overlay = Overlay::Palette(ActionPalette::default()),
        ActionKind::Meanwhile => model.meanwhile.is_open = !model.meanwhile.is_open,
        ActionKind::Help => model.overlay = Overlay::Help { selected: 0 },
        ActionKind::Filter => change_filter(model, Filter::begin),
        ActionKind::Focus(next) => focus(model, next),
        ActionKind::Along(along) => go_along(model, along),
        ActionKind::Step(step) => scroll(model, step),
        ActionKind::Copy(copied) => return copy(model, copied),
        ActionKind::Suspend => return suspend(model),
        ActionKind::Quit => return leave_top(model),
    }
    vec![]
}

/// Opens the dialog of the question that waits, or one that says that none waits. On the page of a past
/// session, its own gaps come first.
fn answer(model: &mut Model) -> Vec<Effect> {
    if let Some(id) = model.past_gap_in_view() {
        return correct::ask(model, DialogKind::PastGap(id));
    }
    let waiting = model.glance().and_then(DialogKind::waiting);
    if waiting.is_none() && model.passed_estimate().is_some() {
        ask_of_top(model, DialogKind::Estimate);
        return vec![];
    }
    open_dialog(model, waiting.unwrap_or(DialogKind::Gap(None)));
    vec![]
}

/// Opens a dialog. If its verb is refused now, it says why: what is typed next is text for it, and must
/// not act as keys.
fn open_dialog(model: &mut Model, kind: DialogKind) {
    if model.pending_command.is_some() {
        return;
    }
    let Some(context) = model.dialog_context() else {
        if let Some(words) = model.refusal(kind.verb()) {
            refuse(model, words);
        }
        return;
    };
    let notes = &model.settings.default_notes;
    let mut dialog = Dialog::new(kind, context, &model.input_history, notes);
    model.drafts.restore(&mut dialog);
    model.overlay = Overlay::Dialog(dialog);
}
