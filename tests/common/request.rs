//! Requests as the command line makes them.

use onwatch::core::{By, Command, Interface, Request};

pub fn request(command: Command) -> Request {
    let by = By::new("ana", Interface::Cli, "desk-1");
    Request::new(command, by)
}

pub fn note(text: &str) -> Command {
    Command::Note { text: text.into(), task: None }
}

pub fn end() -> Command {
    Command::End { notes: None }
}

/// Starts a session and ends the live one.
pub fn switch() -> Command {
    let mut start = Command::start(None);
    if let Command::Start { switch, .. } = &mut start {
        *switch = true;
    }
    start
}
