//! The frame of a pane: a rounded box, or one rule above it if rows are few.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::core::Severity;
use crate::tui::geometry::Form;

use super::text::{fit, width};
use super::theme::Theme;

/// Whether a pane has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// It can never have it.
    Never,
    /// Another pane has it.
    Elsewhere,
    /// It has it.
    Here,
}

/// The frame of a pane.
#[derive(Debug)]
pub struct PaneFrame<'a> {
    /// The form of the panel, which decides the lines.
    pub form: Form,
    /// The name of the pane.
    pub title: &'a str,
    /// Whether the pane has the focus.
    pub focus: Focus,
    /// How bad its content is: it colours the frame and the title.
    pub severity: Severity,
    /// Whether there are hidden lines above and below.
    pub hidden: (bool, bool),
}

impl<'a> PaneFrame<'a> {
    /// Returns the frame of a box that has the focus.
    pub fn of_box(title: &'a str, hidden: (bool, bool)) -> Self {
        let severity = Severity::Calm;
        Self { form: Form::Wide, title, focus: Focus::Here, severity, hidden }
    }

    /// Draws the frame at the edge of `area`.
    pub fn draw(&self, theme: Theme, area: Rect, buffer: &mut Buffer) {
        let (border, name) = match (self.severity, self.focus) {
            (Severity::Calm, Focus::Here) => (theme.focus(), theme.key()),
            (Severity::Calm, Focus::Never | Focus::Elsewhere) => (theme.chrome(), theme.plain()),
            (bad, _) => (theme.severity(bad), theme.severity(bad)),
        };
        let mark = if self.focus == Focus::Here { "› " } else { "" };
        let more = match self.hidden {
            (false, false) => "",
            (true, false) => " ↑ ",
            (false, true) => " ↓ ",
            (true, true) => " ↑↓ ",
        };
        // Two corners, and a blank on each side of the title; the arrows bring their own blank.
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

/// Clears an area for a box. A wide sign that begins before it, and would reach into its frame, goes too.
pub fn clear_for_box(area: Rect, buffer: &mut Buffer) {
    Clear.render(area, buffer);
    let Some(x) = area.x.checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = buffer.cell_mut((x, y))
            && width(cell.symbol()) > 1
        {
            cell.set_symbol(" ");
        }
    }
}
