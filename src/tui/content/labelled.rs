//! A value with the word before it.

use ratatui::text::{Line, Span};

use crate::tui::look::{Theme, wrap};

/// How many columns the word before a value takes.
pub const LABEL_COLUMNS: usize = 12;

/// Returns a value with the word before it.
pub fn labelled(theme: Theme, word: &str, mut spans: Vec<Span<'static>>) -> Line<'static> {
    let word = format!("{word:<LABEL_COLUMNS$}");
    spans.insert(0, Span::styled(word, theme.quiet()));
    Line::from(spans)
}

/// Returns a text in at most `rows` rows, with a word before the first.
pub fn wrapped(
    theme: Theme,
    word: &str,
    text: &str,
    columns: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let texts = wrap(text, columns.saturating_sub(LABEL_COLUMNS), rows);
    let row =
        |(nth, text)| labelled(theme, if nth == 0 { word } else { "" }, vec![Span::raw(text)]);
    texts.into_iter().enumerate().map(row).collect()
}
