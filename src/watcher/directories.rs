//! The directories that are watched, and which ones they were when they were found.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::unwatched::why_of;

/// Directories, and which ones they are.
pub type Directories = BTreeMap<PathBuf, FileId>;

/// The device and the inode of a file.
pub type FileId = (u64, u64);

/// The directories that the watching library watches.
pub struct Watched {
    watcher: RecommendedWatcher,
    directories: Directories,
}

impl Watched {
    /// Watches nothing yet. Reading a file is not reported: every status bar reads the files.
    ///
    /// # Errors
    /// Why nothing can be watched.
    pub fn begin(
        mut tell: impl FnMut(notify::Result<notify::Event>) + Send + 'static,
    ) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if !event.as_ref().is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                tell(event);
            }
        });
        let watcher = watcher.map_err(|error| why_of(&error))?;
        Ok(Self { watcher, directories: Directories::new() })
    }

    /// Returns the directories that are watched.
    pub fn directories(&self) -> &Directories {
        &self.directories
    }

    /// Watches the directories that are wanted, and no others. Returns whether they have changed.
    ///
    /// # Errors
    /// Why one cannot be watched.
    pub fn arm(&mut self, wanted: impl Fn() -> Directories) -> Result<bool, String> {
        let mut others = false;
        // A directory created between the search and the watch of its parent is reported by nobody.
        // So the search is repeated until it finds nothing new.
        while self.arm_once(&wanted())? {
            others = true;
        }
        Ok(others)
    }

    fn arm_once(&mut self, wanted: &Directories) -> Result<bool, String> {
        let gone = self.directories.iter().filter(|(path, id)| wanted.get(*path) != Some(id));
        let gone: Vec<PathBuf> = gone.map(|(path, _)| path.clone()).collect();
        for directory in &gone {
            self.forget(directory);
        }
        let fresh = wanted.iter().filter(|(path, _)| !self.directories.contains_key(*path));
        let fresh: Vec<_> = fresh.map(|(path, id)| (path.clone(), *id)).collect();
        for (directory, id) in &fresh {
            match self.watcher.watch(directory, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.directories.insert(directory.clone(), *id);
                }
                // It was removed after the search; the next search finds another one.
                Err(_) if !directory.exists() => {}
                Err(error) => return Err(why_of(&error)),
            }
        }
        Ok(!fresh.is_empty() || !gone.is_empty())
    }

    /// Forgets the directories that an event removed or renamed, so that new ones with their names are
    /// watched again.
    pub fn forget_gone(&mut self, event: &notify::Event) {
        let leaves = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any
        );
        if leaves {
            for path in &event.paths {
                self.forget(path);
            }
        }
    }

    fn forget(&mut self, directory: &Path) {
        if self.directories.remove(directory).is_some() {
            // If the directory no longer exists, neither does its watch.
            let _ = self.watcher.unwatch(directory);
        }
    }
}

/// Returns some directories, each replaced by its nearest existing parent.
pub fn existing(directories: impl IntoIterator<Item = PathBuf>) -> Directories {
    let existing = directories.into_iter().filter_map(|directory| nearest_existing(&directory));
    existing.filter_map(|directory| Some((directory.clone(), id_of(&directory)?))).collect()
}

fn id_of(path: &Path) -> Option<FileId> {
    path.metadata().ok().map(|found| (found.dev(), found.ino()))
}

fn nearest_existing(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find_map(|above| above.canonicalize().ok().filter(|real| real.is_dir()))
}

/// Returns the kind of the file system of some directories if it does not report changes made elsewhere.
#[cfg(target_os = "linux")]
pub fn network_file_system(directories: &Directories) -> Option<&'static str> {
    const KINDS: &[(u64, &str)] = &[
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x0102_1997, "9p"),
        (0x6573_5546, "FUSE"),
        (0x00c3_6400, "Ceph"),
        (0x5346_414f, "AFS"),
        (0x786f_4256, "VirtualBox"),
    ];
    directories.keys().find_map(|directory| {
        let kind = u64::try_from(rustix::fs::statfs(directory).ok()?.f_type).ok()?;
        let known = KINDS.iter().find(|(magic, _)| *magic == kind & 0xffff_ffff);
        known.map(|(_, name)| *name)
    })
}

#[cfg(not(target_os = "linux"))]
pub fn network_file_system(_: &Directories) -> Option<&'static str> {
    None
}
