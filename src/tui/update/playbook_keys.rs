//! The keys of playbooks: show the pane or the list, mark, skip and open steps.

use crate::config::Action;
use crate::core::{Command, PlaybookCommand, StepStanding};
use crate::failure::Words;
use crate::tui::dialogs::{Dialog, DialogKind, StepSubject};
use crate::tui::geometry::Pane;
use crate::tui::input::{StepAct, TimeStep};
use crate::tui::layout;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::screens::PlaybookScreen;

use super::at_once::give_at_once;
use super::layers::close_screen;
use super::refuse::refuse;

/// Shows the pane with the focus on it, or hides it if it has the focus. Without room for it, and from another
/// screen, the list is shown instead.
pub fn toggle(model: &mut Model) -> Vec<Effect> {
    if matches!(model.screen, Screen::Playbook(_)) {
        return close_screen(model);
    }
    if !matches!(model.screen, Screen::Panes) {
        open_list(model);
        return vec![];
    }
    if model.focus == Pane::Playbook {
        model.playbooks.want(false);
        model.focus = Pane::Activities;
        return vec![];
    }
    model.playbooks.want(true);
    if layout::shows(model, Pane::Playbook) {
        model.focus = Pane::Playbook;
    } else {
        open_list(model);
    }
    vec![]
}

/// Shows the list of all steps.
pub fn open_list(model: &mut Model) {
    model.screen = Screen::Playbook(PlaybookScreen::default());
}

/// Shows the playbook before or after the one that is shown.
pub fn turn(model: &mut Model, to: TimeStep) {
    model.playbooks.turn(to);
    if let Screen::Playbook(screen) = &mut model.screen {
        screen.reset();
    }
}

/// Says something of the next or selected step.
pub fn of_step(model: &mut Model, act: StepAct) -> Vec<Effect> {
    let standing = model.playbooks.shown();
    let Some((standing, step)) = standing.zip(model.step_in_view()) else {
        let words = no_step(model);
        refuse(model, words);
        return vec![];
    };
    let subject = StepSubject::of(standing, step);
    let command = command_at_once(act, standing.name.clone(), step);
    match (command, act) {
        (Some(command), _) => give_at_once(model, action(act), command, None),
        (None, StepAct::Skip) => ask(model, DialogKind::StepSkip, subject),
        (None, StepAct::Done | StepAct::Note | StepAct::Undo) => {
            ask(model, DialogKind::StepDone, subject)
        }
    }
}

/// Begins the playbook that is shown anew.
pub fn reset(model: &mut Model) -> Vec<Effect> {
    let Some(standing) = model.playbooks.shown() else {
        let words = no_step(model);
        refuse(model, words);
        return vec![];
    };
    let playbook = Some(standing.name.clone());
    let command = Command::Playbook(PlaybookCommand::Reset { playbook });
    give_at_once(model, Action::PlaybookReset, command, None)
}

/// Returns the command of an act that asks nothing first; `None` if it asks something.
fn command_at_once(act: StepAct, playbook: String, step: &StepStanding) -> Option<Command> {
    let (playbook, id) = (Some(playbook), step.id.clone());
    let command = match act {
        // A step that is done already is refused or unchanged, whatever is typed.
        StepAct::Done if step.answer.is_none() || !step.is_open() => {
            PlaybookCommand::Done { playbook, step: id, value: None, note: None }
        }
        StepAct::Undo => PlaybookCommand::Undo { playbook, step: id },
        StepAct::Done | StepAct::Note | StepAct::Skip => return None,
    };
    Some(Command::Playbook(command))
}

fn action(act: StepAct) -> Action {
    match act {
        StepAct::Done => Action::StepDone,
        StepAct::Note => Action::StepNote,
        StepAct::Undo => Action::StepUndo,
        StepAct::Skip => Action::StepSkip,
    }
}

/// Asks something about a step.
fn ask(model: &mut Model, kind: DialogKind, step: StepSubject) -> Vec<Effect> {
    if model.pending_command.is_some() {
        return vec![];
    }
    let Some(context) = model.dialog_context() else {
        if let Some(words) = model.unwritable() {
            refuse(model, words);
        }
        return vec![];
    };
    let mut dialog = Dialog::of_a_step(kind, step, context, &model.input_history);
    model.drafts.restore(&mut dialog);
    model.overlay = Overlay::Dialog(dialog);
    vec![]
}

/// Says why there is no step.
fn no_step(model: &Model) -> Words {
    let what = "Nothing was done".into();
    match model.playbooks.shown() {
        Some(standing) => Words {
            what,
            why: format!("every step of {} is done or skipped", standing.name),
            next: format!("see the steps with {}", model.key_of(Action::Playbook)),
        },
        None => Words {
            what,
            why: "no playbook can be used".into(),
            next: "run `onwatch playbook check` on its file".into(),
        },
    }
}
