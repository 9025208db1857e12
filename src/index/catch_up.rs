//! Takes in what was appended to the journals since the index was last asked.

use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use rusqlite::{Connection, OptionalExtension, params};

use super::asked::MissingDesk;
use super::error::IndexError;
use super::fold::Fold;
use super::line_facts::{ReadLine, UnknownLine};
use super::pace::Pace;
use super::words::{int, uint};
use crate::core::DeskName;
use crate::store::{JournalCursor, JournalLine, JournalPosition, ReadOn, Store, StoreError};

/// How many lines are handed over at a time.
const BATCH: usize = 256;
/// How many such batches wait at most.
const BATCHES: usize = 8;

/// Reads a journal from a cursor on: [`Store::read_on`], or [`Store::read_on_patiently`].
pub type ReadJournal = fn(
    &Store,
    &mut Option<JournalCursor>,
    &mut dyn FnMut(JournalLine<'_>) -> bool,
) -> Result<ReadOn, StoreError>;

/// What became of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaughtUp {
    /// All of it is in the index.
    Whole,
    /// It is not the journal that the index has read.
    DoesNotFit,
}

/// Reports whether a journal has lines that the index lacks, or does not fit. Reads next to nothing.
pub fn is_behind(
    connection: &Connection,
    name: &DeskName,
    store: &Store,
) -> Result<bool, IndexError> {
    let known = cursor(connection, name)?;
    Ok(!store.ends_at(known.as_ref().map(|(_, cursor)| cursor))?)
}

/// Takes in what the journals have more. The first desk must be readable, the others are left out
/// with a warning.
pub fn take_in(
    connection: &Connection,
    stores: &[(DeskName, Store)],
    pace: &mut Pace<'_>,
    missing: &mut Vec<MissingDesk>,
) -> Result<CaughtUp, IndexError> {
    for (nth, (name, store)) in stores.iter().enumerate() {
        connection.execute_batch("SAVEPOINT desk")?;
        match catch_up(connection, (name, store), Store::read_on_patiently, pace) {
            Ok(CaughtUp::Whole) => connection.execute_batch("RELEASE desk")?,
            Ok(CaughtUp::DoesNotFit) => return Ok(CaughtUp::DoesNotFit),
            Err(IndexError::Store(error)) if nth > 0 => {
                connection.execute_batch("ROLLBACK TO desk; RELEASE desk")?;
                missing.push(MissingDesk::unread(name, &error));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(CaughtUp::Whole)
}

/// Takes in the lines of a journal that the index lacks. The caller has begun a transaction.
pub fn catch_up(
    connection: &Connection,
    (name, store): (&DeskName, &Store),
    read: ReadJournal,
    pace: &mut Pace<'_>,
) -> Result<CaughtUp, IndexError> {
    catch_up_to(connection, (name, store), (read, u64::MAX), pace)
}

/// As [`catch_up`], but no further than event `last`.
pub fn catch_up_to(
    connection: &Connection,
    (name, store): (&DeskName, &Store),
    (read, last): (ReadJournal, u64),
    pace: &mut Pace<'_>,
) -> Result<CaughtUp, IndexError> {
    let known = cursor(connection, name)?;
    let (desk, mut cursor) = match known {
        Some((desk, cursor)) => (desk, Some(cursor)),
        None => (new_desk(connection)?, None),
    };
    // Also that of a journal which nobody has read yet: its events are ordered by it.
    let store_id = match &cursor {
        Some(cursor) => cursor.store_id.clone(),
        None => store.journal_id()?.unwrap_or_default(),
    };
    let mut fold = Fold::new(connection, desk, (&store_id, time_of(connection, desk)?));
    let mut add = |line: &ReadLine| {
        pace.step();
        fold.add(line)
    };
    let (read, left_out) = read_aside(store, &mut cursor, (read, last), &mut add)?;
    match read {
        ReadOn::DoesNotFit => return Ok(CaughtUp::DoesNotFit),
        ReadOn::ToTheEnd => {}
    }
    let time = fold.finish()?;
    if let Some(cursor) = cursor {
        if cursor.store_id != store_id {
            return Ok(CaughtUp::DoesNotFit);
        }
        let is_over = name.run().is_some() && store.is_over_at(cursor.seq);
        put_cursor(connection, (desk, name), &cursor, (left_out, is_over, time))?;
    }
    Ok(CaughtUp::Whole)
}

/// Reads the lines after a cursor in a thread of its own, and calls `each` with them here: reading
/// takes about as long as writing.
fn read_aside(
    store: &Store,
    cursor: &mut Option<JournalCursor>,
    how: (ReadJournal, u64),
    each: &mut dyn FnMut(&ReadLine) -> rusqlite::Result<()>,
) -> Result<(ReadOn, u32), IndexError> {
    let (send, receive) = sync_channel::<Vec<ReadLine>>(BATCHES);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read_batches(store, cursor, how, &send));
        let mut taken = Ok(());
        for batch in receive {
            taken = batch.iter().try_for_each(&mut *each);
            if taken.is_err() {
                // The reader finds nobody to send to, and stops.
                break;
            }
        }
        let read = reader.join().unwrap_or_else(|panic| resume_unwind(panic));
        taken?;
        Ok(read?)
    })
}

