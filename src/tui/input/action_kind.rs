//! What an action does, sorted by the part of the panel that does it.

use crossterm::event::KeyCode;

use crate::core::{Command, Phase, SessionName, Verb};
use crate::tui::dialogs::DialogKind;
use crate::tui::geometry::Pane;

/// What an action does.
#[derive(Debug, Clone, Copy)]
pub enum ActionKind {
    /// Opens a dialog.
    Ask(DialogKind),
    /// Opens the dialog of the question that waits for an answer.
    Answer,
    /// Opens a dialog about the session in view, or about its day.
    AskOfPast(DialogKind),
    /// Opens a dialog about the task in view: the selected one, or the open one.
    AskOfTask(DialogKind),
    /// Asks why the task in view cannot go on, or lets it go on.
    Block,
    /// Gives a command at once; the phase of the live session may decide which.
    Give(fn(Option<Phase>) -> Command),
    /// Gives a command about the session in view at once.
    GiveOf(Verb, fn(Option<SessionName>) -> Command),
    /// Shows the past sessions.
    History,
    /// Shows a week by day and context.
    Week,
    /// Shows the tasks.
    Tasks,
    /// Shows the selected task in full.
    Task,
    /// Shows the desks of this machine.
    Desks,
    /// Lists the desks that are not live too, or no longer.
    DesksAll,
    /// Shows what each source of band and health answered.
    Sources,
    /// Shows the pane of the playbook, or hides it.
    Playbook,
    /// Shows another playbook.
    TurnPlaybook(TimeStep),
    /// Says something of the next or selected step of the playbook.
    OfStep(StepAct),
    /// Begins the playbook anew.
    ResetPlaybook,
    /// Shows the live or last session in full.
    Session,
    /// Shows every action by its name.
    Palette,
    /// Shows where the operator was and what happened since, or puts it away.
    Meanwhile,
    /// Shows every key.
    Help,
    /// Types into the filter of the list in focus.
    Filter,
    /// Moves the focus to another pane.
    Focus(fn(Pane) -> Pane),
    /// Moves along the strip, the map of days, or from week to week.
    Along(TimeStep),
    /// Moves through lines or rows.
    Step(Step),
    /// Copies something of the session shown.
    Copy(Copied),
    /// Stops the process for the shell.
    Suspend,
    /// Ends the panel.
    Quit,
}

/// What is said of a step of a playbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAct {
    /// It is done.
    Done,
    /// It is done, with a note.
    Note,
    /// It is open again.
    Undo,
    /// It is skipped.
    Skip,
}

/// A direction in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeStep {
    /// Towards the start.
    Earlier,
    /// Towards now.
    Later,
}

/// A step through lines or rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One line down.
    Down,
    /// One line up.
    Up,
    /// One page down.
    PageDown,
    /// One page up.
    PageUp,
    /// To the first line.
    Top,
    /// To the last line.
    Bottom,
}

/// What is copied of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// Its key.
    Key,
    /// Its id.
    Id,
    /// A summary of it.
    Summary,
}

impl ActionKind {
    /// Returns the verb that must be allowed in a phase; `None` for what gives no command.
    pub fn verb(self, phase: Option<Phase>) -> Option<Verb> {
        match self {
            Self::Ask(kind) => Some(kind.verb_in(phase)),
            Self::AskOfPast(kind) | Self::AskOfTask(kind) => Some(kind.verb()),
            Self::Block => Some(Verb::Block),
            Self::GiveOf(verb, _) => Some(verb),
            Self::Answer => Some(Verb::Gap),
            Self::OfStep(StepAct::Done | StepAct::Note) => Some(Verb::StepDone),
            Self::OfStep(StepAct::Undo) => Some(Verb::StepUndo),
            Self::OfStep(StepAct::Skip) => Some(Verb::StepSkip),
            Self::ResetPlaybook => Some(Verb::PlaybookReset),
            Self::Give(command) => Some(command(phase).verb()),
            Self::History
            | Self::Week
            | Self::Tasks
            | Self::Task
            | Self::Desks
            | Self::DesksAll
            | Self::Sources
            | Self::Playbook
            | Self::TurnPlaybook(_)
            | Self::Session
            | Self::Palette
            | Self::Meanwhile
            | Self::Help
            | Self::Filter
            | Self::Focus(_)
            | Self::Along(_)
            | Self::Step(_)
            | Self::Copy(_)
            | Self::Suspend
            | Self::Quit => None,
        }
    }
}

impl Step {
    /// Returns the step of a key where letters are typed as text; `None` if the key is no step.
    pub fn of(key: KeyCode) -> Option<Self> {
        match key {
            KeyCode::Down => Some(Self::Down),
            KeyCode::Up => Some(Self::Up),
            KeyCode::PageDown => Some(Self::PageDown),
            KeyCode::PageUp => Some(Self::PageUp),
            _ => None,
        }
    }

    /// Returns the line after the step, on pages of `page` lines.
    pub fn from(self, line: usize, page: usize) -> usize {
        match self {
            Self::Down => line.saturating_add(1),
            Self::Up => line.saturating_sub(1),
            Self::PageDown => line.saturating_add(page),
            Self::PageUp => line.saturating_sub(page),
            Self::Top => 0,
            Self::Bottom => usize::MAX,
        }
    }
}
