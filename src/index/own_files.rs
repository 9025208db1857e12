//! The files of the index: whose they are, how they are locked and removed.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::asked::{OnProgress, WorkProgress};
use super::error::IndexError;
use super::file::{Index, beside, is_nothing, open};
use super::schema::is_current;
use crate::store::{DiskFile, FileKind, Open};

/// How long somebody waits for another process that builds the index.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a correction waits for one: as long as for another writer of its desk.
const BRIEF: Duration = Duration::from_secs(10);
/// How long between two looks at a lock.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What `SQLite` keeps beside a file.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// Those of them from which it changes the file when it opens it.
const LOGS: [&str; 2] = ["-wal", "-journal"];

impl Index {
    /// Reports whether a file is there; it may be damaged.
    ///
    /// # Errors
    /// [`IndexError::Occupied`] if it is something else, or somebody else's.
    pub(super) fn is_ours(&self, path: &Path) -> Result<bool, IndexError> {
        match self.disk.stat(path) {
            Ok(stat) if stat.kind == FileKind::File && stat.owner == self.disk.user() => Ok(true),
            Ok(_) => Err(IndexError::Occupied { path: path.to_owned() }),
            Err(error) if is_nothing(&error) => Ok(false),
            Err(source) => Err(IndexError::File { path: path.to_owned(), source }),
        }
    }

    /// Removes a file, and what `SQLite` keeps beside it. Removes nothing if one of them is not ours.
    pub(super) fn remove_all(&self, path: &Path) -> Result<(), IndexError> {
        // The file comes first: without its log it must not be read.
        let all = [""].into_iter().chain(BESIDE).map(|end| beside(path, end));
        let all: Vec<PathBuf> = all
            .filter_map(|path| match self.is_ours(&path) {
                Ok(is_there) => is_there.then_some(Ok(path)),
                Err(error) => Some(Err(error)),
            })
            .collect::<Result<_, _>>()?;
        for path in all {
            match self.disk.remove(&path) {
                Err(source) if !is_nothing(&source) => {
                    return Err(IndexError::File { path, source });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reports whether a killed process has left a log beside the file. Nothing tells whether it is
    /// the log of this file, so it must not be read.
    ///
    /// # Errors
    /// [`IndexError`] if something that is not ours is there.
    pub(super) fn has_left_log(&self, path: &Path) -> Result<bool, IndexError> {
        if !self.has_log(path)? {
            return Ok(false);
        }
        // Otherwise it is the log of those who have the file open.
        let is_alone =
            self.lock_file()?.try_lock(false).map_err(|source| self.not_locked(source))?;
        Ok(is_alone && self.has_log(path)?)
    }

    /// Gives up a shared lock, after the file was closed.
    ///
    /// `SQLite` folds the log into the file when its last user closes it. Two processes that close it at the
    /// same moment each see the other one, and leave the log. Then it is folded here, by the last one that
    /// gives up its lock: it would look like the log of a killed process otherwise.
    pub(super) fn leave(&self, path: &Path, mut lock: Box<dyn DiskFile>) {
        // Nothing is lost if this fails: the file is built anew then.
        if matches!(self.has_log(path), Ok(true)) && matches!(lock.try_lock(false), Ok(true)) {
            let _ = fold_log(path);
        }
    }

    fn has_log(&self, path: &Path) -> Result<bool, IndexError> {
        LOGS.into_iter().try_fold(false, |found, end| Ok(found | self.is_ours(&beside(path, end))?))
    }

    /// Waits until nobody builds the index, but not for long.
    ///
    /// # Errors
    /// [`IndexError::Busy`] if somebody still does.
    pub(super) fn wait_briefly(&self, say: OnProgress<'_>) -> Result<(), IndexError> {
        match self.disk.database(&self.paths.index()) {
            Ok(Some(_)) => match self.lock_within(BRIEF, true, say) {
                Err(busy @ IndexError::Busy { .. }) => Err(busy),
                // Whatever else is wrong with the file is told when it is asked.
                Ok(_) | Err(_) => Ok(()),
            },
            // There is no file that somebody could build.
            Ok(None) | Err(_) => Ok(()),
        }
    }

    /// Waits for the lock. A shared one is held while the file is open, the other one while it is
    /// replaced.
    pub(super) fn lock(
        &self,
        is_shared: bool,
        say: OnProgress<'_>,
    ) -> Result<Box<dyn DiskFile>, IndexError> {
        self.lock_within(PATIENCE, is_shared, say)
    }

    /// Waits for the lock, but not longer than `patience`.
    ///
    /// # Errors
    /// [`IndexError::Busy`] if somebody still has it then.
    pub(super) fn lock_within(
        &self,
        patience: Duration,
        is_shared: bool,
        say: OnProgress<'_>,
    ) -> Result<Box<dyn DiskFile>, IndexError> {
        let mut file = self.lock_file()?;
        let begun = Instant::now();
        let mut said = false;
        while !file.try_lock(is_shared).map_err(|source| self.not_locked(source))? {
            if begun.elapsed() > patience {
                return Err(IndexError::Busy { path: self.paths.index_lock() });
            }
            if begun.elapsed() > Duration::from_secs(1) && !said {
                said = true;
                say(WorkProgress::Waiting);
            }
            thread::sleep(LOOK_AGAIN);
        }
        if said {
            say(WorkProgress::Done);
        }
        Ok(file)
    }

    fn lock_file(&self) -> Result<Box<dyn DiskFile>, IndexError> {
        let opened = self.disk.open(&self.paths.index_lock(), Open::OverOrCreate);
        opened.map_err(|source| self.not_locked(source))
    }

    fn not_locked(&self, source: std::io::Error) -> IndexError {
        IndexError::File { path: self.paths.index_lock(), source }
    }
}

/// Opens a file and closes it, which folds its log into it. The caller has it alone.
fn fold_log(path: &Path) -> rusqlite::Result<()> {
    let connection = open(path)?;
    is_current(&connection)?;
    connection.close().map_err(|(_, error)| error)
}
