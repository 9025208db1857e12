//! Reports when files may have changed: those of a store and its settings, and those of other desks.
//!
//! It must not know the contents of the files.

mod desk_files;
mod directories;
mod kernel_watch;
mod store_files;

pub use desk_files::{DeskWatch, WatchedDesks, watch_desks};
pub use store_files::{FileChange, FileWatch, Listener, watch};
