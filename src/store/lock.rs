//! The locks that allow one writer at a time. The lock file is never removed by this program.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::segment::SegmentName;

/// How long a writer waits for another writer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long it waits before it reports that it waits.
const NOTICE: Duration = Duration::from_secs(1);
/// How much of a hint is read from a lock file at most, bytes.
const HINT_MAX: u64 = 200;
/// To what length a hint is padded, characters.
const HINT: usize = 63;

/// The locks of one writer or of readers, released when this value is dropped.
///
/// The lock file may be removed while it is locked, and the next writer makes another one. So the
/// newest segment is locked too: nobody appends to it or continues it without that lock.
pub struct Lock {
    /// The lock file; `None` for a reader if there is none.
    file: Option<Box<dyn DiskFile>>,
    /// The newest segment; `None` before the first one.
    segment: Option<LockedSegment>,
}

/// A segment that is locked.
pub struct LockedSegment {
    name: SegmentName,
    file: Box<dyn DiskFile>,
}

/// The lock of the tasks of all desks, released when this value is dropped.
pub struct TasksLock {
    file: Box<dyn DiskFile>,
}

/// Called once while waiting for a lock, with the hint of its holder.
pub type Waiting<'a> = &'a dyn Fn(Option<&str>);

impl Lock {
    /// Returns the locked segment, open for appending.
    pub fn segment(&mut self, name: SegmentName) -> Option<&mut dyn DiskFile> {
        let segment = self.segment.as_mut().filter(|segment| segment.name == name)?;
        Some(segment.file.as_mut())
    }

    /// Keeps a new segment locked in place of the one before it.
    pub fn hold(&mut self, segment: LockedSegment) {
        self.segment = Some(segment);
    }
}

impl LockedSegment {
    /// Locks the file of a new segment before it gets its name.
    ///
    /// # Errors
    /// As [`Store::lock`]; [`StoreError::Locked`] if another program has locked it.
    pub fn new(
        name: SegmentName,
        mut file: Box<dyn DiskFile>,
        path: &Path,
    ) -> Result<Self, StoreError> {
        if !try_lock(file.as_mut(), path, false)? {
            return Err(StoreError::Locked { path: path.to_owned(), holder: None });
        }
        Ok(Self { name, file })
    }
}

