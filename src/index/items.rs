//! The numbers of contexts: one for each type and id, whatever the case of the id.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::lazy_statement::LazyStatement;
use crate::core::{FrameKind, FrameRef, TaskName, id_key};

/// How many are kept in memory at most.
const KEPT: usize = 4_096;

/// The numbers of contexts, which gives out new ones.
pub struct Items<'c> {
    known: HashMap<(String, String), i64>,
    find: LazyStatement<'c>,
    add: LazyStatement<'c>,
}

impl<'c> Items<'c> {
    pub fn new(connection: &'c Connection) -> Self {
        Self {
            known: HashMap::new(),
            find: LazyStatement::new(connection, FIND),
            add: LazyStatement::new(
                connection,
                "INSERT INTO items (type, folded) VALUES (?1, ?2) RETURNING item",
            ),
        }
    }

    /// Returns the number of a context.
    pub fn number(&mut self, name: &FrameRef) -> rusqlite::Result<i64> {
        let key = (name.kind.as_str().to_owned(), id_key(&name.kind, &name.id));
        if let Some(number) = self.known.get(&key) {
            return Ok(*number);
        }
        let found = self.find.query_row(params![key.0, key.1], |row| row.get(0)).optional()?;
        let number = match found {
            Some(number) => number,
            None => self.add.query_row(params![key.0, key.1], |row| row.get(0))?,
        };
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(key, number);
        Ok(number)
    }
}

const FIND: &str = "SELECT item FROM items WHERE type = ?1 AND folded = ?2";

/// Returns the number of a context; `None` if it was never anywhere.
pub fn item_of(connection: &Connection, name: &FrameRef) -> rusqlite::Result<Option<i64>> {
    let mut find = connection.prepare_cached(FIND)?;
    find.query_row(params![name.kind.as_str(), id_key(&name.kind, &name.id)], |row| row.get(0))
        .optional()
}

/// Returns the numbers of the contexts that have a name. Without a type, several may.
pub fn items_named(connection: &Connection, name: &TaskName) -> rusqlite::Result<Vec<i64>> {
    let kinds = match &name.kind {
        Some(kind) => vec![kind.clone()],
        None => kinds(connection)?.into_iter().filter(FrameKind::is_of_tasks).collect(),
    };
    let mut all = Vec::new();
    for kind in kinds {
        all.extend(item_of(connection, &FrameRef { kind, id: name.id.clone() })?);
    }
    Ok(all)
}

/// Returns every type of contexts. Looks at one context of each.
pub fn kinds(connection: &Connection) -> rusqlite::Result<Vec<FrameKind>> {
    let mut find = connection.prepare_cached(
        "WITH RECURSIVE of (type) AS (
             SELECT min(type) FROM items UNION ALL
             SELECT (SELECT min(i.type) FROM items i WHERE i.type > of.type) FROM of
             WHERE of.type IS NOT NULL)
         SELECT type FROM of WHERE type IS NOT NULL",
    )?;
    let kinds = find.query_map([], |row| row.get::<_, String>(0))?;
    kinds.filter_map(|kind| kind.map(|kind| kind.parse().ok()).transpose()).collect()
}
