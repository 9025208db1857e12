//! Every way in which a command line can fail, in words.

use std::io;

use super::hint;
use crate::contract::CompletionAnswer;
use crate::core::DeskName;
use crate::core::Refusal;
use crate::failure::{FailedCommand, Failure, Words};
use crate::zone::Zone;

/// Every way in which a command line can fail.
#[derive(Debug)]
pub enum CliError {
    /// The command failed.
    Failure(FailedCommand),
    /// The command line was not understood.
    Usage(Words),
    /// The settings could not be edited.
    Settings(Words),
    /// A file could not be written.
    File(Words),
    /// The typed lines could not be read.
    Input(Words),
    /// The answer could not be written.
    Output(io::Error),
}

impl CliError {
    /// Returns the exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Failure(failed) => failed.failure.exit_code(),
            Self::Usage(_) => 2,
            Self::Settings(_) | Self::File(_) | Self::Input(_) | Self::Output(_) => 1,
        }
    }

    /// Returns what happened, why, and what to do next, with times of a zone.
    #[must_use]
    pub fn words(&self, desk: &DeskName, zone: &dyn Zone) -> Words {
        match self {
            Self::Failure(failed) => failed.failure.words(&|next| hint::text(next, desk, zone)),
            Self::Usage(words) | Self::Settings(words) | Self::File(words) | Self::Input(words) => {
                words.clone()
            }
            Self::Output(error) => Words {
                what: "The answer could not be written".into(),
                why: error.to_string(),
                next: "free some space for the output; every change is recorded: `onwatch status`"
                    .into(),
            },
        }
    }

    /// Returns what the checks say that block a completion; `None` if they do not.
    #[must_use]
    pub fn check(&self, desk: &DeskName, zone: &dyn Zone) -> Option<CompletionAnswer> {
        let Self::Failure(FailedCommand { failure: Failure::Incomplete(incomplete), .. }) = self
        else {
            return None;
        };
        let speak = |next: &_| hint::text(next, desk, zone);
        Some(CompletionAnswer::of(&incomplete.report, &speak))
    }

    /// Returns the problems that did not cause the failure.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::Failure(failed) => &failed.warnings,
            Self::Usage(_)
            | Self::Settings(_)
            | Self::File(_)
            | Self::Input(_)
            | Self::Output(_) => &[],
        }
    }
}

impl From<FailedCommand> for CliError {
    fn from(failed: FailedCommand) -> Self {
        Self::Failure(failed)
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure.into())
    }
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> Self {
        Self::Failure(refusal.into())
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}
