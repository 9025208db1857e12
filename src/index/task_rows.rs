//! The rows of tasks: made anew from their events whenever one is added, undone or redone.
//!
//! An event that is newer than all others is applied to the row. Only if one comes later than newer
//! ones, or is undone or redone, all events of the task are read again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::items::Items;
use super::json_column::{json, some_json};
use super::lazy_statement::LazyStatement;
use super::line_facts::ReadLine;
use super::task_columns::{COLUMNS, COUNT, known_task};
use super::words::{index, int, uint, us, word};
use crate::core::{FrameKind, FrameRef, Task, TaskOrder, TaskUpdate, id_key};

/// How many tasks are kept in memory before they are written.
const KEPT: usize = 4_096;

/// The place of an event among all: its time, its store, its number, and its place in its line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct EventPlace {
    time: i64,
    store_id: String,
    seq: i64,
    nth: i64,
}

/// A task, and which events made it.
struct MadeTask {
    task: Task,
    by: TaskSetters,
    newest: EventPlace,
}

/// The events that set title, estimate, status and claim last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskSetters {
    pub title: Option<i64>,
    pub estimate: Option<i64>,
    pub status: Option<i64>,
    pub claim: Option<i64>,
}

impl TaskSetters {
    fn add(&mut self, event: i64, update: &TaskUpdate) {
        let closes = update.status.is_some_and(|status| !status.is_open());
        if update.title.is_some() {
            self.title = Some(event);
        }
        if update.estimate.is_some() {
            self.estimate = Some(event);
        }
        if update.status.is_some() {
            self.status = Some(event);
        }
        if update.claim.is_some() || closes {
            self.claim = Some(event);
        }
    }
}

/// Writes the rows of tasks from the events of one desk.
pub struct TaskWriter<'c> {
    connection: &'c Connection,
    desk: i64,
    store_id: String,
    /// The latest time at which an event was recorded.
    time: i64,
    /// What was made, and is not written yet.
    made: BTreeMap<i64, MadeTask>,
    /// Those that must be made from all their events.
    stale: BTreeSet<i64>,
    add_event: LazyStatement<'c>,
    add_desk: LazyStatement<'c>,
    of_line: LazyStatement<'c>,
}

