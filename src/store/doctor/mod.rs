//! Checks the whole store, and mends what can be mended.
//!
//! A check reads everything once: every checksum, every number, the chain of segments, the state
//! file against the journal. A repair copies aside what it cannot read, never deletes, and goes on
//! from the most that is known.

mod anew;
mod chain;
mod check;
mod known;
mod repair;
mod report;

pub use anew::adopt;
pub use check::check;
pub use repair::repair;
pub use report::{Finding, Report};

use crate::paths::Paths;
use crate::store::disk::Disk;
use crate::store::error::StoreError;
use crate::store::io::ensure_dir;
use crate::store::lock::{self, Lock};

/// Lets the doctor in, to a store that may have no directory yet; everybody else waits outside.
fn admit(
    disk: &dyn Disk,
    paths: &Paths,
    waiting: &dyn Fn(Option<&str>),
) -> Result<Lock, StoreError> {
    ensure_dir(disk, &paths.history())?;
    lock::exclusive(disk, &paths.lock(), "doctor", waiting)
}
