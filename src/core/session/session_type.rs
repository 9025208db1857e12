//! The type of a session: what kind of work it is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::core::base::ID;

/// The type of a session: `work`, `review` or any single word, lower case.
// A context has a type of its own, which is a `FrameKind`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(try_from = "String")]
pub struct SessionType(String);

impl SessionType {
    /// The type of a session that was given none.
    pub const WORK: &str = "work";

    /// Returns the word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reports whether it is `work`, which goes without saying.
    #[must_use]
    pub fn is_work(&self) -> bool {
        self.0 == Self::WORK
    }

    /// Returns it if it is not `work`: only then it is shown.
    #[must_use]
    pub fn special(&self) -> Option<&Self> {
        (!self.is_work()).then_some(self)
    }
}

impl Default for SessionType {
    fn default() -> Self {
        Self(Self::WORK.to_owned())
    }
}

impl fmt::Display for SessionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SessionType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.trim().to_lowercase();
        let length = word.chars().count();
        if length == 0 || length > ID.max {
            return Err(format!("a session type is one word of 1 to {} characters", ID.max));
        }
        if word.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(format!(
                "'{text}' is not one word; use a word such as review or code-review"
            ));
        }
        Ok(Self(word))
    }
}

impl TryFrom<String> for SessionType {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_type_is_one_word_in_lower_case() {
        for (text, word) in
            [("review", "review"), (" Review ", "review"), ("on-call", "on-call"), ("É", "é")]
        {
            let read: SessionType = text.parse().unwrap();
            assert_eq!(read.as_str(), word);
        }
        let long = "r".repeat(65);
        for text in ["", "  ", "code review", "a\tb", "a\u{1b}b", &long] {
            assert!(text.parse::<SessionType>().is_err(), "{text:?}");
            let json = serde_json::to_string(text).unwrap();
            assert!(serde_json::from_str::<SessionType>(&json).is_err(), "{json}");
        }
    }

    #[test]
    fn only_a_type_that_is_not_work_is_special() {
        assert_eq!(SessionType::default().as_str(), "work");
        assert_eq!(SessionType::default().special(), None);
        let review: SessionType = "review".parse().unwrap();
        assert_eq!(review.special(), Some(&review));
    }
}
