//! A segment is born whole: written under another name, flushed, then named. The name is the
//! commit.

use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, Checkpoint};
use super::segment::{JournalPosition, SegmentName};

/// The temporary name; what a dead writer left under it is overwritten by the next birth.
pub const NEW: &str = ".segment.new";

impl Store {
    /// Opens a segment with a checkpoint and the lines that follow it; returns where they end.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was recorded, unless it is [`StoreError::OutcomeUnknown`].
    pub(super) fn create_segment(
        &self,
        name: SegmentName,
        checkpoint: &Checkpoint,
        following: &[u8],
    ) -> Result<JournalPosition, StoreError> {
        let mut bytes = line::seal(checkpoint)?;
        bytes.extend_from_slice(following);
        let history = self.paths.history();
        let path = self.segment_path(name);
        let new = history.join(NEW);
        self.write_flushed(&new, &bytes)?;
        if let Err(error) = self.disk.rename_new(&new, &path) {
            // The error that matters is the first one.
            let _ = self.disk.remove(&new);
            return Err(error).context("name", &path);
        }
        self.disk
            .sync_dir(&history)
            .map_err(|source| StoreError::OutcomeUnknown { path: path.clone(), source })?;
        let last = bytes.split_inclusive(|b| *b == b'\n').next_back().unwrap_or_default();
        Ok(JournalPosition {
            segment: name.to_string(),
            offset: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            crc: line::carried_crc(last).unwrap_or_default().to_owned(),
        })
    }
}

/// Returns a name for a new store that no other store has.
pub fn new_store_id() -> String {
    format!("store_{:016x}", getrandom::u64().unwrap_or_default())
}
