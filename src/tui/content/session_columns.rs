//! What the facts of a session's page have in common: labels in a column, and titles of sections.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::look::{fit, safe, width, wrap};
use crate::tui::model::Model;

/// The columns of a label.
pub const LABEL_COLUMNS: usize = 10;
/// The most rows that one fact takes.
pub const TEXT_ROWS: usize = 40;

/// What the lines of a page depend on, besides the session.
pub struct SessionColumns<'a> {
    /// What the panel knows.
    pub model: &'a Model,
    /// The columns of the page.
    pub columns: usize,
}

impl SessionColumns<'_> {
    /// Returns a blank line and the title of a section.
    pub fn section(&self, title: &str) -> [Line<'static>; 2] {
        [Line::default(), Line::styled(fit(title, self.columns), self.model.theme().quiet())]
    }

    /// Returns a text beside its label, in as many rows as it needs.
    pub fn labelled(&self, label: &str, text: &str, style: Style) -> Vec<Line<'static>> {
        self.beside(&format!("{label:<LABEL_COLUMNS$}"), text, style)
    }

    /// Returns a text beside another one, in as many rows as it needs.
    pub fn beside(&self, label: &str, text: &str, style: Style) -> Vec<Line<'static>> {
        let columns = width(label);
        let room = self.columns.saturating_sub(columns);
        let quiet = self.model.theme().quiet();
        let rows = wrap(&safe(text), room, TEXT_ROWS).into_iter().enumerate();
        let behind = |(nth, row)| {
            let label = if nth == 0 { label.to_owned() } else { " ".repeat(columns) };
            Line::from(vec![Span::styled(label, quiet), Span::styled(row, style)])
        };
        rows.map(behind).collect()
    }
}
