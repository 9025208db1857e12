//! Going on in a new segment from what is known, and starting a new history from a state alone.

use chrono::{DateTime, Utc};

use super::admit;
use super::check::check;
use super::report::Report;
use crate::core::{Recorded, Watch};
use crate::paths::Paths;
use crate::store::birth::{self, new_store_id};
use crate::store::disk::Disk;
use crate::store::error::StoreError;
use crate::store::io::read_ours;
use crate::store::line::Checkpoint;
use crate::store::load::{segments, state_target};
use crate::store::segment::SegmentName;
use crate::store::state_file::{self, Parsed};

/// Starts a new history, under a new store id, from a state file that has none.
///
/// # Errors
/// [`StoreError`] when there is a history already, or no readable state.
pub fn adopt(
    disk: &dyn Disk,
    paths: &Paths,
    now: DateTime<Utc>,
    waiting: &dyn Fn(Option<&str>),
) -> Result<Report, StoreError> {
    let lock = admit(disk, paths, waiting)?;
    let path = state_target(disk, &paths.state())?;
    if let Some(newest) = segments(disk, &paths.history())?.pop() {
        let path = paths.history().join(newest.to_string());
        return Err(StoreError::WrongKind { path, what: "a history already; nothing to adopt" });
    }
    let bytes = read_ours(disk, &path)?.unwrap_or_default();
    let state = match state_file::read(&bytes) {
        Parsed::State(state) => state,
        Parsed::Newer(what) => return Err(StoreError::Newer { path, what }),
        Parsed::Unreadable(cause) => return Err(StoreError::Damaged { path, byte: 0, cause }),
    };
    begin_anew(disk, paths, 0, now, new_store_id(), &state.watch)?;
    drop(lock);
    let report = check(disk, paths)?;
    let begun = format!("began a new history at event {} from {}", state.watch.seq, path.display());
    Ok(Report { done: vec![begun], ..report })
}

/// Opens the segment after number `previous` with what is known, and makes the state file again.
///
/// # Errors
/// [`StoreError`] when the system refuses an operation.
pub fn begin_anew(
    disk: &dyn Disk,
    paths: &Paths,
    previous: u32,
    now: DateTime<Utc>,
    store_id: String,
    watch: &Watch,
) -> Result<(), StoreError> {
    let name = SegmentName::after(previous, now);
    let checkpoint = Checkpoint {
        seq: watch.seq,
        recorded_at: now,
        v: Recorded::VERSION,
        store_id,
        watch: watch.clone(),
    };
    let place = birth::bear(disk, &paths.history(), name, &checkpoint, b"")?;
    state_file::renew(disk, paths, &checkpoint.store_id, &place, watch)
}