impl Store {
    /// Takes the locks for writing, and waits for them if necessary: first that of the lock file,
    /// then that of the newest segment.
    ///
    /// The locked lock file must still be the one at its path: a process that replaced it would not
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
            let file = self.lock_file(&path, verb, &mut backoff, waiting)?;
            if let Some(lock) = self.with_newest_segment(Some(file), Open::Append)? {
                return Ok(lock);
            }
            backoff.wait(&path, None, waiting)?;
        }
    }

    /// Takes the lock of a file that is no store's, and waits for it if necessary. It is held until the
    /// file is dropped.
    ///
    /// # Errors
    /// As [`Store::lock`].
    pub(super) fn lock_at(&self, path: &Path, verb: &str) -> Result<Box<dyn DiskFile>, StoreError> {
        self.lock_file(path, verb, &mut Backoff::new(), &|_| {})
    }

    /// Takes the lock of the tasks of all desks, and waits for it if necessary: as [`Store::lock`] does, and
    /// always before that.
    ///
    /// # Errors
    /// As [`Store::lock`], or if its directory cannot be created.
    pub fn lock_tasks(&self, verb: &str, waiting: Waiting<'_>) -> Result<TasksLock, StoreError> {
        let path = self.paths.tasks_lock();
        path.parent().map_or(Ok(()), |dir| self.ensure_dir(dir))?;
        Ok(TasksLock { file: self.lock_file(&path, verb, &mut Backoff::new(), waiting)? })
    }

    /// Takes the lock of imports of tasks, and waits for it if necessary: always before that of the tasks. An
    /// import of several changes is whole or undone before another one reads what is known.
    ///
    /// # Errors
    /// As [`Store::lock_tasks`].
    pub fn lock_imports(&self, verb: &str, waiting: Waiting<'_>) -> Result<TasksLock, StoreError> {
        let path = self.paths.imports_lock();
        path.parent().map_or(Ok(()), |dir| self.ensure_dir(dir))?;
        Ok(TasksLock { file: self.lock_file(&path, verb, &mut Backoff::new(), waiting)? })
    }

    /// Checks that the lock of the tasks can be opened, if it is there. Writes nothing and waits for nobody.
    ///
    /// # Errors
    /// [`StoreError::WrongKind`], or the error of the system.
    pub fn check_tasks_lock_file(&self) -> Result<(), StoreError> {
        let path = self.paths.tasks_lock();
        if self.stat(&path)?.is_none() {
            return Ok(());
        }
        self.open_existing(&path, Open::OverOrCreate).map(drop)
    }

    /// Checks that the lock of the tasks still excludes others: it is still the file at its path.
    ///
    /// # Errors
    /// [`StoreError::LockRemoved`], or the error of the system.
    pub fn check_tasks_lock(&self, lock: &TasksLock) -> Result<(), StoreError> {
        let path = self.paths.tasks_lock();
        let is_there = self.is_at(&path, lock.file.as_ref())?;
        if is_there { Ok(()) } else { Err(StoreError::LockRemoved { path }) }
    }

    fn lock_file(
        &self,
        path: &Path,
        verb: &str,
        backoff: &mut Backoff,
        waiting: Waiting<'_>,
    ) -> Result<Box<dyn DiskFile>, StoreError> {
        loop {
            let mut file = self.open_existing(path, Open::OverOrCreate)?;
            while !try_lock(file.as_mut(), path, false)? {
                let holder = read_hint(file.as_ref());
                backoff.wait(path, holder, waiting)?;
            }
            if self.is_at(path, file.as_ref())? {
                // An error does not matter for a hint. The hint overwrites one of the same length:
                // ext4 allocates a truncated file again, and the flush of the commit would wait
                // for that.
                let hint = format!("process {}, {verb}", std::process::id());
                let _ = file.write_over(0, format!("{hint:HINT$}\n").as_bytes());
                return Ok(file);
            }
            backoff.wait(path, None, waiting)?;
        }
    }

    /// Takes the locks for writing if nobody has them; `None` if somebody has. Creates nothing.
    ///
    /// # Errors
    /// As [`Store::lock`].
    pub(super) fn lock_now(&self) -> Result<Option<Lock>, StoreError> {
        let path = self.paths.lock();
        let Some(mut file) = self.open(&path, Open::Over)? else { return Ok(None) };
        if !try_lock(file.as_mut(), &path, false)? || !self.is_at(&path, file.as_ref())? {
            return Ok(None);
        }
        self.with_newest_segment(Some(file), Open::Append)
    }

    /// Takes the locks for the doctor. Creates the directory if the store has none.
    ///
    /// # Errors
    /// As [`Store::lock`], or if the directory cannot be created.
    pub(super) fn lock_for_doctor(&self, waiting: Waiting<'_>) -> Result<Lock, StoreError> {
        self.ensure_history()?;
        self.lock("doctor", waiting)
    }

    /// Waits until nobody writes. A reader calls this if it found a file in an unfinished state.
    /// Creates nothing: without a lock file and a segment there is no writer.
    pub(super) fn lock_shared(&self) -> Result<Lock, StoreError> {
        let path = self.paths.lock();
        let mut backoff = Backoff::new();
        loop {
            let mut file = self.open(&path, Open::Read)?;
            while let Some(open) = &mut file
                && !try_lock(open.as_mut(), &path, true)?
            {
                let holder = read_hint(open.as_ref());
                backoff.wait(&path, holder, &|_| {})?;
            }
            if let Some(lock) = self.with_newest_segment(file, Open::Read)? {
                return Ok(lock);
            }
            backoff.wait(&path, None, &|_| {})?;
        }
    }

    /// Adds the lock of the newest segment to that of the lock file; a reader shares it. Releases
    /// the lock file and returns `None` if another process has locked the segment, or has made a
    /// newer one.
    fn with_newest_segment(
        &self,
        lock_file: Option<Box<dyn DiskFile>>,
        how: Open,
    ) -> Result<Option<Lock>, StoreError> {
        let Some(name) = self.segments()?.pop() else {
            return Ok(Some(Lock { file: lock_file, segment: None }));
        };
        let path = self.segment_path(name);
        let Some(mut file) = self.open(&path, how)? else { return Ok(None) };
        let is_newest = try_lock(file.as_mut(), &path, how == Open::Read)?
            && self.segments()?.last() == Some(&name);
        let segment = Some(LockedSegment { name, file });
        Ok(is_newest.then_some(Lock { file: lock_file, segment }))
    }

    /// Checks that the locks still exclude other writers: the lock file is still the one at its
    /// path, and the locked segment is `newest` and still the one at its path.
    ///
    /// # Errors
    /// [`StoreError::LockRemoved`], or the error of the system.
    pub(super) fn check_locks(
        &self,
        lock: &Lock,
        newest: Option<SegmentName>,
    ) -> Result<(), StoreError> {
        let path = self.paths.lock();
        let is_locked = match &lock.file {
            Some(file) => self.is_at(&path, file.as_ref())?,
            None => false,
        };
        let locked = lock.segment.as_ref().map(|segment| segment.name);
        let is_newest = locked == newest && (newest.is_none() || self.is_in_place(lock)?);
        if is_locked && is_newest { Ok(()) } else { Err(StoreError::LockRemoved { path }) }
    }

    /// Returns the inode of the lock file. Two writers at the same time hold different ones.
    ///
    /// # Errors
    /// The error of the system.
    pub(super) fn inode_of(&self, lock: &Lock) -> Result<u64, StoreError> {
        let Some(file) = &lock.file else { return Ok(0) };
        Ok(file.stat().context("look at", &self.paths.lock())?.identity.1)
    }

    /// Returns whether the locked segment is the one at its path.
    ///
    /// # Errors
    /// The error of the system.
    pub(super) fn is_in_place(&self, lock: &Lock) -> Result<bool, StoreError> {
        match &lock.segment {
            Some(segment) => self.is_at(&self.segment_path(segment.name), segment.file.as_ref()),
            None => Ok(false),
        }
    }

    /// Returns whether an open file is the one at a path.
    fn is_at(&self, path: &Path, file: &dyn DiskFile) -> Result<bool, StoreError> {
        let there = self.stat(path)?.map(|stat| stat.identity);
        Ok(there == Some(file.stat().context("look at", path)?.identity))
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
