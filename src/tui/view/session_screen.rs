//! Draws the screen of one session.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::session_screen::SessionScreenLines;
use crate::tui::geometry::Form;
use crate::tui::look::PaneFrame;
use crate::tui::model::Model;
use crate::tui::screens::SessionScreen;

/// Draws the screen.
pub fn draw(model: &Model, session: &SessionScreen, area: Rect, buffer: &mut Buffer) {
    let inner = Form::Wide.inner(area);
    let rows = usize::from(inner.height);
    let lines = SessionScreenLines::of(model, session, inner.width.into());
    let most = lines.len().saturating_sub(rows);
    let first = session.scroll.min(most);
    let title = match session.story() {
        Some(story) => format!("session · {}", story.session.key),
        None => format!("session · {}", session.name()),
    };
    PaneFrame::of_box(&title, (first > 0, first < most)).draw(model.settings.theme, area, buffer);
    Text::from(lines.lines(first, rows)).render(inner, buffer);
}
