//! Draws the list of tasks, and the page of one of them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Text;
use ratatui::widgets::Widget;

use crate::tui::content::task_page;
use crate::tui::content::tasks::{hidden, lines, title};
use crate::tui::geometry::Form;
use crate::tui::look::PaneFrame;
use crate::tui::model::Model;
use crate::tui::screens::{TaskScreen, TasksScreen};

use super::text_line;

/// Draws the list; returns where the cursor is while the filter is typed.
pub fn draw(
    model: &Model,
    screen: &TasksScreen,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let title = title(model, screen);
    let frame = PaneFrame::of_box(&title, hidden(screen, area));
    frame.draw(model.settings.theme, area, buffer);
    let inner = Form::Wide.inner(area);
    let (list, cursor) = text_line::draw_filter(model, screen.filter(), inner, buffer);
    Text::from(lines(model, screen, inner)).render(list, buffer);
    cursor
}

/// Draws the page of one task.
pub fn draw_page(model: &Model, page: &TaskScreen, area: Rect, buffer: &mut Buffer) {
    let inner = Form::Wide.inner(area);
    let rows = usize::from(inner.height);
    let lines = task_page::lines(model, page, inner.width.into());
    let most = lines.len().saturating_sub(rows);
    let first = page.scroll.min(most);
    let title = task_page::title(page);
    PaneFrame::of_box(&title, (first > 0, first < most)).draw(model.settings.theme, area, buffer);
    let visible: Vec<_> = lines.into_iter().skip(first).take(rows).collect();
    Text::from(visible).render(inner, buffer);
}
