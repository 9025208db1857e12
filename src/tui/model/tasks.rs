//! The tasks of all desks, as far as they were read.

use std::sync::Arc;

use crate::core::{FrameGlance, FrameRef, SessionGlance};
use crate::failure::Words;
use crate::tui::screens::BoardList;
use crate::tui::tasks::{BoardTime, TaskBoard, TaskList};

/// The tasks of all desks, as far as they were read.
#[derive(Debug, Default)]
pub struct PanelTasks {
    list: Arc<TaskList>,
    /// The version for which the list was asked last.
    listed: Option<TasksVersion>,
    board: TaskBoard,
    is_read: bool,
    /// The live session when the board was read.
    board_time: Option<BoardTime>,
    /// The version for which the board was asked last.
    boarded: Option<TasksVersion>,
    /// The version for which a page was asked last, and its task.
    paged: Option<(TasksVersion, FrameRef)>,
    /// How often other desks have changed.
    changes: u64,
    /// Why the tasks could not be read.
    refusal: Option<Words>,
    /// The sprint whose tasks the pane has.
    sprint: Option<String>,
    /// Whether the pane has the tasks of the board.
    is_listed: bool,
    /// The pane with what the sprint holds.
    pub pane: BoardList,
    /// The estimates that were passed and are left as they are.
    left_estimates: Vec<(FrameRef, u64)>,
}

/// What the tasks depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TasksVersion {
    /// The newest event of the own desk.
    seq: u64,
    /// How often other desks have changed.
    changes: u64,
}

impl PanelTasks {
    fn version(&self, seq: u64) -> TasksVersion {
        TasksVersion { seq, changes: self.changes }
    }

    /// Returns what can be entered.
    pub fn list(&self) -> &Arc<TaskList> {
        &self.list
    }

    /// Reports whether what can be entered must be read, now that it is looked at.
    pub fn wants_list(&mut self, seq: u64) -> bool {
        let version = Some(self.version(seq));
        std::mem::replace(&mut self.listed, version) != version
    }

    /// Takes in what can be entered; `None` if it could not be read.
    pub fn take_list(&mut self, list: Option<TaskList>) {
        if let Some(list) = list {
            self.list = Arc::new(list);
        }
    }

    /// Returns the tasks and sprints.
    pub fn board(&self) -> &TaskBoard {
        &self.board
    }

    /// Returns why the tasks could not be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Takes in why the tasks could not be read.
    pub fn refuse(&mut self, words: Words) {
        self.refusal = Some(words);
    }

    /// Returns the live session when the board was read.
    pub fn board_time(&self) -> Option<&BoardTime> {
        self.board_time.as_ref()
    }

    /// Reports whether the board was read.
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Reports whether tasks and sprints must be read, now that they are looked at.
    pub fn wants_board(&mut self, seq: u64) -> bool {
        let version = Some(self.version(seq));
        std::mem::replace(&mut self.boarded, version) != version
    }

    /// Takes in tasks and sprints, as they were with this live session.
    pub fn take_board(&mut self, board: TaskBoard, live: Option<&SessionGlance>) {
        self.board = board;
        self.is_listed = false;
        (self.is_read, self.refusal) = (true, None);
        self.board_time =
            live.map(|live| BoardTime { session: live.id.clone(), active_ms: live.active_ms });
    }

    /// Reports whether the page of a task must be read, now that it is looked at.
    pub fn wants_page(&mut self, seq: u64, name: &FrameRef) -> bool {
        let wanted = Some((self.version(seq), name.clone()));
        let wants = self.paged != wanted;
        self.paged = wanted;
        wants
    }

    /// Shows in the pane what a sprint holds.
    pub fn show_in_pane(&mut self, sprint: Option<&str>) {
        if !self.is_listed || self.sprint.as_deref() != sprint {
            let lines = self.board.of_sprint(sprint);
            self.pane.show(&self.board, lines);
            (self.sprint, self.is_listed) = (sprint.map(str::to_owned), true);
        }
    }

    /// Returns how often other desks have changed.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Moves the selection in the pane by a change of it.
    pub fn in_pane(&mut self, change: impl FnOnce(&mut BoardList, &TaskBoard)) {
        change(&mut self.pane, &self.board);
    }

    /// Other desks may have changed.
    pub fn fall_behind(&mut self) {
        self.changes = self.changes.wrapping_add(1);
    }

    /// Leaves an estimate as it is, although it was passed.
    pub fn leave_estimate(&mut self, frame: &FrameGlance) {
        if let Some(estimate) = frame.estimate_seconds {
            self.left_estimates.retain(|(name, _)| *name != frame.name);
            self.left_estimates.push((frame.name.clone(), estimate));
        }
    }

    /// Reports whether somebody left the estimate of an open task as it is.
    pub fn is_left(&self, frame: &FrameGlance) -> bool {
        let is = |(name, estimate): &(FrameRef, u64)| {
            *name == frame.name && Some(*estimate) == frame.estimate_seconds
        };
        self.left_estimates.iter().any(is)
    }
}
