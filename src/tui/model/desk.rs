//! The desk as the panel knows it, and the look at the store that is under way.

use chrono::{DateTime, Utc};

use crate::core::{Glance, Watch};
use crate::failure::Words;

/// The desk as it was last seen.
#[derive(Debug)]
pub struct KnownDesk {
    pub watch: Watch,
    pub glance: Glance,
}

/// What stands against writing, or reading.
#[derive(Debug)]
pub struct StoreProblem {
    pub words: Words,
    /// When the last known state was known.
    pub since: DateTime<Utc>,
}

/// Whether the worker looks at the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreRead {
    Idle,
    UnderWay,
    /// It looks, and something changed meanwhile.
    Again,
}
