//! The keys of tasks: opens their list and their pages, asks about them, enters the selected one.

use crate::config::Action;
use crate::core::{Command, Entering, NewFrame, TaskCommand, TaskName, TaskStatus, Verb};
use crate::tui::dialogs::DialogKind;
use crate::tui::geometry::Pane;
use crate::tui::layout;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::screens::TaskScreen;

use super::ask_task::ask;
use super::at_once::give_at_once;
use super::refuse::refuse;

/// Moves the focus to the pane of the tasks; opens their list if it has the focus, or is not shown.
pub fn open_tasks(model: &mut Model) -> Vec<Effect> {
    if matches!(model.screen, Screen::Panes)
        && model.focus != Pane::Tasks
        && layout::shows(model, Pane::Tasks)
    {
        model.focus = Pane::Tasks;
        return vec![];
    }
    if matches!(model.screen, Screen::Task { .. }) {
        model.screen.close_task(Screen::Tasks(Box::default()));
    } else if !model.screen.is_of_tasks() {
        model.day_filter = None;
        model.screen = Screen::Tasks(Box::default());
    }
    vec![]
}

/// Opens the page of the selected task, or says why there is none.
pub fn open_task(model: &mut Model) -> Vec<Effect> {
    if let Some(row) = model.selected_task() {
        let page = TaskScreen::new(row.task.name.clone());
        model.screen.open_task(page);
    } else {
        let next = if model.is_among_tasks() {
            "choose one with Up and Down".into()
        } else {
            format!("show the tasks with {}", model.key_of(Action::Tasks))
        };
        let (what, why) = ("Nothing was shown".into(), "no task is selected".into());
        refuse(model, crate::failure::Words { what, why, next });
    }
    vec![]
}

/// Enters the selected task. One that is over or open already, and a sprint, is shown in full.
pub fn enter_selected(model: &mut Model) -> Vec<Effect> {
    let Some(row) = model.selected_task() else { return vec![] };
    let name = row.task.name.clone();
    let is_open = model.top_task().is_some_and(|top| top.name == name);
    let is_entered = row.task.status.is_open() && name.kind.is_of_tasks() && !is_open;
    if !is_entered {
        let is_shown = matches!(model.screen, Screen::Task { .. });
        return if is_shown { vec![] } else { open_task(model) };
    }
    let frame = NewFrame { entering: Entering::Usual, ..NewFrame::new(name.kind, name.id) };
    let effects = give_at_once(model, Action::Push, Command::Push(frame), None);
    if !effects.is_empty() && model.screen.is_of_tasks() {
        model.screen = model.under();
    }
    effects
}

/// Asks something about the task in view.
pub fn ask_of_task(model: &mut Model, kind: DialogKind) {
    match model.task_in_view() {
        Some(task) => ask(model, kind, task),
        None => refuse_without_task(model, kind.verb()),
    }
}

/// Asks something about the open task, whatever is selected.
pub fn ask_of_top(model: &mut Model, kind: DialogKind) {
    let focus = std::mem::replace(&mut model.focus, Pane::Activities);
    ask_of_task(model, kind);
    model.focus = focus;
}

/// Asks why the task in view cannot go on; a blocked one can go on at once.
pub fn block(model: &mut Model) -> Vec<Effect> {
    let Some(task) = model.task_in_view() else {
        refuse_without_task(model, Verb::Block);
        return vec![];
    };
    if task.status != TaskStatus::Blocked {
        ask(model, DialogKind::Block, task);
        return vec![];
    }
    let task = Some(TaskName::of(&task.name));
    let command = Command::Task(TaskCommand::Unblock { task });
    give_at_once(model, Action::Block, command, None)
}

/// Says why nothing is done without a task.
fn refuse_without_task(model: &mut Model, verb: Verb) {
    let words = if model.is_among_tasks() { None } else { model.refusal(verb) };
    let words = words.unwrap_or_else(|| crate::failure::Words {
        what: "Nothing was done".into(),
        why: "no task is selected".into(),
        next: "choose one with Up and Down".into(),
    });
    refuse(model, words);
}
