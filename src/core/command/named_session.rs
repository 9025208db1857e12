//! The session that a command names.

use crate::core::base::SessionName;
use crate::core::command::Command;

impl Command {
    /// Returns the session that it names; `None` if it names none.
    #[must_use]
    pub fn session(&self) -> Option<&SessionName> {
        match self {
            Self::Cancel { session }
            | Self::Reopen { session }
            | Self::Continue { session }
            | Self::AnswerGap { session, .. }
            | Self::AddBreak { session, .. }
            | Self::RemoveBreak { session, .. } => session.as_ref(),
            Self::Edit(edit) => edit.session.as_ref(),
            Self::Start { .. }
            | Self::Pause { .. }
            | Self::Resume
            | Self::Toggle { .. }
            | Self::End { .. }
            | Self::Add { .. }
            | Self::Undo
            | Self::Redo
            | Self::Note { .. }
            | Self::Push(_)
            | Self::Pop { .. }
            | Self::Task(_)
            | Self::Playbook(_)
            | Self::Keep
            | Self::SetRunStatus { .. }
            | Self::CompleteStep { .. }
            | Self::UpdateRun { .. }
            | Self::FailRun { .. }
            | Self::DeleteRun
            | Self::SetBand { .. }
            | Self::SetHealth { .. }
            | Self::ClearBand { .. }
            | Self::ClearHealth { .. }
            | Self::Acknowledge { .. } => None,
        }
    }
}
