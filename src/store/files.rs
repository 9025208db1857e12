//! The files of one store, and basic operations on them. Every error names operation and file.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::disk::{Disk, DiskFile, FileKind, Open, Stat};
use super::error::{IoContext, StoreError};
use crate::paths::Paths;

/// The files of one desk, on a disk.
pub struct Store {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) paths: Paths,
}

impl Store {
    /// Returns the store at these paths, without reading or writing anything.
    #[must_use]
    pub fn new(disk: Arc<dyn Disk>, paths: Paths) -> Self {
        Self { disk, paths }
    }

    /// Returns another store on the same disk.
    #[must_use]
    pub fn beside(&self, paths: Paths) -> Self {
        Self::new(Arc::clone(&self.disk), paths)
    }

    /// Returns the paths of its files.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Returns what is at a path, or `None` if it does not exist. A link is not followed.
    ///
    /// # Errors
    /// [`StoreError::WrongKind`] if a parent is not a directory, else the error of the system.
    pub(super) fn stat(&self, path: &Path) -> Result<Option<Stat>, StoreError> {
        match if_there(self.disk.stat(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                let is_file = |above: &&Path| {
                    self.disk.stat(above).is_ok_and(|stat| stat.kind == FileKind::File)
                };
                match path.ancestors().skip(1).find(is_file) {
                    Some(above) => Err(wrong_kind(above, FileKind::File)),
                    None => Err(error).context("look at", path),
                }
            }
            other => other.context("look at", path),
        }
    }

    /// Checks the kind of a file, and that it belongs to the current user.
    fn check_ours(&self, path: &Path, stat: Stat, want: FileKind) -> Result<(), StoreError> {
        if stat.kind != want {
            return Err(wrong_kind(path, stat.kind));
        }
        if stat.owner != self.disk.user() {
            return Err(StoreError::NotOurs { path: path.to_owned(), owner: stat.owner });
        }
        Ok(())
    }

    /// Returns whether a directory exists. Checks that it belongs to the current user.
    ///
    /// # Errors
    /// [`StoreError`] if it is not a directory, or belongs to another user.
    pub(super) fn has_dir(&self, dir: &Path) -> Result<bool, StoreError> {
        let Some(stat) = self.stat(dir)? else { return Ok(false) };
        self.check_ours(dir, stat, FileKind::Directory)?;
        Ok(true)
    }

    /// Opens a file, or returns `None` if it does not exist.
    ///
    /// # Errors
    /// [`StoreError`] if it is not a file, belongs to another user, or the system reports an error.
    pub(super) fn open(
        &self,
        path: &Path,
        how: Open,
    ) -> Result<Option<Box<dyn DiskFile>>, StoreError> {
        // Opening a link would fail with an unclear error, so the kind is checked first.
        if let Some(stat) = self.stat(path)? {
            self.check_ours(path, stat, FileKind::File)?;
        }
        let Some(file) = if_there(self.disk.open(path, how)).context("open", path)? else {
            return Ok(None);
        };
        self.check_ours(path, file.stat().context("look at", path)?, FileKind::File)?;
        Ok(Some(file))
    }

    /// Opens a file that must exist.
    ///
    /// # Errors
    /// As [`Store::open`], and if it does not exist.
    pub(super) fn open_existing(
        &self,
        path: &Path,
        how: Open,
    ) -> Result<Box<dyn DiskFile>, StoreError> {
        match self.open(path, how)? {
            Some(file) => Ok(file),
            None => Err(io::Error::from(io::ErrorKind::NotFound)).context("open", path),
        }
    }

