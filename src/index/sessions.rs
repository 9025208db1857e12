//! Sessions read back from their rows.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, ToSql};

use super::json_column::some_json;
use super::words::{ROWS_A_SECOND, case, uint};
use crate::core::{
    ContextTime, DeskName, DeskSession, FrameRef, GapId, GapTime, PauseTime, ReadingTime,
    SessionId, SessionKey, SessionRecord,
};

/// The columns of a session, in the order in which [`record`] reads them. `sessions` is called `s`.
pub const COLUMNS: &str = "s.row, s.desk, s.key, s.id, s.phase, s.started, s.ended, s.active_ms,
    s.paused_ms, s.breaks, s.start_notes, s.closing_notes,
    (SELECT text FROM names WHERE name = s.operator), s.interface, s.agent, s.workflow,
    s.band, s.end_band, s.health, s.end_health, s.is_corrected, s.is_added, s.type,
    s.folded_stays, s.overrides, s.playbook_steps";

/// A session with its row.
pub struct FoundSession {
    pub row: i64,
    pub desk: i64,
    pub record: SessionRecord,
}

/// Returns the time in a column.
pub fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<DateTime<Utc>> {
    let us: i64 = row.get(column)?;
    DateTime::from_timestamp_micros(us).ok_or(rusqlite::Error::IntegralValueOutOfRange(column, us))
}

/// Returns the time in a column that may be empty.
pub fn some_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    match row.get::<_, Option<i64>>(column)? {
        Some(_) => time(row, column).map(Some),
        None => Ok(None),
    }
}

/// Returns the sessions of a query that selects [`COLUMNS`], with their parts, in its order.
pub fn find(
    connection: &Connection,
    sql: &str,
    values: &[&dyn ToSql],
) -> rusqlite::Result<Vec<FoundSession>> {
    let mut query = connection.prepare_cached(sql)?;
    let mut all: Vec<FoundSession> = query.query_map(values, found)?.collect::<Result<_, _>>()?;
    add_parts(connection, &mut all)?;
    Ok(all)
}

fn found(row: &Row<'_>) -> rusqlite::Result<FoundSession> {
    Ok(FoundSession { row: row.get(0)?, desk: row.get(1)?, record: record(row)? })
}

/// Returns a session without its parts.
fn record(row: &Row<'_>) -> rusqlite::Result<SessionRecord> {
    Ok(SessionRecord {
        key: SessionKey(row.get(2)?),
        id: SessionId::from(row.get::<_, String>(3)?.as_str()),
        session_type: case(row, 22)?,
        phase: case(row, 4)?,
        started_at_utc: time(row, 5)?,
        ended_at_utc: time(row, 6)?,
        active_ms: uint(row, 7)?,
        paused_ms: uint(row, 8)?,
        breaks: row.get(9)?,
        start_notes: row.get(10)?,
        closing_notes: row.get(11)?,
        operator: row.get::<_, Option<String>>(12)?.unwrap_or_default(),
        interface: case(row, 13)?,
        agent_id: row.get(14)?,
        workflow_id: row.get(15)?,
        band: (case(row, 16)?, case(row, 17)?),
        health: (case(row, 18)?, case(row, 19)?),
        contexts: Vec::new(),
        folded_stays: some_json(row, 23)?.unwrap_or_default(),
        spans: Vec::new(),
        pauses: Vec::new(),
        gaps: Vec::new(),
        is_corrected: row.get(20)?,
        is_added: row.get(21)?,
        overrides: some_json(row, 24)?.unwrap_or_default(),
        playbook_steps: some_json(row, 25)?.unwrap_or_default(),
    })
}

