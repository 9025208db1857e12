//! Everything that is known of one task or sprint.

use rusqlite::{Connection, Row, ToSql, params};

use super::ask::{DeskThen, Within, within};
use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::items::items_named;
use super::json_column::some_json;
use super::sessions::{COLUMNS, find, time, with_desks};
use super::task_lists::{ListedTask, SprintsOfTasks, WantedRows, listed_rows};
use super::words::{case, uint};
use crate::core::{
    DeskName, DeskSession, FrameKind, FrameRef, Period, SessionKey, TaskArtifact, TaskClass,
    TaskEvent, TaskName, TaskNote, TaskUpdate, WantedDesks,
};

/// How many notes and sessions of a task are listed.
const LISTED: u32 = 1_000;
/// From how many sessions a burn-down is made.
const SESSIONS_MAX: u32 = 20_000;

/// Everything that is known of one task or sprint, as one moment of the index knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundTask {
    /// The task.
    pub listed: ListedTask,
    /// The tasks of a sprint, or those right below a task.
    pub tasks: Vec<ListedTask>,
    /// All tasks below a task, with their active time in ended sessions, milliseconds.
    pub below: Vec<(FrameRef, u64)>,
    /// What came out of it, oldest first.
    pub artifacts: Vec<TaskArtifact>,
    /// The notes in it, newest first.
    pub notes: Vec<TaskNote>,
    /// The ended sessions in which somebody worked on it, newest first.
    pub sessions: Vec<DeskSession>,
    /// The desks on which it was changed.
    pub desks: Vec<DeskName>,
    /// The events of the sprint and of its tasks; none of a task.
    pub events: Vec<TaskEvent>,
    /// The sessions of a period.
    pub within: Within,
    /// The sprints of the tasks in all these sessions.
    pub sprints: SprintsOfTasks,
}

impl Index {
    /// Returns everything that is known of a task or a sprint, and the sessions of all desks within a
    /// period, with the live ones of `desks`; `None` if it is not known.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn task_page(
        &self,
        say: OnProgress<'_>,
        (name, period): (&TaskName, &Period),
        desks: &[DeskThen],
    ) -> Result<Asked<Option<FoundTask>>, IndexError> {
        self.ask(say, &|connection| {
            let moment = connection.unchecked_transaction()?;
            let mut known = Vec::new();
            for item in items_named(&moment, name)? {
                let row = WantedRows::Item(item);
                let listed = listed_rows(&moment, (&row, None))?;
                known.extend(listed.into_iter().map(|listed| (item, listed)));
            }
            let is_usual = |listed: &ListedTask| listed.task.name.kind == FrameKind::task();
            let usual = known.iter().position(|(_, listed)| is_usual(listed));
            let Some((item, listed)) = known.into_iter().nth(usual.unwrap_or(0)) else {
                return Ok(None);
            };
            let within = within(&moment, (period, WantedDesks::All), desks)?;
            let page = TaskPages { connection: &moment };
            page.of(item, listed, within).map(Some)
        })
    }
}

/// Reads what is known of one task.
struct TaskPages<'c> {
    connection: &'c Connection,
}

