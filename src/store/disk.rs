//! Every file operation of the store, as one small trait. A test implements it to lose power after
//! any operation, to let any of them fail, and to count them.

#![allow(clippy::missing_errors_doc, reason = "every error is that of the system")]

use std::io;
use std::path::{Path, PathBuf};

/// What kind of file is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A device, a pipe or a socket.
    Other,
}

/// What the file system knows about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Its kind.
    pub kind: FileKind,
    /// Its length, bytes.
    pub len: u64,
    /// Its owner's user id.
    pub owner: u32,
    /// Its permission bits.
    pub mode: u32,
    /// Device and inode, which identify the file.
    pub identity: (u64, u64),
}

/// How a file is opened. A link in the last component is never followed; a new file gets mode 0600.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// For reading.
    Read,
    /// For reading and appending; it must exist.
    Append,
    /// For reading and appending; created if it does not exist.
    AppendOrCreate,
    /// For writing a new file; it must not exist.
    New,
    /// For reading and overwriting; it must exist.
    Over,
    /// For reading and overwriting; created if it does not exist.
    OverOrCreate,
}

/// The file operations of the store. Every error is that of the system.
pub trait Disk: Send + Sync {
    /// Returns what is at a path. A link is not followed.
    fn stat(&self, path: &Path) -> io::Result<Stat>;

    /// Returns the names in a directory.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;

    /// Returns where a link points.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;

    /// Opens a file.
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>>;

    /// Creates a directory with mode 0700.
    fn create_dir(&self, path: &Path) -> io::Result<()>;

    /// Flushes the entries of a directory to the device.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;

    /// Renames a file and replaces any file with the new name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Renames a file to a name that must not exist.
    ///
    /// # Errors
    /// The error of the system; `AlreadyExists` if the name exists.
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Creates a symbolic link at `path`, which must not exist.
    ///
    /// # Errors
    /// The error of the system; `AlreadyExists` if something is there.
    fn link_new(&self, target: &Path, path: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes a directory, which must be empty.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;

    /// Returns the path under which a library can open a file by itself, without a link on the way to
    /// its directory. `None` if no library can: the disk is not one of the system.
    fn database(&self, path: &Path) -> io::Result<Option<PathBuf>>;

    /// Returns the effective user id of this process.
    fn user(&self) -> u32;
}

/// An open file. Every error is that of the system.
pub trait DiskFile: Send {
    /// Returns what the file system knows about the file.
    fn stat(&self) -> io::Result<Stat>;

    /// Reads `len` bytes from `offset`; fewer only at the end of the file.
    fn read_at(&self, offset: u64, len: u64) -> io::Result<Vec<u8>>;

    /// Appends bytes with one write. Returns how many bytes were written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Overwrites the bytes from `offset` on with all of `bytes`.
    fn write_over(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Flushes data and length to the device.
    fn sync(&mut self) -> io::Result<()>;

    /// Sets the length of the file. A shorter one is extended with zeros, as by `ftruncate`.
    fn truncate(&mut self, len: u64) -> io::Result<()>;

    /// Tries to lock the whole file without waiting. Returns whether it is locked now. Closing the
    /// file releases the lock.
    ///
    /// # Errors
    /// The error of the system, such as on a file system without locks.
    fn try_lock(&mut self, shared: bool) -> io::Result<bool>;
}
