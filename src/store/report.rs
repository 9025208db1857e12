//! The report of a check or a repair.

use std::path::{Path, PathBuf};

use crate::core::MadeOverlap;

/// The report of a check or a repair.
#[derive(Debug, Default)]
pub struct Report {
    /// Damage that needs a repair.
    pub troubles: Vec<Finding>,
    /// Findings that need no action.
    pub notes: Vec<Finding>,
    /// Sessions that a command made overlap. The files are sound; only a person knows which of them
    /// is right.
    pub overlaps: Vec<MadeOverlap>,
    /// Whether there may be more of them.
    pub more_overlaps: bool,
    /// What the repair did.
    pub done: Vec<String>,
    /// How many segments were read.
    pub segments: usize,
    /// How many events were checked.
    pub events: u64,
}

/// One finding of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The position in the file, bytes; `None` if the whole file is meant.
    pub byte: Option<u64>,
    /// What is wrong.
    pub cause: String,
}

impl Finding {
    pub(super) fn new(path: &Path, byte: Option<u64>, cause: impl Into<String>) -> Self {
        Self { path: path.to_owned(), byte, cause: cause.into() }
    }
}

impl Report {
    /// Returns whether no damage was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.troubles.is_empty()
    }

    /// Adds the report on something else.
    #[must_use]
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.troubles.extend(other.troubles);
        self.notes.extend(other.notes);
        self.overlaps.extend(other.overlaps);
        self.more_overlaps |= other.more_overlaps;
        self.done.extend(other.done);
        self
    }

    pub(super) fn trouble(&mut self, path: &Path, byte: Option<u64>, cause: impl Into<String>) {
        self.troubles.push(Finding::new(path, byte, cause));
    }

    pub(super) fn note(&mut self, path: &Path, cause: impl Into<String>) {
        self.notes.push(Finding::new(path, None, cause));
    }
}
