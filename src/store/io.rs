//! Small steps on a [`Disk`] whose errors say what was tried and on which file.

use std::io;
use std::path::Path;

use super::disk::{Disk, DiskFile, FileKind, Open, Stat};
use super::error::StoreError;

/// Names the operation and the file of an error.
pub trait Told<T> {
    /// Names the operation and the file.
    ///
    /// # Errors
    /// [`StoreError::Io`] for every error.
    fn told(self, what: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> Told<T> for io::Result<T> {
    fn told(self, what: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Io { what, path: path.to_owned(), source })
    }
}

/// Turns "not there" into nothing.
///
/// # Errors
/// Every other error.
pub fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns what stands at a path, a link not followed; nothing when it is free.
///
/// # Errors
/// [`StoreError::WrongKind`] when a directory above it is none, else the system's.
pub fn found(disk: &dyn Disk, path: &Path) -> Result<Option<Stat>, StoreError> {
    match if_there(disk.stat(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let is_file =
                |above: &&Path| disk.stat(above).is_ok_and(|stat| stat.kind == FileKind::File);
            match path.ancestors().skip(1).find(is_file) {
                Some(above) => Err(wrong_kind(above, FileKind::File)),
                None => Err(error).told("look at", path),
            }
        }
        other => other.told("look at", path),
    }
}

/// Checks that a file is a file, and ours.
///
/// # Errors
/// [`StoreError::WrongKind`] or [`StoreError::NotOurs`].
pub fn check_ours(
    disk: &dyn Disk,
    path: &Path,
    stat: Stat,
    want: FileKind,
) -> Result<(), StoreError> {
    if stat.kind != want {
        return Err(wrong_kind(path, stat.kind));
    }
    if stat.owner != disk.user() {
        return Err(StoreError::NotOurs { path: path.to_owned(), owner: stat.owner });
    }
    Ok(())
}

fn wrong_kind(path: &Path, kind: FileKind) -> StoreError {
    let what = match kind {
        FileKind::File => "a file where a directory belongs",
        FileKind::Directory => "a directory where a file belongs",
        FileKind::Link => "a link, which is not followed here",
        FileKind::Other => "neither a file nor a directory",
    };
    StoreError::WrongKind { path: path.to_owned(), what }
}

/// Checks that a directory is a directory of ours; tells whether it is there.
///
/// # Errors
/// [`StoreError`] when it is something else, or another user's.
pub fn is_our_dir(disk: &dyn Disk, dir: &Path) -> Result<bool, StoreError> {
    let Some(stat) = found(disk, dir)? else { return Ok(false) };
    check_ours(disk, dir, stat, FileKind::Directory)?;
    Ok(true)
}

/// Opens a file of ours that may be absent.
///
/// # Errors
/// [`StoreError`]: the system's, or that it is no file of ours.
pub fn open_ours(
    disk: &dyn Disk,
    path: &Path,
    how: Open,
) -> Result<Option<Box<dyn DiskFile>>, StoreError> {
    // A link in the last place would fail to open with a riddle; look first.
    if let Some(stat) = found(disk, path)? {
        check_ours(disk, path, stat, FileKind::File)?;
    }
    let Some(file) = if_there(disk.open(path, how)).told("open", path)? else { return Ok(None) };
    check_ours(disk, path, file.stat().told("look at", path)?, FileKind::File)?;
    Ok(Some(file))
}

/// Opens a file of ours that must be there.
///
/// # Errors
/// As [`open_ours`], and that it is not there.
pub fn open_there(
    disk: &dyn Disk,
    path: &Path,
    how: Open,
) -> Result<Box<dyn DiskFile>, StoreError> {
    match open_ours(disk, path, how)? {
        Some(file) => Ok(file),
        None => Err(io::Error::from(io::ErrorKind::NotFound)).told("open", path),
    }
}

/// Reads a whole file of ours that may be absent.
///
/// # Errors
/// As [`open_ours`].
pub fn read_ours(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(file) = open_ours(disk, path, Open::Read)? else { return Ok(None) };
    file.read_at(0, u64::MAX).told("read", path).map(Some)
}

/// Makes a directory and its parents, 0700, each flushed into its parent from the top.
///
/// # Errors
/// [`StoreError`]: the system's, or that something else stands there or it is not ours.
pub fn ensure_dir(disk: &dyn Disk, dir: &Path) -> Result<(), StoreError> {
    let mut missing = Vec::new();
    let mut at = dir;
    loop {
        match found(disk, at)? {
            // Where a link leads is for the system to follow.
            Some(stat) if matches!(stat.kind, FileKind::Directory | FileKind::Link) => break,
            Some(stat) => return Err(wrong_kind(at, stat.kind)),
            None => missing.push(at),
        }
        match at.parent() {
            Some(parent) => at = parent,
            None => break,
        }
    }
    for new in missing.into_iter().rev() {
        match disk.create_dir(new) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => other.told("create the directory", new)?,
        }
        if let Some(parent) = new.parent() {
            disk.sync_dir(parent).told("flush the directory", parent)?;
        }
    }
    Ok(())
}

/// Flushes the entries of every directory above `dir`. One that is closed to us was not made by
/// us, and holds nothing of ours to flush.
///
/// # Errors
/// [`StoreError::Io`] for every other refusal.
pub fn sync_ancestors(disk: &dyn Disk, dir: &Path) -> Result<(), StoreError> {
    for above in dir.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
        match disk.sync_dir(above) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            other => other.told("flush the directory", above)?,
        }
    }
    Ok(())
}

/// Writes a new file whole, under a temporary name beside its own, flushed.
///
/// # Errors
/// [`StoreError::Io`]; whatever was written is removed again.
pub fn write_new(disk: &dyn Disk, path: &Path, bytes: &[u8], sync: bool) -> Result<(), StoreError> {
    if_there(disk.remove(path)).told("remove the leftover", path)?;
    let written = write_and_sync(disk, path, bytes, sync);
    if written.is_err() {
        // The error that matters is the first one.
        let _ = disk.remove(path);
    }
    written
}

fn write_and_sync(
    disk: &dyn Disk,
    path: &Path,
    bytes: &[u8],
    sync: bool,
) -> Result<(), StoreError> {
    let mut file = disk.open(path, Open::New).told("create", path)?;
    write_all(file.as_mut(), bytes).told("write", path)?;
    if sync {
        file.sync().told("flush", path)?;
    }
    Ok(())
}

/// Writes all bytes, in as many writes as it takes.
///
/// # Errors
/// What the system says.
pub fn write_all(file: &mut dyn DiskFile, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let taken = file.write(bytes)?;
        if taken == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(taken..).unwrap_or_default();
    }
    Ok(())
}