impl<'c> TaskWriter<'c> {
    /// `time` is the latest time at which an event of the desk was recorded.
    pub fn new(connection: &'c Connection, desk: i64, (store_id, time): (&str, i64)) -> Self {
        Self {
            connection,
            desk,
            store_id: store_id.to_owned(),
            time,
            made: BTreeMap::new(),
            stale: BTreeSet::new(),
            add_event: LazyStatement::new(
                connection,
                "INSERT INTO task_events (item, desk, time, store_id, seq, nth, at, key, entered,
                 has_artifact, changes, segment, line_end, crc)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                 RETURNING event",
            ),
            add_desk: LazyStatement::new(
                connection,
                "INSERT OR IGNORE INTO task_desks (item, desk) VALUES (?1, ?2)",
            ),
            of_line: LazyStatement::new(
                connection,
                "SELECT item FROM task_events WHERE desk = ?1 AND seq = ?2",
            ),
        }
    }

    /// Takes in what a line changes of tasks.
    pub fn add(&mut self, line: &ReadLine, items: &mut Items<'c>) -> rusqlite::Result<()> {
        let facts = &line.facts;
        self.time = self.time.max(us(facts.recorded_at));
        for (nth, update) in facts.change.set.tasks.iter().enumerate() {
            let item = items.number(&update.task)?;
            let (seq, nth) = (int(line.seq), index(nth));
            let time = us(update.ordered_at(stored(self.time)?));
            let key = facts.session.as_ref().map(|session| session.key.0);
            let event = self.add_event.query_row(
                params![
                    item,
                    self.desk,
                    time,
                    self.store_id,
                    seq,
                    nth,
                    us(facts.at),
                    key,
                    update.entered,
                    update.artifact.is_some(),
                    json(update),
                    line.segment.to_string(),
                    int(line.end),
                    line.crc
                ],
                |row| row.get::<_, i64>(0),
            )?;
            if update.entered {
                self.add_desk.execute(params![item, self.desk])?;
            }
            let place = EventPlace { time, store_id: self.store_id.clone(), seq, nth };
            self.take(item, (event, place), line, update)?;
        }
        if self.made.len() >= KEPT {
            self.write_made(items)?;
        }
        Ok(())
    }

    /// Takes in an event of a task that is newer than all others.
    fn take(
        &mut self,
        item: i64,
        (event, place): (i64, EventPlace),
        line: &ReadLine,
        update: &TaskUpdate,
    ) -> rusqlite::Result<()> {
        if self.stale.contains(&item) {
            return Ok(());
        }
        let known = match self.made.remove(&item) {
            Some(made) => Some(made),
            None => self.written(item)?,
        };
        let mut made = match known {
            Some(made) if made.newest > place => {
                self.stale.insert(item);
                return Ok(());
            }
            Some(made) => made,
            None => MadeTask {
                task: Task::new(update.task.clone(), stored(us(line.facts.at))?),
                by: TaskSetters::default(),
                newest: place.clone(),
            },
        };
        made.task.apply(update, stored(us(line.facts.at))?);
        made.by.add(event, update);
        made.newest = place;
        self.made.insert(item, made);
        Ok(())
    }

    /// Takes in that an event of this desk was undone or redone.
    pub fn void(&mut self, seq: u64) -> rusqlite::Result<()> {
        let items = self.of_line.query_map(params![self.desk, int(seq)], |row| row.get(0))?;
        for item in items {
            let item = item?;
            self.made.remove(&item);
            self.stale.insert(item);
        }
        Ok(())
    }

    /// Writes what was kept back. Returns the latest time at which an event was recorded.
    pub fn finish(mut self, items: &mut Items<'c>) -> rusqlite::Result<i64> {
        self.write_made(items)?;
        for item in std::mem::take(&mut self.stale) {
            if let Some(made) = self.made_anew(item)? {
                self.write(item, &made, items)?;
            } else {
                let sql = "DELETE FROM tasks WHERE item = ?1";
                self.connection.prepare_cached(sql)?.execute([item])?;
            }
        }
        Ok(self.time)
    }

    fn write_made(&mut self, items: &mut Items<'c>) -> rusqlite::Result<()> {
        for (item, made) in std::mem::take(&mut self.made) {
            self.write(item, &made, items)?;
        }
        Ok(())
    }

    /// Returns a task as it is written; `None` if it is not.
    fn written(&self, item: i64) -> rusqlite::Result<Option<MadeTask>> {
        let sql = format!(
            "SELECT {COLUMNS}, t.title_by, t.estimate_by, t.status_by, t.claim_by,
             t.time, t.store_id, t.seq, t.nth FROM tasks t WHERE t.item = ?1"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let made = |row: &Row<'_>| {
            let task = known_task(row)?;
            let first = COUNT;
            let by = setters(row, first)?;
            let newest = EventPlace {
                time: row.get(first + 4)?,
                store_id: row.get(first + 5)?,
                seq: row.get(first + 6)?,
                nth: row.get(first + 7)?,
            };
            Ok(MadeTask { task, by, newest })
        };
        find.query_row([item], made).optional()
    }

    /// Makes a task from all its events; `None` if there are none.
    fn made_anew(&self, item: i64) -> rusqlite::Result<Option<MadeTask>> {
        let mut find = self.connection.prepare_cached(
            "SELECT event, time, store_id, seq, nth, at, changes FROM task_events e WHERE item = ?1
             AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = e.desk AND v.seq = e.seq)
             ORDER BY time, store_id, seq, nth",
        )?;
        let mut rows = find.query([item])?;
        let mut made: Option<MadeTask> = None;
        while let Some(row) = rows.next()? {
            let update: TaskUpdate = some_json(row, 6)?.ok_or(rusqlite::Error::InvalidQuery)?;
            let at = super::sessions::time(row, 5)?;
            let newest = EventPlace {
                time: row.get(1)?,
                store_id: row.get(2)?,
                seq: row.get(3)?,
                nth: row.get(4)?,
            };
            let made = made.get_or_insert_with(|| MadeTask {
                task: Task::new(update.task.clone(), at),
                by: TaskSetters::default(),
                newest: newest.clone(),
            });
            made.task.apply(&update, at);
            made.by.add(row.get(0)?, &update);
            made.newest = newest;
        }
        Ok(made)
    }

    fn write(&self, item: i64, made: &MadeTask, items: &mut Items<'c>) -> rusqlite::Result<()> {
        let MadeTask { task, by, newest } = made;
        let order = TaskOrder::of(task);
        let sprint = task.sprint.clone().map(|id| FrameRef { kind: FrameKind::sprint(), id });
        let of_sprint = sprint.map_or(Ok(0), |sprint| items.number(&sprint))?;
        let of_parent = task.parent.as_ref().map_or(Ok(0), |parent| items.number(parent))?;
        let all = |list: &str| Some(list.to_owned()).filter(|list| list != "[]");
        let mut put = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO tasks (item, type, id, number, title, estimate, old_estimates,
             status, delegation, assignee, sprint, of_sprint, parent_type, parent, of_parent, summary,
             reason, claim, artifacts, known_since, changed, entered, closed, title_by, estimate_by,
             status_by, claim_by, time, store_id, seq, nth, place, newest, tail_number)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34)",
        )?;
        put.execute(params![
            item,
            task.name.kind.as_str(),
            task.name.id,
            number_of(&task.name),
            task.title,
            task.estimate_seconds.map(int),
            all(&json(&task.old_estimates)),
            task.status.word(),
            word(&task.delegation),
            task.assignee,
            task.sprint,
            of_sprint,
            task.parent.as_ref().map(|parent| parent.kind.as_str()),
            task.parent.as_ref().map(|parent| &parent.id),
            of_parent,
            task.summary,
            task.reason,
            task.claim.as_ref().map(json),
            all(&json(&task.artifacts)),
            us(task.known_since_utc),
            us(task.changed_at_utc),
            task.entered_at_utc.map(us),
            task.closed_at_utc.map(us),
            by.title,
            by.estimate,
            by.status,
            by.claim,
            newest.time,
            newest.store_id,
            newest.seq,
            newest.nth,
            order.place,
            order.newest.map(us),
            order.number,
        ])?;
        Ok(())
    }
}

/// Returns a time as the tables keep it.
fn stored(at: i64) -> rusqlite::Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(at).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, at))
}

/// Returns which events set the values of a task, from four columns.
pub fn setters(row: &Row<'_>, first: usize) -> rusqlite::Result<TaskSetters> {
    Ok(TaskSetters {
        title: row.get(first)?,
        estimate: row.get(first + 1)?,
        status: row.get(first + 2)?,
        claim: row.get(first + 3)?,
    })
}

/// Returns the number of an id such as `TASK-7`; `None` if it has another form.
fn number_of(name: &FrameRef) -> Option<i64> {
    let (_, digits) = name.id.rsplit_once('-')?;
    let short = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_short_form = id_key(&name.kind, digits) == id_key(&name.kind, &name.id);
    digits.parse().ok().filter(|_| short && is_short_form)
}

/// Returns the number of the next free id of a type.
pub fn next_free(connection: &Connection, kind: &FrameKind) -> rusqlite::Result<u64> {
    let mut find = connection.prepare_cached(
        "SELECT coalesce(max(number), 0) FROM tasks WHERE type = ?1 AND number IS NOT NULL",
    )?;
    let last = find.query_row([kind.as_str()], |row| uint(row, 0))?;
    Ok(last.saturating_add(1))
}
