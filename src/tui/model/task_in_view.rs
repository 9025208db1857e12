//! The tasks as they are now, and the one that a key means.

use crate::core::{FrameGlance, TaskRow, TaskStatus};
use crate::tui::dialogs::TaskSubject;
use crate::tui::geometry::Pane;

use super::panel::Model;
use super::screen::Screen;

impl Model {
    /// Returns the id of the sprint whose tasks are shown: the one that is open, or that of the task.
    pub(in crate::tui) fn sprint(&self) -> Option<String> {
        let live = self.known.as_ref()?.watch.live()?;
        let path = live.context_stack.path_with_sprint();
        path.into_iter().find(|frame| frame.kind.is_of_sprints()).map(|frame| frame.id)
    }

    /// Returns the active time of a task by now, milliseconds.
    pub(in crate::tui) fn total_ms(&self, row: &TaskRow) -> u64 {
        let live = self.glance().and_then(|glance| glance.session.as_ref());
        let open = live
            .and_then(|live| live.context_stack.iter().find(|frame| frame.name == row.task.name));
        if let Some(seconds) = open.filter(|_| row.task.name.kind.is_of_tasks()) {
            return seconds.all_seconds().saturating_mul(1_000).max(row.total_ms);
        }
        // A sprint goes on while one of its tasks does.
        let is_of_the_sprint = row.task.name.kind.is_of_sprints()
            && self.sprint().as_deref() == Some(row.task.name.id.as_str());
        let since = self.tasks.board_time().zip(live);
        let since = since.filter(|(then, live)| then.session == live.id && is_of_the_sprint);
        let more = since.map_or(0, |(then, live)| live.active_ms.saturating_sub(then.active_ms));
        row.total_ms.saturating_add(more)
    }

    /// Returns the active time of an open task that counts for today, milliseconds; `None` if it was not read.
    pub(in crate::tui) fn today_ms(&self, frame: &FrameGlance) -> Option<u64> {
        let row = self.tasks.board().find(&frame.name)?;
        let session_ms = frame.session_seconds?.saturating_mul(1_000);
        Some(row.today_ms.saturating_add(session_ms.saturating_sub(row.session_ms)))
    }

    /// Returns the open task that the session is about.
    pub(in crate::tui) fn top_task(&self) -> Option<&FrameGlance> {
        let live = self.glance()?.session.as_ref()?;
        live.context_stack.iter().rev().find(|frame| frame.name.kind.is_of_tasks())
    }

    /// Returns the row that is selected where tasks are shown.
    pub(in crate::tui) fn selected_task(&self) -> Option<&TaskRow> {
        let board = self.tasks.board();
        match &self.screen {
            Screen::Panes if self.focus == Pane::Tasks => self.tasks.pane.row(board),
            Screen::Tasks(tasks) => tasks.list.row(board),
            Screen::Task { page, .. } => page.page().map(|page| &page.row),
            Screen::Panes
            | Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => None,
        }
    }

    /// Reports whether the keys are for tasks: the selected one is meant, and not the open one.
    pub(in crate::tui) fn is_among_tasks(&self) -> bool {
        match &self.screen {
            Screen::Panes => self.focus == Pane::Tasks,
            Screen::Tasks(_) | Screen::Task { .. } => true,
            Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_) => false,
        }
    }

    /// Returns the task that a key means: the selected one where tasks are shown, else the open one.
    pub(in crate::tui) fn task_in_view(&self) -> Option<TaskSubject> {
        if self.is_among_tasks() {
            let row = self.selected_task()?;
            return Some(TaskSubject {
                name: row.task.name.clone(),
                title: row.task.title.clone(),
                estimate_seconds: row.task.estimate_seconds,
                total_ms: self.total_ms(row),
                status: row.task.status,
            });
        }
        let frame = self.top_task()?;
        let status = self.tasks.board().find(&frame.name).map(|row| row.task.status);
        Some(TaskSubject {
            name: frame.name.clone(),
            title: frame.title.clone(),
            estimate_seconds: frame.estimate_seconds,
            total_ms: frame.all_seconds().saturating_mul(1_000),
            status: status.unwrap_or(TaskStatus::InProgress),
        })
    }

    /// Returns the open task that has passed its estimate, unless somebody left that as it is.
    pub(in crate::tui) fn passed_estimate(&self) -> Option<&FrameGlance> {
        let top = self.top_task().filter(|top| top.is_over())?;
        (self.problem.is_none() && !self.tasks.is_left(top)).then_some(top)
    }
}
