//! Tasks and sprints in files, read as values.
//!
//! Every fault of a file is found with its line before anything is added: a file with a fault adds nothing.

mod batches;
mod check;
mod csv;
mod differing;
mod fields;
mod file;
mod json;
mod known;
mod todo_txt;

use std::path::Path;

pub use batches::{TASK_FILE_MAX, take_tasks};
pub use check::{TasksOfFile, check};
pub use file::{FileTask, StatusSaid, TaskFile};
pub use known::KnownTasks;

use crate::core::FrameKind;

/// The format of a file of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskFormat {
    /// A list of objects, or an object on each line.
    Json,
    /// Comma-separated values. The first line names the columns.
    Csv,
    /// A task on each line, as todo.txt has them.
    TodoTxt,
}

impl TaskFormat {
    /// Returns the word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::TodoTxt => "todo.txt",
        }
    }

    /// Returns the format that the name of a file says; `None` if it says none.
    #[must_use]
    pub fn of_file(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "json" | "jsonl" | "ndjson" => Some(Self::Json),
            "csv" | "tsv" => Some(Self::Csv),
            "txt" => Some(Self::TodoTxt),
            _ => None,
        }
    }
}

/// Returns what a file in a format has. A task without a type is of the usual one.
#[must_use]
pub fn read(
    format: TaskFormat,
    bytes: &[u8],
    usual: &FrameKind,
    known: &KnownTasks<'_>,
) -> TaskFile {
    let mut file = TaskFile::default();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        file.refuse(1, "the file is in UTF-16; save it as UTF-8 and import it again");
        return file;
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match format {
        TaskFormat::Json => json::read(bytes, usual, &mut file),
        TaskFormat::Csv => csv::read(bytes, usual, &mut file),
        TaskFormat::TodoTxt => todo_txt::read(bytes, usual, known, &mut file),
    }
    file
}
