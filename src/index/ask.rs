//! Sessions and active time within a period, and where the lines of a session stand.

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::asked::{Asked, OnProgress};
use super::catch_up::cursor;
use super::error::IndexError;
use super::file::Index;
use super::sessions::{COLUMNS, find, readings, time, with_desks};
use super::words::{last_row, uint, us};
use crate::core::{DeskName, DeskSession, Period, SessionName, SessionRecord, Tally, WantedDesks};
use crate::store::{JournalPosition, LineRange};

/// What the index knows of the lines of a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionLines {
    /// The line that ended or corrected it last; `None` while it is live.
    pub filed: Option<JournalPosition>,
    /// Its lines, in order.
    pub ranges: Vec<LineRange>,
    /// Those of its events that were undone, in order.
    pub undone: Vec<u64>,
}

impl SessionLines {
    /// Reports whether an event was undone.
    #[must_use]
    pub fn is_undone(&self, seq: u64) -> bool {
        self.undone.binary_search(&seq).is_ok()
    }
}

/// The sessions within a period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Within {
    /// The sessions.
    pub sessions: Vec<DeskSession>,
    /// Whether the index has the desks up to the events up to which they were read for the question.
    pub is_one_moment: bool,
}

/// A desk up to an event, and its live session then.
pub type DeskThen = (DeskName, u64, Option<SessionRecord>);

impl Index {
    /// Returns the name of the desk that asks.
    pub(super) fn own_desk(&self) -> DeskName {
        self.paths.desk.clone()
    }

    /// Returns the sessions of all desks that a period touches, the one that started first comes
    /// first; then the live ones of `desks`, unless they are over by now. Cancelled sessions are left out.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn sessions_within(
        &self,
        say: OnProgress<'_>,
        (period, wanted): (&Period, WantedDesks<'_>),
        desks: &[DeskThen],
    ) -> Result<Asked<Within>, IndexError> {
        self.ask(say, &|connection| {
            // All of it is what one moment of the index knows.
            let moment = connection.unchecked_transaction()?;
            within(&moment, (period, wanted), desks)
        })
    }

    /// Returns the active time of the past sessions of this desk within a period, by local day. `local`
    /// returns the local time, less the time at which days begin.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn tally(
        &self,
        say: OnProgress<'_>,
        period: &Period,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Asked<Tally>, IndexError> {
        self.ask(say, &|connection| tally(connection, &self.own_desk(), period, local))
    }

    /// Returns where the lines of a session of this desk stand; `None` if it has none.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn lines_of(
        &self,
        say: OnProgress<'_>,
        name: &SessionName,
    ) -> Result<Asked<SessionLines>, IndexError> {
        self.ask(say, &|connection| lines_of(connection, &self.own_desk(), name))
    }
}

/// The sessions that a period may touch. None of them began earlier than the longest session lasted before
/// the period. If that is more than ten days, a clock may have been set: then the first one is searched
/// for among all that had not ended.
pub(super) const WITHIN: &str = "+s.latest >= ?1 AND s.earliest < ?2 AND s.row BETWEEN
    (SELECT CASE WHEN longest < 864000000000 THEN (?1 - longest) / 1000000 * 1048576 ELSE
         (SELECT coalesce(min(row), 9223372036854775807)
          FROM sessions INDEXED BY sessions_by_end WHERE latest >= ?1) END
     FROM (SELECT coalesce((SELECT latest - earliest FROM sessions
                            ORDER BY latest - earliest DESC LIMIT 1), 0) AS longest))
    AND ?3 AND s.phase = 'ended'";

fn bounds(period: &Period) -> (i64, i64, i64) {
    let since = period.since.map_or(i64::MIN, us);
    let until = period.until.map_or(i64::MAX, us);
    let last = period.until.map_or(i64::MAX, |until| last_row(us(until)));
    (since, until, last)
}

/// Returns the sessions that a period touches, as [`Index::sessions_within`].
pub(super) fn within(
    connection: &Connection,
    (period, wanted): (&Period, WantedDesks<'_>),
    desks: &[DeskThen],
) -> rusqlite::Result<Within> {
    let mut sessions = sessions_within(connection, (period, wanted))?;
    let mut is_one_moment = true;
    for (desk, seq, live) in desks {
        let known = cursor(connection, desk)?.map_or(0, |(_, cursor)| cursor.seq);
        is_one_moment &= known == *seq;
        if let Some(record) = live.as_ref().filter(|record| period.touches(record)) {
            sessions.extend(still_live(connection, desk, record)?);
        }
    }
    Ok(Within { sessions, is_one_moment })
}

fn sessions_within(
    connection: &Connection,
    (period, wanted): (&Period, WantedDesks<'_>),
) -> rusqlite::Result<Vec<DeskSession>> {
    let (since, until, last) = bounds(period);
    let (of, name) = match wanted {
        WantedDesks::OfPeople => ("s.run_status IS NULL AND ?4 IS NULL", None),
        WantedDesks::All => ("?4 IS NULL", None),
        WantedDesks::One(desk) => {
            ("+s.desk = (SELECT desk FROM desks WHERE name = ?4)", Some(desk.as_str()))
        }
    };
    let sql = format!("SELECT {COLUMNS} FROM sessions s WHERE {WITHIN} AND {of} ORDER BY s.row");
    let mut found = find(connection, &sql, &[&since, &until, &last, &name])?;
    found.retain(|found| period.touches(&found.record));
    with_desks(connection, found)
}

/// Returns a live session with its readings; `None` if it is over by now.
fn still_live(
    connection: &Connection,
    desk: &DeskName,
    record: &SessionRecord,
) -> rusqlite::Result<Option<DeskSession>> {
    let mut find = connection.prepare_cached(
        "SELECT d.desk, EXISTS (SELECT 1 FROM sessions s WHERE s.desk = d.desk AND s.key = ?2)
         FROM desks d WHERE d.name = ?1",
    )?;
    let found = find.query_row(params![desk.as_str(), record.key.0], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?))
    });
    let readings = match found.optional()? {
        Some((_, true)) => return Ok(None),
        Some((number, false)) => readings(connection, number, record)?,
        None => Vec::new(),
    };
    Ok(Some(DeskSession { desk: desk.clone(), record: record.clone(), readings }))
}

