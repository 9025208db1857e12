//! Draws the screen of one session.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::tui::content::session_screen::Parts;
use crate::tui::geometry::Form;
use crate::tui::look::{Focus, Frame};
use crate::tui::model::Model;
use crate::tui::screens::Telling;

/// Draws the screen.
pub fn draw(model: &Model, telling: &Telling, area: Rect, buffer: &mut Buffer) {
    let inner = Form::Wide.inner(area);
    let columns = usize::from(inner.width);
    let parts = Parts::of(model, telling, columns);
    let rows = usize::from(inner.height);
    let most = parts.len().saturating_sub(rows);
    let first = telling.scroll.min(most);
    let title = match telling.story() {
        Some(story) => format!("session · {}", story.session.key),
        None => format!("session · {}", telling.name()),
    };
    let hidden = (first > 0, first < most);
    Frame { form: Form::Wide, title: &title, focus: Focus::Here, hidden }.draw(
        model.taste.theme,
        area,
        buffer,
    );
    for (line, row) in parts.lines(model, first, rows).into_iter().zip(inner.rows()) {
        line.render(row, buffer);
    }
}
