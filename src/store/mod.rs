//! How a watch survives: lock, journal, state file, recovery.
//!
//! **Appending is the commit.** A command is recorded once its line in the journal is flushed. The
//! state file, the list of past sessions and the day totals are derived: each can be rebuilt
//! from the journal.
//!
//! This room reads and writes the files of one desk through a `Store`. It must not know what a
//! command means or who gave it, and touches the system through a [`Disk`] alone.

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
mod server_session;
mod session_list;
mod state_file;
mod system_disk;
mod witness;
mod writer;

pub use disk::{Disk, DiskFile, FileKind, Open, Stat};
pub use error::StoreError;
pub(crate) use files::Store;
pub use report::{Finding, Report};
pub use system_disk::SystemDisk;
pub(crate) use writer::{Committed, Writer};
