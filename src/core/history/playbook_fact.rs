//! What happened to a playbook, for a person to read.

use serde::{Deserialize, Serialize};

use crate::core::base::{Verb, count_text};

/// What happened to a playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum PlaybookFact {
    /// A step was done.
    Done {
        /// Which.
        #[serde(flatten)]
        step: StepName,
        /// The value that was read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
        /// What should have been read, if it was something else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<String>,
        /// A note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A step was skipped.
    Skipped {
        /// Which.
        #[serde(flatten)]
        step: StepName,
        /// Why.
        reason: String,
    },
    /// The mark of a step was removed.
    Unmarked {
        /// Which.
        #[serde(flatten)]
        step: StepName,
    },
    /// A playbook begins anew.
    Reset {
        /// Its name.
        playbook: String,
        /// How many steps were done or skipped.
        marks: usize,
    },
}

/// A step of a playbook, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepName {
    /// The name of the playbook.
    pub playbook: String,
    /// The number of the step, from 1.
    pub number: usize,
    /// How many steps there are.
    pub of: usize,
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
}

impl StepName {
    /// Returns it as in "launch 3/9, Confirm the plan".
    fn text(&self) -> String {
        format!("{}, {}", self.short(), self.title)
    }

    fn short(&self) -> String {
        format!("{} {}/{}", self.playbook, self.number, self.of)
    }
}

impl PlaybookFact {
    /// Returns the verb of the command that did it.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Done { .. } => Verb::StepDone,
            Self::Skipped { .. } => Verb::StepSkip,
            Self::Unmarked { .. } => Verb::StepUndo,
            Self::Reset { .. } => Verb::PlaybookReset,
        }
    }

    /// Returns what somebody typed.
    pub(super) fn typed(&self) -> Option<String> {
        match self {
            Self::Done { note, .. } => note.clone(),
            Self::Skipped { reason, .. } => Some(reason.clone()),
            Self::Unmarked { .. } | Self::Reset { .. } => None,
        }
    }

    /// Returns what the program says of it.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Done { step, value, expected, .. } => {
                format!("{}{}", step.text(), read(value.as_deref(), expected.as_deref()))
            }
            Self::Skipped { step, .. } | Self::Unmarked { step } => step.text(),
            Self::Reset { playbook, marks } => {
                format!("{playbook}, {}", count_text(*marks, "mark"))
            }
        }
    }

    /// Returns the sentence that answers it.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Done { .. } => format!("Done: {}", self.told()),
            Self::Skipped { .. } => format!("Skipped: {}", self.told()),
            Self::Unmarked { .. } => format!("Mark removed: {}", self.told()),
            Self::Reset { playbook, marks } => {
                format!("{playbook} begins anew; {} gone", count_text(*marks, "mark"))
            }
        }
    }

    /// Returns what an undo of it undoes, as short as a key needs it.
    pub(super) fn undo_target(&self) -> String {
        match self {
            Self::Done { step, .. } => step.short(),
            Self::Skipped { step, .. } => format!("skip of {}", step.short()),
            Self::Unmarked { step } => format!("mark of {}", step.short()),
            Self::Reset { playbook, .. } => format!("reset of {playbook}"),
        }
    }
}

/// Returns the value that was read, and what should have been.
fn read(value: Option<&str>, expected: Option<&str>) -> String {
    let value = value.map(|value| format!(": {value}")).unwrap_or_default();
    let expected = expected.map(|expected| format!(", expected {expected}")).unwrap_or_default();
    value + &expected
}
