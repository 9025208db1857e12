//! Statements that are prepared when they are first used. A few lines need few of them, and to prepare
//! all takes longer than to take in a line.

use std::borrow::Cow;

use rusqlite::{CachedStatement, Connection, MappedRows, Params, Row};

/// A statement of one connection.
pub struct LazyStatement<'c> {
    connection: &'c Connection,
    sql: Cow<'static, str>,
    prepared: Option<CachedStatement<'c>>,
}

impl<'c> LazyStatement<'c> {
    pub fn new(connection: &'c Connection, sql: impl Into<Cow<'static, str>>) -> Self {
        Self { connection, sql: sql.into(), prepared: None }
    }

    pub fn execute(&mut self, params: impl Params) -> rusqlite::Result<usize> {
        self.prepared()?.execute(params)
    }

    pub fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.prepared()?.query_row(params, read)
    }

    pub fn query_map<T, F: FnMut(&Row<'_>) -> rusqlite::Result<T>>(
        &mut self,
        params: impl Params,
        read: F,
    ) -> rusqlite::Result<MappedRows<'_, F>> {
        self.prepared()?.query_map(params, read)
    }

    fn prepared(&mut self) -> rusqlite::Result<&mut CachedStatement<'c>> {
        match &mut self.prepared {
            Some(prepared) => Ok(prepared),
            empty => Ok(empty.insert(self.connection.prepare_cached(&self.sql)?)),
        }
    }
}
