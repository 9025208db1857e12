//! The heartbeat: the last time at which an open panel ran, outside the state.
//!
//! It is never flushed and not required: without it, a gap is measured from the last event.

use super::disk::Open;
use super::error::StoreError;
use super::files::Store;
use crate::core::Stamp;

/// How much of the file is read at most, bytes.
const MOST: u64 = 1_024;

impl Store {
    /// Returns the last heartbeat, or `None` if none can be read.
    #[must_use]
    pub fn heartbeat(&self) -> Option<Stamp> {
        let file = self.disk.open(&self.paths.heartbeat(), Open::Read).ok()?;
        serde_json::from_slice(&file.read_at(0, MOST).ok()?).ok()
    }

    /// Replaces the heartbeat.
    pub fn keep_heartbeat(&self, now: &Stamp) -> Result<(), StoreError> {
        let path = self.paths.heartbeat();
        self.replace(&path, &path.with_extension("new"), &serde_json::to_vec(now)?)
    }
}
