//! Values before → after, a line for each.

use ratatui::text::{Line, Span};

use crate::tui::look::{Theme, fit_line, width};

use super::labelled::labelled;

/// The least columns for what stands behind a value, with the blanks before it.
const ABOUT_LEAST: usize = 6;

/// One value before and after.
#[derive(Default)]
pub struct Value {
    /// What it is.
    pub word: String,
    /// `None` if there was none.
    pub before: Option<String>,
    /// `None` if there will be none.
    pub after: Option<String>,
    /// What stands behind both.
    pub about: String,
}

impl Value {
    /// Returns a value without more about it.
    pub fn new(word: &str, before: Option<String>, after: Option<String>) -> Self {
        Self { word: word.to_owned(), before, after, about: String::new() }
    }

    /// Returns the value without the columns of a table. One that stays is said once.
    pub fn text(&self) -> String {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before == after => format!("{} {before}", self.word),
            (Some(before), Some(after)) => format!("{} {before} → {after}", self.word),
            (None, Some(only)) | (Some(only), None) => format!("{} {only}", self.word),
            (None, None) => String::new(),
        }
    }
}

/// Returns a line for each value. One that stays is shown once.
pub fn lines(values: &[Value], theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let widest = |of: fn(&Value) -> Option<&String>| {
        values.iter().filter_map(of).map(|text| width(text)).max().unwrap_or(0)
    };
    let before_columns = widest(|value| value.before.as_ref());
    let after_columns =
        widest(|value| value.after.as_ref().filter(|_| value.before != value.after));
    let line = |value: &Value| {
        let (before, after, arrow) = match (&value.before, &value.after) {
            (Some(before), Some(after)) if before == after => (before.as_str(), "", "   "),
            (Some(before), Some(after)) => (before.as_str(), after.as_str(), " → "),
            (Some(before), None) => (before.as_str(), "none", " → "),
            (None, after) => ("", after.as_deref().unwrap_or(""), ""),
        };
        let new = Span::styled(after.to_owned(), theme.strong());
        let mut spans = vec![new];
        if value.before.is_some() {
            let old = format!("{before:<before_columns$}{arrow}");
            spans.insert(0, Span::styled(old, theme.quiet()));
            let blank = after_columns.saturating_sub(width(after));
            spans.push(Span::raw(" ".repeat(blank)));
        }
        let mut line = labelled(theme, &value.word, spans);
        // Two letters of a date say nothing.
        if line.width() + ABOUT_LEAST <= columns {
            line.push_span(Span::styled(format!("  {}", value.about), theme.quiet()));
        }
        fit_line(line, columns)
    };
    values.iter().map(line).collect()
}
