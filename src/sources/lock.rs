//! The lock of the process that asks the sources of a desk: one process at a time.
//!
//! A process that waits for it is blocked by the system, and nothing wakes it before the lock is free. The file is
//! never removed by this program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;

use super::answers_file::private_parent;

/// How much of a hint is read at most, bytes.
const HINT_MAX: u64 = 20;

/// The lock, held until this value is dropped or the process ends.
#[derive(Debug)]
pub struct PollLock {
    file: File,
    path: PathBuf,
}

impl PollLock {
    /// Waits for the lock and takes it, for as long as another process has it.
    ///
    /// # Errors
    /// The error of the system, also if the file system has no locks.
    pub fn wait(path: &Path) -> io::Result<Self> {
        loop {
            let lock = Self::open(path)?;
            retry(|| flock(&lock.file, FlockOperation::LockExclusive))?;
            // A process that made the file anew would not see this lock.
            if lock.is_in_place() {
                lock.write_hint();
                return Ok(lock);
            }
        }
    }

    /// Takes the lock, if no other process has it.
    ///
    /// # Errors
    /// As [`Self::wait`].
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        let lock = Self::open(path)?;
        match flock(&lock.file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) if lock.is_in_place() => {
                lock.write_hint();
                Ok(Some(lock))
            }
            // Somebody made the file anew just now.
            Ok(()) | Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn open(path: &Path) -> io::Result<Self> {
        private_parent(path)?;
        let file = options().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Reports whether the lock still keeps others out: the locked file is still the one at its path.
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        let own = self.file.metadata().map(|known| (known.dev(), known.ino()));
        let there = fs::symlink_metadata(&self.path).map(|known| (known.dev(), known.ino()));
        matches!((own, there), (Ok(own), Ok(there)) if own == there)
    }

    /// Writes which process has the lock. Nothing depends on it.
    fn write_hint(&self) {
        let hint = format!("{:<10}\n", std::process::id());
        let _ = self.file.write_all_at(hint.as_bytes(), 0);
    }
}

/// Returns the process that asks the sources now; `None` if none does.
#[must_use]
pub fn polling_process(path: &Path) -> Option<u32> {
    let mut file = options().read(true).open(path).ok()?;
    // A shared lock keeps nobody out who waits: it is given back at once.
    match flock(&file, FlockOperation::NonBlockingLockShared) {
        Err(Errno::WOULDBLOCK) => {}
        Ok(()) | Err(_) => return None,
    }
    let mut hint = String::new();
    (&mut file).take(HINT_MAX).read_to_string(&mut hint).ok()?;
    hint.trim().parse().ok()
}

fn options() -> OpenOptions {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let mut options = OpenOptions::new();
    options.custom_flags(flags);
    options
}

fn retry(mut action: impl FnMut() -> Result<(), Errno>) -> io::Result<()> {
    loop {
        match action() {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}
