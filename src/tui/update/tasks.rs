//! The tasks of all desks: asks for what is not known of them, and takes in what was read.

use crate::core::{FrameRef, SprintPage};
use crate::failure::Words;
use crate::tui::dialogs::Dialog;
use crate::tui::geometry::Pane;
use crate::tui::layout;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::past::PastRequest;
use crate::tui::tasks::{TaskBoard, TaskList};

/// Takes in what can be entered. If it could not be read, the contexts of the own desk can be entered.
pub fn take_list(model: &mut Model, list: Result<TaskList, Words>) {
    model.tasks.take_list(list.ok());
    let tasks = model.tasks.list().clone();
    let Some(known) = &model.known else { return };
    if let Overlay::Dialog(Dialog { picker: Some(picker), .. }) = &mut model.overlay {
        picker.learn(&tasks, &known.watch);
    }
}

/// Takes in the tasks and sprints, or why they could not be read.
pub fn take_board(model: &mut Model, board: Result<TaskBoard, Words>) {
    match board {
        Ok(board) => {
            let live = model.known.as_ref().and_then(|known| known.glance.session.as_ref());
            model.tasks.take_board(board, live);
        }
        Err(words) => model.tasks.refuse(words),
    }
}

/// Takes in the page of a task, or why it could not be read.
pub fn take_page(model: &mut Model, name: &FrameRef, page: Result<SprintPage, Words>) {
    if let Screen::Task { page: task, .. } = &mut model.screen {
        task.take(name, page);
    }
}

/// Lists what is known, and asks for what is looked at and not known as it is now.
pub fn follow(model: &mut Model) -> Vec<Effect> {
    list(model);
    let known = model.known.as_ref().filter(|_| model.problem.is_none());
    let Some(seq) = known.map(|known| known.watch.seq) else { return vec![] };
    let picks = matches!(&model.overlay, Overlay::Dialog(Dialog { picker: Some(_), .. }));
    let mut requests = Vec::new();
    if picks && model.tasks.wants_list(seq) {
        requests.push(PastRequest::Choices);
    }
    let day_start = model.settings.day_start;
    if layout::may_show_tasks(model) && model.tasks.wants_board(seq) {
        requests.push(PastRequest::Tasks { day_start });
    }
    if let Screen::Task { page, .. } = &model.screen
        && model.tasks.wants_page(seq, page.name())
    {
        requests.push(PastRequest::Task { name: page.name().clone(), day_start });
    }
    requests.into_iter().map(Effect::ReadPast).collect()
}

/// Lists the tasks in the pane and on the screen.
fn list(model: &mut Model) {
    let sprint = model.sprint();
    model.tasks.show_in_pane(sprint.as_deref());
    let board = model.tasks.board();
    if let Some(screen) = model.screen.tasks_mut() {
        let lines = match &screen.below {
            Some(task) => board.below(&task.name),
            None => board.all(sprint.as_deref(), screen.filter().line().text()),
        };
        screen.list.show(board, lines);
    }
    if model.focus == Pane::Tasks && !layout::shows(model, Pane::Tasks) {
        model.focus = Pane::Activities;
    }
}
