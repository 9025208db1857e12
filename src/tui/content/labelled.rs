//! A value with the word before it.

use ratatui::text::{Line, Span};

use crate::tui::look::Theme;

/// How many columns the word before a value takes.
pub const LABEL_COLUMNS: usize = 12;

/// Returns a value with the word before it.
pub fn labelled(theme: Theme, word: &str, mut spans: Vec<Span<'static>>) -> Line<'static> {
    let word = format!("{word:<LABEL_COLUMNS$}");
    spans.insert(0, Span::styled(word, theme.label()));
    Line::from(spans)
}
