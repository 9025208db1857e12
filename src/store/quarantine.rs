//! Copies of files that could not be read, named by their content, each with a reason beside it.

use std::io;
use std::path::{Path, PathBuf};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::{Store, each_block, write_all};

/// The temporary name. The next writer overwrites what an interrupted one left there.
pub const NEW: &str = ".new";

/// A part of a file that could not be read: from a byte to the end.
struct Part<'a> {
    path: &'a Path,
    /// `None` if the file is missing: the part is empty.
    file: Option<Box<dyn DiskFile>>,
    from: u64,
}

impl Store {
    /// Keeps a copy of a file from byte `from` to its end, unless there is one. A missing file has
    /// an empty copy. Returns the path of the copy.
    ///
    /// # Errors
    /// [`StoreError`] if the copy could not be written and flushed.
    pub(super) fn quarantine(
        &self,
        original: &Path,
        from: u64,
        reason: &str,
    ) -> Result<PathBuf, StoreError> {
        let dir = self.paths.quarantine();
        self.ensure_dir(&dir)?;
        self.has_dir(&dir)?;
        let part = self.part(original, from)?;
        let stem = part.stem()?;
        for nth in 0..u32::MAX {
            let path = dir.join(if nth == 0 { stem.clone() } else { format!("{stem}.{nth}") });
            if let Some(kept) = self.open(&path, Open::Read)? {
                if part.equals(kept.as_ref(), &path)? {
                    return Ok(path);
                }
                continue;
            }
            self.write_reason(original, reason, &path)?;
            self.write_named(&path, |file| part.copy_to(file, &path))?;
            return Ok(path);
        }
        Ok(dir.join(stem))
    }

    /// Moves what is at a path to the quarantine, whatever it is. Returns where it is then; `None` if
    /// somebody else has moved it.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be moved.
    pub(super) fn move_to_quarantine(
        &self,
        original: &Path,
        reason: &str,
    ) -> Result<Option<PathBuf>, StoreError> {
        let dir = self.paths.quarantine();
        self.ensure_dir(&dir)?;
        self.has_dir(&dir)?;
        let name = original.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        for nth in 0..u32::MAX {
            let path = dir.join(if nth == 0 { name.to_string() } else { format!("{name}.{nth}") });
            if self.stat(&path)?.is_some() {
                continue;
            }
            self.write_reason(original, reason, &path)?;
            match self.disk.rename_new(original, &path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                moved => {
                    moved.context("move away", original)?;
                    self.sync_dir(&dir)?;
                    self.sync_dir(original.parent().unwrap_or(&dir))?;
                    return Ok(Some(path));
                }
            }
        }
        Ok(None)
    }

    /// Returns whether a copy of a whole file is kept.
    pub(super) fn is_quarantined(&self, original: &Path) -> Result<bool, StoreError> {
        let dir = self.paths.quarantine();
        if !self.has_dir(&dir)? {
            return Ok(false);
        }
        let names = self.disk.list(&dir).context("list", &dir)?;
        let len = self.stat(original)?.map_or(0, |stat| stat.len);
        let end = stem_end(len, original);
        // Only a copy of the same length needs a look at the content.
        Ok(names.iter().any(|name| name.ends_with(&end))
            && names.contains(&self.part(original, 0)?.stem()?))
    }

    fn part<'a>(&self, path: &'a Path, from: u64) -> Result<Part<'a>, StoreError> {
        Ok(Part { path, file: self.open(path, Open::Read)?, from })
    }

    /// Writes why something is kept at a path.
    fn write_reason(&self, original: &Path, reason: &str, kept: &Path) -> Result<(), StoreError> {
        let reason = format!("{}\n{reason}\n", original.display());
        self.write_named(&reason_path(kept), |file| {
            write_all(file, reason.as_bytes()).context("write", kept)
        })
    }

    fn write_named(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut dyn DiskFile) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let dir = self.paths.quarantine();
        let new = dir.join(NEW);
        self.write_new(&new, |file| {
            fill(file)?;
            file.sync().context("flush", &new)
        })?;
        self.disk.rename(&new, path).context("rename", path)?;
        self.sync_dir(&dir)
    }
}

impl Part<'_> {
    fn each_block(
        &self,
        each: &mut dyn FnMut(&[u8]) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        match &self.file {
            Some(file) => each_block(file.as_ref(), self.path, self.from, each),
            None => Ok(()),
        }
    }

    /// Returns the name of its copy: checksum, length, and the name of the file.
    fn stem(&self) -> Result<String, StoreError> {
        let (mut crc, mut len) = (0, 0_u64);
        self.each_block(&mut |block| {
            crc = crc32c::crc32c_append(crc, block);
            len = len.saturating_add(length(block));
            Ok(true)
        })?;
        Ok(format!("{crc:08x}{}", stem_end(len, self.path)))
    }

    /// Returns whether it has the same bytes as a copy of its name, which has the same length.
    fn equals(&self, kept: &dyn DiskFile, path: &Path) -> Result<bool, StoreError> {
        let (mut at, mut is_equal) = (0, true);
        self.each_block(&mut |block| {
            is_equal = kept.read_at(at, length(block)).context("read", path)? == block;
            at = at.saturating_add(length(block));
            Ok(is_equal)
        })?;
        Ok(is_equal && kept.stat().context("look at", path)?.len == at)
    }

    fn copy_to(&self, file: &mut dyn DiskFile, path: &Path) -> Result<(), StoreError> {
        let mut len = 0_u64;
        self.each_block(&mut |block| {
            len = len.saturating_add(length(block));
            // A hole stays a hole.
            if block.iter().all(|byte| *byte == 0) {
                file.truncate(len).context("write", path)?;
            } else {
                write_all(file, block).context("write", path)?;
            }
            Ok(true)
        })
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Returns the part of a copy's name that is known without the content of the file.
fn stem_end(len: u64, original: &Path) -> String {
    let name = original.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format!("-{len}-{name}")
}

/// Returns the path of the reason for a kept file.
fn reason_path(kept: &Path) -> PathBuf {
    let mut name = kept.as_os_str().to_owned();
    name.push(".reason.txt");
    PathBuf::from(name)
}
