//! The changes to past sessions that the journal holds, collected from its lines.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;

use super::line::{self, BadLine};
use crate::core::ListUpdate;

/// What the journal holds of the changes to past sessions: a `T` for each event that made some.
#[derive(Default)]
pub struct InJournal<T> {
    /// By event.
    pub found: BTreeMap<u64, T>,
    /// The events that were read, as ranges.
    read: Vec<Range<u64>>,
}

/// The changes themselves.
pub type JournalUpdates = InJournal<Vec<ListUpdate>>;

/// Checksums of the changes: enough to check the list, in little memory.
pub type JournalPrints = InJournal<u32>;

impl<T> InJournal<T> {
    /// Adds a checked line. `of` returns what is kept of its changes.
    ///
    /// # Errors
    /// [`BadLine`] if a newer program wrote it.
    pub fn add_line(
        &mut self,
        text: &[u8],
        of: impl FnOnce(Vec<ListUpdate>) -> T,
    ) -> Result<(), BadLine> {
        let Some(seq) = line::seq(text) else { return Ok(()) };
        match self.read.last_mut() {
            Some(run) if run.end == seq => run.end = seq.saturating_add(1),
            Some(run) if run.start == seq.saturating_add(1) => run.start = seq,
            _ => self.read.push(seq..seq.saturating_add(1)),
        }
        if may_hold_updates(text) {
            let updates = line::event(text)?.list_updates();
            if !updates.is_empty() {
                self.found.insert(seq, of(updates));
            }
        }
        Ok(())
    }

    /// Returns whether the line of an event made these changes, or was not read.
    pub fn agrees(&self, seq: u64, changes: &T) -> bool
    where
        T: PartialEq,
    {
        self.found.get(&seq).map_or(!self.has_read(seq), |found| found == changes)
    }

    /// Returns whether the line of an event was read.
    pub fn has_read(&self, seq: u64) -> bool {
        self.read.iter().any(|run| run.contains(&seq))
    }
}

impl JournalUpdates {
    /// Returns the checksums of the changes.
    pub fn prints(&self) -> JournalPrints {
        let prints = self.found.iter().map(|(seq, updates)| (*seq, print(updates)));
        InJournal { found: prints.collect(), read: self.read.clone() }
    }
}

/// Returns the checksum of some changes.
pub fn print(updates: &[ListUpdate]) -> u32 {
    // No change leads to an error.
    crc32c::crc32c(&serde_json::to_vec(updates).unwrap_or_default())
}

/// Returns whether a line of the journal may contain history updates, without parsing it.
pub fn may_hold_updates(text: &[u8]) -> bool {
    memmem::find(text, b"\"history_updates\":").is_some()
}
