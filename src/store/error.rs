//! Why the store cannot do something, as types. `failure.rs` words them.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why the store could not do something. Nothing was changed unless the variant says otherwise.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The system refused an operation.
    #[error("{what} {path}: {source}")]
    Io {
        /// The operation, such as "read" or "create".
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A line was written, but its flush failed: it may or may not be on the device.
    #[error("{path} could not be flushed: {source}")]
    OutcomeUnknown {
        /// The journal's segment.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Another process held the lock for too long.
    #[error("{path} is locked")]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// The process id and verb of the holder, if the lock file names them.
        holder: Option<String>,
    },
    /// The lock file, or the segment beside it, was removed or replaced while it was locked.
    #[error("{path} no longer locks the store")]
    LockRemoved {
        /// The lock file.
        path: PathBuf,
    },
    /// The lock of the tasks cannot be taken, and what depends on it was not done.
    #[error("the lock of the tasks cannot be taken: {cause}")]
    NoTasksLock {
        /// Why.
        cause: Box<StoreError>,
    },
    /// The file system does not support locks.
    #[error("{path} cannot be locked: {source}")]
    NoLocks {
        /// The lock file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Acknowledged data cannot be read.
    #[error("{path} is damaged at byte {byte}: {cause}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The position of the damage, bytes.
        byte: u64,
        /// What is wrong.
        cause: String,
    },
    /// A newer program wrote something that this one cannot read.
    #[error("{path} was written by a newer onwatch: {what}")]
    Newer {
        /// The file.
        path: PathBuf,
        /// What is new.
        what: String,
    },
    /// An earlier program wrote the store, in a format that is no longer read.
    #[error("{path} was written by an earlier onwatch")]
    Older {
        /// The file.
        path: PathBuf,
    },
    /// The journal lacks its newest events; another file contains them.
    #[error("{path} is ahead of the journal: {seq} > {journal_seq}")]
    JournalBehind {
        /// The file that contains them.
        path: PathBuf,
        /// The newest event in that file.
        seq: u64,
        /// The newest event of the journal.
        journal_seq: u64,
    },
    /// A run was there, and what is left of it does not say which.
    #[error("{cause}")]
    RunLost {
        /// Its folder.
        path: PathBuf,
        /// The file that says that lists look at it.
        mark: PathBuf,
        /// What is missing.
        cause: &'static str,
    },
    /// There is a state file, but no journal.
    #[error("{path} has no journal")]
    NoJournal {
        /// The state file.
        path: PathBuf,
    },
    /// A file belongs to another user.
    #[error("{path} belongs to another user: {owner}")]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// The owner's user id.
        owner: u32,
    },
    /// There is a journal, so a state cannot be adopted.
    #[error("{path} is part of a history")]
    HasJournal {
        /// The newest segment.
        path: PathBuf,
    },
    /// Something else is in the place of a file or directory of the store.
    #[error("{path} is {what}")]
    WrongKind {
        /// The path.
        path: PathBuf,
        /// What is there, such as "a directory".
        what: &'static str,
    },
    /// What is in the place of a run's name does not lead to a run.
    #[error("{path} is no link to a run")]
    DeadName {
        /// The path of the name.
        path: PathBuf,
    },
    /// A value cannot be written as JSON. No value that the store writes leads to this.
    #[error("not writable as JSON: {0}")]
    Unserializable(#[from] serde_json::Error),
    /// The state file is a link to a file that is not the state of this store.
    #[error("{path} is not the state of this store")]
    ForeignTarget {
        /// The target of the link.
        path: PathBuf,
    },
}

impl StoreError {
    pub(crate) fn damaged(path: &Path, byte: u64, cause: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), byte, cause: cause.into() }
    }

    /// Returns the error for a command that is not decided yet, whose outcome is therefore known.
    pub(super) fn before_the_command(self) -> Self {
        match self {
            Self::OutcomeUnknown { path, source } => Self::Io { what: "flush", path, source },
            other => other,
        }
    }
}

/// Adds the operation and the file to an error.
pub trait IoContext<T> {
    /// Adds the operation and the file to an error.
    fn context(self, what: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn context(self, what: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Io { what, path: path.to_owned(), source })
    }
}
