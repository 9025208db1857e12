//! What can go wrong with the store, typed; `failure.rs` words it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What went wrong with the store. Unless it says otherwise, nothing was changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The system refused an operation.
    #[error("{what} {path}: {source}")]
    Io {
        /// What was tried, as in "read" or "create".
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line was written and may or may not survive.
    #[error("{path} could not be flushed: {source}")]
    OutcomeUnknown {
        /// The journal's segment.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Somebody else has been writing for too long.
    #[error("{path} is locked")]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, as far as they said: process id and verb.
        holder: Option<String>,
    },
    /// This file system knows no locks.
    #[error("{path} cannot be locked: {source}")]
    NoLocks {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something that was acknowledged cannot be read.
    #[error("{path} is damaged at byte {byte}: {cause}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where in it.
        byte: u64,
        /// What is wrong there.
        cause: String,
    },
    /// A newer program has written something that this one does not know.
    #[error("{path} was written by a newer onwatch: {what}")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// What is new.
        what: String,
    },
    /// The journal lacks its newest events: another file knows of them.
    #[error("{path} is ahead of the journal: {seq} > {journal_seq}")]
    JournalBehind {
        /// The file that knows of them.
        path: PathBuf,
        /// The newest event it knows.
        seq: u64,
        /// The newest event of the journal.
        journal_seq: u64,
    },
    /// There is a state file and no journal.
    #[error("{path} has no journal")]
    NoJournal {
        /// The state file.
        path: PathBuf,
    },
    /// A file belongs to another user.
    #[error("{path} belongs to another user: {owner}")]
    NotOurs {
        /// Which file.
        path: PathBuf,
        /// The owner's user id.
        owner: u32,
    },
    /// Something stands where a file of ours should be.
    #[error("{path} is {what}")]
    WrongKind {
        /// Where.
        path: PathBuf,
        /// What it is, as in "a directory".
        what: &'static str,
    },
    /// A value has no JSON form; nothing that a Watch holds comes to this.
    #[error("no JSON form: {0}")]
    Unserializable(#[from] serde_json::Error),
    /// The state file is a link to the live state of another store.
    #[error("{path} leads to another store")]
    ForeignTarget {
        /// The link's target.
        path: PathBuf,
    },
}

impl StoreError {
    /// Returns the error as it is for a command that was not even decided: its outcome is known.
    pub(super) fn before_the_command(self) -> Self {
        match self {
            Self::OutcomeUnknown { path, source } => Self::Io { what: "flush", path, source },
            other => other,
        }
    }
}

/// Names the operation and the file of an error.
pub trait IoContext<T> {
    /// Names the operation and the file.
    ///
    /// # Errors
    /// [`StoreError::Io`] for every error.
    fn context(self, what: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn context(self, what: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Io { what, path: path.to_owned(), source })
    }
}
