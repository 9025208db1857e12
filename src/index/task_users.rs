//! Who uses what an event made known.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::words::{case, int};
use crate::core::{DeskName, FrameRef, TaskUser, UsedTask};

/// The events of other desks that were not undone and that are about something that an event changed. A copy
/// of the own desk is no other one.
const BY_A_DESK: &str = "
    SELECT t.type, t.id, d.name FROM task_events own
    JOIN desks o ON o.desk = own.desk
    JOIN tasks t ON t.item = own.item
    JOIN task_events e ON e.item = own.item AND e.desk <> own.desk AND e.store_id <> own.store_id
    JOIN desks d ON d.desk = e.desk
    WHERE o.name = ?1 AND own.seq = ?2
    AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = e.desk AND v.seq = e.seq)
    ORDER BY own.nth, d.name LIMIT 1";

/// Returns who else uses something that an event of a desk is about; `None` if nobody does.
pub fn user_of(
    connection: &Connection,
    desk: &DeskName,
    seq: u64,
) -> rusqlite::Result<Option<UsedTask>> {
    let (by, seq) = (desk.as_str(), int(seq));
    let mut find = connection.prepare_cached(BY_A_DESK)?;
    let found = find.query_row(params![by, seq], |row| {
        let user = TaskUser::Desk(DeskName::named(&row.get::<_, String>(2)?));
        Ok(UsedTask { task: name(row, 0)?, user })
    });
    if let Some(used) = found.optional()? {
        return Ok(Some(used));
    }
    for of in ["of_sprint", "of_parent"] {
        let sql = by_a_task(of);
        let mut find = connection.prepare_cached(&sql)?;
        let found = find.query_row(params![by, seq], |row| {
            let user = TaskUser::Task(name(row, 2)?);
            Ok(UsedTask { task: name(row, 0)?, user })
        });
        if let Some(used) = found.optional()? {
            return Ok(Some(used));
        }
    }
    Ok(None)
}

/// Returns the query for the tasks that name something as their sprint or parent that an event changed, and
/// that the event did not change. `of` is the column that names it.
fn by_a_task(of: &str) -> String {
    format!(
        "SELECT t.type, t.id, u.type, u.id FROM task_events own
         JOIN desks o ON o.desk = own.desk
         JOIN tasks t ON t.item = own.item
         JOIN tasks u ON u.{of} = own.item
         WHERE o.name = ?1 AND own.seq = ?2 AND NOT EXISTS
             (SELECT 1 FROM task_events e
              WHERE e.desk = own.desk AND e.seq = own.seq AND e.item = u.item)
         ORDER BY own.nth, u.type, lower(u.id) LIMIT 1"
    )
}

fn name(row: &Row<'_>, first: usize) -> rusqlite::Result<FrameRef> {
    Ok(FrameRef { kind: case(row, first)?, id: row.get(first + 1)? })
}
