//! Closes the runs that are over: they are not looked at again.

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
    let mut is_over = connection.prepare_cached("SELECT is_over FROM desks WHERE name = ?1")?;
    for (name, store) in stores.iter().filter(|(name, _)| name.run().is_some()) {
        let is_over = is_over.query_row([name.as_str()], |row| row.get(0)).optional()?;
        let seq = match (is_over, cursor(connection, name)?) {
            (Some(true), Some((_, cursor))) => cursor.seq,
            // Its start failed before anything was recorded.
            (None, None) => 0,
            _ => continue,
        };
        // Nothing is lost if this fails: it is looked at again.
        let _ = store.close_run(seq);
    }
    Ok(())
}
