//! What happened since a time, on all desks: of each kind the newest, and how many more there are.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, ToSql, params};

use super::ask::WITHIN;
use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::search::hit;
use super::sessions::{COLUMNS as SESSION_COLUMNS, find, time, with_desks};
use super::task_columns::{COLUMNS, COUNT, known_task};
use super::words::{case, first_row, index, uint, us};
use crate::core::{
    DeskName, STANDUP_MAX, SessionKey, SomeOf, StandupNote, StandupReading, StandupSession,
    StandupTask, TaskStatus,
};
use crate::store::JournalPosition;

/// How many more of a kind are counted at most.
const COUNTED: usize = 1_000;

/// What happened since a time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StandupRows {
    /// Tasks that were completed.
    pub done: SomeOf<ChangedTask>,
    /// Tasks that were dropped.
    pub dropped: SomeOf<ChangedTask>,
    /// Tasks that became known.
    pub added: SomeOf<ChangedTask>,
    /// Notes.
    pub notes: SomeOf<StandupNote>,
    /// Sessions that are over.
    pub sessions: SomeOf<StandupSession>,
    /// Changes of band and health.
    pub readings: SomeOf<StandupReading>,
}

/// A task, and the line that changed it.
pub type ChangedTask = (StandupTask, Option<(DeskName, JournalPosition)>);

impl Index {
    /// Returns what happened since a time, on all desks, without the notes of the session `besides`.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn standup(
        &self,
        say: OnProgress<'_>,
        (since, besides): (DateTime<Utc>, Option<(&DeskName, SessionKey)>),
    ) -> Result<Asked<StandupRows>, IndexError> {
        self.ask(say, &|connection| {
            let moment = connection.unchecked_transaction()?;
            let closed = |status: TaskStatus| {
                let which = format!("t.closed >= ?1 AND t.status = '{}'", status.word());
                tasks(&moment, since, (&which, "t.closed", "t.status_by"))
            };
            let first = "(SELECT event FROM task_events f WHERE f.item = t.item
                ORDER BY f.time, f.store_id, f.seq, f.nth LIMIT 1)";
            Ok(StandupRows {
                done: closed(TaskStatus::Done)?,
                dropped: closed(TaskStatus::Dropped)?,
                added: tasks(&moment, since, ("t.known_since >= ?1", "t.known_since", first))?,
                notes: notes(&moment, since, besides)?,
                sessions: sessions(&moment, since)?,
                readings: readings(&moment, since)?,
            })
        })
    }
}

/// Splits what was found into what is listed and how many more there are.
fn some_of<T>(mut found: Vec<T>, count: usize) -> SomeOf<T> {
    let all = count.max(found.len());
    found.truncate(STANDUP_MAX);
    SomeOf { more: all.saturating_sub(found.len()), listed: found }
}

