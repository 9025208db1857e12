//! Draws the toasts: small boxes at the lower right, the newest lowest.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, BorderType, Clear, Padding, Widget};

use crate::tui::look::{Theme, plain, safe, styled, tone_sign};
use crate::tui::model::{Model, Toast};

const MOST_COLUMNS: usize = 72;
/// The most rows of a sentence.
const ROWS: usize = 4;

/// Draws the toasts over the lower right of `area`.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    // Within the frames of the panes, not on them.
    let area = area.inner(Margin { horizontal: 1, vertical: 1 });
    let mut bottom = area.bottom();
    for toast in model.toasts.iter().rev() {
        let lines = lines(toast, model.settings.theme, usize::from(area.width).saturating_sub(6));
        let widest = lines.iter().map(Line::width).max().unwrap_or(0);
        let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(area.width);
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        if height > bottom.saturating_sub(area.y) {
            return;
        }
        bottom -= height;
        let place = Rect { x: area.right() - width, y: bottom, width, height };
        let block = Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(model.settings.theme.tone(toast.tone))
            .padding(Padding::horizontal(1));
        let inner = block.inner(place);
        Clear.render(place, buffer);
        block.render(place, buffer);
        Text::from(lines).render(inner, buffer);
    }
}

fn lines(toast: &Toast, theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let columns = columns.min(MOST_COLUMNS);
    let head = format!("{} {}", tone_sign(toast.tone), safe(&toast.head));
    let mut lines = styled(&head, theme.tone(toast.tone), columns, ROWS);
    for sentence in toast.sentences() {
        lines.extend(plain(&safe(sentence), columns, ROWS));
    }
    lines
}
