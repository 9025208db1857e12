//! The active time of contexts in the ended sessions of all desks, kept up to date as sessions are filed
//! and withdrawn.

use rusqlite::{Connection, params};

use super::lazy_statement::LazyStatement;

/// Adds up the stays of sessions.
pub struct TaskTimes<'c> {
    stays: LazyStatement<'c>,
    add: LazyStatement<'c>,
    drop_empty: LazyStatement<'c>,
}

/// A stay: its context, the sprint and the task around it, and its milliseconds.
type StaySum = (i64, i64, i64, i64);

impl<'c> TaskTimes<'c> {
    pub fn new(connection: &'c Connection) -> Self {
        Self {
            stays: LazyStatement::new(connection, "SELECT item, sprint, task, sum(ms) FROM (
                     SELECT item, sprint, task, ms FROM stays WHERE row = ?1 UNION ALL
                     SELECT item, sprint, task, ms FROM folded_times WHERE row = ?1)
                 WHERE ms > 0 AND EXISTS (SELECT 1 FROM sessions s WHERE s.row = ?1 AND s.phase = 'ended')
                 GROUP BY item, sprint, task"),
            add: LazyStatement::new(connection, "INSERT INTO task_times (item, sprint, task, ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET ms = ms + excluded.ms"),
            drop_empty: LazyStatement::new(connection, "DELETE FROM task_times WHERE item = ?1 AND sprint = ?2 AND task = ?3 AND ms = 0"),
        }
    }

    /// Adds the stays of a session. Its rows are written.
    pub fn add(&mut self, row: i64) -> rusqlite::Result<()> {
        for (item, sprint, task, ms) in self.sums(row)? {
            self.add.execute(params![item, sprint, task, ms])?;
        }
        Ok(())
    }

    /// Takes away the stays of a session. Its rows are still there.
    pub fn remove(&mut self, row: i64) -> rusqlite::Result<()> {
        for (item, sprint, task, ms) in self.sums(row)? {
            self.add.execute(params![item, sprint, task, -ms])?;
            self.drop_empty.execute(params![item, sprint, task])?;
        }
        Ok(())
    }

    fn sums(&mut self, row: i64) -> rusqlite::Result<Vec<StaySum>> {
        let sum =
            |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        self.stays.query_map([row], sum)?.collect()
    }
}
