//! The last sight of a running machine: one reading of the clocks, outside the state.
//!
//! Never flushed and never needed: without it a gap is measured from the last event.

use super::disk::Open;
use super::error::StoreError;
use super::files::Store;
use crate::core::Stamp;

/// The most bytes of a sight; a longer file is none of ours.
const MOST: u64 = 1_024;

impl Store {
    /// Returns the last sight that was kept; nothing when there is none that can be read.
    #[must_use]
    pub fn heartbeat(&self) -> Option<Stamp> {
        let file = self.disk.open(&self.paths.heartbeat(), Open::Read).ok()?;
        serde_json::from_slice(&file.read_at(0, MOST).ok()?).ok()
    }

    /// Keeps a sight in place of the one before.
    ///
    /// # Errors
    /// [`StoreError`] when the system refuses.
    pub fn keep_heartbeat(&self, heartbeat: &Stamp) -> Result<(), StoreError> {
        let path = self.paths.heartbeat();
        self.replace(&path, &path.with_extension("new"), &serde_json::to_vec(heartbeat)?)
    }
}
