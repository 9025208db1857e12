//! Commands that the desk has not answered yet, and how the panel ends once it has.

use std::collections::VecDeque;

use crate::core::{By, NewFrame, Stamp, Verb};

/// A command that the desk has not answered yet.
#[derive(Debug)]
pub struct PendingCommand {
    pub verb: Verb,
    pub since: Stamp,
    pub origin: Origin,
}

/// What gave a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A dialog, which waits for the answer.
    Dialog,
    /// A key.
    Key,
}

/// Contexts to enter, one command after the other, and what has been done on the way to them.
#[derive(Debug)]
pub struct PendingContexts {
    /// What has been done, as one sentence.
    pub done: String,
    /// What is still to be entered, outermost first.
    pub left: VecDeque<NewFrame>,
    /// Who gives the commands.
    pub by: By,
}

/// Whether the process is stopped for the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspension {
    /// It runs.
    None,
    /// It will be stopped once the pending command is answered.
    AfterCommand,
    /// It is stopped.
    Suspended,
}

/// The panel is about to end.
#[derive(Debug, Default)]
pub struct Leaving {
    /// What a thread said when it broke.
    pub broke: Option<String>,
    /// The outcome of the command that was under way.
    pub outcome: Option<String>,
}
