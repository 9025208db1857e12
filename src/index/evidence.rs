//! Where the lines of the past sessions are that a correction stands on.
//!
//! The desk checks each of these lines in the journal, so what the index says wrongly of a line is
//! found. That the index lacks a session cannot be seen: the doctor finds it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::ask::WITHIN;
use super::asked::OnProgress;
use super::error::IndexError;
use super::file::Index;
use super::words::{last_row, uint, us};
use crate::core::{SessionKey, SessionName};
use crate::store::{JournalPosition, Store};

/// The line that ended or corrected a session last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLine {
    /// The session.
    pub key: SessionKey,
    /// Its event.
    pub seq: u64,
    /// Where it ends.
    pub at: JournalPosition,
    /// The newest event of the session.
    pub newest_seq: u64,
}

/// The past sessions of one desk, as one moment of the index knows them.
pub struct PastRows<'c> {
    connection: &'c Connection,
    desk: i64,
}

/// Reads what somebody needs. It may be called again.
pub type ReadPast<'r, T> = &'r dyn Fn(&PastRows<'_>) -> Result<T, IndexError>;

/// From when until when something may be, UTC.
pub type Times = (DateTime<Utc>, DateTime<Utc>);

impl Index {
    /// Takes in what the journals have more, for a correction. It does not wait long for others.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read; [`IndexError::Busy`] if another process
    /// builds the index.
    pub fn catch_up(&self, say: OnProgress<'_>) -> Result<(), IndexError> {
        self.wait_briefly(say)?;
        self.ask(say, &|_| Ok(())).map(drop)
    }

    /// Reads past sessions of this desk, after it took in what the journals have more.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read, or that of `read`.
    pub fn past<T>(&self, say: OnProgress<'_>, read: ReadPast<'_, T>) -> Result<T, IndexError> {
        self.ask(say, &|connection| self.read_past(connection, read))?.answer
    }

    /// As [`Self::past`], for a writer: it holds the lock of the desk, whose last event is `seq`. Waits
    /// for others for a moment only.
    ///
    /// # Errors
    /// As [`Self::past`]; [`IndexError::NotNow`] if somebody else uses the index, or it must be built
    /// first.
    pub fn past_at_once<T>(
        &self,
        desk: (&Store, u64),
        read: ReadPast<'_, T>,
    ) -> Result<T, IndexError> {
        let answer = self.ask_at_once(desk, &|connection| self.read_past(connection, read))?;
        answer.unwrap_or(Err(IndexError::NotNow { path: self.paths.index() }))
    }

    fn read_past<T>(
        &self,
        connection: &Connection,
        read: ReadPast<'_, T>,
    ) -> rusqlite::Result<Result<T, IndexError>> {
        let desk = connection
            .query_row(
                "SELECT desk FROM desks WHERE name = ?1",
                [self.own_desk().as_str()],
                |row| row.get(0),
            )
            .optional()?;
        match read(&PastRows { connection, desk: desk.unwrap_or(0) }) {
            // The index answers it.
            Err(IndexError::Database(error)) => Err(error),
            answer => Ok(answer),
        }
    }
}

/// The columns that [`last_line`] reads. `sessions` is called `s`.
const COLUMNS: &str = "s.key, s.seq, s.segment, s.line_end, s.crc,
    (SELECT max(last_seq) FROM line_ranges r WHERE r.desk = s.desk AND r.key = s.key)";

fn last_line(row: &Row<'_>) -> rusqlite::Result<LastLine> {
    let at = JournalPosition { segment: row.get(2)?, offset: uint(row, 3)?, crc: row.get(4)? };
    let newest_seq = row.get::<_, Option<i64>>(5)?.and_then(|seq| u64::try_from(seq).ok());
    let newest_seq = newest_seq.unwrap_or(0);
    Ok(LastLine { key: SessionKey(row.get(0)?), seq: uint(row, 1)?, at, newest_seq })
}

impl PastRows<'_> {
    /// Returns the last line of a session; `None` if there is none that is over.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn last_line_of(&self, name: &SessionName) -> Result<Option<LastLine>, IndexError> {
        let by_key = format!("SELECT {COLUMNS} FROM sessions s WHERE s.desk = ?1 AND s.key = ?2");
        let by_id = format!(
            "SELECT {COLUMNS} FROM sessions s WHERE s.desk = ?1 AND s.key =
             (SELECT key FROM session_ids WHERE desk = ?1 AND id = ?2)"
        );
        let line = match name {
            SessionName::Key(key) => self
                .connection
                .prepare_cached(&by_key)?
                .query_row(params![self.desk, key.0], last_line),
            SessionName::Id(id) => self
                .connection
                .prepare_cached(&by_id)?
                .query_row(params![self.desk, id.as_str()], last_line),
        };
        Ok(line.optional()?)
    }

    /// Returns the last lines of the ended sessions that touch some periods, without some sessions.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn near(
        &self,
        periods: &[Times],
        without: &[SessionKey],
    ) -> Result<Vec<LastLine>, IndexError> {
        let periods = SortedPeriods::of(periods);
        let Some((since, until)) = periods.hull() else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {COLUMNS}, s.earliest, s.latest FROM sessions s
             WHERE {WITHIN} AND +s.desk = ?4 ORDER BY s.row"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        // The end of a period is meant too.
        let mut rows = find.query(params![since, until + 1, last_row(until), self.desk])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let (earliest, latest) = (row.get(6)?, row.get(7)?);
            let line = last_line(row)?;
            if periods.touch(earliest, latest) && !without.contains(&line.key) {
                lines.push(line);
            }
        }
        Ok(lines)
    }

    /// Returns the last line of the session that ended last, without some sessions.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn ended_last(&self, without: &[SessionKey]) -> Result<Option<LastLine>, IndexError> {
        let sql = format!(
            "SELECT {COLUMNS}, s.ended, s.latest FROM sessions s INDEXED BY sessions_by_end
             WHERE s.phase = 'ended' AND s.desk = ?1 ORDER BY s.latest DESC, s.row DESC"
        );
        let mut find = self.connection.prepare_cached(&sql)?;
        let mut rows = find.query([self.desk])?;
        let mut last: Option<(i64, LastLine)> = None;
        while let Some(row) = rows.next()? {
            let (ended, latest): (i64, i64) = (row.get(6)?, row.get(7)?);
            // Under a clock that was set, a session may have its last moment after its end.
            if last.as_ref().is_some_and(|(end, _)| latest < *end) {
                break;
            }
            let line = last_line(row)?;
            let is_later = last.as_ref().is_none_or(|(end, _)| ended > *end);
            if is_later && !without.contains(&line.key) {
                last = Some((ended, line));
            }
        }
        Ok(last.map(|(_, line)| line))
    }

    /// Returns which sources the sessions of this desk come from, of some.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn known_sources(&self, sources: &[String]) -> Result<BTreeSet<String>, IndexError> {
        let sql = "SELECT 1 FROM sessions WHERE source = ?1 AND desk = ?2";
        let mut find = self.connection.prepare_cached(sql)?;
        let mut known = BTreeSet::new();
        for source in sources {
            if find.exists(params![source, self.desk])? {
                known.insert(source.clone());
            }
        }
        Ok(known)
    }

    /// Returns the last lines of the sessions that come from some sources, each line once.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn of_sources(&self, sources: &[String]) -> Result<Vec<LastLine>, IndexError> {
        let sql = format!("SELECT {COLUMNS} FROM sessions s WHERE s.source = ?1 AND s.desk = ?2");
        let mut find = self.connection.prepare_cached(&sql)?;
        let mut lines = Vec::new();
        for source in sources {
            lines.extend(find.query_row(params![source, self.desk], last_line).optional()?);
        }
        Ok(lines)
    }
}

/// Periods in the order of their starts, each with the latest end so far, microseconds.
struct SortedPeriods {
    starts: Vec<i64>,
    ends: Vec<i64>,
}

impl SortedPeriods {
    fn of(periods: &[Times]) -> Self {
        let mut sorted: Vec<(i64, i64)> =
            periods.iter().map(|(since, until)| (us(*since), us(*until))).collect();
        sorted.sort_unstable();
        let latest = |latest: &mut i64, (_, end): &(i64, i64)| {
            *latest = (*latest).max(*end);
            Some(*latest)
        };
        Self {
            starts: sorted.iter().map(|(start, _)| *start).collect(),
            ends: sorted.iter().scan(i64::MIN, latest).collect(),
        }
    }

    /// Returns the first start and the last end.
    fn hull(&self) -> Option<(i64, i64)> {
        Some((*self.starts.first()?, *self.ends.last()?))
    }

    /// Reports whether something from `earliest` until `latest` touches one of them.
    fn touch(&self, earliest: i64, latest: i64) -> bool {
        let begun = self.starts.partition_point(|start| *start <= latest);
        begun.checked_sub(1).and_then(|nth| self.ends.get(nth)).is_some_and(|end| *end >= earliest)
    }
}
