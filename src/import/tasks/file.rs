//! What is read of a file of tasks.

use crate::core::NewTask;
use crate::import::Refused;

/// What a file of tasks has, as far as it can be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TaskFile {
    /// The tasks, in the order of the file, each with its line.
    pub tasks: Vec<NewTask>,
    /// What cannot be read.
    pub faults: Vec<Refused>,
}

impl TaskFile {
    pub(super) fn refuse(&mut self, line: usize, why: impl Into<String>) {
        self.faults.push(Refused { line, why: why.into() });
    }

    pub(super) fn take(&mut self, line: usize, read: Result<NewTask, Vec<String>>) {
        match read {
            Ok(task) => self.tasks.push(NewTask { line: Some(line), ..task }),
            Err(faults) => faults.into_iter().for_each(|why| self.refuse(line, why)),
        }
    }
}
