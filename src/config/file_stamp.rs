//! Whether a file is the same as before.

use std::fs::{Metadata, metadata, symlink_metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Which file, or which directory, was there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    path: PathBuf,
    /// Its device and number, its length, and when its content and its state changed; `None` without it.
    found: Option<[i128; 7]>,
}

impl FileStamp {
    /// Looks at a path.
    pub(super) fn of(path: &Path) -> Self {
        // A link to nothing is there, too.
        let here = metadata(path).or_else(|_| symlink_metadata(path));
        let found = |file: Metadata| {
            let times = [file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec()];
            let [content, nanos, state, more] = times.map(i128::from);
            let [device, number, length] = [file.dev(), file.ino(), file.len()].map(i128::from);
            [device, number, length, content, nanos, state, more]
        };
        Self { path: path.to_owned(), found: here.ok().map(found) }
    }

    /// Reports whether the same is there still.
    pub(super) fn is_still_so(&self) -> bool {
        *self == Self::of(&self.path)
    }

    /// Reports whether it is that of a path.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.path == path
    }
}
