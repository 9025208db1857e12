//! Every way a command can fail, and the one place that words it: what happened, why, what next.

use thiserror::Error;

use crate::config::ConfigError;
use crate::core::{Refusal, RefusalKind};
use crate::paths::PathsError;
use crate::store::StoreError;

/// Every way a command can fail.
#[derive(Debug, Error)]
pub enum Failure {
    /// The core refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no place for the files.
    #[error(transparent)]
    Paths(#[from] PathsError),
}

/// A failure as a person reads it: the same sentences in panel and shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
}

impl Words {
    fn new(what: impl Into<String>, why: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into(), next: next.into() }
    }
}

impl From<&Refusal> for Words {
    fn from(refusal: &Refusal) -> Self {
        Self::new(&refusal.what, &refusal.why, &refusal.next)
    }
}

impl Failure {
    /// Returns the exit code of the command line.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(refusal) => match refusal.kind {
                RefusalKind::Usage => 2,
                RefusalKind::NothingThere => 3,
                RefusalKind::Refused => 4,
            },
            Self::Store(
                StoreError::Io { .. }
                | StoreError::OutcomeUnknown { .. }
                | StoreError::Unserializable(_),
            )
            | Self::Config(_)
            | Self::Paths(PathsError::NoHome) => 1,
            Self::Store(_) => 6,
            Self::Paths(_) => 2,
        }
    }

    /// Returns what happened, why, and what to do next.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Refused(refusal) => refusal.into(),
            Self::Store(error) => store_words(error),
            Self::Config(error) => Words::new(
                "The settings were not read",
                error.to_string(),
                "mend the file, where a commented-out line takes its default; `onwatch config check` reads it again",
            ),
            Self::Paths(error) => Words::new(
                "The files were not found",
                error.to_string(),
                match error {
                    PathsError::Profile(_) => "use 1 to 64 letters, digits, `_` or `-`",
                    PathsError::NoHome => "set ONWATCH_HOME to a directory of yours",
                    PathsError::Relative(_) => "set it to an absolute path, or unset it",
                },
            ),
        }
    }
}

fn store_words(error: &StoreError) -> Words {
    const NOT_WRITTEN: &str = "The store was left as it is";
    match error {
        StoreError::Io { what, path, source } => Words::new(
            format!("Could not {what} {}", path.display()),
            source.to_string(),
            io_next(source),
        ),
        StoreError::OutcomeUnknown { path, source } => Words::new(
            "The outcome is unknown: the command may or may not have been recorded",
            format!("{} could not be flushed to the disk ({source})", path.display()),
            "check the disk, then `onwatch status`; with `--operation ID` a repeat is never counted twice",
        ),
        StoreError::Locked { path, holder } => Words::new(
            NOT_WRITTEN,
            match holder {
                Some(holder) => format!("another onwatch is writing ({holder})"),
                None => format!("another program holds {}", path.display()),
            },
            "try again; if that process hangs, end it: the lock goes with it",
        ),
        StoreError::NoLocks { path, source } => Words::new(
            NOT_WRITTEN,
            format!("{} is on a file system that cannot lock files ({source})", path.display()),
            "put the files on a local disk: set ONWATCH_HOME",
        ),
        StoreError::Damaged { path, byte, cause } => Words::new(
            NOT_WRITTEN,
            format!("{} is damaged at byte {byte}: {cause}", path.display()),
            "`onwatch doctor` shows the damage; `onwatch doctor --repair` copies it aside and mends it",
        ),
        StoreError::Newer { path, what } => Words::new(
            NOT_WRITTEN,
            format!("{} was written by a newer onwatch ({what})", path.display()),
            "update onwatch; if it is up to date, restart the panel",
        ),
        StoreError::JournalBehind { path, seq, journal_seq } => Words::new(
            NOT_WRITTEN,
            format!("{} knows event {seq} and the journal ends at {journal_seq}", path.display()),
            "put the newer history back, or let `onwatch doctor --repair` go on from what is still known",
        ),
        StoreError::NoJournal { path } => Words::new(
            NOT_WRITTEN,
            format!("{} is there and its history is not", path.display()),
            "put the history back, or start a new one from this state: `onwatch doctor --adopt`",
        ),
        StoreError::NotOurs { path, owner } => Words::new(
            NOT_WRITTEN,
            format!("{} belongs to another user (id {owner})", path.display()),
            "run onwatch as that user, or set ONWATCH_HOME to a directory of yours",
        ),
        StoreError::WrongKind { path, what } => Words::new(
            NOT_WRITTEN,
            format!("{} is {what}", path.display()),
            "move it away and try again",
        ),
        StoreError::Unserializable(error) => Words::new(
            "The command was not recorded",
            format!("it has no JSON form ({error})"),
            "leave out what is unusual in it, and report this",
        ),
        StoreError::ForeignTarget { path } => Words::new(
            NOT_WRITTEN,
            format!(
                "the state file is a link to {}, the live state of another store",
                path.display()
            ),
            "remove the link or point it elsewhere",
        ),
    }
}

fn io_next(source: &std::io::Error) -> &'static str {
    use std::io::ErrorKind as K;
    match source.kind() {
        K::StorageFull | K::QuotaExceeded => {
            "free some space and try again; what was recorded stands"
        }
        K::ReadOnlyFilesystem => "the file system is read-only: remount it or set ONWATCH_HOME",
        K::PermissionDenied => {
            "give yourself access to it, or set ONWATCH_HOME to a directory of yours"
        }
        _ => "check the disk and try again; `onwatch doctor` shows how the store stands",
    }
}