fn tally(
    connection: &Connection,
    desk: &DeskName,
    period: &Period,
    local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
) -> rusqlite::Result<Tally> {
    let (since, until, last) = bounds(period);
    let sql = format!(
        "SELECT s.row, s.started, s.active_ms, p.began, p.ms FROM sessions s
         LEFT JOIN spans p ON p.row = s.row
         WHERE {WITHIN} AND +s.desk = (SELECT desk FROM desks WHERE name = ?4)
         ORDER BY s.row, p.nth"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query(params![since, until, last, desk.as_str()])?;
    let mut tally = Tally::default();
    let mut add = |start, ms| tally.add_worked(&[(start, ms)], period, local);
    // What the spans of a session lack counts from its start.
    let mut before: Option<(i64, DateTime<Utc>, u64)> = None;
    while let Some(row) = rows.next()? {
        let session: i64 = row.get(0)?;
        if before.is_none_or(|(known, _, _)| known != session) {
            if let Some((_, start, ms)) = before {
                add(start, ms);
            }
            before = Some((session, time(row, 1)?, uint(row, 2)?));
        }
        if row.get::<_, Option<i64>>(3)?.is_some() {
            let ms = uint(row, 4)?;
            add(time(row, 3)?, ms);
            before = before.map(|(known, start, left)| (known, start, left.saturating_sub(ms)));
        }
    }
    if let Some((_, start, ms)) = before {
        add(start, ms);
    }
    Ok(tally)
}

/// Returns where the lines of a session stand.
pub(super) fn lines_of(
    connection: &Connection,
    desk: &DeskName,
    name: &SessionName,
) -> rusqlite::Result<SessionLines> {
    let find_desk = "SELECT desk FROM desks WHERE name = ?1";
    let desk = connection.query_row(find_desk, [desk.as_str()], |row| row.get::<_, i64>(0));
    let Some(desk) = desk.optional()? else { return Ok(SessionLines::default()) };
    let key = match name {
        SessionName::Key(key) => Some(key.0),
        SessionName::Id(id) => key_of(connection, desk, id.as_str())?,
    };
    let Some(key) = key else { return Ok(SessionLines::default()) };
    let position = |row: &Row<'_>, first: usize| {
        let (segment, crc) = (row.get(first)?, row.get(first + 2)?);
        Ok(JournalPosition { segment, offset: uint(row, first + 1)?, crc })
    };
    let mut filed = connection.prepare_cached(
        "SELECT segment, line_end, crc FROM sessions WHERE desk = ?1 AND key = ?2",
    )?;
    let filed = filed.query_row(params![desk, key], |row| position(row, 0)).optional()?;
    let mut ranges = connection.prepare_cached(
        "SELECT seq, last_seq, line_begin, segment, line_end, crc FROM line_ranges
         WHERE desk = ?1 AND key = ?2 ORDER BY seq",
    )?;
    let range = |row: &Row<'_>| {
        let (seq, last_seq, begin) = (uint(row, 0)?, uint(row, 1)?, uint(row, 2)?);
        Ok(LineRange { seq, last_seq, begin, end: position(row, 3)? })
    };
    let ranges = ranges.query_map(params![desk, key], range)?.collect::<Result<Vec<_>, _>>()?;
    let mut undone = connection.prepare_cached(
        "SELECT v.seq FROM line_ranges r JOIN voids v ON v.desk = r.desk
         AND v.seq BETWEEN r.seq AND r.last_seq WHERE r.desk = ?1 AND r.key = ?2 ORDER BY v.seq",
    )?;
    let undone = undone.query_map(params![desk, key], |row| uint(row, 0))?;
    Ok(SessionLines { filed, ranges, undone: undone.collect::<Result<_, _>>()? })
}

/// Returns the number of the key of a session by its id. One that is live is not known.
fn key_of(connection: &Connection, desk: i64, id: &str) -> rusqlite::Result<Option<u32>> {
    let mut find =
        connection.prepare_cached("SELECT key FROM session_ids WHERE desk = ?1 AND id = ?2")?;
    find.query_row(params![desk, id], |row| row.get(0)).optional()
}
