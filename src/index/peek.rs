//! What the index knows already, for those who cannot wait: words are completed between two key
//! presses.
//!
//! It is read as it is. Nothing is written, locked, built or caught up, so the newest lines of the
//! journals may be missing, and whatever is wrong with the file is the same as an empty one.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, Row, params};

use super::file::{Index, beside};
use super::schema::is_current;
use super::sessions::time;
use super::words::case;
use crate::core::{DeskName, FrameKind, FrameRef, RunStatus, SessionId, SessionKey, SessionType};

/// How many sessions are searched for contexts, agents and workflows.
const SEARCHED: u32 = 200;

/// A past session, as far as its name needs to be told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeekedSession {
    /// Its short name.
    pub key: SessionKey,
    /// Its unique name.
    pub id: SessionId,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// The notes of its start.
    pub start_notes: Option<String>,
    /// The notes of its end.
    pub closing_notes: Option<String>,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// A run that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeekedRun {
    /// Its id.
    pub id: SessionId,
    /// The name that it was given.
    pub name: Option<String>,
    /// Where it stood at its end.
    pub status: RunStatus,
    /// What it was about.
    pub notes: Option<String>,
}

impl Index {
    /// Returns the newest sessions of a desk whose keys are in one of the ranges, and then those whose
    /// ids begin with a text, if it is not empty.
    pub fn peek_sessions(
        &self,
        desk: &DeskName,
        (keys, id): (&[RangeInclusive<u32>], &str),
        most: u32,
    ) -> Vec<PeekedSession> {
        self.peek(|connection| {
            let mut all = Vec::new();
            let mut by_key = connection.prepare(&format!(
                "{PEEKED} AND s.key BETWEEN ?2 AND ?3 ORDER BY s.key DESC LIMIT ?4"
            ))?;
            for range in keys {
                let found = params![desk.as_str(), range.start(), range.end(), most];
                for found in by_key.query_map(found, session)? {
                    all.push(found?);
                }
            }
            if !id.is_empty() {
                let mut by_id = connection.prepare(&format!(
                    "{PEEKED} AND s.key IN (SELECT key FROM session_ids WHERE desk = d.desk \
                     AND id >= ?2 AND id < ?2 || '~' ORDER BY id DESC LIMIT ?3) \
                     ORDER BY s.key DESC"
                ))?;
                for found in by_id.query_map(params![desk.as_str(), id, most], session)? {
                    all.push(found?);
                }
            }
            all.sort_by_key(|found| std::cmp::Reverse(found.key));
            all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            Ok(all)
        })
    }

