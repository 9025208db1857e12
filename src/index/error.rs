//! Why the index cannot answer, as types. `failure.rs` words them.

use std::path::PathBuf;

use thiserror::Error;

use crate::store::StoreError;

/// Why the index could not answer.
#[derive(Debug, Error)]
pub enum IndexError {
    /// A journal could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database could not be used.
    #[error("{0}")]
    Database(#[from] rusqlite::Error),
    /// The system refused an operation on the file of the index.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// Something else is in the place of the index.
    #[error("{path} is not the index of onwatch")]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// A command depends on all desks, and one cannot be read.
    #[error("{warning}")]
    DeskMissing {
        /// What is missing, why, and what to do next, in a sentence.
        warning: String,
    },
    /// A writer would have to wait for the index.
    #[error("other commands use {path} all the time")]
    NotNow {
        /// The file.
        path: PathBuf,
    },
    /// A line is not where the index says that it is.
    #[error("the index does not fit the journal: {cause}")]
    DoesNotFit {
        /// What was found in its place.
        cause: StoreError,
    },
    /// An index that lacks runs which nobody would look for again.
    #[error("{cause}")]
    NotWhole {
        /// Why it lacks them.
        cause: String,
    },
    /// Another process builds the index for too long.
    #[error("{path} is locked by another process")]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
}

impl IndexError {
    /// Reports whether the same question may be answered if it is asked again: after a moment, or after the
    /// index was built anew.
    pub(crate) fn may_be_mended(&self) -> bool {
        matches!(self, Self::NotNow { .. } | Self::DoesNotFit { .. })
    }

    /// Reports whether building the index anew may help: its content does not fit, or a table is not
    /// there. Where nothing can be read or written, it does not help.
    pub(super) fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode;
        match self {
            Self::Database(error) => {
                matches!(
                    error.sqlite_error_code(),
                    Some(
                        ErrorCode::DatabaseCorrupt
                            | ErrorCode::NotADatabase
                            | ErrorCode::SchemaChanged
                            | ErrorCode::ConstraintViolation
                            | ErrorCode::TypeMismatch
                            | ErrorCode::Unknown
                    )
                ) || matches!(
                    error,
                    rusqlite::Error::FromSqlConversionFailure(..)
                        | rusqlite::Error::InvalidColumnType(..)
                        | rusqlite::Error::IntegralValueOutOfRange(..)
                )
            }
            Self::Store(_)
            | Self::File { .. }
            | Self::Occupied { .. }
            | Self::NotNow { .. }
            | Self::DeskMissing { .. }
            | Self::DoesNotFit { .. }
            | Self::NotWhole { .. }
            | Self::Busy { .. } => false,
        }
    }
}