impl TaskPages<'_> {
    fn of(&self, item: i64, listed: ListedTask, within: Within) -> rusqlite::Result<FoundTask> {
        let is_sprint = listed.task.name.kind.is_of_sprints();
        let (rows, class) = if is_sprint {
            (WantedRows::OfSprint(item), None)
        } else {
            (WantedRows::Below(item), Some(TaskClass::Tasks))
        };
        let tasks = listed_rows(self.connection, (&rows, class))?;
        let sessions = self.sessions(item, if is_sprint { SESSIONS_MAX } else { LISTED })?;
        let all: Vec<&DeskSession> = sessions.iter().chain(&within.sessions).collect();
        let sprints = SprintsOfTasks::find(self.connection, &all)?;
        Ok(FoundTask {
            below: if is_sprint { Vec::new() } else { self.below(item)? },
            artifacts: self.artifacts(item)?,
            notes: self.notes(item)?,
            desks: self.desks(item)?,
            events: if is_sprint { self.events(item)? } else { Vec::new() },
            listed,
            tasks,
            sessions,
            within,
            sprints,
        })
    }

    /// Returns all tasks below a task, each with its active time in ended sessions.
    fn below(&self, item: i64) -> rusqlite::Result<Vec<(FrameRef, u64)>> {
        let mut find = self.connection.prepare_cached(
            "WITH RECURSIVE below (item) AS (
                 SELECT item FROM tasks WHERE of_parent = ?1 UNION
                 SELECT t.item FROM tasks t JOIN below b ON t.of_parent = b.item)
             SELECT t.type, t.id, (SELECT coalesce(sum(ms), 0) FROM task_times m WHERE m.item = t.item)
             FROM below b JOIN tasks t USING (item) WHERE t.item <> ?1",
        )?;
        let below = find.query_map([item], |row| {
            Ok((FrameRef { kind: case(row, 0)?, id: row.get(1)? }, uint(row, 2)?))
        })?;
        below.collect()
    }

    fn artifacts(&self, item: i64) -> rusqlite::Result<Vec<TaskArtifact>> {
        let sql = format!(
            "SELECT e.changes, d.name, e.key, e.at FROM task_events e JOIN desks d USING (desk)
             WHERE e.has_artifact AND e.item IN ({ITEMS}) AND {STANDS}
             ORDER BY e.time, e.store_id, e.seq, e.nth"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let artifact = |row: &Row<'_>| {
            let update: Option<TaskUpdate> = some_json(row, 0)?;
            let (desk, at_utc) = (DeskName::named(&row.get::<_, String>(1)?), time(row, 3)?);
            let session = row.get::<_, Option<u32>>(2)?.map(SessionKey);
            let artifact = update.and_then(|update| update.artifact);
            Ok(artifact.map(|artifact| TaskArtifact { artifact, desk, session, at_utc }))
        };
        let all = find.query_map([item], artifact)?;
        all.filter_map(Result::transpose).collect()
    }

    fn notes(&self, item: i64) -> rusqlite::Result<Vec<TaskNote>> {
        let mut find = self.connection.prepare_cached(
            "SELECT t.text, (SELECT text FROM names WHERE name = t.operator), d.name, t.key, t.at
             FROM item_paths p JOIN texts t ON t.contexts = p.path JOIN desks d ON d.desk = t.desk
             WHERE p.item = ?1 AND t.kind = 'note' AND t.slot IS NULL
             AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = t.desk AND v.seq = t.seq)
             ORDER BY t.row DESC LIMIT ?2",
        )?;
        let note = |row: &Row<'_>| {
            Ok(TaskNote {
                text: row.get(0)?,
                operator: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                desk: DeskName::named(&row.get::<_, String>(2)?),
                session: row.get::<_, Option<u32>>(3)?.map(SessionKey),
                at_utc: time(row, 4)?,
            })
        };
        find.query_map(params![item, LISTED], note)?.collect()
    }

    fn sessions(&self, item: i64, most: u32) -> rusqlite::Result<Vec<DeskSession>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions s WHERE s.phase = 'ended' AND s.row IN (
                 SELECT row FROM stays WHERE item IN ({ITEMS}) UNION
                 SELECT row FROM folded_times WHERE item IN ({ITEMS}))
             ORDER BY s.row DESC LIMIT ?2"
        );
        let values: [&dyn ToSql; 2] = [&item, &most];
        let found = find(self.connection, &sql, &values)?;
        with_desks(self.connection, found)
    }

    fn desks(&self, item: i64) -> rusqlite::Result<Vec<DeskName>> {
        let sql = format!(
            "SELECT name FROM desks WHERE desk IN
             (SELECT DISTINCT e.desk FROM task_events e WHERE e.item = ?1 AND {STANDS})
             ORDER BY name"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let names = find.query_map([item], |row| row.get::<_, String>(0))?;
        names.map(|name| name.map(|name| DeskName::named(&name))).collect()
    }

    /// Returns the events of a sprint and of its tasks.
    fn events(&self, item: i64) -> rusqlite::Result<Vec<TaskEvent>> {
        let sql = format!(
            "SELECT e.time, e.store_id, e.seq, e.at, e.changes FROM task_events e
             WHERE e.item IN ({ITEMS}) AND {STANDS} ORDER BY e.time, e.store_id, e.seq, e.nth"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let event = |row: &Row<'_>| {
            Ok(TaskEvent {
                time: time(row, 0)?,
                store_id: row.get(1)?,
                seq: uint(row, 2)?,
                at_utc: time(row, 3)?,
                update: some_json(row, 4)?.ok_or(rusqlite::Error::InvalidColumnIndex(4))?,
            })
        };
        find.query_map([item], event)?.collect()
    }
}

/// An item and, if it is a sprint, its tasks.
const ITEMS: &str = "SELECT ?1 UNION ALL SELECT item FROM tasks WHERE of_sprint = ?1";
/// That an event was not undone.
const STANDS: &str = "NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = e.desk AND v.seq = e.seq)";