    /// Returns the contexts of the newest sessions of a desk with their titles, newest first. One may
    /// be there several times.
    pub fn peek_contexts(&self, desk: &DeskName) -> Vec<(FrameRef, Option<String>)> {
        self.peek(|connection| {
            let mut stays = connection.prepare(
                "SELECT t.type, t.id, t.title FROM stays t WHERE t.row IN (SELECT s.row FROM \
                 sessions s WHERE s.desk = (SELECT desk FROM desks WHERE name = ?1) \
                 ORDER BY s.key DESC LIMIT ?2) ORDER BY t.row DESC, t.nth DESC",
            )?;
            let context = |row: &Row<'_>| {
                let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
                Ok((kind.parse::<FrameKind>().ok(), id, row.get(2)?))
            };
            let mut all = Vec::new();
            for found in stays.query_map(params![desk.as_str(), SEARCHED], context)? {
                let (kind, id, title) = found?;
                all.extend(kind.map(|kind| (FrameRef { kind, id }, title)));
            }
            Ok(all)
        })
    }

    /// Returns the tasks and other contexts that are known, with their titles: the open ones first, the last
    /// touched before the others.
    pub fn peek_tasks(&self, most: u32) -> Vec<(FrameRef, Option<String>)> {
        self.peek(|connection| {
            let mut tasks = connection.prepare(
                "SELECT type, id, title FROM tasks ORDER BY status IN ('done', 'dropped'), \
                 coalesce(entered, known_since) DESC LIMIT ?1",
            )?;
            let task = |row: &Row<'_>| {
                let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
                Ok((kind.parse::<FrameKind>().ok(), id, row.get(2)?))
            };
            let mut all = Vec::new();
            for found in tasks.query_map(params![most], task)? {
                let (kind, id, title) = found?;
                all.extend(kind.map(|kind| (FrameRef { kind, id }, title)));
            }
            Ok(all)
        })
    }

    /// Returns who should do tasks.
    pub fn peek_assignees(&self) -> Vec<String> {
        self.peek(|connection| {
            let mut names = connection.prepare(
                "SELECT DISTINCT assignee FROM tasks WHERE assignee IS NOT NULL ORDER BY 1",
            )?;
            names.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// Returns the newest runs that are over, newest first.
    pub fn peek_runs(&self, most: u32) -> Vec<PeekedRun> {
        self.peek(|connection| {
            let mut runs = connection.prepare(
                "SELECT d.name, s.run_name, s.run_status, s.start_notes FROM sessions s \
                 JOIN desks d ON d.desk = s.desk WHERE s.run_status IS NOT NULL \
                 ORDER BY s.started DESC LIMIT ?1",
            )?;
            let run = |row: &Row<'_>| {
                Ok(PeekedRun {
                    id: SessionId::from(row.get::<_, String>(0)?.as_str()),
                    name: row.get(1)?,
                    status: RunStatus(row.get(2)?),
                    notes: row.get(3)?,
                })
            };
            runs.query_map([most], run)?.collect()
        })
    }

    /// Returns the agents and the workflows of the newest sessions of all desks.
    pub fn peek_owners(&self) -> Vec<(Option<String>, Option<String>)> {
        self.peek(|connection| {
            let mut owners = connection
                .prepare("SELECT agent, workflow FROM sessions ORDER BY row DESC LIMIT ?1")?;
            owners.query_map([SEARCHED], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// Returns the types of the newest sessions of all desks, newest first. One may be there several
    /// times.
    pub fn peek_session_types(&self) -> Vec<SessionType> {
        self.peek(|connection| {
            let mut types =
                connection.prepare("SELECT type FROM sessions ORDER BY row DESC LIMIT ?1")?;
            types.query_map([SEARCHED], |row| case(row, 0))?.collect()
        })
    }

    /// Asks the file, if it can be read without waiting for anybody.
    fn peek<T>(&self, question: impl Fn(&Connection) -> rusqlite::Result<Vec<T>>) -> Vec<T> {
        let Ok(Some(path)) = self.disk.database(&self.paths.index()) else { return Vec::new() };
        // With a log beside it somebody writes to it, or was killed: the file alone is not whole.
        let is_whole = matches!(self.is_ours(&path), Ok(true))
            && !beside(&path, "-wal").exists()
            && !beside(&path, "-journal").exists();
        let answer = || {
            let connection = opened(&path)?;
            if is_current(&connection)? { question(&connection) } else { Ok(Vec::new()) }
        };
        if is_whole { answer().unwrap_or_default() } else { Vec::new() }
    }
}

/// A session with its desk.
const PEEKED: &str = "SELECT s.key, s.id, s.started, s.start_notes, s.closing_notes, s.phase \
                      FROM desks d JOIN sessions s ON s.desk = d.desk WHERE d.name = ?1";

fn session(row: &Row<'_>) -> rusqlite::Result<PeekedSession> {
    Ok(PeekedSession {
        key: SessionKey(row.get(0)?),
        id: SessionId::from(row.get::<_, String>(1)?.as_str()),
        started_at_utc: time(row, 2)?,
        start_notes: row.get(3)?,
        closing_notes: row.get(4)?,
        is_cancelled: row.get::<_, String>(5)? == "cancelled",
    })
}

/// Opens the file for reading. `immutable` keeps `SQLite` from locking it and from making files beside
/// it. If somebody writes to it all the same, an answer may be wrong or an error, and is asked again at
/// the next key press.
fn opened(path: &std::path::Path) -> rusqlite::Result<Connection> {
    let mut name = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            name.push(char::from(*byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    Connection::open_with_flags(name, flags)
}
