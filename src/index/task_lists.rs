//! Lists of tasks and sprints.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::items::{item_of, kinds};
use super::json_column::json;
use super::sessions::time;
use super::task_columns::{COLUMNS, COUNT, drop_ended_claim, known_task};
use super::task_evidence::open_desks_of;
use super::task_rows::next_free;
use super::words::{case, uint};
use crate::core::{
    DeskName, DeskSession, FrameKind, FrameRef, Task, TaskChoice, TaskChoices, TaskClass,
    TaskCounts, TaskStand,
};

/// A task, and what the index has added up of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTask {
    /// The task.
    pub task: Task,
    /// Its active time in the ended sessions of all desks, milliseconds. That of a sprint has also the time
    /// of its tasks.
    pub earlier_ms: u64,
    /// What it holds.
    pub holds: TaskCounts,
}

/// The sprints of some tasks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SprintsOfTasks(HashMap<FrameRef, String>);

impl SprintsOfTasks {
    /// Returns the id of the sprint of a task.
    pub fn of(&self, task: &FrameRef) -> Option<String> {
        self.0.get(task).cloned()
    }

    /// Finds those of the tasks in some sessions.
    pub(super) fn find(
        connection: &Connection,
        sessions: &[&DeskSession],
    ) -> rusqlite::Result<Self> {
        let mut find = connection
            .prepare_cached("SELECT sprint FROM tasks WHERE item = ?1 AND sprint IS NOT NULL")?;
        let frames: HashSet<&FrameRef> = sessions
            .iter()
            .flat_map(|session| {
                let stays = session.record.contexts.iter().map(|stay| &stay.frame);
                stays.chain(session.record.folded_stays.iter().map(|stays| &stays.frame))
            })
            .collect();
        let mut all = HashMap::new();
        for frame in frames {
            let Some(item) = item_of(connection, frame)? else { continue };
            let sprint = find.query_row([item], |row| row.get(0)).optional()?;
            all.extend(sprint.map(|sprint| (frame.clone(), sprint)));
        }
        Ok(Self(all))
    }
}

impl Index {
    /// Returns where each of some contexts stands, and the other desks on which it was entered and that are
    /// not over.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn stands_of(
        &self,
        say: OnProgress<'_>,
        contexts: &[FrameRef],
    ) -> Result<Asked<Vec<StandOfItem>>, IndexError> {
        self.ask(say, &|connection| {
            let own = self.own_desk();
            let stands = |name: &FrameRef| match item_of(connection, name)? {
                Some(item) => {
                    Ok((stand(connection, item, &own)?, open_desks_of(connection, item, &own)?))
                }
                None => Ok((None, Vec::new())),
            };
            contexts.iter().map(stands).collect()
        })
    }

    /// Returns what can be entered. `current` is what is open on this desk.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn task_choices(
        &self,
        say: OnProgress<'_>,
        current: &[FrameRef],
    ) -> Result<Asked<TaskChoices>, IndexError> {
        self.ask(say, &|connection| {
            let moment = connection.unchecked_transaction()?;
            let mut choices = choices(&moment)?;
            choices.previous = previous(&moment, &self.own_desk(), current)?;
            choices.sort();
            Ok(choices)
        })
    }
}

/// Where an item stands, and on which other desks it was entered.
pub type StandOfItem = (Option<TaskStand>, Vec<DeskName>);

/// Returns where a task stands.
fn stand(
    connection: &Connection,
    item: i64,
    own: &DeskName,
) -> rusqlite::Result<Option<TaskStand>> {
    let mut find = connection.prepare_cached(
        "SELECT t.status, t.reason, d.name FROM tasks t
         LEFT JOIN task_events e ON e.event = t.status_by LEFT JOIN desks d ON d.desk = e.desk
         WHERE t.item = ?1",
    )?;
    let stand = |row: &Row<'_>| {
        let desk = row.get::<_, Option<String>>(2)?.map(|name| DeskName::named(&name));
        Ok(TaskStand {
            status: case(row, 0)?,
            reason: row.get(1)?,
            said_on: desk.filter(|desk| desk != own),
        })
    };
    find.query_row([item], stand).optional()
}

/// Which rows of tasks are read.
pub(super) enum WantedRows {
    /// All of them.
    All,
    /// One of them.
    Item(i64),
    /// Those of a sprint.
    OfSprint(i64),
    /// Those with a parent.
    Below(i64),
    /// Some of them.
    Some(Vec<i64>),
}

impl WantedRows {
    /// Returns what holds of them, and the value of its parameter. `tasks` is called `t`.
    pub(super) fn sql(&self) -> (&'static str, Value) {
        match self {
            Self::All => ("?1 = 0", Value::from(0)),
            Self::Item(item) => ("t.item = ?1", Value::from(*item)),
            Self::OfSprint(item) => ("t.of_sprint = ?1", Value::from(*item)),
            Self::Below(item) => ("t.of_parent = ?1", Value::from(*item)),
            Self::Some(items) => {
                ("t.item IN (SELECT value FROM json_each(?1))", Value::from(json(items)))
            }
        }
    }
}

/// Returns what holds of the tasks of a class. `tasks` is called `t`.
pub(super) fn of_class(class: TaskClass) -> &'static str {
    match class {
        TaskClass::Tasks => "t.type NOT IN ('sprint', 'project')",
        TaskClass::Sprints => "t.type = 'sprint'",
        TaskClass::Projects => "t.type = 'project'",
    }
}

