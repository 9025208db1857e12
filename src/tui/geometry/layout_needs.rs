//! What the layout of the panel depends on, and the rows that its panes need.

use ratatui::layout::Rect;

use crate::config::{self, SidePane};

/// The rows of the map of the weeks: the months, seven days, a blank one, the legend.
pub const MAP_ROWS: u16 = 10;

/// What the layout depends on beside the size of the terminal.
pub struct LayoutNeeds<'a> {
    /// The panes beside the session.
    pub panes: &'a config::SidePanes,
    /// The rows of the banner.
    pub banner_rows: u16,
    /// Whether a question waits for an answer.
    pub asks: bool,
    /// The levels of the context stack.
    pub levels: usize,
    /// The rows that a content fills at a width, without its frame.
    pub rows: &'a dyn Fn(Content, u16) -> u16,
}

/// What a pane can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The session, with its clock as large as it can be.
    Session,
    /// Both readings.
    Governance,
    /// The open contexts.
    OpenContexts,
    /// The open contexts, and those that were left.
    AllContexts,
    /// What the sprint holds.
    Tasks,
    /// The next step of a playbook; nothing if its pane is hidden.
    Playbook,
}

/// The rows of a frame.
pub(super) const FRAME: u16 = 2;
/// The least rows of the tasks, if there are so many.
const LEAST_TASKS: u16 = 3;

impl LayoutNeeds<'_> {
    /// Returns the rows of a content within a frame of this width.
    pub(super) fn rows_of(&self, content: Content, width: u16) -> u16 {
        (self.rows)(content, width)
    }

    /// Returns the rows of a content with its frame.
    pub(super) fn framed(&self, content: Content, width: u16) -> u16 {
        self.rows_of(content, width).saturating_add(FRAME)
    }

    /// Returns the rows of governance above contexts.
    pub(super) fn side_rows(&self, contexts: Content, width: u16) -> u16 {
        let [governance, context] = self.shown_rows(contexts, width);
        governance.saturating_add(context)
    }

    pub(super) fn shown_rows(&self, contexts: Content, width: u16) -> [u16; 2] {
        let all = [(SidePane::Governance, Content::Governance), (SidePane::Context, contexts)];
        all.map(
            |(pane, content)| {
                if self.panes.show(pane) { self.framed(content, width) } else { 0 }
            },
        )
    }

    /// Returns the rows of the playbook, with its frame: as many as it fills, or none.
    pub(super) fn playbook_rows(&self, free: Rect) -> u16 {
        let rows = self.rows_of(Content::Playbook, free.width);
        let rows = if rows == 0 { 0 } else { rows.saturating_add(FRAME).min(free.height) };
        if rows > FRAME { rows } else { 0 }
    }

    /// Returns the rows of the tasks, with their frame: as many as there are, but one row of the weeks stays;
    /// none without room for a few.
    pub(super) fn tasks_rows(&self, free: Rect) -> u16 {
        if !self.panes.show(SidePane::Tasks) || self.rows_of(Content::Tasks, free.width) == 0 {
            return 0;
        }
        let weeks = if self.panes.show(SidePane::Weeks) { 1 + FRAME } else { 0 };
        let room = free.height.saturating_sub(weeks);
        let room = if room >= FRAME + LEAST_TASKS { room } else { free.height };
        let wanted = self.framed(Content::Tasks, free.width);
        if room >= wanted.min(FRAME + LEAST_TASKS) { wanted.min(room) } else { 0 }
    }

    /// Returns the rows of the weeks, with their frame: the map, one row, or none.
    pub(super) fn weeks_rows(&self, free: u16) -> u16 {
        match free {
            _ if !self.panes.show(SidePane::Weeks) => 0,
            rows if rows >= MAP_ROWS + FRAME => MAP_ROWS + FRAME,
            rows if rows > FRAME => 1 + FRAME,
            _ => 0,
        }
    }
}
