//! Which form the panel takes at a size, and the frame of its panes.

use ratatui::layout::{Rect, Size};
use ratatui::widgets::{Block, BorderType, Borders, Padding};

/// The least rows for two columns: on fewer the frames would displace the clock.
const GRID_ROWS: u16 = 17;

/// The form the panel takes at a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// There is no cell to draw on.
    Nothing,
    /// One line.
    Line,
    /// One column of panes.
    Column,
    /// Panes side by side, in few rows.
    Row,
    /// Two columns above the activities, as at 80×24.
    Grid,
    /// Two columns.
    Wide,
    /// The activities beside everything else.
    Panorama,
}

impl Form {
    /// Returns the form at a size.
    pub fn of(size: Size) -> Self {
        match (size.width, size.height) {
            (0, _) | (_, 0) => Self::Nothing,
            (width, height) if width < 40 || height < 8 => Self::Line,
            (width, height) if width >= 100 && height < GRID_ROWS => Self::Row,
            (width, height) if width < 60 || height < GRID_ROWS => Self::Column,
            (width, height) if width >= 180 && height >= 26 => Self::Panorama,
            (width, height) if width >= 100 && height >= 26 => Self::Wide,
            _ => Self::Grid,
        }
    }

    /// Reports whether there is room for panes.
    pub fn has_panes(self) -> bool {
        match self {
            Self::Nothing | Self::Line => false,
            Self::Column | Self::Row | Self::Grid | Self::Wide | Self::Panorama => true,
        }
    }

    /// Reports whether the tasks may have a pane.
    pub fn has_room_for_tasks(self) -> bool {
        match self {
            Self::Nothing | Self::Line | Self::Column | Self::Row => false,
            Self::Grid | Self::Wide | Self::Panorama => true,
        }
    }

    /// Returns the frame of a pane: a rounded box, or one rule above it where rows are few.
    pub fn frame(self) -> Block<'static> {
        let borders = if self.has_rules() { Borders::TOP } else { Borders::ALL };
        let frame = Block::new().borders(borders).border_type(BorderType::Rounded);
        frame.padding(Padding::horizontal(1))
    }

    /// Reports whether a pane has a rule above it and no box: rows are few.
    pub fn has_rules(self) -> bool {
        match self {
            Self::Column | Self::Row => true,
            Self::Nothing | Self::Line | Self::Grid | Self::Wide | Self::Panorama => false,
        }
    }

    /// Returns where the text of a pane lies within its frame.
    pub fn inner(self, area: Rect) -> Rect {
        self.frame().inner(area)
    }
}

/// Returns how many lines a page has.
pub fn page(size: Size) -> usize {
    usize::from(size.height / 3).max(1)
}
