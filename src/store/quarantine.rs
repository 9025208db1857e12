//! What could not be read, kept byte for byte, named by content, with the reason beside it.

use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::error::StoreError;
use super::io::{Told, ensure_dir, found, is_our_dir, read_ours, write_new};

/// The temporary name; what a dead writer left under it is overwritten by the next one.
pub const NEW: &str = ".new";

/// Keeps a copy of bytes that could not be read; returns where. The same bytes are kept once.
///
/// # Errors
/// [`StoreError`] when the copy is not safely on the disk.
pub fn keep(
    disk: &dyn Disk,
    dir: &Path,
    original: &Path,
    bytes: &[u8],
    reason: &str,
) -> Result<PathBuf, StoreError> {
    ensure_dir(disk, dir)?;
    is_our_dir(disk, dir)?;
    let stem = stem(original, bytes);
    for nth in 0..u32::MAX {
        let path = dir.join(if nth == 0 { stem.clone() } else { format!("{stem}.{nth}") });
        if found(disk, &path)?.is_some() {
            if read_ours(disk, &path)?.as_deref() == Some(bytes) {
                return Ok(path);
            }
            continue;
        }
        let reason = format!("{}\n{reason}\n", original.display());
        write_named(disk, dir, &reason_path(&path), reason.as_bytes())?;
        write_named(disk, dir, &path, bytes)?;
        return Ok(path);
    }
    Ok(dir.join(stem))
}

/// Returns where the reason of a kept file stands.
pub fn reason_path(kept: &Path) -> PathBuf {
    let mut name = kept.as_os_str().to_owned();
    name.push(".reason.txt");
    PathBuf::from(name)
}

/// Tells whether these bytes of a file are kept already.
///
/// # Errors
/// [`StoreError`] when the directory cannot be read.
pub fn is_kept(
    disk: &dyn Disk,
    dir: &Path,
    original: &Path,
    bytes: &[u8],
) -> Result<bool, StoreError> {
    if !is_our_dir(disk, dir)? {
        return Ok(false);
    }
    let names = disk.list(dir).told("list", dir)?;
    Ok(names.contains(&stem(original, bytes)))
}

fn stem(original: &Path, bytes: &[u8]) -> String {
    let name = original.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format!("{:08x}-{}-{name}", crc32c::crc32c(bytes), bytes.len())
}

fn write_named(disk: &dyn Disk, dir: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let new = dir.join(NEW);
    write_new(disk, &new, bytes, true)?;
    disk.rename(&new, path).told("rename", path)?;
    disk.sync_dir(dir).told("flush the directory", dir)
}