/// Reads the parts of some sessions: one query for each table.
fn add_parts(connection: &Connection, all: &mut [FoundSession]) -> rusqlite::Result<()> {
    let mut places: BTreeMap<i64, usize> = BTreeMap::new();
    places.extend(all.iter().enumerate().map(|(nth, found)| (found.row, nth)));
    let (Some((first, _)), Some((last, _))) = (places.first_key_value(), places.last_key_value())
    else {
        return Ok(());
    };
    let rows = (*first, *last);
    let mut read =
        |sql: &str, take: &dyn Fn(&Row<'_>, &mut SessionRecord) -> rusqlite::Result<()>| {
            // Rows that lie close together are read in one go, others one by one.
            let is_dense = rows.1 - rows.0 <= SPARSE;
            let ranges: Vec<(i64, i64)> =
                if is_dense { vec![rows] } else { places.keys().map(|row| (*row, *row)).collect() };
            let mut query = connection.prepare_cached(sql)?;
            for range in ranges {
                let mut parts = query.query(range)?;
                while let Some(part) = parts.next()? {
                    let nth = places.get(&part.get(0)?);
                    if let Some(found) = nth.and_then(|nth| all.get_mut(*nth)) {
                        take(part, &mut found.record)?;
                    }
                }
            }
            Ok::<(), rusqlite::Error>(())
        };
    read(
        "SELECT row, began, ms FROM spans WHERE row BETWEEN ?1 AND ?2 ORDER BY row, nth",
        &|part, record| {
            record.spans.push((time(part, 1)?, uint(part, 2)?));
            Ok(())
        },
    )?;
    read(
        "SELECT row, type, id, title, estimate, began, ended, ms FROM stays
         WHERE row BETWEEN ?1 AND ?2 ORDER BY row, nth",
        &|part, record| {
            record.contexts.push(ContextTime {
                frame: FrameRef { kind: case(part, 1)?, id: part.get(2)? },
                title: part.get(3)?,
                estimate_seconds: part
                    .get::<_, Option<i64>>(4)?
                    .map(|seconds| u64::try_from(seconds).unwrap_or(0)),
                from_utc: time(part, 5)?,
                until_utc: some_time(part, 6)?,
                active_ms: uint(part, 7)?,
            });
            Ok(())
        },
    )?;
    read(
        "SELECT row, began, ended FROM pauses WHERE row BETWEEN ?1 AND ?2 ORDER BY row, nth",
        &|part, record| {
            let (from_utc, until_utc) = (time(part, 1)?, some_time(part, 2)?);
            record.pauses.push(PauseTime { from_utc, until_utc });
            Ok(())
        },
    )?;
    read(
        "SELECT row, gap, began, ended, ms, kept_ms, why, is_answered FROM gaps
         WHERE row BETWEEN ?1 AND ?2 ORDER BY row, nth",
        &|part, record| {
            record.gaps.push(GapTime {
                id: GapId(part.get(1)?),
                from_utc: time(part, 2)?,
                until_utc: time(part, 3)?,
                ms: uint(part, 4)?,
                kept_ms: uint(part, 5)?,
                why: case(part, 6)?,
                is_answered: part.get(7)?,
            });
            Ok(())
        },
    )
}

/// The most rows between the first and the last of some sessions that are read in one go: a month
/// and a half.
const SPARSE: i64 = 4_000_000 * ROWS_A_SECOND;

/// Returns sessions with the names of their desks, and how band and health changed in them.
pub fn with_desks(
    connection: &Connection,
    found: Vec<FoundSession>,
) -> rusqlite::Result<Vec<DeskSession>> {
    let mut name = connection.prepare_cached("SELECT name FROM desks WHERE desk = ?1")?;
    let mut names: BTreeMap<i64, String> = BTreeMap::new();
    for desk in found.iter().map(|found| found.desk) {
        if let Entry::Vacant(place) = names.entry(desk) {
            place.insert(name.query_row([desk], |row| row.get(0))?);
        }
    }
    found
        .into_iter()
        .map(|FoundSession { desk, record, .. }| {
            let readings = readings(connection, desk, &record)?;
            let name = names.get(&desk).map(String::as_str).unwrap_or_default();
            Ok(DeskSession { desk: DeskName::named(name), record, readings })
        })
        .collect()
}

/// Returns the changes of band and health that were recorded between the start and the end of a
/// session, in the order of their times. Where a clock was set back, a change of the band takes effect no earlier than
/// the one before it, and so does a change of the health.
pub fn readings(
    connection: &Connection,
    desk: i64,
    record: &SessionRecord,
) -> rusqlite::Result<Vec<ReadingTime>> {
    let mut query = connection.prepare_cached(
        "SELECT at, band, health FROM readings r WHERE desk = ?1
         AND seq > (SELECT min(seq) FROM line_ranges WHERE desk = ?1 AND key = ?2)
         AND seq <= coalesce(
             (SELECT end_seq FROM sessions WHERE desk = ?1 AND key = ?2), 9223372036854775807)
         AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = r.desk AND v.seq = r.seq)
         ORDER BY seq",
    )?;
    let reading = |row: &Row<'_>| {
        let some = |column| row.get_ref(column).is_ok_and(|value| value.as_str().is_ok());
        Ok(ReadingTime {
            at_utc: time(row, 0)?,
            band: some(1).then(|| case(row, 1)).transpose()?,
            health: some(2).then(|| case(row, 2)).transpose()?,
        })
    };
    let mut all: Vec<ReadingTime> =
        query.query_map((desk, record.key.0), reading)?.collect::<Result<_, _>>()?;
    let (mut band_since, mut health_since) = (record.started_at_utc, record.started_at_utc);
    for reading in &mut all {
        let of_band = reading.band.map_or(DateTime::<Utc>::MIN_UTC, |_| band_since);
        let of_health = reading.health.map_or(DateTime::<Utc>::MIN_UTC, |_| health_since);
        reading.at_utc = reading.at_utc.max(of_band).max(of_health);
        band_since = reading.band.map_or(band_since, |_| reading.at_utc);
        health_since = reading.health.map_or(health_since, |_| reading.at_utc);
    }
    all.sort_by_key(|reading| reading.at_utc);
    Ok(all)
}
