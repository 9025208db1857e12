//! The newest line of an undo step, from a journal in memory.

use onwatch::core::{Command, Recorded, Watch};

/// Returns the newest line of the step that a command undoes or redoes.
pub fn step_line<'a>(
    watch: &Watch,
    command: &Command,
    journal: &'a [Recorded],
) -> Option<&'a Recorded> {
    let step = watch.step_for(command)?;
    journal.iter().rev().find(|line| line.step() == step.seq)
}
