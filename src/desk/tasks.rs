//! What can be asked about tasks and sprints. The index answers; live sessions come from the desks.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::ask::ATTEMPTS;
use super::obey::Desk;
use crate::core::{
    DeskName, DeskSession, FrameRef, Hint, LookAt, Period, Refusal, RefusalKind, SharedTask,
    SprintPage, TaskChoices, TaskHead, TaskName, TaskPage, TaskQuery, TaskRow, TaskSession,
    TaskSum, TaskSums, WantedDesks, burn_down, day_start, local_day, task_ms,
};
use crate::failure::Failure;
use crate::index::{Asked, DeskThen, FoundTask, IndexError, ListedTask, TasksWithin, Within};

/// How many other desks are read beside a command that asks the index nothing.
const DESKS_READ: usize = 16;

/// Asks the index with the live sessions of all desks. Returns whether it has the desks as they were when
/// these were read.
type AskWithLive<'a, T> = &'a dyn Fn(&[DeskThen]) -> Result<(bool, Asked<T>), IndexError>;

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
        let Asked { answer, warnings, missing } = self.task_head(query, local)?;
        Ok(Asked { answer: answer.rows, warnings, missing })
    }

    /// Returns the tasks or sprints of a query within its bound, as [`Self::tasks`], and how many more there
    /// are.
    ///
    /// # Errors
    /// As [`Self::tasks`].
    pub fn task_head(
        &self,
        query: &TaskQuery,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<TaskHead>, Failure> {
        let today = self.today(local);
        let open = self.open_frames()?;
        let Asked { answer, warnings, missing } = self.of_one_moment(&|live| {
            let asked = self.index.listed_tasks(&self.progress, (query, &open, &today), live)?;
            Ok((asked.answer.within.is_one_moment, asked))
        })?;
        let TasksWithin { tasks, length, within: Within { sessions, .. }, sprints } = answer;
        let sums = TaskSums::of(&sessions, &self.name(), &today, &|name| sprints.of(name));
        let head = TaskHead::of(rows(tasks, &open, &sums), length, query.bound);
        Ok(Asked { answer: head, warnings, missing })
    }

    /// Returns everything about a task: the one with this name, of any type if it names none. `local` returns
    /// the local time, less the time at which days begin.
    ///
    /// # Errors
    /// As [`Self::tasks`], or if the task is not known.
    pub fn task(
        &self,
        name: &TaskName,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<TaskPage>, Failure> {
        let Asked { answer, warnings, missing } = self.found_task(name, local)?;
        let page = self.page(answer, &self.today(local))?;
        Ok(Asked { answer: page, warnings, missing })
    }

    /// Returns everything about a sprint, as [`Self::task`], and what was left of it day by day.
    ///
    /// # Errors
    /// As [`Self::task`].
    pub fn sprint(
        &self,
        name: &TaskName,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<SprintPage>, Failure> {
        let Asked { answer: mut found, warnings, missing } = self.found_task(name, local)?;
        let events = std::mem::take(&mut found.events);
        let live = found.within.sessions.iter().filter(|it| it.record.phase.is_live()).cloned();
        let sessions: Vec<DeskSession> = found.sessions.iter().cloned().chain(live).collect();
        let today = local_day(self.moment().utc, local);
        let sprint = found.listed.task.clone();
        let page = self.page(found, &self.today(local))?;
        let burn_down = burn_down(&sprint, &events, &sessions, (today, local));
        Ok(Asked { answer: SprintPage { page, burn_down }, warnings, missing })
    }

    /// Returns what is known of some contexts, as [`Self::tasks`]. No other task is read.
    ///
    /// # Errors
    /// As [`Self::tasks`].
    pub fn named_tasks(
        &self,
        names: &[FrameRef],
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<Vec<TaskRow>>, Failure> {
        if names.is_empty() {
            return Ok(Asked::default());
        }
        let (today, open) = (self.today(local), self.open_frames()?);
        let Asked { answer, warnings, missing } = self.of_one_moment(&|live| {
            let asked = self.index.named_tasks(&self.progress, (names, &today), live)?;
            Ok((asked.answer.within.is_one_moment, asked))
        })?;
        let TasksWithin { tasks, within: Within { sessions, .. }, sprints, .. } = answer;
        let sums = TaskSums::of(&sessions, &self.name(), &today, &|name| sprints.of(name));
        Ok(Asked { answer: rows(tasks, &open, &sums), warnings, missing })
    }

    fn found_task(
        &self,
        name: &TaskName,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<FoundTask>, Failure> {
        let today = self.today(local);
        let Asked { answer, warnings, missing } = self.of_one_moment(&|live| {
            let asked = self.index.task_page(&self.progress, (name, &today), live)?;
            let within = asked.answer.as_ref().map(|found| &found.within);
            Ok((within.is_none_or(|within| within.is_one_moment), asked))
        })?;
        // It may be known to a desk that could not be read.
        let unread =
            missing.first().map(|one| IndexError::DeskMissing { warning: one.warning.clone() });
        let found = match (answer, unread) {
            (Some(found), _) => found,
            (None, Some(unread)) => return Err(unread.into()),
            (None, None) => return Err(not_known(name).into()),
        };
        Ok(Asked { answer: found, warnings, missing })
    }

    fn page(&self, found: FoundTask, today: &Period) -> Result<TaskPage, Failure> {
        let FoundTask { listed, tasks, below, sessions: ended, within, sprints, .. } = found;
        let FoundTask { artifacts, notes, mut desks, .. } = found;
        let sprint_of = |name: &FrameRef| sprints.of(name);
        let sums = TaskSums::of(&within.sessions, &self.name(), today, &sprint_of);
        let name = listed.task.name.clone();
        let live = within.sessions.into_iter().filter(|it| it.record.phase.is_live());
        let sessions = live.chain(ended).filter_map(|session| {
            let active_ms = task_ms(&session, &name, &sprint_of);
            let DeskSession { desk, record, .. } = session;
            let is_of = active_ms > 0 || record.contexts.iter().any(|stay| stay.frame == name);
            is_of.then_some(TaskSession { desk, record, active_ms })
        });
        let sessions: Vec<TaskSession> = sessions.collect();
        desks.extend(sessions.iter().map(|session| session.desk.clone()));
        desks.sort();
        desks.dedup();
        let live_below = below.iter().map(|(name, _)| sums.of_task(name).live_ms);
        let below_ms = below.iter().map(|(_, ms)| *ms).chain(live_below);
        let below_ms = below_ms.fold(0, u64::saturating_add);
        let open = self.open_frames()?;
        let mut row = rows(vec![listed], &open, &sums);
        let row = row.pop().ok_or_else(|| not_known(&TaskName::of(&name)))?;
        let mut tasks = rows(tasks, &open, &sums);
        TaskRow::sort(&mut tasks);
        Ok(TaskPage { row, tasks, below_ms, artifacts, notes, sessions, desks })
    }

    /// Returns the local day until now.
    fn today(&self, local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime) -> Period {
        let since = Some(day_start(local_day(self.moment().utc, local), local));
        Period { since, until: None }
    }

    /// Asks the index with the live sessions of all desks, again if somebody wrote meanwhile: a session that
    /// ends or goes on would be missed, or counted twice.
    fn of_one_moment<T>(&self, ask: AskWithLive<'_, T>) -> Result<Asked<T>, Failure> {
        let ask_once = || -> Result<(bool, Asked<T>), Failure> {
            let live = self.live_sessions(WantedDesks::All)?;
            let (is_one_moment, mut asked) = ask(&live.answer)?;
            asked.add_warnings(live);
            Ok((is_one_moment, asked))
        };
        for _ in 1..ATTEMPTS {
            let (is_one_moment, asked) = ask_once()?;
            if is_one_moment {
                return Ok(asked);
            }
        }
        // Somebody writes all the time, and has to wait for once.
        let _quiet = self.quiet();
        Ok(ask_once()?.1)
    }

    /// Returns what can be entered, for somebody who types: everything that is known, with its title.
    ///
    /// # Errors
    /// As [`Self::tasks`].
    pub fn task_choices(&self) -> Result<Asked<TaskChoices>, Failure> {
        let open = self.open_frames()?;
        Ok(self.index.task_choices(&self.progress, &open)?)
    }

    /// Returns where each open task of this desk stands, and who works on it on other desks.
    ///
    /// # Errors
    /// As [`Self::tasks`].
    pub fn who_else(&self) -> Result<Asked<Vec<SharedTask>>, Failure> {
        let open: Vec<FrameRef> =
            self.open_frames()?.into_iter().filter(|frame| frame.kind.is_of_tasks()).collect();
        if open.is_empty() {
            return Ok(Asked::default());
        }
        let Asked { answer, warnings, missing } = self.index.stands_of(&self.progress, &open)?;
        let others = open.into_iter().zip(answer);
        let answer = others.map(|(task, (stand, desks))| {
            let elsewhere = self.open_on(&desks, &task);
            SharedTask { task, stand, elsewhere }
        });
        Ok(Asked { answer: answer.collect(), warnings, missing })
    }

    /// Returns who works on some tasks on other desks. The index is not asked: the desks themselves are read,
    /// unless they are so many that somebody would wait for them.
    #[must_use]
    pub fn others_on(&self, tasks: &[FrameRef]) -> Vec<String> {
        let tasks: Vec<_> = tasks.iter().filter(|task| task.kind.is_of_tasks()).collect();
        if tasks.is_empty() {
            return Vec::new();
        }
        let own = self.name();
        let desks = self.index.desks().answer.into_iter().map(|(name, _)| name);
        let desks: Vec<DeskName> = desks.filter(|name| *name != own).collect();
        if desks.len() > DESKS_READ {
            return Vec::new();
        }
        let others = tasks.into_iter().map(|task| (task, self.open_on(&desks, task)));
        others.flat_map(|(task, all)| all.into_iter().map(|one| one.on(task))).collect()
    }

    /// Returns the names of the open contexts, outermost first.
    fn open_frames(&self) -> Result<Vec<FrameRef>, Failure> {
        let watch = self.look()?.watch;
        Ok(watch.live().map(|live| live.context_stack.path()).unwrap_or_default())
    }
}

/// Returns what lists show of tasks. `open` is what is open on this desk.
fn rows(tasks: Vec<ListedTask>, open: &[FrameRef], sums: &TaskSums) -> Vec<TaskRow> {
    let row = |listed: ListedTask| {
        let ListedTask { task, earlier_ms, holds } = listed;
        let TaskSum { live_ms, session_ms, today_ms } = sums.of_task(&task.name);
        let name = TaskName::of(&task.name);
        TaskRow {
            total_ms: earlier_ms.saturating_add(live_ms),
            today_ms,
            session_ms,
            is_open: open.iter().any(|frame| name.is(frame)),
            elsewhere: sums.elsewhere(&task.name),
            holds,
            task,
        }
    };
    tasks.into_iter().map(row).collect()
}

fn not_known(name: &TaskName) -> Refusal {
    let (what, list) =
        if name.is_of_a_sprint() { ("sprint", LookAt::Sprints) } else { ("task", LookAt::Tasks) };
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        format!("no {what} {} is known", name.if_new().id),
        Hint::show("see what is known", list),
    )
}