/// Sends the lines after a cursor, until nobody takes them. Returns how many were left out, because a
/// newer program wrote them.
fn read_batches(
    store: &Store,
    cursor: &mut Option<JournalCursor>,
    (read, last): (ReadJournal, u64),
    to: &SyncSender<Vec<ReadLine>>,
) -> Result<(ReadOn, u32), StoreError> {
    let (mut batch, mut left_out) = (Vec::new(), 0_u32);
    let mut each = |line: JournalLine<'_>| {
        if line.seq > last {
            return false;
        }
        match ReadLine::of(&line) {
            Ok(line) => batch.push(line),
            Err(UnknownLine) => left_out = left_out.saturating_add(1),
        }
        batch.len() < BATCH || to.send(std::mem::take(&mut batch)).is_ok()
    };
    let read = read(store, cursor, &mut each);
    // Nobody takes them once the index has failed.
    let _ = to.send(batch);
    Ok((read?, left_out))
}

/// Returns the number of a desk, and how far its journal was read.
pub fn cursor(
    connection: &Connection,
    name: &DeskName,
) -> rusqlite::Result<Option<(i64, JournalCursor)>> {
    cursor_in(connection, "main", name)
}

/// As [`cursor`], in one of several databases.
pub fn cursor_in(
    connection: &Connection,
    database: &str,
    name: &DeskName,
) -> rusqlite::Result<Option<(i64, JournalCursor)>> {
    let mut find = connection.prepare_cached(&format!(
        "SELECT desk, store_id, seq, segment, line_end, crc FROM {database}.desks WHERE name = ?1"
    ))?;
    let found = find.query_row([name.as_str()], |row| {
        let at = JournalPosition { segment: row.get(3)?, offset: uint(row, 4)?, crc: row.get(5)? };
        Ok((row.get(0)?, JournalCursor { store_id: row.get(1)?, seq: uint(row, 2)?, at }))
    });
    found.optional()
}

fn new_desk(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(desk), 0) + 1 FROM desks", [], |row| row.get(0))
}

/// Returns the latest time at which an event of a desk was recorded.
fn time_of(connection: &Connection, desk: i64) -> rusqlite::Result<i64> {
    let mut find = connection.prepare_cached("SELECT time FROM desks WHERE desk = ?1")?;
    Ok(find.query_row([desk], |row| row.get(0)).optional()?.unwrap_or(i64::MIN))
}

fn put_cursor(
    connection: &Connection,
    (desk, name): (i64, &DeskName),
    cursor: &JournalCursor,
    (left_out, is_over, time): (u32, bool, i64),
) -> rusqlite::Result<()> {
    let JournalCursor { store_id, seq, at } = cursor;
    connection.execute(
        "INSERT INTO desks (desk, name, store_id, seq, segment, line_end, crc, left_out, is_run,
         is_over, time, is_copy)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
         EXISTS (SELECT 1 FROM desks WHERE store_id = ?3 AND desk <> ?1))
         ON CONFLICT (desk) DO UPDATE SET
         seq = excluded.seq, segment = excluded.segment, line_end = excluded.line_end,
         crc = excluded.crc, left_out = left_out + excluded.left_out, is_over = excluded.is_over,
         time = excluded.time",
        params![
            desk,
            name.as_str(),
            store_id,
            int(*seq),
            at.segment,
            int(at.offset),
            at.crc,
            left_out,
            name.run().is_some(),
            is_over,
            time
        ],
    )?;
    Ok(())
}

/// Returns the desks of which events were left out.
pub fn left_out(connection: &Connection) -> rusqlite::Result<Vec<MissingDesk>> {
    let mut desks = connection
        .prepare_cached("SELECT name, left_out FROM desks WHERE left_out > 0 ORDER BY name")?;
    let warning = |row: &rusqlite::Row<'_>| {
        let (name, count): (String, u32) = (row.get(0)?, row.get(1)?);
        let events = if count == 1 { "1 event".to_owned() } else { format!("{count} events") };
        let warning =
            format!("{events} of the desk {name} cannot be shown: a newer onwatch wrote them");
        Ok(MissingDesk { desk: Some(DeskName::named(&name)), warning })
    };
    desks.query_map([], warning)?.collect()
}

/// Returns a warning for each history that is there twice.
pub fn copies(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut copies = connection.prepare_cached(
        "SELECT (SELECT group_concat(name, ', ') FROM desks d WHERE d.store_id = c.store_id)
         FROM (SELECT DISTINCT store_id FROM desks INDEXED BY copied_desks WHERE is_copy) c",
    )?;
    let copies = copies.query_map([], |row| {
        let names: String = row.get(0)?;
        Ok(format!(
            "the desks {names} are copies of one history: what they share counts more than once"
        ))
    })?;
    copies.collect()
}
