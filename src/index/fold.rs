//! Takes the lines of a journal into the tables, in their order.

use std::collections::HashMap;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, params};

use super::items::Items;
use super::lazy_statement::LazyStatement;
use super::line_facts::ReadLine;
use super::session_rows::SessionWriter;
use super::task_rows::TaskWriter;
use super::text_facts::{TextFacts, texts};
use super::words::{int, row_at, uint, us, word};
use crate::core::{Fact, FrameRef, HistoryUpdate, SessionKey};
use crate::store::SegmentName;

/// Takes the lines of one desk into the tables.
pub struct Fold<'c> {
    desk: i64,
    sessions: SessionWriter<'c>,
    tasks: TaskWriter<'c>,
    items: Items<'c>,
    names: Names<'c>,
    ranges: LineRanges<'c>,
    add_text: LazyStatement<'c>,
    add_words: LazyStatement<'c>,
    add_reading: LazyStatement<'c>,
    add_void: LazyStatement<'c>,
    drop_void: LazyStatement<'c>,
}

impl<'c> Fold<'c> {
    /// Returns a fold of the journal of a desk. `time` is the latest time at which one of its events was
    /// recorded.
    pub fn new(connection: &'c Connection, desk: i64, (store_id, time): (&str, i64)) -> Self {
        let prepare = |sql: &'static str| LazyStatement::new(connection, sql);
        Self {
            desk,
            sessions: SessionWriter::new(connection, desk),
            tasks: TaskWriter::new(connection, desk, (store_id, time)),
            items: Items::new(connection),
            names: Names::new(connection),
            ranges: LineRanges::new(connection, desk),
            add_text: prepare(
                "INSERT INTO texts (row, desk, seq, at, kind, text, key, contexts, operator, slot)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
            ),
            add_words: prepare(
                "INSERT INTO text_words (rowid, note, title, reason) VALUES (?1, ?2, ?3, ?4)",
            ),
            add_reading: prepare(
                "INSERT INTO readings (desk, at, seq, band, health) VALUES (?1, ?2, ?3, ?4, ?5)",
            ),
            add_void: prepare("INSERT OR IGNORE INTO voids (desk, seq) VALUES (?1, ?2)"),
            drop_void: prepare("DELETE FROM voids WHERE desk = ?1 AND seq = ?2"),
        }
    }

    /// Takes in one line.
    pub fn add(&mut self, line: &ReadLine) -> rusqlite::Result<()> {
        let facts = &line.facts;
        for key in facts.sessions() {
            self.ranges.add(key, line)?;
        }
        for update in &facts.change.set.history_updates {
            match update {
                HistoryUpdate::Filed(session) => {
                    let operator = self.names.number(&session.operator)?;
                    self.sessions.file(session, operator, line, &mut self.items)?;
                }
                HistoryUpdate::Withdrawn { id, .. } => self.sessions.withdraw(id)?,
            }
        }
        if let (Fact::Started { .. }, Some(names)) = (&facts.event, &facts.session) {
            self.sessions.name(names)?;
        }
        self.add_reading(line)?;
        self.tasks.add(line, &mut self.items)?;
        match &facts.event {
            Fact::Undone { of, .. } => {
                self.add_void.execute(params![self.desk, int(*of)])?;
                self.tasks.void(*of)?;
            }
            Fact::Redone { of, .. } => {
                self.drop_void.execute(params![self.desk, int(*of)])?;
                self.tasks.void(*of)?;
            }
            _ => {
                for text in texts(facts) {
                    self.add_text(line, &text)?;
                }
            }
        }
        Ok(())
    }

    /// Writes what was kept back. Returns the latest time at which an event was recorded.
    pub fn finish(mut self) -> rusqlite::Result<i64> {
        self.ranges.write()?;
        self.tasks.finish(&mut self.items)
    }

    fn add_reading(&mut self, line: &ReadLine) -> rusqlite::Result<()> {
        let facts = &line.facts;
        let band = facts.change.cone.as_ref().map(|cone| cone.band.letter());
        let health = facts.change.health.as_ref().map(|health| health.status.word());
        if band.is_some() || health.is_some() {
            let at = us(facts.at);
            self.add_reading.execute(params![self.desk, at, int(line.seq), band, health])?;
        }
        Ok(())
    }

    fn add_text(&mut self, line: &ReadLine, text: &TextFacts<'_>) -> rusqlite::Result<()> {
        let facts = &line.facts;
        let at = us(text.at);
        let contexts = match text.contexts.as_ref() {
            [] => None,
            path => Some(self.names.path(path, &mut self.items)?),
        };
        let operator = self.names.number(&facts.by.operator)?;
        let key = text.session.map(|session| session.0);
        let (desk, seq, kind, slot) = (self.desk, int(line.seq), word(&text.kind), text.slot);
        let content = text.text.as_ref();
        let mut row = row_at(at, desk, line.seq);
        // Another desk may have written in the same second.
        while self
            .add_text
            .execute(params![row, desk, seq, at, kind, content, key, contexts, operator, slot])?
            == 0
        {
            row += 1;
        }
        if !content.is_empty() {
            let [note, title, reason] = text.columns();
            self.add_words.execute(params![row, note, title, reason])?;
        }
        Ok(())
    }
}

