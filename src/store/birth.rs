//! A segment is born whole: written under another name, flushed, then named. The name is the
//! commit.

use std::path::Path;

use super::disk::Disk;
use super::error::StoreError;
use super::io::{Told, write_new};
use super::line::{self, Checkpoint};
use super::segment::SegmentName;
use super::state_file::Place;

/// The temporary name; what a dead writer left under it is overwritten by the next birth.
pub const NEW: &str = ".segment.new";

/// Opens a segment with a checkpoint and the lines that follow it; returns where they end.
///
/// # Errors
/// [`StoreError`]; nothing was recorded, unless it is [`StoreError::OutcomeUnknown`].
pub fn bear(
    disk: &dyn Disk,
    history: &Path,
    name: SegmentName,
    checkpoint: &Checkpoint,
    following: &[u8],
) -> Result<Place, StoreError> {
    let mut bytes = line::seal(checkpoint)?;
    bytes.extend_from_slice(following);
    let path = history.join(name.to_string());
    let new = history.join(NEW);
    write_new(disk, &new, &bytes, true)?;
    if let Err(error) = disk.rename_new(&new, &path) {
        // The error that matters is the first one.
        let _ = disk.remove(&new);
        return Err(error).told("name", &path);
    }
    disk.sync_dir(history)
        .map_err(|source| StoreError::OutcomeUnknown { path: path.clone(), source })?;
    let last = bytes.split_inclusive(|b| *b == b'\n').next_back().unwrap_or_default();
    Ok(Place {
        segment: name.to_string(),
        offset: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        crc: line::carried_crc(last).unwrap_or_default().to_owned(),
    })
}

/// Returns a name for a new store that no other store has.
pub fn new_store_id() -> String {
    format!("store_{:016x}", getrandom::u64().unwrap_or_default())
}
