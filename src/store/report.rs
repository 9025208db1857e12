//! What a check of the store found, and what a repair did.

use std::path::{Path, PathBuf};

/// What a check found, and what a repair did.
#[derive(Debug, Default)]
pub struct Report {
    /// What is not as it should be.
    pub troubles: Vec<Finding>,
    /// What is worth knowing and needs nobody.
    pub notes: Vec<Finding>,
    /// What a repair did.
    pub done: Vec<String>,
    /// How many segments were read.
    pub segments: usize,
    /// How many events were checked.
    pub events: u64,
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which file.
    pub path: PathBuf,
    /// Where in it, bytes; nothing when the file as a whole is meant.
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
    /// Tells whether the store is sound.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.troubles.is_empty()
    }

    /// Tells whether nothing at all was found.
    pub(super) fn is_clean(&self) -> bool {
        self.troubles.is_empty() && self.notes.is_empty()
    }

    /// Takes over what another check found.
    pub(super) fn add(&mut self, found: Self) {
        self.troubles.extend(found.troubles);
        self.notes.extend(found.notes);
    }

    pub(super) fn trouble(&mut self, path: &Path, byte: Option<u64>, cause: impl Into<String>) {
        self.troubles.push(Finding::new(path, byte, cause));
    }

    pub(super) fn note(&mut self, path: &Path, cause: impl Into<String>) {
        self.notes.push(Finding::new(path, None, cause));
    }
}
