//! The values of the options about tasks.

use crate::core::{TaskName, TaskStatus};
use crate::input;

/// The word that removes a value.
const NONE: &str = "none";

/// Reads the name of a task.
///
/// # Errors
/// If it is empty.
pub fn task(text: &str) -> Result<TaskName, String> {
    id(text).map(TaskName::task)
}

/// Reads the name of a sprint.
///
/// # Errors
/// If it is empty.
pub fn sprint(text: &str) -> Result<TaskName, String> {
    id(text).map(TaskName::sprint)
}

fn id(text: &str) -> Result<String, String> {
    let id = text.trim();
    if id.is_empty() {
        return Err("the id is empty; write one such as TASK-7, or 7".to_owned());
    }
    Ok(id.to_owned())
}

/// Reads a status.
///
/// # Errors
/// A sentence with all of them.
pub fn status(text: &str) -> Result<TaskStatus, String> {
    text.parse()
}

/// A new estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EstimateEdit {
    /// The estimate, seconds; `None` for no estimate.
    pub seconds: Option<u64>,
}

/// Reads an estimate, or that there is none.
///
/// # Errors
/// A sentence with the forms.
pub fn estimate_or_none(text: &str) -> Result<EstimateEdit, String> {
    if removes(text) {
        return Ok(EstimateEdit { seconds: None });
    }
    let length = input::duration(text).map_err(|why| format!("{why}; or none"))?;
    Ok(EstimateEdit { seconds: Some(length.as_secs()) })
}

/// Reads a value that `none` removes. An empty text removes it in the core.
///
/// # Errors
/// Never.
#[expect(clippy::unnecessary_wraps, reason = "the parser takes a function that may fail")]
pub fn value_or_none(text: &str) -> Result<String, String> {
    Ok(if removes(text) { String::new() } else { text.to_owned() })
}

fn removes(text: &str) -> bool {
    text.trim().is_empty() || text.trim().eq_ignore_ascii_case(NONE)
}
