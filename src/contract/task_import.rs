//! Imports of tasks.

use serde::Serialize;

use super::document::Document;
use super::import::RefusedRecord;

/// What became of the tasks of a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TasksImported {
    /// The format of the file: json, csv or todo.txt.
    pub format: String,
    /// The file; null for stdin.
    pub file: Option<String>,
    /// Whether nothing was written: the other fields say what would be.
    pub dry_run: bool,
    /// The number of tasks that were added.
    pub added: usize,
    /// The number of changes in which they were added. An undo undoes one.
    pub changes: usize,
    /// The number of tasks that were known already.
    pub known: usize,
    /// What the file says of known tasks that is not so, by line. They stay as they are.
    pub differs: Vec<RefusedRecord>,
    /// Everything that is wrong with the file, by line. Then nothing was added.
    pub faults: Vec<RefusedRecord>,
    /// Problems that do no harm.
    pub warnings: Vec<String>,
}

impl Document for TasksImported {
    const SCHEMA: &'static str = "onwatch.task_import/1";
}
