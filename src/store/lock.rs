//! The lock that allows one writer at a time. Its file is never removed.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;

/// How long a writer waits for another writer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long it waits before it reports that it waits.
const NOTICE: Duration = Duration::from_secs(1);
/// How much of a hint is read from a lock file at most, bytes.
const HINT_MAX: u64 = 200;
/// To what length a hint is padded, characters.
const HINT: usize = 63;

/// The lock, released when this value is dropped.
pub struct Lock {
    _file: Box<dyn DiskFile>,
}

/// Called once while waiting for a lock, with the hint of its holder.
pub type Waiting<'a> = &'a dyn Fn(Option<&str>);

impl Store {
    /// Takes the lock, and waits for it if necessary.
    ///
    /// The locked file must still be the one at the path: a process that replaced it would not
    /// see this lock. A hint with process id and `verb` is written for others who wait. `waiting`
    /// is called after one second.
    ///
    /// # Errors
    /// [`StoreError::Locked`] after ten seconds, [`StoreError::NoLocks`] if the file system has no
    /// locks, or the error of the system.
    pub(super) fn lock(&self, verb: &str, waiting: Waiting<'_>) -> Result<Lock, StoreError> {
        let path = self.paths.lock();
        let mut backoff = Backoff::new();
        loop {
            let mut file = self.open_existing(&path, Open::OverOrCreate)?;
            while !try_lock(file.as_mut(), &path, false)? {
                let holder = read_hint(file.as_ref());
                backoff.wait(&path, holder, waiting)?;
            }
            let locked = file.stat().context("look at", &path)?.identity;
            if self.stat(&path)?.is_some_and(|there| there.identity == locked) {
                // An error does not matter for a hint. The hint overwrites one of the same length:
                // ext4 allocates a truncated file again, and the flush of the commit would wait
                // for that.
                let hint = format!("process {}, {verb}", std::process::id());
                let _ = file.write_over(0, format!("{hint:HINT$}\n").as_bytes());
                return Ok(Lock { _file: file });
            }
            backoff.wait(&path, None, waiting)?;
        }
    }

    /// Takes the lock for the doctor. Creates the directory if the store has none.
    ///
    /// # Errors
    /// As [`Store::lock`], or if the directory cannot be created.
    pub(super) fn lock_for_doctor(&self, waiting: Waiting<'_>) -> Result<Lock, StoreError> {
        self.ensure_dir(&self.paths.history())?;
        self.lock("doctor", waiting)
    }

    /// Waits until nobody writes. A reader calls this if it found a file in an unfinished state.
    /// Creates nothing: without a lock file there is no writer.
    pub(super) fn lock_shared(&self) -> Result<Option<Lock>, StoreError> {
        let path = self.paths.lock();
        let Some(mut file) = self.open(&path, Open::Read)? else { return Ok(None) };
        let mut backoff = Backoff::new();
        while !try_lock(file.as_mut(), &path, true)? {
            let holder = read_hint(file.as_ref());
            backoff.wait(&path, holder, &|_| {})?;
        }
        Ok(Some(Lock { _file: file }))
    }
}

fn try_lock(file: &mut dyn DiskFile, path: &Path, shared: bool) -> Result<bool, StoreError> {
    file.try_lock(shared).map_err(|source| match source.kind() {
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput => {
            StoreError::NoLocks { path: path.to_owned(), source }
        }
        _ if matches!(source.raw_os_error(), Some(code) if code == NO_LOCKS) => {
            StoreError::NoLocks { path: path.to_owned(), source }
        }
        _ => StoreError::Io { what: "lock", path: path.to_owned(), source },
    })
}

/// `ENOLCK`: the file system or its server has no locks.
const NO_LOCKS: i32 = rustix::io::Errno::NOLCK.raw_os_error();

fn read_hint(file: &dyn DiskFile) -> Option<String> {
    let bytes = file.read_at(0, HINT_MAX).ok()?;
    let hint = String::from_utf8_lossy(&bytes);
    let hint = hint.lines().next()?.trim_end();
    (!hint.is_empty()).then(|| hint.to_owned())
}

/// Waits with a time limit. The pauses are random and become longer, so that several processes
/// do not wait in step.
struct Backoff {
    since: Instant,
    round: u32,
    said: bool,
}

impl Backoff {
    fn new() -> Self {
        Self { since: Instant::now(), round: 0, said: false }
    }

    fn wait(
        &mut self,
        path: &Path,
        holder: Option<String>,
        waiting: Waiting<'_>,
    ) -> Result<(), StoreError> {
        let waited = self.since.elapsed();
        if waited >= TIMEOUT {
            return Err(StoreError::Locked { path: path.to_owned(), holder });
        }
        if waited >= NOTICE && !self.said {
            self.said = true;
            waiting(holder.as_deref());
        }
        let most_us = 1_000 << self.round.min(4);
        self.round = self.round.saturating_add(1);
        let jitter = u64::from(getrandom::u32().unwrap_or(self.round)) % most_us;
        std::thread::sleep(Duration::from_micros(200 + jitter));
        Ok(())
    }
}