    /// Creates a directory and its parents with mode 0700. Flushes each parent, from the top down.
    ///
    /// # Errors
    /// [`StoreError`] if something else is there, or the system reports an error.
    pub(super) fn ensure_dir(&self, dir: &Path) -> Result<(), StoreError> {
        let mut missing = Vec::new();
        for at in dir.ancestors() {
            match self.stat(at)? {
                // The system follows a link.
                Some(stat) if matches!(stat.kind, FileKind::Directory | FileKind::Link) => break,
                Some(stat) => return Err(wrong_kind(at, stat.kind)),
                None => missing.push(at),
            }
        }
        for new in missing.into_iter().rev() {
            match self.disk.create_dir(new) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other.context("create the directory", new)?,
            }
            if let Some(parent) = new.parent() {
                self.sync_dir(parent)?;
            }
        }
        Ok(())
    }

    /// Flushes the entries of a directory.
    pub(super) fn sync_dir(&self, dir: &Path) -> Result<(), StoreError> {
        self.disk.sync_dir(dir).context("flush the directory", dir)
    }

    /// Flushes the entries of every directory above `dir`. A directory without access was not
    /// created by the store, so it has nothing to flush.
    ///
    /// # Errors
    /// [`StoreError::Io`] for every error but denied access.
    pub(super) fn sync_ancestors(&self, dir: &Path) -> Result<(), StoreError> {
        let above = dir.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        // The directory of a day, with those of its runs, was flushed before it was used.
        let new = if self.paths.desk.run().is_some() { 2 } else { usize::MAX };
        for above in above.take(new) {
            match self.disk.sync_dir(above) {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
                other => other.context("flush the directory", above)?,
            }
        }
        Ok(())
    }

    /// Replaces a file: writes the temporary file `new`, then renames it. Nothing is flushed, so
    /// readers must be able to do without the file.
    ///
    /// # Errors
    /// [`StoreError::Io`]; the old file remains.
    pub(super) fn replace(&self, path: &Path, new: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_new(new, |file| write_all(file, bytes).context("write", new))?;
        self.disk.rename(new, path).context("rename", new)
    }

    /// Writes and flushes a whole new file, under a temporary name. Returns it, open for appending.
    ///
    /// # Errors
    /// [`StoreError::Io`]; a partly written file is removed.
    pub(super) fn write_flushed(
        &self,
        path: &Path,
        bytes: &[u8],
    ) -> Result<Box<dyn DiskFile>, StoreError> {
        self.write_new(path, |file| {
            write_all(file, bytes).context("write", path)?;
            file.sync().context("flush", path)
        })
    }

    /// Creates a file under a temporary name, and fills it. Returns it, open for appending.
    ///
    /// # Errors
    /// [`StoreError::Io`]; a partly written file is removed.
    pub(super) fn write_new(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut dyn DiskFile) -> Result<(), StoreError>,
    ) -> Result<Box<dyn DiskFile>, StoreError> {
        if_there(self.disk.remove(path)).context("remove the temporary file", path)?;
        let write = || {
            let mut new = self.disk.open(path, Open::New).context("create", path)?;
            fill(new.as_mut())?;
            Ok(new)
        };
        write().inspect_err(|_| {
            // Only the first error matters.
            let _ = self.disk.remove(path);
        })
    }
}

fn wrong_kind(path: &Path, kind: FileKind) -> StoreError {
    let what = match kind {
        FileKind::File => "a file where a directory is expected",
        FileKind::Directory => "a directory where a file is expected",
        FileKind::Link => "a link, which is not followed here",
        FileKind::Other => "neither a file nor a directory",
    };
    StoreError::WrongKind { path: path.to_owned(), what }
}

/// Turns "not found" into `None`.
pub fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// How much of a file is read at a time if all of it is read, bytes.
const BLOCK: u64 = 1_024 * 1_024;

/// Calls `each` with the bytes of a file from byte `from` to its end, block by block. Stops if
/// `each` returns `false`.
///
/// # Errors
/// The error of the system, or of `each`.
pub fn each_block(
    file: &dyn DiskFile,
    path: &Path,
    from: u64,
    each: &mut dyn FnMut(&[u8]) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut at = from;
    loop {
        let block = file.read_at(at, BLOCK).context("read", path)?;
        if block.is_empty() || !each(&block)? {
            return Ok(());
        }
        at = at.saturating_add(u64::try_from(block.len()).unwrap_or(u64::MAX));
    }
}

/// Writes all bytes, with as many writes as needed.
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
