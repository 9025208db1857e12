//! What the checks say.

use std::fmt;

use crate::core::base::{Hint, SessionKey};
use crate::core::check::{CheckCode, CheckFacts, CheckLevel};
use crate::core::session::FrameRef;

/// What is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckSubject {
    /// A task or a sprint.
    Context(FrameRef),
    /// A session.
    Session(SessionKey),
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckItem {
    /// What was checked.
    pub code: CheckCode,
    /// How much it matters.
    pub level: CheckLevel,
    /// Whether it passed.
    pub is_met: bool,
    /// What was found, as in "the summary has 9 of 20 characters".
    pub text: String,
    /// What would mend it; `None` if it passed, or nothing mends it.
    pub next: Option<Hint>,
}

/// What the checks say of a task, a sprint or a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// What was checked.
    pub subject: CheckSubject,
    /// The checks that apply to it, in the order in which a checklist shows them.
    pub items: Vec<CheckItem>,
    /// What they stand on.
    pub facts: CheckFacts,
}

impl CheckItem {
    /// Reports whether it blocks a completion.
    #[must_use]
    pub fn blocks(&self) -> bool {
        !self.is_met && self.level == CheckLevel::Error
    }

    /// Reports whether it warns or advises.
    #[must_use]
    pub fn warns(&self) -> bool {
        !self.is_met && matches!(self.level, CheckLevel::Warning | CheckLevel::Advice)
    }
}

impl CheckReport {
    /// Returns the checks that block the completion.
    pub fn errors(&self) -> impl Iterator<Item = &CheckItem> {
        self.items.iter().filter(|item| item.blocks())
    }

    /// Returns the checks that warn or advise.
    pub fn warnings(&self) -> impl Iterator<Item = &CheckItem> {
        self.items.iter().filter(|item| item.warns())
    }

    /// Reports whether nothing blocks the completion.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors().next().is_none()
    }

    /// Returns why the completion is blocked, as one sentence; empty if it is not.
    #[must_use]
    pub fn why(&self) -> String {
        let why: Vec<&str> = self.errors().map(|item| item.text.as_str()).collect();
        if why.is_empty() { String::new() } else { format!("{}: {}", self.subject, why.join("; ")) }
    }
}

impl fmt::Display for CheckSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Context(name) => name.fmt(f),
            Self::Session(key) => key.fmt(f),
        }
    }
}
