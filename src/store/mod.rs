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
mod doctor;
mod error;
mod files;
mod history;
mod index;
mod line;
mod load;
mod lock;
mod log;
mod look;
mod quarantine;
mod report;
mod seen;
mod segment;
mod state_file;
mod system_disk;

pub use commit::{Committed, Writer};
pub use disk::{Disk, DiskFile, FileKind, Open, Stat};
pub use error::StoreError;
pub use files::Store;
pub use load::Loaded;
pub use report::{Finding, Report};
pub use system_disk::SystemDisk;
