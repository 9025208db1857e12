//! The last sight of a running machine: one reading of the clocks, outside the state.
//!
//! Never flushed and never needed: without it a gap is measured from the last event.

use super::disk::{Disk, Open};
use super::error::StoreError;
use super::io::{Told, write_new};
use crate::core::Stamp;
use crate::paths::Paths;

/// The most bytes of a sight; a longer file is none of ours.
const MOST: u64 = 1_024;

/// Returns the last sight that was kept; nothing when there is none that can be read.
pub fn read(disk: &dyn Disk, paths: &Paths) -> Option<Stamp> {
    let file = disk.open(&paths.seen(), Open::Read).ok()?;
    serde_json::from_slice(&file.read_at(0, MOST).ok()?).ok()
}

/// Keeps a sight in place of the one before.
///
/// # Errors
/// [`StoreError`] when the system refuses.
pub fn keep(disk: &dyn Disk, paths: &Paths, sight: &Stamp) -> Result<(), StoreError> {
    let path = paths.seen();
    let fresh = path.with_extension("new");
    let bytes = serde_json::to_vec(sight).unwrap_or_default();
    write_new(disk, &fresh, &bytes, false)?;
    disk.rename(&fresh, &path).told("rename", &fresh)
}
