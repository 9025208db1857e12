//! How far a task or a sprint is: what its checks ask before it is completed.

use rusqlite::{Connection, params};

use super::items::item_of;
use super::words::{case, int, uint};
use crate::core::{FrameRef, TaskProgress, UPDATES_MAX};

/// How many unfinished tasks are listed.
const LISTED: i64 = 100;

/// All tasks below a task, with those below them. A circle of parents ends it.
const BELOW: &str = "WITH RECURSIVE below (item) AS (
         SELECT item FROM tasks WHERE of_parent = ?1 UNION
         SELECT t.item FROM tasks t JOIN below b ON t.of_parent = b.item)
     SELECT t.type, t.id, t.status, t.item FROM below b JOIN tasks t USING (item) WHERE t.item <> ?1";

/// The tasks of a sprint.
const OF_SPRINT: &str = "SELECT t.type, t.id, t.status, t.item FROM tasks t WHERE t.of_sprint = ?1";

/// Returns how far a task or a sprint is.
pub fn progress_of(connection: &Connection, name: &FrameRef) -> rusqlite::Result<TaskProgress> {
    let Some(item) = item_of(connection, name)? else { return Ok(TaskProgress::default()) };
    let below = if name.kind.is_of_sprints() { OF_SPRINT } else { BELOW };
    let sql = format!("SELECT status, count(*) FROM ({below}) GROUP BY status");
    let mut count = connection.prepare_cached(&sql)?;
    let counts = count.query_map([item], |row| Ok((row.get::<_, String>(0)?, uint(row, 1)?)))?;
    let (mut open_count, mut done_count) = (0_u64, 0_u64);
    for row in counts {
        match row? {
            (status, count) if status == "done" => done_count += count,
            (status, _) if status == "dropped" => {}
            (_, count) => open_count += count,
        }
    }
    let sql = format!(
        "SELECT type, id FROM ({below}) WHERE status NOT IN ('done', 'dropped') ORDER BY item LIMIT ?2"
    );
    let mut find = connection.prepare_cached(&sql)?;
    let open = find.query_map(params![item, LISTED], |row| {
        Ok(FrameRef { kind: case(row, 0)?, id: row.get(1)? })
    })?;
    let open = open.collect::<rusqlite::Result<_>>()?;
    // What also changed a task is a summary, and no note.
    let mut count = connection.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM item_paths p JOIN texts t ON t.contexts = p.path
         WHERE p.item = ?1 AND t.kind = 'note' AND t.slot IS NULL
         AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = t.desk AND v.seq = t.seq)
         AND NOT EXISTS (SELECT 1 FROM task_events e WHERE e.desk = t.desk AND e.seq = t.seq)
         LIMIT ?2)",
    )?;
    let updates = count.query_row(params![item, int(UPDATES_MAX)], |row| uint(row, 0))?;
    Ok(TaskProgress { updates, open, open_count, done_count })
}
