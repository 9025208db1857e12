//! A list of tasks: its lines, its selection, and how far it is scrolled.

use crate::core::{FrameRef, TaskRow};
use crate::tui::input::Step;
use crate::tui::tasks::{BoardLine, TaskBoard};

/// A list of tasks.
#[derive(Debug, Default)]
pub struct BoardList {
    lines: Vec<BoardLine>,
    /// The selected task; the first one before somebody chose.
    selected: Option<FrameRef>,
    /// The line of the selected task.
    at: usize,
    /// The first visible line.
    first: usize,
}

impl BoardList {
    /// Takes in the lines by now. The selection stays on its task, wherever that is.
    pub fn show(&mut self, board: &TaskBoard, lines: Vec<BoardLine>) {
        self.lines = lines;
        let is = |line: &BoardLine, name: &FrameRef| {
            board.row(line).is_some_and(|row| row.task.name == *name)
        };
        let found = self.selected.as_ref();
        let found = found.and_then(|name| self.lines.iter().position(|line| is(line, name)));
        // Before somebody chose, the first task is selected: the one that is open.
        let first = || self.lines.iter().position(|line| matches!(line, BoardLine::Task(_)));
        let usual = if self.selected.is_some() { Some(self.at) } else { first() };
        self.at = self.near(found.or(usual).unwrap_or(0));
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[BoardLine] {
        &self.lines
    }

    /// Returns the number of the selected line.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Returns the selected task or sprint.
    pub fn row<'a>(&self, board: &'a TaskBoard) -> Option<&'a TaskRow> {
        board.row(self.lines.get(self.at)?)
    }

    /// Selects the first row again.
    pub fn reset(&mut self) {
        (self.selected, self.at, self.first) = (None, 0, 0);
    }

    /// Selects a line; `rows` lines are shown.
    pub fn select(&mut self, board: &TaskBoard, nth: usize, rows: usize) {
        self.at = self.near(nth);
        self.selected = self.row(board).map(|row| row.task.name.clone());
        self.first = self.first_of(rows);
    }

    /// Moves the selection; `rows` lines are shown.
    pub fn step(&mut self, board: &TaskBoard, step: Step, rows: usize) {
        let to = step.from(self.at, rows.saturating_sub(1).max(1));
        let last = self.lines.len().saturating_sub(1);
        let is_title = |nth: usize| matches!(self.lines.get(nth), Some(BoardLine::Group(..)));
        let mut to = to.min(last);
        if to < self.at && is_title(to) {
            // A title above is passed over upwards.
            to = to.saturating_sub(1);
        }
        self.select(board, to, rows);
    }

    /// Returns the first visible line of `rows`.
    pub fn first_of(&self, rows: usize) -> usize {
        let most = self.lines.len().saturating_sub(rows);
        let top = self.at.saturating_sub(usize::from(self.at > 0 && self.is_title(self.at - 1)));
        self.first.min(most).min(top).max((self.at + 1).saturating_sub(rows))
    }

    /// Returns the line with a row at a place, or after it, or else before it.
    fn near(&self, nth: usize) -> usize {
        let last = self.lines.len().saturating_sub(1);
        let nth = nth.min(last);
        if self.is_title(nth) && nth < last { nth + 1 } else { nth }
    }

    fn is_title(&self, nth: usize) -> bool {
        matches!(self.lines.get(nth), Some(BoardLine::Group(..)))
    }
}
