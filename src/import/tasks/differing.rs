//! What a file says of a known task that is not so.

use super::file::{FileTask, StatusSaid};
use super::known::KnownTasks;
use crate::core::{Task, TaskName, seconds_text};

/// Returns what a file says of a known task that is not so. What it leaves out differs from nothing.
pub(super) fn differences(row: &FileTask, task: &Task, known: &KnownTasks<'_>) -> Vec<String> {
    let FileTask { task: new, status } = row;
    let name = &task.name;
    let mut all = Vec::new();
    let mut compare = |field: &str, is: Option<String>, said: Option<String>, is_same: bool| {
        if let Some(said) = said.filter(|_| !is_same) {
            let is = is.map_or_else(|| format!("no {field}"), |is| format!("{field} {is}"));
            all.push(format!("{name} has {is}, and the file says {said}; it stays as it is"));
        }
    };
    let (is, said) = (task.estimate_seconds, new.estimate_seconds);
    compare("estimate", is.map(seconds_text), said.map(seconds_text), is == said);
    let (is, said) = (task.status, new.status);
    let (said, is_same) = match status {
        StatusSaid::Nothing => (None, true),
        StatusSaid::NotDone => (Some("that it is not done".to_owned()), is.is_open()),
        StatusSaid::This => (Some(said.to_string()), is == said),
    };
    compare("status", Some(is.to_string()), said, is_same);
    let said = new.sprint.as_deref().map(|id| known.sprint_id(id));
    let is_same = said.as_ref().map(|id| id.to_lowercase())
        == task.sprint.as_ref().map(|id| id.to_lowercase());
    compare("sprint", task.sprint.clone(), said, is_same);
    let parent = new.parent.clone().map(TaskName::task);
    let is_same = match (&parent, &task.parent) {
        (Some(said), Some(is)) => said.is(is),
        (None, _) | (_, None) => false,
    };
    let said = parent.map(|parent| parent.if_new().id);
    compare("parent", task.parent.as_ref().map(|parent| parent.id.clone()), said, is_same);
    let (is, said) = (task.assignee.clone(), new.assignee.clone());
    let is_same = is == said;
    compare("assignee", is, said, is_same);
    all
}
