//! Every file operation the store makes, as one small trait, so that a test can stand in for the
//! disk: lose power after any operation, fail any of them, count them.

use std::io;
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A device, a pipe, a socket.
    Other,
}

/// What the file system knows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: FileKind,
    /// Its length, bytes.
    pub len: u64,
    /// Its owner's user id.
    pub owner: u32,
    /// Its permission bits.
    pub mode: u32,
    /// What tells it from every other file: device and inode.
    pub identity: (u64, u64),
}

/// How a file is opened. No way follows a link in the last place, and what is created is 0600.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// To read.
    Read,
    /// To read and to add at the end; it must exist.
    Append,
    /// To read and to add at the end; created when absent.
    AppendOrCreate,
    /// To write a new file; it must not exist.
    New,
    /// To read and to write over what is there; it must exist.
    Over,
    /// To read and to write over what is there; created when absent.
    OverOrCreate,
}

/// The file operations of the store.
pub trait Disk: Send + Sync {
    /// Returns what stands at a path; a link is not followed.
    ///
    /// # Errors
    /// What the system says.
    fn stat(&self, path: &Path) -> io::Result<Stat>;

    /// Returns the names in a directory.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;

    /// Returns where a link points.
    ///
    /// # Errors
    /// What the system says.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;

    /// Opens a file.
    ///
    /// # Errors
    /// What the system says.
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>>;

    /// Makes a directory, 0700.
    ///
    /// # Errors
    /// What the system says.
    fn create_dir(&self, path: &Path) -> io::Result<()>;

    /// Flushes a directory's entries to the device.
    ///
    /// # Errors
    /// What the system says.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;

    /// Renames a file over whatever stands at the new name.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Renames a file to a name that must be free.
    ///
    /// # Errors
    /// What the system says; `AlreadyExists` when the name is taken.
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Returns the user id that this process acts as.
    fn user(&self) -> u32;
}

/// An open file.
pub trait DiskFile: Send {
    /// Returns what the file system knows of it.
    ///
    /// # Errors
    /// What the system says.
    fn stat(&self) -> io::Result<Stat>;

    /// Reads up to `len` bytes from `offset`; fewer only at the end of the file.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, offset: u64, len: u64) -> io::Result<Vec<u8>>;

    /// Adds bytes at the end with one write; returns how many were taken.
    ///
    /// # Errors
    /// What the system says.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Writes all bytes over what stands at `offset`.
    ///
    /// # Errors
    /// What the system says.
    fn write_over(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Flushes data and length to the device.
    ///
    /// # Errors
    /// What the system says.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts the file to a length.
    ///
    /// # Errors
    /// What the system says.
    fn truncate(&mut self, len: u64) -> io::Result<()>;

    /// Locks the whole file without waiting; tells whether it was free. The lock goes with the
    /// open file.
    ///
    /// # Errors
    /// What the system says, as of a file system without locks.
    fn try_lock(&mut self, shared: bool) -> io::Result<bool>;
}
