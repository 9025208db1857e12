//! Copies of files that could not be read, named by their content, each with a reason beside it.

use std::path::{Path, PathBuf};

use super::error::{IoContext, StoreError};
use super::files::Store;

/// The temporary name. The next writer overwrites what an interrupted one left there.
pub const NEW: &str = ".new";

impl Store {
    /// Keeps a copy of bytes that could not be read, unless there is one. Returns its path.
    ///
    /// # Errors
    /// [`StoreError`] if the copy could not be written and flushed.
    pub(super) fn quarantine(
        &self,
        original: &Path,
        bytes: &[u8],
        reason: &str,
    ) -> Result<PathBuf, StoreError> {
        let dir = self.paths.quarantine();
        self.ensure_dir(&dir)?;
        self.has_dir(&dir)?;
        let stem = stem(original, bytes);
        for nth in 0..u32::MAX {
            let path = dir.join(if nth == 0 { stem.clone() } else { format!("{stem}.{nth}") });
            if self.stat(&path)?.is_some() {
                if self.read(&path)?.as_deref() == Some(bytes) {
                    return Ok(path);
                }
                continue;
            }
            let reason = format!("{}\n{reason}\n", original.display());
            self.write_named(&reason_path(&path), reason.as_bytes())?;
            self.write_named(&path, bytes)?;
            return Ok(path);
        }
        Ok(dir.join(stem))
    }

    /// Returns whether a copy of these bytes of a file is kept.
    pub(super) fn is_quarantined(&self, original: &Path, bytes: &[u8]) -> Result<bool, StoreError> {
        let dir = self.paths.quarantine();
        if !self.has_dir(&dir)? {
            return Ok(false);
        }
        let names = self.disk.list(&dir).context("list", &dir)?;
        Ok(names.contains(&stem(original, bytes)))
    }

    fn write_named(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let dir = self.paths.quarantine();
        let new = dir.join(NEW);
        self.write_flushed(&new, bytes)?;
        self.disk.rename(&new, path).context("rename", path)?;
        self.sync_dir(&dir)
    }
}

/// Returns the path of the reason for a kept file.
fn reason_path(kept: &Path) -> PathBuf {
    let mut name = kept.as_os_str().to_owned();
    name.push(".reason.txt");
    PathBuf::from(name)
}

fn stem(original: &Path, bytes: &[u8]) -> String {
    let name = original.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format!("{:08x}-{}-{name}", crc32c::crc32c(bytes), bytes.len())
}
