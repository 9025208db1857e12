//! What is known of the tasks of a command, and where the lines are that say so.
//!
//! The desk checks these lines in the journals. That the index lacks an event cannot be seen: the doctor
//! finds it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::items::items_named;
use super::json_column::some_json;
use super::sessions::time;
use super::task_columns::{COLUMNS, COUNT, drop_ended_claim, known_task};
use super::task_progress::progress_of;
use super::task_rows::{TaskSetters, next_free, setters};
use super::task_users::user_of;
use super::words::{int, uint};
use crate::core::{
    DeskName, FrameKind, FrameRef, Task, TaskName, TaskProgress, TaskUpdate, UsedTask,
};
use crate::store::{JournalPosition, Store};

/// A task, and the lines that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownLines {
    /// The task.
    pub task: Task,
    /// Its active time in the ended sessions of all desks, milliseconds.
    pub earlier_ms: u64,
    /// The time by which its newest event is ordered, UTC.
    pub newest_utc: DateTime<Utc>,
    /// The line that set its title last, and those of its estimate, its status and its claim.
    pub lines: TaskLines,
    /// The desks on which it was entered and that are not over, without the own one.
    pub desks: Vec<DeskName>,
}

/// The lines that set the values of a task last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskLines {
    /// The title.
    pub title: Option<TaskLine>,
    /// The estimate.
    pub estimate: Option<TaskLine>,
    /// The status.
    pub status: Option<TaskLine>,
    /// The claim.
    pub claim: Option<TaskLine>,
}

/// A line that changed a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskLine {
    /// Its desk.
    pub desk: DeskName,
    /// Its event.
    pub seq: u64,
    /// The place of the change among the changes of tasks in the line.
    pub nth: usize,
    /// What it changed.
    pub update: TaskUpdate,
    /// Where it ends.
    pub at: JournalPosition,
}

/// The tasks, as one moment of the index knows them.
pub struct TaskRows<'c> {
    connection: &'c Connection,
    desk: DeskName,
}

