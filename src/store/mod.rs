//! How a watch survives: lock, journal, state file, recovery.
//!
//! **Appending is the commit.** A command is recorded once its line in the journal is flushed. The
//! state file is derived: it can be rebuilt from the journal.
//!
//! This room reads and writes the files of one desk through a `Store`. It must not know what a
//! command means or who gave it, and touches the system through a [`Disk`] alone.

mod checkpoint;
mod damaged_state;
mod disk;
mod doctor;
mod error;
mod events;
mod filed;
mod files;
mod forward_lines;
mod heartbeat;
mod history;
mod journal_reader;
mod line;
mod line_hash;
mod line_ranges;
mod load;
mod loaded;
mod lock;
mod look;
mod new_segment;
mod quarantine;
mod reached;
mod replay;
mod report;
mod reverse_lines;
mod run_files;
mod run_folders;
mod segment;
mod server_session;
mod state_file;
mod state_json;
mod step_lines;
mod system_disk;
mod whole_lines;
mod witness;
mod writer;

pub use disk::{Disk, DiskFile, FileKind, Open, Stat};
pub use error::StoreError;
pub(crate) use files::Store;
pub(crate) use journal_reader::{JournalCursor, JournalLine, ReadOn};
pub(crate) use line_ranges::LineRange;
pub(crate) use lock::TasksLock;
pub(crate) use look::Quiet;
pub use report::{Finding, Report};
pub use run_folders::{Birth, RunClaim, RunFolders};
pub(crate) use segment::{JournalPosition, SegmentName};
pub use system_disk::SystemDisk;
pub(crate) use writer::{Finished, Writer};
