//! What is known of contexts, for a line that names one.

use std::cell::RefCell;

use rusqlite::{Connection, params};

use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::items::{items_named, kinds};
use super::words::{case, index};
use crate::core::{FrameKind, FrameRef, TaskName};
use crate::input::KnownContexts;

/// Reads a line with what is known of contexts.
type ReadsLine<'r, T> = &'r dyn Fn(&dyn KnownContexts) -> T;

impl Index {
    /// Reads a line with what is known of contexts. Only the names that the line may mean are looked up.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn with_known_names<T>(
        &self,
        say: OnProgress<'_>,
        read: ReadsLine<'_, T>,
    ) -> Result<Asked<T>, IndexError>
    where
        T: Default,
    {
        self.ask(say, &|connection| {
            let moment = connection.unchecked_transaction()?;
            let names = NamesInIndex { connection: &moment, failed: RefCell::new(None) };
            let answer = read(&names);
            names.failed.into_inner().map_or(Ok(answer), Err)
        })
    }
}

/// The names in the index. The first failure is kept: nothing counts after it.
struct NamesInIndex<'c> {
    connection: &'c Connection,
    failed: RefCell<Option<rusqlite::Error>>,
}

impl NamesInIndex<'_> {
    fn or_keep<T: Default>(&self, found: rusqlite::Result<T>) -> T {
        found.unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    fn named(&self, name: &TaskName) -> rusqlite::Result<Option<FrameRef>> {
        let mut find =
            self.connection.prepare_cached("SELECT type, id FROM tasks WHERE item = ?1")?;
        let mut all: Vec<FrameRef> = Vec::new();
        for item in items_named(self.connection, name)? {
            let frame = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
            for found in find.query_map(params![item], frame)? {
                let (kind, id) = found?;
                all.extend(kind.parse().ok().map(|kind| FrameRef { kind, id }));
            }
        }
        let usual = all.iter().position(|frame| frame.kind == FrameKind::task());
        Ok(all.into_iter().nth(usual.unwrap_or(0)))
    }
}

/// The tasks that may have a title of so many characters, the last touched first.
const OF_LENGTH: &str = "SELECT type, id, title FROM tasks
    WHERE length(title) = ?1 AND status NOT IN ('done', 'dropped') AND type NOT IN ('sprint', 'project')
    ORDER BY coalesce(entered, known_since) DESC, item";

impl NamesInIndex<'_> {
    fn with_title(&self, wanted: &str) -> rusqlite::Result<Option<FrameRef>> {
        let folded = wanted.to_lowercase();
        let mut find = self.connection.prepare_cached(OF_LENGTH)?;
        let mut rows = find.query(params![index(wanted.chars().count())])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, String>(2)?.to_lowercase() == folded {
                return Ok(Some(FrameRef { kind: case(row, 0)?, id: row.get(1)? }));
            }
        }
        Ok(None)
    }
}

impl KnownContexts for NamesInIndex<'_> {
    fn titled(&self, title: &str) -> Option<FrameRef> {
        self.or_keep(self.with_title(title))
    }

    fn find(&self, name: &TaskName) -> Option<FrameRef> {
        self.or_keep(self.named(name))
    }

    fn has_type(&self, kind: &FrameKind) -> bool {
        self.or_keep(kinds(self.connection)).contains(kind)
    }
}