/// Reads what somebody needs of tasks. It may be called again.
pub type ReadTaskRows<'r, T> = &'r dyn Fn(&TaskRows<'_>) -> Result<T, IndexError>;

impl Index {
    /// Reads what is known of tasks, after it took in what the journals have more. The caller holds the
    /// lock of the tasks, and none of a desk. It does not wait long for others.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read, or that of `read`; [`IndexError::Busy`] if
    /// another process builds the index.
    pub fn tasks<T>(
        &self,
        say: OnProgress<'_>,
        read: ReadTaskRows<'_, T>,
    ) -> Result<Asked<T>, IndexError> {
        self.wait_briefly(say)?;
        let asked = self.ask(say, &|connection| self.read_tasks(connection, read))?;
        let Asked { answer, warnings, missing } = asked;
        Ok(Asked { answer: answer?, warnings, missing })
    }

    /// As [`Self::tasks`], for a writer: it holds the lock of the desk, whose last event is `seq`. Waits for
    /// others for a moment only. Of other desks, it has what was taken in last.
    ///
    /// # Errors
    /// As [`Self::tasks`]; [`IndexError::NotNow`] if somebody else uses the index, or it must be built
    /// first.
    pub fn tasks_at_once<T>(
        &self,
        desk: (&Store, u64),
        read: ReadTaskRows<'_, T>,
    ) -> Result<T, IndexError> {
        let answer = self.ask_at_once(desk, &|connection| self.read_tasks(connection, read))?;
        answer.unwrap_or(Err(IndexError::NotNow { path: self.paths.index() }))
    }

    fn read_tasks<T>(
        &self,
        connection: &Connection,
        read: ReadTaskRows<'_, T>,
    ) -> rusqlite::Result<Result<T, IndexError>> {
        match read(&TaskRows { connection, desk: self.own_desk() }) {
            // The index answers it.
            Err(IndexError::Database(error)) => Err(error),
            answer => Ok(answer),
        }
    }
}

impl TaskRows<'_> {
    /// Returns what is known of the tasks that have a name. Without a type, several may have it.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn named(&self, name: &TaskName) -> Result<Vec<KnownLines>, IndexError> {
        let mut all = Vec::new();
        for item in items_named(self.connection, name)? {
            all.extend(self.of_item(item)?);
        }
        Ok(all)
    }

    /// Returns the number of the next free id of a type.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn next_free(&self, kind: &FrameKind) -> Result<u64, IndexError> {
        Ok(next_free(self.connection, kind)?)
    }

    /// Returns what an event of the own desk changed of tasks, also if it was undone.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn of_event(&self, seq: u64) -> Result<Vec<TaskLine>, IndexError> {
        let mut find = self
            .connection
            .prepare_cached(&format!("{LINE} WHERE d.name = ?1 AND e.seq = ?2 ORDER BY e.nth"))?;
        let lines = find.query_map(params![self.desk.as_str(), int(seq)], task_line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// Returns who else uses something that an event of the own desk is about; `None` if nobody does.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn used(&self, seq: u64) -> Result<Option<UsedTask>, IndexError> {
        Ok(user_of(self.connection, &self.desk, seq)?)
    }

    /// Returns how far a task or a sprint is.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn progress(&self, name: &FrameRef) -> Result<TaskProgress, IndexError> {
        Ok(progress_of(self.connection, name)?)
    }

    /// Takes the claim of a run away that is over or deleted.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn drop_ended_claim(&self, task: &mut Task) -> Result<(), IndexError> {
        Ok(drop_ended_claim(self.connection, task)?)
    }

    fn of_item(&self, item: i64) -> Result<Option<KnownLines>, IndexError> {
        let sql = format!(
            "SELECT {COLUMNS}, t.title_by, t.estimate_by, t.status_by, t.claim_by,
             (SELECT coalesce(sum(ms), 0) FROM task_times m WHERE m.item = t.item), t.time
             FROM tasks t WHERE t.item = ?1"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let read = |row: &Row<'_>| {
            let times = (uint(row, COUNT + 4)?, time(row, COUNT + 5)?);
            Ok((known_task(row)?, setters(row, COUNT)?, times))
        };
        let Some((task, by, (earlier_ms, newest_utc))) = find.query_row([item], read).optional()?
        else {
            return Ok(None);
        };
        let lines = self.lines(by)?;
        let desks = self.desks_of(item)?;
        Ok(Some(KnownLines { task, earlier_ms, newest_utc, lines, desks }))
    }

    fn lines(&self, by: TaskSetters) -> Result<TaskLines, IndexError> {
        Ok(TaskLines {
            title: self.line(by.title)?,
            estimate: self.line(by.estimate)?,
            status: self.line(by.status)?,
            claim: self.line(by.claim)?,
        })
    }

    fn line(&self, event: Option<i64>) -> Result<Option<TaskLine>, IndexError> {
        let Some(event) = event else { return Ok(None) };
        let mut find = self.connection.prepare_cached(&format!("{LINE} WHERE e.event = ?1"))?;
        Ok(Some(find.query_row([event], task_line)?))
    }

    /// Returns the other desks on which an item was entered, of people and of runs that are not over.
    fn desks_of(&self, item: i64) -> Result<Vec<DeskName>, IndexError> {
        Ok(open_desks_of(self.connection, item, &self.desk)?)
    }
}

/// How many other desks are looked at for one task.
const DESKS_MAX: i64 = 32;

/// Returns the desks on which an item was entered and that are not over, without one.
pub(super) fn open_desks_of(
    connection: &Connection,
    item: i64,
    without: &DeskName,
) -> rusqlite::Result<Vec<DeskName>> {
    let mut find = connection.prepare_cached(
        "SELECT name FROM (
             SELECT desk, name FROM desks WHERE NOT is_run UNION ALL
             SELECT desk, name FROM desks WHERE is_run AND NOT is_over) d
         WHERE name <> ?2 AND EXISTS
             (SELECT 1 FROM task_desks t WHERE t.item = ?1 AND t.desk = d.desk)
         ORDER BY name DESC LIMIT ?3",
    )?;
    let names = find.query_map(params![item, without.as_str(), DESKS_MAX], |row| {
        Ok(DeskName::named(&row.get::<_, String>(0)?))
    })?;
    names.collect()
}

/// A line, in the order in which [`task_line`] reads it.
const LINE: &str = "SELECT d.name, e.seq, e.nth, e.changes, e.segment, e.line_end, e.crc
    FROM task_events e JOIN desks d USING (desk)";

fn task_line(row: &Row<'_>) -> rusqlite::Result<TaskLine> {
    let at = JournalPosition { segment: row.get(4)?, offset: uint(row, 5)?, crc: row.get(6)? };
    let nth: i64 = row.get(2)?;
    Ok(TaskLine {
        desk: DeskName::named(&row.get::<_, String>(0)?),
        seq: uint(row, 1)?,
        nth: usize::try_from(nth).unwrap_or(usize::MAX),
        update: some_json(row, 3)?.ok_or(rusqlite::Error::InvalidColumnIndex(3))?,
        at,
    })
}
