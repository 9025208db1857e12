//! What can be asked about tasks and sprints. The index answers; live sessions come from the desks.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::ask::ATTEMPTS;
use super::obey::Desk;
use crate::core::{
    FrameRef, Period, SharedTask, TaskChoices, TaskName, TaskQuery, TaskRow, TaskSum, TaskSums,
    WantedDesks, day_start, local_day,
};
use crate::failure::Failure;
use crate::index::{Asked, ListedTask, TasksWithin, Within};

impl Desk {
    /// Returns the tasks or sprints of a query, ordered as [`TaskRow::sort`] does. `local` returns the local
    /// time, less the time at which days begin.
    ///
    /// # Errors
    /// [`Failure`] if the history of this desk cannot be read. One of another desk is left out, with a
    /// warning.
    pub fn tasks(
        &self,
        query: &TaskQuery,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<Vec<TaskRow>>, Failure> {
        let now = self.moment().utc;
        let since = Some(day_start(local_day(now, local), local));
        let today = Period { since, until: None };
        let Asked { answer, warnings, missing } = self.tasks_of_one_moment(query, &today)?;
        let TasksWithin { tasks, within: Within { sessions, .. }, sprints } = answer;
        let open = self.open_frames()?;
        let sums = TaskSums::of(&sessions, &self.name(), &today, &|name| sprints.of(name));
        let row = |listed: ListedTask| {
            let ListedTask { task, earlier_ms, holds, desks } = listed;
            let TaskSum { live_ms, session_ms, today_ms } = sums.of_task(&task.name);
            let name = TaskName::of(&task.name);
            TaskRow {
                total_ms: earlier_ms.saturating_add(live_ms),
                today_ms,
                session_ms,
                is_open: open.iter().any(|other| name.is(other)),
                elsewhere: self.open_on(&desks, &task.name),
                holds,
                task,
            }
        };
        let mut rows: Vec<TaskRow> = tasks.into_iter().map(row).collect();
        TaskRow::sort(&mut rows);
        Ok(Asked { answer: rows, warnings, missing })
    }

    /// Returns the tasks of a query and the sessions of a period. A session that ends or goes on while
    /// they are read would be missed, or counted twice.
    fn tasks_of_one_moment(
        &self,
        query: &TaskQuery,
        period: &Period,
    ) -> Result<Asked<TasksWithin>, Failure> {
        for _ in 1..ATTEMPTS {
            let asked = self.tasks_as_they_are(query, period)?;
            if asked.answer.within.is_one_moment {
                return Ok(asked);
            }
        }
        // Somebody writes all the time, and has to wait for once.
        let _quiet = self.quiet();
        self.tasks_as_they_are(query, period)
    }

    fn tasks_as_they_are(
        &self,
        query: &TaskQuery,
        period: &Period,
    ) -> Result<Asked<TasksWithin>, Failure> {
        let live = self.live_sessions(WantedDesks::All)?;
        let mut asked = self.index.listed_tasks(&self.progress, (query, period), &live.answer)?;
        asked.add_warnings(live);
        Ok(asked)
    }

    /// Returns what can be entered, for somebody who types: everything that is known, with its title.
    ///
    /// # Errors
    /// As [`Self::tasks`].
    pub fn task_choices(&self) -> Result<Asked<TaskChoices>, Failure> {
        let open = self.open_frames()?;
        Ok(self.index.task_choices(&self.progress, &open)?)
    }

    /// Returns who works on the open tasks of this desk on other desks, each open task once.
    ///
    /// # Errors
    /// As [`Self::tasks`].
    pub fn who_else(&self) -> Result<Asked<Vec<SharedTask>>, Failure> {
        let open: Vec<FrameRef> =
            self.open_frames()?.into_iter().filter(|frame| frame.kind.is_of_tasks()).collect();
        if open.is_empty() {
            return Ok(Asked::default());
        }
        let Asked { answer, warnings, missing } = self.index.desks_on(&self.progress, &open)?;
        let others = open.into_iter().zip(answer);
        let answer = others.map(|(task, desks)| {
            let elsewhere = self.open_on(&desks, &task);
            SharedTask { task, elsewhere }
        });
        Ok(Asked { answer: answer.collect(), warnings, missing })
    }

    /// Returns the names of the open contexts, outermost first.
    fn open_frames(&self) -> Result<Vec<FrameRef>, Failure> {
        let watch = self.look()?.watch;
        Ok(watch.live().map(|live| live.context_stack.path()).unwrap_or_default())
    }
}
