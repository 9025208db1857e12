//! The tasks and sprints of all desks as they were read, and what a list of them shows.

use std::collections::BTreeSet;

use crate::core::{FrameRef, SessionId, TaskName, TaskRow, TaskStatus, has_words, plain_words};

/// The tasks and sprints of all desks as they were read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskBoard {
    /// The tasks, as lists order them.
    pub tasks: Vec<TaskRow>,
    /// The sprints, as lists order them.
    pub sprints: Vec<TaskRow>,
}

/// A line of a list of tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoardLine {
    /// The title of a group, with the number of its rows.
    Group(String, usize),
    /// A sprint, by its place on the board.
    Sprint(usize),
    /// A task, by its place on the board.
    Task(usize),
}

/// The live session when the board was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardTime {
    /// The session.
    pub session: SessionId,
    /// Its active time by then, milliseconds.
    pub active_ms: u64,
}

impl TaskBoard {
    /// Returns the row of a line; `None` of a title.
    pub(in crate::tui) fn row(&self, line: &BoardLine) -> Option<&TaskRow> {
        match line {
            BoardLine::Group(..) => None,
            BoardLine::Sprint(nth) => self.sprints.get(*nth),
            BoardLine::Task(nth) => self.tasks.get(*nth),
        }
    }

    /// Returns the row of a task or a sprint.
    pub(in crate::tui) fn find(&self, name: &FrameRef) -> Option<&TaskRow> {
        let all = if name.kind.is_of_sprints() { &self.sprints } else { &self.tasks };
        all.iter().find(|row| row.task.name == *name)
    }

    /// Returns the lines of the pane: what the sprint holds, or without a sprint the open tasks.
    pub(in crate::tui) fn of_sprint(&self, sprint: Option<&str>) -> Vec<BoardLine> {
        let own = sprint.map(|id| self.lines_of(id)).filter(|lines| lines.len() > 1);
        own.unwrap_or_else(|| self.tasks_where(|row| row.task.status.is_open()))
    }

    /// Returns the lines of the screen: what the sprint holds, other open tasks, the sprints, what is over.
    pub(in crate::tui) fn all(&self, sprint: Option<&str>, filter: &str) -> Vec<BoardLine> {
        let wanted = plain_words(filter);
        let is_wanted = |line: &BoardLine| {
            let Some(row) = self.row(line).filter(|_| !wanted.is_empty()) else { return true };
            let task = &row.task;
            let texts = [&task.title, &task.sprint, &task.assignee].map(|it| it.as_deref());
            let text = texts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            has_words(&plain_words(&format!("{} {} {text}", task.name, task.status)), &wanted)
        };
        let own = sprint.map(|id| self.lines_of(id)).filter(|lines| lines.len() > 1);
        let is_own = |line: &BoardLine| own.as_ref().is_some_and(|own| own.contains(line));
        let open = self.tasks_where(|row| row.task.status.is_open());
        let over = self.tasks_where(|row| !row.task.status.is_open());
        let sprints = (0..self.sprints.len()).map(BoardLine::Sprint).collect();
        let other = if own.is_some() { "other tasks" } else { "tasks" };
        let groups = [(other, open), ("sprints", sprints), ("done or dropped", over)];
        let mut lines: Vec<BoardLine> =
            own.iter().flatten().filter(|it| is_wanted(it)).cloned().collect();
        for (title, mut rows) in groups {
            rows.retain(|line| !is_own(line) && is_wanted(line));
            if !rows.is_empty() {
                lines.push(BoardLine::Group(title.to_owned(), rows.len()));
                lines.append(&mut rows);
            }
        }
        lines
    }

    /// Returns the lines of the unfinished tasks below a task, or of a sprint.
    pub(in crate::tui) fn below(&self, name: &FrameRef) -> Vec<BoardLine> {
        if name.kind.is_of_sprints() {
            let of_sprint = self.lines_of(&name.id).into_iter();
            return of_sprint.filter(|line| self.is_open_task(line)).collect();
        }
        let mut above = vec![TaskName::of(name)];
        let mut below = BTreeSet::new();
        while let Some(parent) = above.pop() {
            for (nth, row) in self.tasks.iter().enumerate() {
                let is_child = row.task.parent.as_ref().is_some_and(|it| parent.is(it));
                if is_child && row.task.name != *name && below.insert(nth) {
                    above.push(TaskName::of(&row.task.name));
                }
            }
        }
        let lines = below.into_iter().map(BoardLine::Task);
        lines.filter(|line| self.is_open_task(line)).collect()
    }

    fn is_open_task(&self, line: &BoardLine) -> bool {
        let is_task = matches!(line, BoardLine::Task(_));
        is_task && self.row(line).is_some_and(|row| row.task.status.is_open())
    }

    /// Returns a sprint and its tasks, without those that were dropped.
    fn lines_of(&self, sprint: &str) -> Vec<BoardLine> {
        let is = |id: &str| id.eq_ignore_ascii_case(sprint);
        let at = self.sprints.iter().position(|row| is(&row.task.name.id));
        let tasks = self.tasks_where(|row| {
            row.task.status != TaskStatus::Dropped && row.task.sprint.as_deref().is_some_and(is)
        });
        at.map(BoardLine::Sprint).into_iter().chain(tasks).collect()
    }

    fn tasks_where(&self, is_wanted: impl Fn(&TaskRow) -> bool) -> Vec<BoardLine> {
        let rows = self.tasks.iter().enumerate().filter(|(_, row)| is_wanted(row));
        rows.map(|(nth, _)| BoardLine::Task(nth)).collect()
    }
}
