//! Draws the footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::content::footer;
use crate::tui::model::Model;

/// Draws the footer.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let keys = footer::keys(model, area);
    let gap = footer::gap(&keys, area);
    let theme = model.settings.theme;
    let mut spans = Vec::new();
    for (key, word) in keys {
        spans.push(Span::raw(if spans.is_empty() { " ".to_owned() } else { " ".repeat(gap) }));
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::styled(format!(" {word}"), theme.quiet()));
    }
    Line::from(spans).render(area, buffer);
}