/// Counts the rows of a query, as far as they are counted.
fn count(connection: &Connection, from: &str, values: &[&dyn ToSql]) -> rusqlite::Result<usize> {
    let most = STANDUP_MAX + COUNTED;
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from} LIMIT {most})");
    let mut count = connection.prepare_cached(&sql)?;
    let count = count.query_row(values, |row| uint(row, 0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Returns tasks since a time: which they are, their time, and the event that changed them.
fn tasks(
    connection: &Connection,
    since: DateTime<Utc>,
    (which, at, event): (&str, &str, &str),
) -> rusqlite::Result<SomeOf<ChangedTask>> {
    const TASKS: &str = "t.type NOT IN ('sprint', 'project')";
    let since = us(since);
    let sql = format!(
        "SELECT {COLUMNS}, {at}, d.name, e.segment, e.line_end, e.crc FROM tasks t
         LEFT JOIN task_events e ON e.event = {event} LEFT JOIN desks d ON d.desk = e.desk
         WHERE {which} AND {TASKS} ORDER BY {at} DESC, t.item DESC LIMIT {STANDUP_MAX}"
    );
    let changed = |row: &Row<'_>| {
        let task = StandupTask::at(known_task(row)?, Some(time(row, COUNT)?));
        let Some(desk) = row.get::<_, Option<String>>(COUNT + 1)? else { return Ok((task, None)) };
        let desk = DeskName::named(&desk);
        let (segment, crc) = (row.get(COUNT + 2)?, row.get(COUNT + 4)?);
        let line = JournalPosition { segment, offset: uint(row, COUNT + 3)?, crc };
        Ok((StandupTask { desk: Some(desk.clone()), ..task }, Some((desk, line))))
    };
    let mut found = connection.prepare_cached(&sql)?;
    let found = found.query_map([since], changed)?.collect::<Result<Vec<_>, _>>()?;
    let all = count(connection, &format!("tasks t WHERE {which} AND {TASKS}"), &[&since])?;
    Ok(some_of(found, all))
}

/// Returns the notes, without the summaries of the completed tasks, which have them already.
fn notes(
    connection: &Connection,
    since: DateTime<Utc>,
    besides: Option<(&DeskName, SessionKey)>,
) -> rusqlite::Result<SomeOf<StandupNote>> {
    const FROM: &str = "texts t JOIN desks d ON d.desk = t.desk
        WHERE t.row >= ?1 AND t.at >= ?2 AND t.kind = 'note' AND t.slot IS NULL
        AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = t.desk AND v.seq = t.seq)
        AND NOT (d.name IS ?3 AND t.key IS ?4)
        AND NOT EXISTS (SELECT 1 FROM task_events e JOIN tasks k ON k.item = e.item
            WHERE e.desk = t.desk AND e.seq = t.seq AND k.status_by = e.event
            AND k.status = 'done' AND k.type NOT IN ('sprint', 'project'))";
    let (first, since) = (first_row(us(since)), us(since));
    let (desk, key) = besides.map(|(desk, key)| (desk.as_str(), key.0)).unzip();
    let mut found = connection.prepare_cached(&format!(
        "SELECT d.name, t.seq, t.at, t.kind, t.text, t.key,
         (SELECT text FROM names WHERE name = t.contexts),
         (SELECT text FROM names WHERE name = t.operator)
         FROM {FROM} ORDER BY t.row DESC LIMIT {STANDUP_MAX}"
    ))?;
    let found = found.query_map(params![first, since, desk, key], hit)?;
    let found = found.map(|found| found.map(StandupNote::of)).collect::<Result<Vec<_>, _>>()?;
    Ok(some_of(found, count(connection, FROM, &[&first, &since, &desk, &key])?))
}

fn sessions(
    connection: &Connection,
    since: DateTime<Utc>,
) -> rusqlite::Result<SomeOf<StandupSession>> {
    let (since, last) = (us(since), i64::MAX);
    let from = format!("sessions s WHERE {WITHIN} AND s.run_status IS NULL");
    let sql = format!(
        "SELECT {SESSION_COLUMNS} FROM {from} ORDER BY s.row DESC LIMIT {}",
        index(STANDUP_MAX)
    );
    let values: [&dyn ToSql; 3] = [&since, &last, &last];
    let found = with_desks(connection, find(connection, &sql, &values)?)?;
    let found = found.iter().map(StandupSession::of).collect();
    Ok(some_of(found, count(connection, &from, &values)?))
}

fn readings(
    connection: &Connection,
    since: DateTime<Utc>,
) -> rusqlite::Result<SomeOf<StandupReading>> {
    const FROM: &str = "readings r JOIN desks d ON d.desk = r.desk WHERE r.at >= ?1
        AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = r.desk AND v.seq = r.seq)";
    let since = us(since);
    let reading = |row: &Row<'_>| {
        let has = |column: usize| Ok(row.get::<_, Option<String>>(column)?.is_some());
        let is_there: (rusqlite::Result<bool>, rusqlite::Result<bool>) = (has(2), has(3));
        Ok(StandupReading {
            desk: DeskName::named(&row.get::<_, String>(0)?),
            at_utc: time(row, 1)?,
            band: if is_there.0? { Some(case(row, 2)?) } else { None },
            health: if is_there.1? { Some(case(row, 3)?) } else { None },
        })
    };
    let mut found = connection.prepare_cached(&format!(
        "SELECT d.name, r.at, r.band, r.health FROM {FROM}
         ORDER BY r.at DESC, r.seq DESC LIMIT {STANDUP_MAX}"
    ))?;
    let found = found.query_map([since], reading)?.collect::<Result<Vec<_>, _>>()?;
    Ok(some_of(found, count(connection, FROM, &[&since])?))
}
