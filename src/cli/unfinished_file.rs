//! Files in the making, and those of writers that were killed.

use std::fs::{self, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

/// How the names of these files begin. No other file has such a name by chance.
const PREFIX: &str = ".onwatch-unfinished-";

/// The number of random characters in a name.
const RANDOM: usize = 12;

/// How old a file is whose writer was killed. A writer needs less than a second.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);

/// Creates a file with a name of its own, which is removed if it is dropped. Removes those that writers of
/// this user left in the folder.
///
/// # Errors
/// If the file cannot be created.
pub fn create(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let file = Builder::new()
        .prefix(PREFIX)
        .rand_bytes(RANDOM)
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder)?;
    // The answer does not depend on it.
    let _ = remove_abandoned(folder, file.as_file());
    Ok(file)
}

/// Removes the files that killed writers left. The times of two files of one disk are compared, so the clock
/// of this machine does not matter.
fn remove_abandoned(folder: &Path, new: &File) -> io::Result<()> {
    let new = new.metadata()?;
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name();
        let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let is_named = random.is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if is_named && entry.metadata().is_ok_and(|old| is_abandoned(&old, &new)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Reports whether a file is one of the same user and was written long before a new one.
fn is_abandoned(old: &Metadata, new: &Metadata) -> bool {
    let age = new.modified().ok().zip(old.modified().ok());
    let age = age.and_then(|(new, old)| new.duration_since(old).ok());
    old.is_file() && old.uid() == new.uid() && age.is_some_and(|age| age > ABANDONED_AFTER)
}
