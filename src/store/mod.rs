//! How a Watch survives: lock, journal, state file, recovery.
//!
//! **Append is the commit.** A command is recorded when its line in the journal is flushed; the
//! state file is a checkpoint that everybody can read, and may always be made again from the
//! journal. Knows the core's types and bytes, not what a command means.

mod backwards;
mod birth;
mod commit;
mod days;
mod disk;
pub mod doctor;
mod error;
mod history;
mod index;
mod io;
mod line;
mod load;
mod lock;
mod log;
mod quarantine;
pub mod seen;
mod segment;
mod state_file;
mod system_disk;

pub use commit::{Committed, Writer};
pub use disk::{Disk, DiskFile, FileKind, Open, Stat};
pub use error::StoreError;
pub use history::{each_session, each_within, filings, newest_of, trail};
pub use load::Loaded;
pub use log::newest;
pub use system_disk::SystemDisk;

use chrono::NaiveDate;

use crate::core::DayTotals;
use crate::paths::Paths;

/// Looks at the store: writes nothing, and as a rule waits for nobody.
///
/// A writer at work may be cutting something off just now, so what looks like damage is looked at
/// again while nobody writes, before it is called that.
///
/// # Errors
/// [`StoreError`] when the store cannot be read, or a writer is waited for in vain.
pub fn look(disk: &dyn Disk, paths: &Paths) -> Result<Loaded, StoreError> {
    match load::load(disk, paths) {
        Err(
            StoreError::Damaged { .. } | StoreError::JournalBehind { .. } | StoreError::Io { .. },
        ) => {
            let _calm = lock::shared(disk, &paths.lock())?;
            load::load(disk, paths)
        }
        found => found,
    }
}

/// Returns the number of the newest event that filed a session, and the sums of the days from a UTC
/// day on, if they are of the same moment. A writer renews them last, so one at work is waited for.
///
/// # Errors
/// As [`look`].
pub fn look_at_days(
    disk: &dyn Disk,
    paths: &Paths,
    from: NaiveDate,
) -> Result<(u64, Option<DayTotals>), StoreError> {
    let both = || {
        let filed_seq = look(disk, paths)?.watch.filed_seq;
        Ok((filed_seq, days::kept(disk, paths, filed_seq, from)?))
    };
    let found = both()?;
    if found.1.is_some() || found.0 == 0 {
        return Ok(found);
    }
    match lock::shared(disk, &paths.lock()) {
        Ok(_calm) => both(),
        // The list can be read all the same.
        Err(_) => Ok(found),
    }
}

/// Reads what is derived from the journal; a first reading that finds damage is made again while
/// nobody writes, as in [`look`].
///
/// # Errors
/// What the reading says.
pub fn calmly<T>(
    disk: &dyn Disk,
    paths: &Paths,
    read: impl Fn() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    match read() {
        Err(StoreError::Damaged { .. }) => {
            let _calm = lock::shared(disk, &paths.lock())?;
            read()
        }
        found => found,
    }
}
