//! How a Watch survives: lock, journal, state file, recovery.
//!
//! **Append is the commit.** A command is recorded when its line in the journal is flushed; the
//! state file is a checkpoint that everybody can read, and may always be made again from the
//! journal. Knows the core's types and bytes, not what a command means.

mod days;
mod disk;
mod doctor;
mod error;
mod events;
mod files;
mod heartbeat;
mod history;
mod line;
mod load;
mod lock;
mod look;
mod new_segment;
mod quarantine;
mod report;
mod reverse_lines;
mod segment;
mod session_list;
mod state_file;
mod system_disk;
mod writer;

pub use disk::{Disk, DiskFile, FileKind, Open, Stat};
pub use error::StoreError;
pub use files::Store;
pub use load::LoadedStore;
pub use report::{Finding, Report};
pub use system_disk::SystemDisk;
pub use writer::{Committed, Writer};
