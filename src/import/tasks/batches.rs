//! Tasks as commands: as many in each as it may have.

use crate::core::{NewTask, TASKS_BYTES, TASKS_MAX, UNDO_MAX};

/// The most tasks of a file: all of them can be undone.
pub const TASK_FILE_MAX: usize = TASKS_MAX * UNDO_MAX;

/// Takes the first tasks that one command may add from a list.
pub fn take_tasks(rest: &mut &[NewTask]) -> Vec<NewTask> {
    // The brackets of the list.
    let (mut batch, mut bytes) = (Vec::new(), 2_usize);
    while let Some((next, later)) = rest.split_first() {
        let length = serde_json::to_vec(next).map_or(TASKS_BYTES, |json| json.len() + 1);
        bytes = bytes.saturating_add(length);
        if batch.len() >= TASKS_MAX || (bytes > TASKS_BYTES && !batch.is_empty()) {
            break;
        }
        batch.push(next.clone());
        *rest = later;
    }
    batch
}
