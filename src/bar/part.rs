//! A piece of a line with its style.

use anstyle::Style;

/// A piece of a line with its style. Its text is safe to show; a line break is a part of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarPart {
    /// The text.
    pub text: String,
    /// Its style.
    pub style: Style,
}

impl BarPart {
    /// The text of a line break.
    pub const BREAK: &str = "\n";

    /// Returns a part.
    #[must_use]
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    /// Joins neighbours of one style, and leaves out what is empty.
    #[must_use]
    pub fn joined(parts: &[Self]) -> Vec<Self> {
        let mut joined: Vec<Self> = Vec::new();
        for part in parts.iter().filter(|part| !part.text.is_empty()) {
            match joined.last_mut() {
                Some(last)
                    if last.style == part.style
                        && last.text != Self::BREAK
                        && part.text != Self::BREAK =>
                {
                    last.text.push_str(&part.text);
                }
                Some(_) | None => joined.push(part.clone()),
            }
        }
        joined
    }
}
