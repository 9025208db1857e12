//! Tasks read back from their rows.

use rusqlite::{Connection, OptionalExtension, Row};

use super::json_column::some_json;
use super::sessions::{some_time, time};
use super::words::{case, uint};
use crate::core::{FrameRef, Task};

/// The columns of a task, in the order in which [`known_task`] reads them. `tasks` is called `t`.
pub const COLUMNS: &str =
    "t.type, t.id, t.title, t.estimate, t.old_estimates, t.status, t.delegation,
    t.assignee, t.sprint, t.parent_type, t.parent, t.summary, t.reason, t.claim, t.artifacts,
    t.known_since, t.changed, t.entered, t.closed";
/// How many there are.
pub const COUNT: usize = 19;

/// Reads a task from the first columns of a row.
pub fn known_task(row: &Row<'_>) -> rusqlite::Result<Task> {
    let parent = match row.get_ref(9)?.as_str() {
        Ok(_) => Some(FrameRef { kind: case(row, 9)?, id: row.get(10)? }),
        Err(_) => None,
    };
    let estimate_seconds = match row.get::<_, Option<i64>>(3)? {
        Some(_) => Some(uint(row, 3)?),
        None => None,
    };
    Ok(Task {
        name: FrameRef { kind: case(row, 0)?, id: row.get(1)? },
        title: row.get(2)?,
        estimate_seconds,
        old_estimates: some_json(row, 4)?.unwrap_or_default(),
        status: case(row, 5)?,
        delegation: case(row, 6)?,
        assignee: row.get(7)?,
        sprint: row.get(8)?,
        parent,
        summary: row.get(11)?,
        reason: row.get(12)?,
        claim: some_json(row, 13)?,
        artifacts: some_json(row, 14)?.unwrap_or_default(),
        known_since_utc: time(row, 15)?,
        changed_at_utc: time(row, 16)?,
        entered_at_utc: some_time(row, 17)?,
        closed_at_utc: some_time(row, 18)?,
    })
}

/// Takes the claim of a run away that is over or deleted: it holds while the run is open.
pub fn drop_ended_claim(connection: &Connection, task: &mut Task) -> rusqlite::Result<()> {
    let Some(claim) = task.claim.as_ref().filter(|claim| claim.desk.run().is_some()) else {
        return Ok(());
    };
    let mut find = connection.prepare_cached("SELECT is_over FROM desks WHERE name = ?1")?;
    let is_over = find.query_row([claim.desk.as_str()], |row| row.get(0)).optional()?;
    if is_over.unwrap_or(true) {
        task.claim = None;
    }
    Ok(())
}
