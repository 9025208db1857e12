//! A command that failed.

use serde::Serialize;

use super::check::CompletionAnswer;
use super::document::Document;
use crate::failure::Words;

/// A command that failed: what happened, why, and what to do next.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Failed {
    /// The exit code of the command line.
    pub exit: u8,
    /// What happened, why, and what to do next.
    #[serde(flatten)]
    pub words: Words,
    /// What the checks say, if they block a completion; null otherwise.
    pub check: Option<CompletionAnswer>,
    /// Problems with the settings or the store that did not cause the failure.
    pub warnings: Vec<String>,
}

impl Document for Failed {
    const SCHEMA: &'static str = "onwatch.error/1";
}