/// Texts that occur often, each stored once.
struct Names<'c> {
    known: HashMap<String, i64>,
    find: LazyStatement<'c>,
    add: LazyStatement<'c>,
    add_path: LazyStatement<'c>,
}

/// How many names are kept in memory at most.
const NAMES_KEPT: usize = 4_096;

impl<'c> Names<'c> {
    fn new(connection: &'c Connection) -> Self {
        Self {
            known: HashMap::new(),
            find: LazyStatement::new(connection, "SELECT name FROM names WHERE text = ?1"),
            add: LazyStatement::new(
                connection,
                "INSERT INTO names (text) VALUES (?1) RETURNING name",
            ),
            add_path: LazyStatement::new(
                connection,
                "INSERT OR IGNORE INTO item_paths (item, path) VALUES (?1, ?2)",
            ),
        }
    }

    /// Returns the number of a path of contexts.
    fn path(&mut self, path: &[FrameRef], items: &mut Items<'c>) -> rusqlite::Result<i64> {
        let number = self.number(&serde_json::to_string(path).unwrap_or_default())?;
        for frame in path {
            let item = items.number(frame)?;
            self.add_path.execute(params![item, number])?;
        }
        Ok(number)
    }

    /// Returns the number of a text.
    fn number(&mut self, text: &str) -> rusqlite::Result<i64> {
        if let Some(number) = self.known.get(text) {
            return Ok(*number);
        }
        let known = self.find.query_row([text], |row| row.get(0)).optional()?;
        let number = match known {
            Some(number) => number,
            None => self.add.query_row([text], |row| row.get(0))?,
        };
        if self.known.len() >= NAMES_KEPT {
            self.known.clear();
        }
        self.known.insert(text.to_owned(), number);
        Ok(number)
    }
}

/// Lines of one session that follow one another.
#[derive(Debug, Clone)]
struct KnownRange {
    key: u32,
    seq: u64,
    last_seq: u64,
    segment: SegmentName,
    line_begin: u64,
    line_end: u64,
    crc: String,
}

/// Where the lines of the sessions stand.
struct LineRanges<'c> {
    desk: i64,
    /// The one that the next line may continue.
    current: Option<KnownRange>,
    find: LazyStatement<'c>,
    put: LazyStatement<'c>,
}

impl<'c> LineRanges<'c> {
    fn new(connection: &'c Connection, desk: i64) -> Self {
        Self {
            desk,
            current: None,
            find: LazyStatement::new(connection, "SELECT seq, last_seq, segment, line_begin, line_end, crc FROM line_ranges
                 WHERE desk = ?1 AND key = ?2 ORDER BY seq DESC LIMIT 1"),
            put: LazyStatement::new(connection, "INSERT INTO line_ranges (desk, key, seq, last_seq, segment, line_begin, line_end, crc)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq,
                 line_end = excluded.line_end, crc = excluded.crc"),
        }
    }

    /// Adds a line of a session.
    fn add(&mut self, key: SessionKey, line: &ReadLine) -> rusqlite::Result<()> {
        if self.current.as_ref().is_none_or(|range| range.key != key.0) {
            self.write()?;
            self.current = self.last_of(key)?;
        }
        match &mut self.current {
            Some(range)
                if range.line_end == line.from
                    && range.last_seq + 1 == line.seq
                    && range.segment == line.segment =>
            {
                range.last_seq = line.seq;
                range.line_end = line.end;
                range.crc.clone_from(&line.crc);
            }
            _ => {
                self.write()?;
                self.current = Some(KnownRange {
                    key: key.0,
                    seq: line.seq,
                    last_seq: line.seq,
                    segment: line.segment,
                    line_begin: line.from,
                    line_end: line.end,
                    crc: line.crc.clone(),
                });
            }
        }
        Ok(())
    }

    fn last_of(&mut self, key: SessionKey) -> rusqlite::Result<Option<KnownRange>> {
        let range = |row: &rusqlite::Row<'_>| {
            Ok(KnownRange {
                key: key.0,
                seq: uint(row, 0)?,
                last_seq: uint(row, 1)?,
                segment: SegmentName::parse(&row.get::<_, String>(2)?)
                    .ok_or(rusqlite::Error::InvalidColumnType(2, "segment".into(), Type::Text))?,
                line_begin: uint(row, 3)?,
                line_end: uint(row, 4)?,
                crc: row.get(5)?,
            })
        };
        self.find.query_row(params![self.desk, key.0], range).optional()
    }

    fn write(&mut self) -> rusqlite::Result<()> {
        let Some(range) = self.current.take() else { return Ok(()) };
        let KnownRange { key, seq, last_seq, segment, line_begin, line_end, crc } = range;
        let (seq, last_seq) = (int(seq), int(last_seq));
        let (begin, end) = (int(line_begin), int(line_end));
        let segment = segment.to_string();
        self.put.execute(params![self.desk, key, seq, last_seq, segment, begin, end, crc])?;
        Ok(())
    }
}
