//! Draws the screen of one session.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::tui::content::session_screen::SessionScreenLines;
use crate::tui::geometry::Form;
use crate::tui::look::{Focus, PaneFrame};
use crate::tui::model::Model;
use crate::tui::screens::SessionScreen;

/// Draws the screen.
pub fn draw(model: &Model, session_screen: &SessionScreen, area: Rect, buffer: &mut Buffer) {
    let inner = Form::Wide.inner(area);
    let columns = usize::from(inner.width);
    let parts = SessionScreenLines::of(model, session_screen, columns);
    let rows = usize::from(inner.height);
    let most = parts.len().saturating_sub(rows);
    let first = session_screen.scroll.min(most);
    let title = match session_screen.story() {
        Some(story) => format!("session · {}", story.session.key),
        None => format!("session · {}", session_screen.name()),
    };
    let hidden = (first > 0, first < most);
    PaneFrame { form: Form::Wide, title: &title, focus: Focus::Here, hidden }.draw(
        model.settings.theme,
        area,
        buffer,
    );
    for (line, row) in parts.lines(model, first, rows).into_iter().zip(inner.rows()) {
        line.render(row, buffer);
    }
}
