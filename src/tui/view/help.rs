//! Draws the help over the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Clear, Widget};

use crate::tui::content::help;
use crate::tui::geometry::Form;
use crate::tui::look::{PaneFrame, width};
use crate::tui::model::Model;

/// Draws the help over the panes.
pub fn draw(model: &Model, scroll: usize, area: Rect, buffer: &mut Buffer) {
    let area = help::place(area);
    Clear.render(area, buffer);
    let inner = Form::Wide.inner(area);
    let lines = help::lines(model, inner.width.into());
    let most = lines.len().saturating_sub(inner.height.into());
    let first = scroll.min(most);
    PaneFrame::of_box("keys", (first > 0, false)).draw(model.settings.theme, area, buffer);
    draw_more(model, most - first, area, buffer);
    lines.into_iter().skip(first).collect::<Text<'_>>().render(inner, buffer);
}

/// Draws the number of lines below.
fn draw_more(model: &Model, lines: usize, area: Rect, buffer: &mut Buffer) {
    if lines == 0 || area.height < 2 {
        return;
    }
    let text = format!(" j ↓ {lines} more ");
    let columns = u16::try_from(width(&text)).unwrap_or(0).min(area.width.saturating_sub(4));
    let at =
        Rect { x: area.right() - 2 - columns, y: area.bottom() - 1, width: columns, height: 1 };
    Line::styled(text, model.settings.theme.key()).render(at, buffer);
}
