//! What a word may become.

use crate::safe_text::SafeText;

/// The longest description, characters.
const ABOUT_MAX: usize = 60;

/// What the word under the cursor may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// One of these.
    Values(Vec<Candidate>),
    /// The name of a file, which the shell completes by itself. The part of the word before the name is
    /// given.
    Files(String),
    /// The name of a directory.
    Directories(String),
}

/// One whole word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub value: String,
    /// What it is; may be empty. One line that is safe to show.
    pub about: String,
}

impl Candidate {
    /// Returns a word with a description of it; `None` if it cannot be typed: it is empty, or has
    /// characters that act on a terminal or are not seen.
    #[must_use]
    pub fn new(value: &str, about: &str) -> Option<Self> {
        let is_typeable = !value.is_empty() && SafeText::new(value).as_str() == value;
        is_typeable.then(|| Self { value: value.to_owned(), about: described(about) })
    }

    /// Returns it with a text before the word.
    #[must_use]
    pub fn after(self, prefix: &str) -> Self {
        Self { value: format!("{prefix}{}", self.value), ..self }
    }
}

/// Returns the first line of a text as a description.
fn described(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let line = SafeText::new(line).into_string();
    if line.chars().count() <= ABOUT_MAX {
        return line;
    }
    let head: String = line.chars().take(ABOUT_MAX - 1).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_cannot_be_typed_is_not_offered() {
        for value in ["", "a\nb", "a\tb", "a\u{1b}[31mb", "a\u{202e}b", "a\u{200b}b", "a\u{7f}"] {
            assert_eq!(Candidate::new(value, ""), None, "{value:?}");
        }
        for value in ["a b", "$(x)", "`x`", "a:b", "'", "\"", "\\", "ä€", "!"] {
            assert!(Candidate::new(value, "").is_some(), "{value:?}");
        }
    }

    #[test]
    fn a_description_is_one_short_line_that_cannot_act() {
        let hostile = "first\x1b[2J line\tx\nsecond";
        let about = Candidate::new("a", hostile).map(|found| found.about).unwrap_or_default();
        assert!(!about.contains(['\x1b', '\n', '\t']) && about.starts_with("first"), "{about:?}");
        let long = Candidate::new("a", &"x".repeat(500)).map(|found| found.about.chars().count());
        assert_eq!(long, Some(ABOUT_MAX));
    }
}
