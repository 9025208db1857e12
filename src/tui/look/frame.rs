//! The quiet lines around a pane: a rounded box, or one rule over it where rows are few.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Padding, Widget};

use crate::tui::geometry::Form;
use crate::tui::model::{Model, Over, Pane};

use super::text::{fit, width};

/// Whether a pane is the one that the scrolling keys move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// It cannot be.
    Never,
    /// It is another one.
    Elsewhere,
    /// It is this one.
    Here,
}

impl Focus {
    pub fn of(model: &Model, pane: Pane) -> Self {
        let free = matches!(model.over, Over::Nothing);
        if free && model.focus == pane { Self::Here } else { Self::Elsewhere }
    }
}

/// Returns where a pane's text lies.
pub fn inner(form: Form, area: Rect) -> Rect {
    block(form).inner(area)
}

fn block(form: Form) -> Block<'static> {
    let borders = if form == Form::Column { Borders::TOP } else { Borders::ALL };
    Block::new().borders(borders).border_type(BorderType::Rounded).padding(Padding::horizontal(1))
}

/// Draws the frame; `hidden` tells whether there is more above and below than is shown.
pub fn draw(
    model: &Model,
    form: Form,
    title: &str,
    focus: Focus,
    hidden: (bool, bool),
    area: Rect,
    buffer: &mut Buffer,
) {
    // Not of what is known: it stays quiet also where that has lost its colours.
    let theme = model.taste.theme;
    let (border, name) = match focus {
        Focus::Here => (theme.focus(), theme.key()),
        Focus::Never | Focus::Elsewhere => (theme.chrome(), theme.plain()),
    };
    let mark = if focus == Focus::Here { "› " } else { "" };
    let more = match hidden {
        (false, false) => "",
        (true, false) => " ↑ ",
        (false, true) => " ↓ ",
        (true, true) => " ↑↓ ",
    };
    // Two corners, and a blank on both sides of the title; that behind it may be the mark's own.
    let room = usize::from(area.width).saturating_sub(3 + width(mark) + width(more).max(1));
    let title = fit(title, room);
    block(form)
        .border_style(border)
        .title(Line::from(Span::styled(format!(" {mark}{title} "), name)))
        .title(Line::from(Span::styled(more, name)).right_aligned())
        .render(area, buffer);
}
