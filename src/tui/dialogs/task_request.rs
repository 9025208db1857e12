//! The commands about a task that its dialogs ask for.

use crate::core::{Command, Refusal, RefusalKind, TaskCommand, TaskName};
use crate::input;

use super::dialog::Dialog;
use super::field_name::FieldName;
use super::kind::DialogKind;

impl Dialog {
    /// Returns the command about a task that the fields ask for.
    ///
    /// # Errors
    /// A usage refusal if the answer means nothing.
    pub(super) fn task_command(&self) -> Result<Command, Refusal> {
        let task = self.task.as_ref().map(|task| TaskName::of(&task.name));
        let some = |name| Some(self.value(name).to_owned()).filter(|text| !text.is_empty());
        let command = match self.kind {
            DialogKind::Block => {
                TaskCommand::Block { task, reason: self.value(FieldName::BlockReason).to_owned() }
            }
            DialogKind::Estimate => TaskCommand::Estimate { task, seconds: self.estimate()? },
            _ => {
                let summary = some(FieldName::Summary);
                TaskCommand::Complete { task, summary, force: false }
            }
        };
        Ok(Command::Task(command))
    }

    /// Returns the estimate that is typed, seconds.
    fn estimate(&self) -> Result<u64, Refusal> {
        let typed = self.value(FieldName::Estimate);
        let typed = typed.strip_prefix('~').unwrap_or(typed);
        let length = input::duration(typed).map_err(|why| {
            let next = "type an estimate such as 2h30m";
            Refusal::new(RefusalKind::Usage, "The task was not estimated", why, next)
        })?;
        Ok(length.as_secs())
    }

    /// Reports whether the answer leaves the estimate as it is.
    pub fn leaves_estimate(&self) -> bool {
        let has_one = self.task.as_ref().is_some_and(|task| task.estimate_seconds.is_some());
        self.kind == DialogKind::Estimate && has_one && self.value(FieldName::Estimate).is_empty()
    }
}
