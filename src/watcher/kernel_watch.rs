//! Directories that the kernel watches, without a thread that reads each event: events that nobody waits
//! for wake nobody. Only Linux has that.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::directories::{Directories, FileId};

/// The directories that the kernel watches for names that come and go.
pub struct KernelWatch {
    #[cfg(target_os = "linux")]
    inotify: std::os::fd::OwnedFd,
    #[cfg(target_os = "linux")]
    watches: BTreeMap<PathBuf, (FileId, i32)>,
}

#[cfg(target_os = "linux")]
impl KernelWatch {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// The error of the system if nothing can be watched.
    pub fn begin() -> io::Result<Self> {
        use rustix::fs::inotify::{CreateFlags, init};
        let inotify = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        Ok(Self { inotify, watches: BTreeMap::new() })
    }

    /// Watches the directories that are wanted, and no others.
    ///
    /// # Errors
    /// The error of the system if one cannot be watched.
    pub fn arm(&mut self, wanted: impl Fn() -> Directories) -> io::Result<()> {
        // A directory created between the search and the watch of its parent is reported by nobody.
        // So the search is repeated until it finds nothing new.
        while self.arm_once(&wanted())? {}
        Ok(())
    }

    fn arm_once(&mut self, wanted: &Directories) -> io::Result<bool> {
        use rustix::fs::inotify::{WatchFlags, add_watch, remove_watch};
        let inotify = &self.inotify;
        let mut has_changed = false;
        self.watches.retain(|path, (id, watch)| {
            let stays = wanted.get(path) == Some(id);
            if !stays {
                has_changed = true;
                // If the directory no longer exists, neither does its watch.
                let _ = remove_watch(inotify, *watch);
            }
            stays
        });
        let names = WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVED_TO
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF
            | WatchFlags::ONLYDIR;
        for (path, id) in wanted {
            if self.watches.contains_key(path) {
                continue;
            }
            match add_watch(&self.inotify, path, names) {
                Ok(watch) => {
                    has_changed = true;
                    self.watches.insert(path.clone(), (*id, watch));
                }
                // It was removed after the search; the next search finds another one.
                Err(_) if !path.exists() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(has_changed)
    }

    /// Waits for an event.
    ///
    /// # Errors
    /// The error of the system if it cannot wait.
    pub fn wait(&self) -> io::Result<()> {
        use rustix::event::{PollFd, PollFlags, poll};
        loop {
            match poll(&mut [PollFd::new(&self.inotify, PollFlags::IN)], None) {
                Err(rustix::io::Errno::INTR) => {}
                waited => return Ok(waited.map(|_| ())?),
            }
        }
    }

    /// Takes all events; reports whether one is about a directory itself, or a name in it that `matters`.
    ///
    /// # Errors
    /// The error of the system if they cannot be read.
    pub fn take(&mut self, matters: impl Fn(&Path, &Path) -> bool) -> io::Result<bool> {
        use std::ffi::OsStr;
        use std::mem::MaybeUninit;
        use std::os::unix::ffi::OsStrExt;

        use rustix::fs::inotify::{ReadFlags, Reader};
        let mut buffer = [MaybeUninit::uninit(); 4_096];
        let mut reader = Reader::new(&self.inotify, &mut buffer);
        let mut is_any = false;
        loop {
            let event = match reader.next() {
                Ok(event) => event,
                Err(rustix::io::Errno::AGAIN) => return Ok(is_any),
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            };
            let of = |(_, (_, watch)): &(&PathBuf, &(FileId, i32))| *watch == event.wd();
            let is_about = || match (event.file_name(), self.watches.iter().find(of)) {
                (Some(name), Some((directory, _))) => {
                    matters(directory, Path::new(OsStr::from_bytes(name.to_bytes())))
                }
                // A watch that was given up.
                (Some(_), None) => false,
                (None, _) => true,
            };
            is_any = is_any || is_about();
            if event.events().contains(ReadFlags::IGNORED) {
                let gone = event.wd();
                self.watches.retain(|_, (_, watch)| *watch != gone);
            }
        }
    }
}

/// Nothing is watched elsewhere.
#[cfg(not(target_os = "linux"))]
impl KernelWatch {
    pub fn begin() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn arm(&mut self, _: impl Fn() -> Directories) -> io::Result<()> {
        Ok(())
    }

    pub fn wait(&self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn take(&mut self, _: impl Fn(&Path, &Path) -> bool) -> io::Result<bool> {
        Ok(true)
    }
}
