//! Closes the runs that are over: they are not looked at again. Opens those that are to be.

use rusqlite::{Connection, OptionalExtension};

use super::catch_up::cursor;
use super::error::IndexError;
use crate::core::DeskName;
use crate::store::Store;

/// Closes the runs that are over and were read to their end: they are not looked at again. One that
/// somebody writes to is closed the next time.
pub(super) fn close_runs(
    connection: &Connection,
    stores: &[(DeskName, Store)],
) -> Result<(), IndexError> {
    for (name, store) in stores.iter().filter(|(name, _)| name.run().is_some()) {
        if let Some(seq) = read_to_its_end(connection, name)? {
            // Nothing is lost if this fails: it is looked at again.
            let _ = store.close_run(seq);
        }
    }
    Ok(())
}

/// Opens the runs that an index has not read to their end: they are looked at again. A run that was
/// closed cannot be read then, or its files are not those that it had.
pub(super) fn open_runs(
    connection: &Connection,
    stores: &[(DeskName, Store)],
) -> Result<(), IndexError> {
    for (name, store) in stores.iter().filter(|(name, _)| name.run().is_some()) {
        let is_closed = match read_to_its_end(connection, name)? {
            // Nothing was read: it must be that there is nothing.
            Some(0) => store.is_over_at(0),
            Some(_) => true,
            None => false,
        };
        if !is_closed {
            store.open_run().map_err(|error| IndexError::NotWhole {
                cause: format!("the run {name} cannot be marked as one to look at: {error}"),
            })?;
        }
    }
    Ok(())
}

/// Returns the last event of a run that is over, if it was read to its end; 0 if nothing was read of
/// a run. `None` if it is not over.
fn read_to_its_end(connection: &Connection, name: &DeskName) -> rusqlite::Result<Option<u64>> {
    let mut is_over = connection.prepare_cached("SELECT is_over FROM desks WHERE name = ?1")?;
    let is_over = is_over.query_row([name.as_str()], |row| row.get(0)).optional()?;
    Ok(match (is_over, cursor(connection, name)?) {
        (Some(true), Some((_, cursor))) => Some(cursor.seq),
        // Its start failed before anything was recorded, or it could not be read.
        (None, None) => Some(0),
        _ => None,
    })
}
