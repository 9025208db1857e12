//! Draws the screen of a week.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::week::{WeekLines, title};
use crate::tui::geometry::Form;
use crate::tui::look::PaneFrame;
use crate::tui::model::Model;
use crate::tui::screens::WeekScreen;

/// Draws the screen.
pub fn draw(model: &Model, screen: &WeekScreen, area: Rect, buffer: &mut Buffer) {
    let inner = Form::Wide.inner(area);
    let lines = WeekLines::of(model, screen, inner);
    let title = title(model, screen);
    PaneFrame::of_box(&title, lines.hidden()).draw(model.settings.theme, area, buffer);
    Text::from(lines.lines()).render(inner, buffer);
}
