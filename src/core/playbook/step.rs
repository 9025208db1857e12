//! One step of a playbook, as its file says it.

use crate::core::session::Band;

/// One step of a playbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaybookStep {
    /// Its name, one word.
    pub id: String,
    /// What is to be done, as a short sentence.
    pub title: String,
    /// Why.
    pub why: Option<String>,
    /// The worst band in which it may be done; `D` lets it be done in each.
    pub band_min: Band,
    /// Whether a red health blocks it.
    pub blocked_if_red: bool,
    /// What should be read.
    pub expect: Option<String>,
    /// What has to be given when it is done; `None` if nothing has to be.
    pub answer: Option<StepAnswer>,
    /// Whether it cannot be skipped without a reason to break the rule.
    pub critical: bool,
    /// Where more is written: an address or a path.
    pub link: Option<String>,
    /// How long it takes, minutes.
    pub minutes: Option<u32>,
    /// The ids of the steps that must be done or skipped before it.
    pub requires: Vec<String>,
}

/// What has to be given when a step is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAnswer {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// One of these words.
    Choice(Vec<String>),
}

impl StepAnswer {
    /// Returns the word of it in a file.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Choice(_) => "choice",
        }
    }
}
