//! The numbers of contexts: one for each type and id, whatever the case of the id.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::lazy_statement::LazyStatement;
use crate::core::{FrameKind, FrameRef, TaskName, expand_id};

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
        let key = (name.kind.as_str().to_owned(), folded(&name.id));
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

/// Returns an id as ids are compared.
pub fn folded(id: &str) -> String {
    id.to_lowercase()
}

/// Returns the number of a context; `None` if it was never anywhere.
pub fn item_of(connection: &Connection, name: &FrameRef) -> rusqlite::Result<Option<i64>> {
    let mut find = connection.prepare_cached(FIND)?;
    find.query_row(params![name.kind.as_str(), folded(&name.id)], |row| row.get(0)).optional()
}

/// Returns the numbers of the contexts that have a name. Without a type, several may.
pub fn items_named(connection: &Connection, name: &TaskName) -> rusqlite::Result<Vec<i64>> {
    if let Some(kind) = &name.kind {
        let frame = FrameRef { kind: kind.clone(), id: expand_id(kind, name.id.trim()) };
        return Ok(item_of(connection, &frame)?.into_iter().collect());
    }
    let id = name.id.trim();
    let mut all = Vec::new();
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        for kind in kinds(connection)?.into_iter().filter(FrameKind::is_of_tasks) {
            let frame = FrameRef { id: expand_id(&kind, id), kind };
            all.extend(item_of(connection, &frame)?);
        }
        return Ok(all);
    }
    let mut find = connection.prepare_cached(
        "SELECT item FROM items WHERE folded = ?1 AND type NOT IN ('sprint', 'project') ORDER BY type",
    )?;
    for item in find.query_map([folded(id)], |row| row.get(0))? {
        all.push(item?);
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
