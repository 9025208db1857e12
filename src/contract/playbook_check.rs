//! The file of a playbook was read.

use serde::Serialize;

use super::document::Document;

/// The file of a playbook was read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybookChecked {
    /// The path of the file.
    pub file: String,
    /// The name of the playbook, as far as it is known.
    pub name: String,
    /// Whether it can be used.
    pub sound: bool,
    /// How many steps it has; 0 if it cannot be used.
    pub steps: usize,
    /// What is wrong, in the order of the lines; the first 50 if there are more.
    pub faults: Vec<PlaybookFault>,
    /// Whether there are more.
    pub has_more: bool,
}

/// What is wrong in the file of a playbook.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybookFault {
    /// The line, from 1; null if it is in no particular line.
    pub line: Option<usize>,
    /// What is wrong, and what is accepted.
    pub cause: String,
}

impl Document for PlaybookChecked {
    const SCHEMA: &'static str = "onwatch.playbook_check/1";
}
