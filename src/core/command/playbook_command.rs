//! What somebody wants of playbooks.

use serde::Serialize;

use crate::core::base::Verb;

/// What somebody wants of a playbook. Without a name, the first one is meant. A step is named by its id or its
/// number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum PlaybookCommand {
    /// Mark a step as done.
    Done {
        /// The name of the playbook.
        playbook: Option<String>,
        /// The step.
        step: String,
        /// The value that was read.
        value: Option<String>,
        /// A note.
        note: Option<String>,
    },
    /// Remove the mark of a step.
    Undo {
        /// The name of the playbook.
        playbook: Option<String>,
        /// The step.
        step: String,
    },
    /// Skip a step.
    Skip {
        /// The name of the playbook.
        playbook: Option<String>,
        /// The step.
        step: String,
        /// Why.
        reason: String,
    },
    /// Begin anew.
    Reset {
        /// The name of the playbook.
        playbook: Option<String>,
    },
}

impl PlaybookCommand {
    /// Returns the verb.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Done { .. } => Verb::StepDone,
            Self::Undo { .. } => Verb::StepUndo,
            Self::Skip { .. } => Verb::StepSkip,
            Self::Reset { .. } => Verb::PlaybookReset,
        }
    }

    /// Returns the name of the playbook; `None` if the first one is meant.
    #[must_use]
    pub fn playbook(&self) -> Option<&str> {
        match self {
            Self::Done { playbook, .. }
            | Self::Undo { playbook, .. }
            | Self::Skip { playbook, .. }
            | Self::Reset { playbook } => playbook.as_deref(),
        }
    }
}
