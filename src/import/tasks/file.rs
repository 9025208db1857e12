//! What is read of a file of tasks.

use crate::core::NewTask;
use crate::import::Refused;

/// What a file of tasks has, as far as it can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TaskFile {
    /// The tasks, in the order of the file, each with its line; also those with a fault.
    pub tasks: Vec<FileTask>,
    /// What cannot be read.
    pub faults: Vec<Refused>,
    /// What is left out although somebody may mean it.
    pub warnings: Vec<String>,
}

/// A task as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTask {
    /// The task. What the file leaves out is as it is for a new task.
    pub task: NewTask,
    /// What the file says of its status.
    pub status: StatusSaid,
}

/// What a file says of the status of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusSaid {
    /// Nothing.
    Nothing,
    /// Only that it is not done: a line of todo.txt without `x`.
    NotDone,
    /// The one that the task has.
    This,
}

/// A task with everything that is wrong with it.
pub(super) type ReadTask = (FileTask, Vec<String>);

impl TaskFile {
    pub(super) fn refuse(&mut self, line: usize, why: impl Into<String>) {
        self.faults.push(Refused { line, why: why.into() });
    }

    /// Takes a task also if it has faults: its id, sprint and parent are checked with the others.
    pub(super) fn take(&mut self, line: usize, (mut read, faults): ReadTask) {
        for why in faults {
            self.refuse(line, why);
        }
        read.task.line = Some(line);
        self.tasks.push(read);
    }

    /// Warns once.
    pub(super) fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
