//! Imports.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;

/// What became of the records of a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ImportDone {
    /// The format of the file: timewarrior, watson or csv.
    pub format: String,
    /// The file; null for stdin.
    pub file: Option<String>,
    /// Whether nothing was written: the other fields say what would be.
    pub dry_run: bool,
    /// The number of sessions that were added.
    pub added: usize,
    /// The number of changes in which they were added. An undo undoes one.
    pub changes: usize,
    /// When the first of them started, UTC; null if none was added.
    pub first_start_utc: Option<DateTime<Utc>>,
    /// When the last of them ended, UTC; null if none was added.
    pub last_end_utc: Option<DateTime<Utc>>,
    /// Their active time, seconds.
    pub active_seconds: u64,
    /// The number of records that were imported before.
    pub known: usize,
    /// The number of records that were refused.
    pub refused: usize,
    /// The refused records, by line; the first thousand that cannot be read, and all that do not fit
    /// the sessions of the desk.
    pub refused_records: Vec<RefusedRecord>,
    /// Problems that do no harm.
    pub warnings: Vec<String>,
}

/// A record that was refused.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RefusedRecord {
    /// The line of the file on which it starts; the first line is 1.
    pub line: usize,
    /// Why.
    pub why: String,
}

impl Document for ImportDone {
    const SCHEMA: &'static str = "onwatch.import/1";
}
