//! Draws the screen of the sources.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::sources;
use crate::tui::geometry::Form;
use crate::tui::look::PaneFrame;
use crate::tui::model::Model;
use crate::tui::screens::SourcesScreen;

/// Draws the sources.
pub fn draw(model: &Model, screen: &SourcesScreen, area: Rect, buffer: &mut Buffer) {
    let inner = Form::Wide.inner(area);
    let rows = usize::from(inner.height);
    let lines = sources::lines(model, screen, inner.width.into());
    let most = lines.len().saturating_sub(rows);
    let first = screen.scroll.min(most);
    let title = sources::title(screen);
    PaneFrame::of_box(&title, (first > 0, first < most)).draw(model.settings.theme, area, buffer);
    let visible: Vec<_> = lines.into_iter().skip(first).take(rows).collect();
    Text::from(visible).render(inner, buffer);
}
