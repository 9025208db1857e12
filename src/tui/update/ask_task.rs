//! Opens the dialogs about a task.

use crate::tui::dialogs::{Dialog, DialogKind, TaskSubject};
use crate::tui::model::{Model, Overlay};

use super::refuse::refuse;

/// Asks something about a task.
pub fn ask(model: &mut Model, kind: DialogKind, task: TaskSubject) {
    if model.pending_command.is_some() {
        return;
    }
    let Some(context) = model.dialog_context() else {
        if let Some(words) = model.unwritable() {
            refuse(model, words);
        }
        return;
    };
    let mut dialog = Dialog::of_a_task(kind, task, context, &model.input_history);
    model.drafts.restore(&mut dialog);
    model.overlay = Overlay::Dialog(dialog);
}