/// Returns tasks of a class, or of any.
pub(super) fn listed_rows(
    connection: &Connection,
    (rows, class): (&WantedRows, Option<TaskClass>),
) -> rusqlite::Result<Vec<ListedTask>> {
    let of_class = class.map_or("1", of_class);
    let (which, item) = rows.sql();
    let sql = format!(
        "SELECT {COLUMNS}, t.item,
         (SELECT coalesce(sum(ms), 0) FROM task_times m WHERE m.item = t.item)
         FROM tasks t WHERE {of_class} AND {which}"
    );
    let has_sprints = class != Some(TaskClass::Tasks);
    let in_sprints =
        if has_sprints { holds(connection, rows, "of_sprint")? } else { HashMap::new() };
    let below = holds(connection, rows, "of_parent")?;
    let mut find = connection.prepare_cached(&sql)?;
    let mut rows = find.query([item])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (mut task, ms) = (known_task(row)?, uint(row, COUNT + 1)?);
        drop_ended_claim(connection, &mut task)?;
        let item: i64 = row.get(COUNT)?;
        let is_sprint = task.name.kind.is_of_sprints();
        let outside_ms = if is_sprint { time_outside(connection, item)? } else { 0 };
        let holds = if is_sprint { &in_sprints } else { &below }.get(&item);
        all.push(ListedTask {
            earlier_ms: ms.saturating_add(outside_ms),
            holds: holds.copied().unwrap_or_default(),
            task,
        });
    }
    Ok(all)
}

/// Returns how many tasks each of some sprints holds, or each of some tasks: `of` is the column that names
/// it.
fn holds(
    connection: &Connection,
    rows: &WantedRows,
    of: &str,
) -> rusqlite::Result<HashMap<i64, TaskCounts>> {
    let (which, item) = rows.sql();
    let wanted = match rows {
        WantedRows::All => format!("?1 = 0 AND {of} > 0"),
        WantedRows::Item(_) => format!("{of} = ?1"),
        WantedRows::Some(_) => format!("{of} IN (SELECT value FROM json_each(?1))"),
        WantedRows::OfSprint(_) | WantedRows::Below(_) => {
            format!("{of} IN (SELECT t.item FROM tasks t WHERE {which})")
        }
    };
    let mut count = connection.prepare_cached(&format!(
        "SELECT {of}, sum(status NOT IN ('done', 'dropped')), sum(status = 'done')
         FROM tasks WHERE {wanted} GROUP BY {of}"
    ))?;
    let counts = count.query_map([item], |row| {
        Ok((row.get(0)?, TaskCounts { open: uint(row, 1)?, done: uint(row, 2)? }))
    })?;
    counts.collect()
}

/// Returns the time of the tasks of a sprint while no sprint was open, milliseconds. Time in a task that
/// lies in another task is that of the sprint of the other one, if it has one.
fn time_outside(connection: &Connection, sprint: i64) -> rusqlite::Result<u64> {
    let mut sum = connection.prepare_cached(
        "SELECT coalesce(sum(m.ms), 0) FROM tasks t JOIN task_times m ON m.item = t.item
         WHERE t.of_sprint = ?1 AND m.sprint = 0
         AND NOT EXISTS (SELECT 1 FROM tasks o WHERE o.item = m.task AND o.of_sprint <> 0)",
    )?;
    sum.query_row([sprint], |row| uint(row, 0))
}

fn choices(connection: &Connection) -> rusqlite::Result<TaskChoices> {
    let mut choices = TaskChoices {
        kinds: kinds(connection)?,
        next_free: next_free(connection, &FrameKind::task())?,
        ..TaskChoices::default()
    };
    let mut find = connection.prepare_cached(
        "SELECT type, id, title, status, sprint, estimate, coalesce(entered, known_since) FROM tasks",
    )?;
    let choice = |row: &Row<'_>| {
        let estimate: Option<i64> = row.get(5)?;
        Ok(TaskChoice {
            name: FrameRef { kind: case(row, 0)?, id: row.get(1)? },
            title: row.get(2)?,
            status: case(row, 3)?,
            sprint: row.get(4)?,
            estimate_seconds: estimate.and_then(|seconds| u64::try_from(seconds).ok()),
            touched_at_utc: time(row, 6)?,
        })
    };
    for choice in find.query_map([], choice)? {
        let choice = choice?;
        let is_open = choice.status.is_open();
        if is_open { &mut choices.open } else { &mut choices.closed }.push(choice);
    }
    Ok(choices)
}

/// How many entered tasks are looked at for the one before.
const LOOKED_AT: i64 = 200;

/// Returns the task that was entered last on a desk, without those that are open there or are done.
fn previous(
    connection: &Connection,
    desk: &DeskName,
    current: &[FrameRef],
) -> rusqlite::Result<Option<FrameRef>> {
    let mut open = Vec::new();
    for frame in current {
        open.extend(item_of(connection, frame)?);
    }
    let mut find = connection.prepare_cached(
        "SELECT e.item, t.type, t.id FROM task_events e JOIN tasks t USING (item)
         WHERE e.desk = (SELECT desk FROM desks WHERE name = ?1) AND e.entered
         AND t.type NOT IN ('sprint', 'project') AND t.status NOT IN ('done', 'dropped')
         AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = e.desk AND v.seq = e.seq)
         ORDER BY e.seq DESC, e.nth DESC LIMIT ?2",
    )?;
    let mut rows = find.query(params![desk.as_str(), LOOKED_AT])?;
    while let Some(row) = rows.next()? {
        if !open.contains(&row.get(0)?) {
            return Ok(Some(FrameRef { kind: case(row, 1)?, id: row.get(2)? }));
        }
    }
    Ok(None)
}
