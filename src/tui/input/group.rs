//! The groups of actions in the help.

use crate::config::Action;

/// A group of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The session, its notes and its changes.
    Session,
    /// Its contexts.
    Context,
    /// Band and health.
    Governance,
    /// The playbook and its steps.
    Playbook,
    /// Corrections of past sessions.
    Past,
    /// Screens, focus and movement.
    View,
}

impl Group {
    /// Returns its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Context => "context",
            Self::Governance => "governance",
            Self::Playbook => "playbook",
            Self::Past => "past",
            Self::View => "view",
        }
    }

    /// Returns the group of an action.
    pub fn of(action: Action) -> Self {
        match action {
            Action::Start
            | Action::PauseOrResume
            | Action::Resume
            | Action::Note
            | Action::Undo
            | Action::Redo
            | Action::End
            | Action::Gap
            | Action::Switch
            | Action::Break
            | Action::PauseWhy
            | Action::Cancel
            | Action::Reopen => Self::Session,
            Action::Edit | Action::Add | Action::Continue | Action::RemoveBreak => Self::Past,
            Action::Push
            | Action::Pop
            | Action::Tasks
            | Action::Done
            | Action::Block
            | Action::Estimate
            | Action::Task => Self::Context,
            Action::Band
            | Action::Health
            | Action::Ack
            | Action::ClearBand
            | Action::ClearHealth
            | Action::Sources => Self::Governance,
            Action::Playbook
            | Action::StepDone
            | Action::StepNote
            | Action::StepUndo
            | Action::StepSkip
            | Action::PlaybookNext
            | Action::PlaybookBack
            | Action::PlaybookReset => Self::Playbook,
            Action::History
            | Action::Week
            | Action::Desks
            | Action::DesksAll
            | Action::Session
            | Action::Filter
            | Action::Palette
            | Action::FocusNext
            | Action::FocusBack
            | Action::Down
            | Action::Up
            | Action::Earlier
            | Action::Later
            | Action::PageDown
            | Action::PageUp
            | Action::CopyKey
            | Action::CopyId
            | Action::CopySummary
            | Action::Top
            | Action::Bottom
            | Action::Meanwhile
            | Action::Help
            | Action::Suspend
            | Action::Quit => Self::View,
        }
    }
}
