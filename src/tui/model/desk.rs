//! The desk as the panel knows it, and the state of reading it.

use chrono::{DateTime, Utc};

use crate::core::{Glance, Watch};
use crate::failure::Words;

/// The desk as it was last read.
#[derive(Debug)]
pub struct KnownDesk {
    pub watch: Watch,
    pub glance: Glance,
}

/// Why writing, or reading, is blocked.
#[derive(Debug)]
pub struct StoreProblem {
    pub words: Words,
    /// When the known state was last true, UTC.
    pub since: DateTime<Utc>,
}

/// Whether the worker reads the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreRead {
    Idle,
    UnderWay,
    /// It reads, and must read once more, since something changed.
    Again,
}
