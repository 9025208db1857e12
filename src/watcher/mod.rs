//! Reports when files may have changed: those of a store and its settings, and those of other desks.
//!
//! It must not know the contents of the files.

mod desk_files;
mod directories;
mod heeded;
#[cfg(target_os = "linux")]
mod kernel_watch;
mod named_files;
#[cfg(not(target_os = "linux"))]
mod no_kernel_watch;
mod store_files;
mod unwatched;

pub use desk_files::{DeskWatch, DesksChange, WatchedDesks, watch_desks};
pub use heeded::Heeded;
pub use named_files::{NamedFilesWatch, watch_named_files};
pub use store_files::{FileChange, FileWatch, Listener, watch};
