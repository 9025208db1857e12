//! The type of a context.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::core::base::{ID, composed_text};

/// The type of a frame: `project`, `sprint`, `task`, `subtask` or any single word, lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct FrameKind(String);

/// The types that need no number in a name of one word.
const USUAL: [&str; 4] = ["project", "sprint", "task", "subtask"];

impl FrameKind {
    /// Returns the type of tasks.
    #[must_use]
    pub fn task() -> Self {
        Self("task".to_owned())
    }

    /// Returns the type of sprints.
    #[must_use]
    pub fn sprint() -> Self {
        Self("sprint".to_owned())
    }

    /// Returns the type of projects.
    #[must_use]
    pub fn project() -> Self {
        Self("project".to_owned())
    }

    /// Reports whether it is one of the types that everybody knows: `project`, `sprint`, `task` or
    /// `subtask`.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        USUAL.contains(&self.as_str())
    }

    /// Returns how far inside contexts of this type usually lie, from the project to the subtask; `None` for
    /// a type of somebody's own, which may lie anywhere.
    pub(in crate::core) fn level(&self) -> Option<usize> {
        USUAL.iter().position(|usual| *usual == self.as_str())
    }

    /// Reports whether contexts of this type are sprints.
    #[must_use]
    pub fn is_of_sprints(&self) -> bool {
        self.0 == "sprint"
    }

    /// Reports whether contexts of this type are tasks: all but projects and sprints are.
    #[must_use]
    pub fn is_of_tasks(&self) -> bool {
        self.0 != "sprint" && self.0 != "project"
    }

    /// Returns the word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FrameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for FrameKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = composed_text(&text.to_lowercase());
        let length = word.chars().count();
        if length == 0 || length > ID.max {
            return Err(format!("a context type is one word of 1 to {} characters", ID.max));
        }
        if word.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(format!(
                "'{text}' is not a context type; use one word: project, sprint, task, subtask or your own"
            ));
        }
        Ok(Self(word))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_type_is_any_single_word() {
        assert_eq!("Épic".parse::<FrameKind>().unwrap().as_str(), "épic");
        for bad in ["", "two words", "tab\t", &"x".repeat(65)] {
            assert!(bad.parse::<FrameKind>().is_err(), "{bad:?}");
        }
    }
}
