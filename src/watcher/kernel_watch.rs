//! Directories that the kernel watches, without a thread that reads each event: events that nobody waits
//! for wake nobody. Only Linux has that; elsewhere, `no_kernel_watch.rs` takes its place.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::directories::{Directories, FileId};
use super::heeded::Heeded;

/// The directories that the kernel watches for names that come and go.
pub struct KernelWatch {
    inotify: std::os::fd::OwnedFd,
    heeded: Heeded,
    watches: BTreeMap<PathBuf, (FileId, i32)>,
}

impl KernelWatch {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// The error of the system if nothing can be watched.
    pub fn begin() -> io::Result<Self> {
        Self::begin_for(Heeded::Names)
    }

    /// Watches nothing yet. Later, only some changes in a directory are events.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn begin_for(heeded: Heeded) -> io::Result<Self> {
        use rustix::fs::inotify::{CreateFlags, init};
        let inotify = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        Ok(Self { inotify, heeded, watches: BTreeMap::new() })
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
        let always = WatchFlags::DELETE
            | WatchFlags::MOVED_TO
            | WatchFlags::DELETE_SELF
            | WatchFlags::MOVE_SELF
            | WatchFlags::ONLYDIR;
        let heeded = match self.heeded {
            Heeded::Renames => always,
            Heeded::Names => always | WatchFlags::CREATE,
            Heeded::Contents => {
                let contents = WatchFlags::MODIFY | WatchFlags::CLOSE_WRITE | WatchFlags::ATTRIB;
                always | WatchFlags::CREATE | WatchFlags::MOVED_FROM | contents
            }
        };
        for (path, id) in wanted {
            if self.watches.contains_key(path) {
                continue;
            }
            match add_watch(&self.inotify, path, heeded) {
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

    /// Waits for an event, at most for some time.
    ///
    /// # Errors
    /// The error of the system if it cannot wait.
    pub fn wait(&self, most: Option<Duration>) -> io::Result<()> {
        use rustix::event::{PollFd, PollFlags, poll};
        let most = most.map(rustix::event::Timespec::try_from).and_then(Result::ok);
        loop {
            match poll(&mut [PollFd::new(&self.inotify, PollFlags::IN)], most.as_ref()) {
                Err(rustix::io::Errno::INTR) => {}
                waited => return Ok(waited.map(|_| ())?),
            }
        }
    }

    /// Waits for an event, or until the other end of a pipe is closed. Reports whether it is.
    ///
    /// # Errors
    /// As [`Self::wait`].
    pub fn wait_or_end(&self, end: &io::PipeReader) -> io::Result<bool> {
        use rustix::event::{PollFd, PollFlags, poll};
        loop {
            let mut fds =
                [PollFd::new(&self.inotify, PollFlags::IN), PollFd::new(end, PollFlags::IN)];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => {
                    let [_, end] = fds;
                    return Ok(!end.revents().is_empty());
                }
            }
        }
    }

    /// Takes all events; reports whether one is about a directory itself, or a name in it that `matters`,
    /// or some were lost. All directories are armed anew after a loss.
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
            if event.events().contains(ReadFlags::QUEUE_OVERFLOW) {
                // The ends of watches may be among those that were lost.
                *self = Self::begin_for(self.heeded)?;
                return Ok(true);
            }
            let of = |(_, (_, watch)): &(&PathBuf, &(FileId, i32))| *watch == event.wd();
            let is_about = || match (self.watches.iter().find(of), event.file_name()) {
                (Some((directory, _)), Some(name)) => {
                    matters(directory, Path::new(OsStr::from_bytes(name.to_bytes())))
                }
                (Some(_), None) => true,
                // A watch that was given up.
                (None, _) => false,
            };
            is_any = is_any || is_about();
            if event.events().contains(ReadFlags::IGNORED) {
                let gone = event.wd();
                self.watches.retain(|_, (_, watch)| *watch != gone);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::directories::existing;
    use super::*;

    /// A directory with a directory `desk` that is watched.
    struct Watching {
        dir: tempfile::TempDir,
        watch: KernelWatch,
    }

    impl Watching {
        fn begin() -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("desk")).unwrap();
            let mut watching = Self { dir, watch: KernelWatch::begin().unwrap() };
            watching.arm();
            watching
        }

        fn desk(&self) -> PathBuf {
            self.dir.path().join("desk")
        }

        fn arm(&mut self) {
            let desk = self.desk();
            self.watch.arm(|| existing([desk.clone()])).unwrap();
        }

        /// Reports whether an event is about a directory, or the name `state.json`.
        fn take(&mut self) -> bool {
            self.watch.take(|_, name| name == Path::new("state.json")).unwrap()
        }

        /// Replaces the state file, as the store does.
        fn save(&self) {
            let desk = self.desk();
            fs::write(desk.join("new"), "{}").unwrap();
            fs::rename(desk.join("new"), desk.join("state.json")).unwrap();
        }
    }

    #[test]
    fn a_saved_file_matters_and_other_names_do_not() {
        let mut watching = Watching::begin();
        assert!(!watching.take());
        fs::write(watching.desk().join("other"), "").unwrap();
        assert!(!watching.take());
        watching.save();
        assert!(watching.take());
        assert!(!watching.take());
    }

    #[test]
    fn a_directory_that_is_made_anew_is_watched_again() {
        let mut watching = Watching::begin();
        for _ in 0..3 {
            fs::remove_dir_all(watching.desk()).unwrap();
            assert!(watching.take());
            // Its parent is watched in its place.
            watching.arm();
            fs::create_dir(watching.desk()).unwrap();
            assert!(watching.watch.take(|_, name| name == Path::new("desk")).unwrap());
            watching.arm();
            // At once; the new one may have the inode of the old one.
            fs::remove_dir_all(watching.desk()).unwrap();
            fs::create_dir(watching.desk()).unwrap();
            assert!(watching.take());
            watching.arm();
            assert!(!watching.take());
            watching.save();
            assert!(watching.take());
        }
    }

    #[test]
    fn a_watch_that_is_given_up_tells_nothing() {
        let mut watching = Watching::begin();
        watching.watch.arm(Directories::new).unwrap();
        watching.save();
        assert!(!watching.take());
    }

    #[test]
    fn events_that_were_lost_are_a_change_and_every_directory_is_watched_again() {
        let mut watching = Watching::begin();
        let most = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
        let most: usize = most.trim().parse().unwrap();
        // Each round is two events, of which none matters.
        let other = watching.desk().join("other");
        for _ in 0..=most / 2 {
            fs::write(&other, "").unwrap();
            fs::remove_file(&other).unwrap();
        }
        // The end of its watch is lost too.
        fs::remove_dir_all(watching.desk()).unwrap();
        fs::create_dir(watching.desk()).unwrap();
        assert!(watching.take());
        watching.arm();
        assert!(!watching.take());
        watching.save();
        assert!(watching.take());
    }
}
