//! Creates a segment: writes it under a temporary name, flushes it, then renames it. The rename is
//! the commit.

use std::io;

use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, Checkpoint};
use super::lock::{Lock, LockedSegment};
use super::segment::{JournalPosition, SegmentName};

/// The start of the temporary name; the inode of the lock file follows. The next writer overwrites
/// what an interrupted one left there.
pub const NEW: &str = ".segment.new";

impl Store {
    /// Creates a segment from a checkpoint and the lines that follow it, and keeps it locked. Returns
    /// where they end.
    ///
    /// # Errors
    /// [`StoreError::LockRemoved`] if another writer has created it. Otherwise [`StoreError`]; nothing was recorded unless it is [`StoreError::OutcomeUnknown`].
    pub(super) fn create_segment(
        &self,
        lock: &mut Lock,
        name: SegmentName,
        checkpoint: &Checkpoint,
        following: &[u8],
    ) -> Result<JournalPosition, StoreError> {
        let mut bytes = line::seal(checkpoint)?;
        bytes.extend_from_slice(following);
        let history = self.paths.history();
        let path = self.segment_path(name);
        // A writer whose lock file was removed holds another inode. So no writer ever renames what
        // another one has not finished.
        let new = history.join(format!("{NEW}.{}", self.inode_of(lock)?));
        let file = self.write_flushed(&new, &bytes)?;
        let segment = LockedSegment::new(name, file, &new)?;
        if let Err(error) = self.disk.rename_new(&new, &path) {
            // Only the first error matters.
            let _ = self.disk.remove(&new);
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Err(StoreError::LockRemoved { path: self.paths.lock() });
            }
            return Err(error).context("create", &path);
        }
        lock.hold(segment);
        self.disk
            .sync_dir(&history)
            .map_err(|source| StoreError::OutcomeUnknown { path: path.clone(), source })?;
        let last = line::lines(&bytes).next_back().unwrap_or_default();
        Ok(JournalPosition {
            segment: name.to_string(),
            offset: line::length(&bytes),
            crc: line::carried_crc(last).unwrap_or_default().to_owned(),
        })
    }
}

/// Returns a random id for a new store.
pub fn new_store_id() -> String {
    format!("store_{:016x}", getrandom::u64().unwrap_or_default())
}
