//! Creates a segment: writes it under a temporary name, flushes it, then renames it. The rename is
//! the commit.

use std::io;

use chrono::{DateTime, Utc};

use super::checkpoint::Checkpoint;
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line;
use super::line_hash::LineHash;
use super::loaded::Journal;
use super::lock::{Lock, LockedSegment};
use super::reached::Reached;
use super::segment::SegmentName;
use crate::core::Recorded;

/// The start of the temporary name; the inode of the lock file follows. The next writer overwrites
/// what an interrupted one left there.
pub const NEW: &str = ".segment.new";

/// A segment before it is created.
pub struct NewSegment {
    /// The segment, once it is created.
    pub journal: Journal,
    /// What follows from the record up to its last line.
    pub reached: Reached,
    /// Its lines.
    lines: Vec<u8>,
}

impl NewSegment {
    /// Adds the line `text` of an event.
    pub fn add(&mut self, event: &Recorded, text: &[u8]) {
        self.lines.extend_from_slice(text);
        self.journal.add(text);
        self.reached.advance(event, text, self.journal.name, self.journal.good);
    }
}

impl Store {
    /// Returns the segment that continues the record after `previous`, where `before` was reached.
    pub(super) fn segment_after(
        &self,
        previous: Option<&Journal>,
        before: &Reached,
        now: DateTime<Utc>,
    ) -> Result<NewSegment, StoreError> {
        let name = SegmentName::after(previous.map_or(0, |journal| journal.name.number), now);
        let store_id = previous.map_or_else(new_store_id, |journal| journal.store_id.clone());
        self.segment_from(name, &Checkpoint::new(store_id, before, now), before)
    }

    /// Returns the segment that begins with a checkpoint, where `before` was reached.
    pub(super) fn segment_from(
        &self,
        name: SegmentName,
        checkpoint: &Checkpoint,
        before: &Reached,
    ) -> Result<NewSegment, StoreError> {
        let lines = line::seal_after(checkpoint, before.head)?;
        let mut journal = Journal {
            store_id: checkpoint.store_id.clone(),
            name,
            path: self.segment_path(name),
            good: 0,
            len: 0,
            crc: String::new(),
            unsynced: None,
        };
        journal.add(&lines);
        let head = Some(LineHash::of(&lines));
        Ok(NewSegment { journal, reached: Reached { head, ..before.clone() }, lines })
    }

    /// Creates a segment, and keeps it locked.
    ///
    /// # Errors
    /// [`StoreError::LockRemoved`] if another writer has created it. Otherwise [`StoreError`];
    /// nothing was recorded unless it is [`StoreError::OutcomeUnknown`].
    pub(super) fn create_segment(
        &self,
        lock: &mut Lock,
        segment: &NewSegment,
    ) -> Result<(), StoreError> {
        let (history, path) = (self.paths.history(), segment.journal.path.clone());
        // A writer whose lock file was removed holds another inode. So no writer ever renames what
        // another one has not finished.
        let new = history.join(format!("{NEW}.{}", self.inode_of(lock)?));
        let file = self.write_flushed(&new, &segment.lines)?;
        let locked = LockedSegment::new(segment.journal.name, file, &new)?;
        if let Err(error) = self.disk.rename_new(&new, &path) {
            // Only the first error matters.
            let _ = self.disk.remove(&new);
            if error.kind() == io::ErrorKind::AlreadyExists {
                return Err(StoreError::LockRemoved { path: self.paths.lock() });
            }
            return Err(error).context("create", &path);
        }
        lock.hold(locked);
        self.disk.sync_dir(&history).map_err(|source| StoreError::OutcomeUnknown { path, source })
    }
}

/// Returns a random id for a new store.
pub fn new_store_id() -> String {
    format!("store_{:016x}", getrandom::u64().unwrap_or_default())
}
