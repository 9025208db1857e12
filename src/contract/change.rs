//! A change that was made.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::check::CompletionAnswer;
use super::document::Document;
use super::instructions::Instructions;
use crate::core::{FrameRef, Glance, RunGlance, Verb};

/// A change that was made, and the status after it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ChangeDone {
    /// The number of the event that made the change.
    pub seq: u64,
    /// When the change took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// A sentence about the change.
    pub message: String,
    /// Whether this operation was done before: nothing was changed again.
    pub repeated: bool,
    /// Everything was as the command asks already: nothing was written.
    pub unchanged: bool,
    /// What went wrong without harm. The change is recorded.
    pub warnings: Vec<String>,
    /// The tasks, sprints and other contexts that it made known or changed, each once.
    pub tasks: Vec<FrameRef>,
    /// What the checks say of what it completed; null if it completed nothing.
    pub check: Option<CompletionAnswer>,
    /// The status after the change.
    pub status: Glance,
    /// What to do next.
    pub instructions: Instructions,
    /// The run after the change; null on the desk of a person, or if it was deleted.
    pub run: Option<RunGlance>,
}

impl Document for ChangeDone {
    const SCHEMA: &'static str = "onwatch.done/1";
}
