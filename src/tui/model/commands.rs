//! The command that the desk has not answered yet, and how the panel stops or ends after it.

use std::collections::VecDeque;

use crate::core::{By, NewFrame, Request, Stamp, Verb};

/// A command that the desk has not answered yet.
#[derive(Debug)]
pub struct PendingCommand {
    pub verb: Verb,
    /// What was asked for, to be asked again if only a rule is against it.
    pub request: Box<Request>,
    pub since: Stamp,
    pub origin: Origin,
    /// The contexts to enter after it.
    pub then: Option<PendingContexts>,
}

/// What gave a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A dialog, which stays open until the answer.
    Dialog,
    /// A key.
    Key,
}

/// Contexts to enter, one command after the other.
#[derive(Debug)]
pub struct PendingContexts {
    /// What has been done so far, as one sentence.
    pub done: String,
    /// The contexts, outermost first.
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
    /// The message of the thread that broke.
    pub broke: Option<String>,
    /// The outcome of the command that was pending.
    pub outcome: Option<String>,
}
