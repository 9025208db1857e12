//! What happened since a time, on all desks.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::obey::Desk;
use crate::core::{
    DeskName, DeskSession, OpenElsewhere, STANDUP_MAX, SessionKey, SomeOf, Standup, StandupSession,
    StandupTask, TaskBound, TaskQuery, TaskStatus, WantedDesks,
};
use crate::failure::Failure;
use crate::index::{Asked, ChangedTask, StandupRows};
use crate::store::JournalPosition;

impl Desk {
    /// Returns what happened since a time on all desks, of each kind the newest. `local` returns the local
    /// time, less the time at which days begin.
    ///
    /// # Errors
    /// [`Failure`] if the history of this desk cannot be read. One of another desk is left out, with a
    /// warning.
    pub fn standup(
        &self,
        (since, besides): (DateTime<Utc>, Option<SessionKey>),
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<Standup>, Failure> {
        let desk = self.name();
        let besides = besides.map(|key| (&desk, key));
        let mut asked = self.index.standup(&self.progress, (since, besides))?;
        let answer = std::mem::take(&mut asked.answer);
        let StandupRows { done, dropped, added, notes, mut sessions, readings } = answer;
        let live = self.live_sessions(WantedDesks::OfPeople)?;
        let live = asked.add_warnings(live).into_iter().filter_map(|(desk, _, record)| {
            let session = DeskSession { desk, record: record?, readings: Vec::new() };
            Some(StandupSession::of(&session))
        });
        // The live ones are the newest.
        sessions.listed.splice(0..0, live);
        let over = sessions.listed.len().saturating_sub(STANDUP_MAX);
        sessions.listed.truncate(STANDUP_MAX);
        sessions.more = sessions.more.saturating_add(over);
        let standup = Standup {
            done: self.with_operators(done),
            dropped: self.with_operators(dropped),
            added: self.with_operators(added),
            blocked: self.standing(TaskStatus::Blocked, local)?,
            doing: self.standing(TaskStatus::InProgress, local)?,
            notes,
            sessions,
            readings,
        };
        let Asked { warnings, missing, .. } = asked;
        Ok(Asked { answer: standup, warnings, missing })
    }

    /// Returns when somebody gave the last of the newest commands of this desk, UTC; `None` if all of them
    /// are of others.
    ///
    /// # Errors
    /// [`Failure`] if the desk cannot be read.
    pub fn last_command_of(&self, operator: &str) -> Result<Option<DateTime<Utc>>, Failure> {
        let recent = self.look()?.watch.recent;
        // What a source measured is no command of a person.
        let own = recent
            .iter()
            .filter(|activity| activity.by.operator == operator && activity.provenance.is_given());
        Ok(own.map(|activity| activity.at_utc).max())
    }

    /// Returns the tasks of a status, and who works on them.
    fn standing(
        &self,
        status: TaskStatus,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<SomeOf<StandupTask>, Failure> {
        let bound = Some(TaskBound { count: STANDUP_MAX, closed: None });
        let query = TaskQuery { statuses: vec![status], bound, ..TaskQuery::default() };
        let head = self.task_head(&query, local)?.answer;
        let operator = self.look()?.watch.live().map(|live| live.operator.clone());
        let here = OpenElsewhere { desk: self.name(), operator: operator.unwrap_or_default() };
        let listed = head.rows.into_iter().map(|row| StandupTask::now(row, &here)).collect();
        Ok(SomeOf { listed, more: head.left.all() })
    }

    /// Adds who changed some tasks, from the journals.
    fn with_operators(&self, changed: SomeOf<ChangedTask>) -> SomeOf<StandupTask> {
        let with = |(task, line): ChangedTask| {
            let operator = line.and_then(|(desk, at)| self.operator_of(&desk, &at));
            StandupTask { operator, ..task }
        };
        SomeOf { listed: changed.listed.into_iter().map(with).collect(), more: changed.more }
    }

    /// Returns who gave the command of a line; `None` if it cannot be read.
    fn operator_of(&self, desk: &DeskName, at: &JournalPosition) -> Option<String> {
        let store = self.store.beside(self.paths().of_desk(desk)?);
        Some(store.event_at(at).ok()?.by.operator)
    }
}
