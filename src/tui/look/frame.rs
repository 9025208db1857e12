//! The quiet lines around a pane: a rounded box, or one rule over it where rows are few.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::geometry::Form;

use super::text::{fit, width};
use super::theme::Theme;

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

/// The frame of a pane.
#[derive(Debug)]
pub struct PaneFrame<'a> {
    /// The form of the panel, which says where the lines are.
    pub form: Form,
    /// The name of the pane.
    pub title: &'a str,
    /// Whether the scrolling keys move it.
    pub focus: Focus,
    /// Whether there is more above and below than is shown.
    pub hidden: (bool, bool),
}

impl PaneFrame<'_> {
    /// Draws the frame at the edge of `area`.
    pub fn draw(&self, theme: Theme, area: Rect, buffer: &mut Buffer) {
        let (border, name) = match self.focus {
            Focus::Here => (theme.focus(), theme.key()),
            Focus::Never | Focus::Elsewhere => (theme.chrome(), theme.plain()),
        };
        let mark = if self.focus == Focus::Here { "› " } else { "" };
        let more = match self.hidden {
            (false, false) => "",
            (true, false) => " ↑ ",
            (false, true) => " ↓ ",
            (true, true) => " ↑↓ ",
        };
        // Two corners, and a blank on both sides of the title; that behind it may be the mark's own.
        let room = usize::from(area.width).saturating_sub(3 + width(mark) + width(more).max(1));
        let title = fit(self.title, room);
        self.form
            .frame()
            .border_style(border)
            .title(Line::from(Span::styled(format!(" {mark}{title} "), name)))
            .title(Line::from(Span::styled(more, name)).right_aligned())
            .render(area, buffer);
    }
}
