//! The screen of the tasks, and the page of one of them.

use crate::core::{BurnDownDay, FrameRef, SprintPage, TaskPage};
use crate::failure::Words;
use crate::tui::dialogs::TaskSubject;

use super::filter::Filter;
use super::task_lines::BoardList;

/// The screen of the tasks.
#[derive(Debug, Default)]
pub struct TasksScreen {
    /// The list.
    pub list: BoardList,
    /// The task or sprint whose unfinished tasks it lists; `None` for all tasks.
    pub below: Option<Box<TaskSubject>>,
    filter: Filter,
}

impl TasksScreen {
    /// Returns the list of the unfinished tasks below a task, or of a sprint.
    pub fn below(task: TaskSubject) -> Self {
        Self { below: Some(Box::new(task)), ..Self::default() }
    }

    /// Returns the filter.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Changes the filter; a new text selects the first row.
    pub fn change_filter(&mut self, change: impl FnOnce(&mut Filter)) {
        if self.filter.change(change) {
            self.list.reset();
        }
    }
}

/// The page of one task or sprint.
#[derive(Debug)]
pub struct TaskScreen {
    name: FrameRef,
    page: Option<TaskPage>,
    days: Vec<BurnDownDay>,
    refusal: Option<Words>,
    /// How far it is scrolled, in lines.
    pub scroll: usize,
}

impl TaskScreen {
    /// Returns the page of a task before it was read.
    pub fn new(name: FrameRef) -> Self {
        Self { name, page: None, days: Vec::new(), refusal: None, scroll: 0 }
    }

    /// Returns the name of the task.
    pub fn name(&self) -> &FrameRef {
        &self.name
    }

    /// Returns the page; `None` before it was read.
    pub fn page(&self) -> Option<&TaskPage> {
        self.page.as_ref()
    }

    /// Returns how a sprint stood at the end of each day.
    pub fn days(&self) -> &[BurnDownDay] {
        &self.days
    }

    /// Returns why it could not be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Takes in a page, or why it could not be read. That of another task is ignored.
    pub fn take(&mut self, name: &FrameRef, page: Result<SprintPage, Words>) {
        if *name != self.name {
            return;
        }
        match page {
            Ok(SprintPage { page, burn_down: days }) => {
                (self.page, self.days, self.refusal) = (Some(page), days, None);
            }
            Err(words) => self.refusal = Some(words),
        }
    }
}
