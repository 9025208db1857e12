//! Where the lines of the sessions stand that a correction of the past stands on.

use rusqlite::{Connection, OptionalExtension, Row, params};

use chrono::{DateTime, Utc};

use super::ask::WITHIN;
use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::words::{last_row, uint, us};
use crate::core::SessionKey;
use crate::store::JournalPosition;

/// The line that ended or corrected a session last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLine {
    /// The session.
    pub key: SessionKey,
    /// Where its line ends.
    pub at: JournalPosition,
}

/// The lines of the ended sessions that a correction stands on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastLines {
    /// Of the sessions that touch its periods.
    pub near: Vec<LastLine>,
    /// Of the one that ended last.
    pub ended_last: Option<LastLine>,
    /// Which of its sources are known.
    pub known_sources: Vec<String>,
}

impl Index {
    /// Takes in what the journals have more.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn catch_up(&self, say: OnProgress<'_>) -> Result<Asked<()>, IndexError> {
        self.ask(say, &|_| Ok(()))
    }

    /// Returns where the lines of ended sessions of this desk stand: of those that touch one of the
    /// periods, and of the one that ended last, both without some sessions.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn past_lines(
        &self,
        say: OnProgress<'_>,
        periods: &[(DateTime<Utc>, DateTime<Utc>)],
        sources: &[String],
        without: &[SessionKey],
    ) -> Result<Asked<PastLines>, IndexError> {
        let desk = self.own_desk();
        let is_other = |line: &LastLine| !without.contains(&line.key);
        self.ask(say, &|connection| {
            let mut lines = PastLines::default();
            for period in periods {
                let found = near(connection, desk.as_str(), *period)?;
                let known = |line: &LastLine| lines.near.contains(line);
                let new: Vec<_> =
                    found.into_iter().filter(|line| is_other(line) && !known(line)).collect();
                lines.near.extend(new);
            }
            lines.ended_last = ended_last(connection, desk.as_str(), without)?;
            lines.known_sources = known(connection, desk.as_str(), sources)?;
            Ok(lines)
        })
    }

    /// Returns from which of some sources this desk has sessions.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn known_sources(
        &self,
        say: OnProgress<'_>,
        sources: &[String],
    ) -> Result<Asked<Vec<String>>, IndexError> {
        let desk = self.own_desk();
        self.ask(say, &|connection| known(connection, desk.as_str(), sources))
    }
}

fn known(connection: &Connection, desk: &str, sources: &[String]) -> rusqlite::Result<Vec<String>> {
    let mut find = connection.prepare_cached(
        "SELECT 1 FROM sessions
         WHERE source = ?1 AND desk = (SELECT desk FROM desks WHERE name = ?2)",
    )?;
    let mut known = Vec::new();
    for source in sources {
        if find.exists(params![source, desk])? {
            known.push(source.clone());
        }
    }
    Ok(known)
}

fn last_line(row: &Row<'_>) -> rusqlite::Result<LastLine> {
    let at = JournalPosition { segment: row.get(1)?, offset: uint(row, 2)?, crc: row.get(3)? };
    Ok(LastLine { key: SessionKey(row.get(0)?), at })
}

fn near(
    connection: &Connection,
    desk: &str,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
) -> rusqlite::Result<Vec<LastLine>> {
    let sql = format!(
        "SELECT s.key, s.segment, s.line_end, s.crc FROM sessions s WHERE {WITHIN}
         AND +s.desk = (SELECT desk FROM desks WHERE name = ?4) ORDER BY s.row"
    );
    let mut find = connection.prepare_cached(&sql)?;
    let lines =
        find.query_map(params![us(since), us(until), last_row(us(until)), desk], last_line)?;
    lines.collect()
}

fn ended_last(
    connection: &Connection,
    desk: &str,
    without: &[SessionKey],
) -> rusqlite::Result<Option<LastLine>> {
    let mut find = connection.prepare_cached(
        "SELECT s.key, s.segment, s.line_end, s.crc FROM sessions s INDEXED BY sessions_by_end
         WHERE s.phase = 'ended' AND s.desk = (SELECT desk FROM desks WHERE name = ?1)
         AND s.key NOT IN (?2, ?3) ORDER BY s.latest DESC, s.row DESC LIMIT 1",
    )?;
    let key = |nth: usize| without.get(nth).map_or(0, |key| key.0);
    find.query_row(params![desk, key(0), key(1)], last_line).optional()
}
