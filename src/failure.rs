//! Every way a command can fail, and the one place that words it: what happened, why, what next.

use serde::Serialize;
use thiserror::Error;

use crate::config::ConfigError;
use crate::core::{
    Argument, CheckCode, CheckItem, CheckReport, CheckSubject, Hint, LookAt, Refusal, RefusalKind,
    Verb,
};
use crate::index::IndexError;
use crate::paths::PathsError;
use crate::store::StoreError;

/// Every way a command can fail.
#[derive(Debug, Error)]
pub enum Failure {
    /// The core refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Checks block the completion.
    #[error("{}: {}", .0.verb.spec().not_done, .0.report.why())]
    Incomplete(Box<Incomplete>),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index cannot answer.
    #[error(transparent)]
    Index(IndexError),
    /// The settings cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The settings are so broken that nobody knows for which desk a command is.
    #[error("{0}")]
    UnknownDesk(ConfigError),
    /// The directories cannot be determined.
    #[error(transparent)]
    Paths(#[from] PathsError),
}

/// A completion that checks block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// The verb of the command.
    pub verb: Verb,
    /// What the checks say.
    pub report: CheckReport,
    /// The number of the newest event that they saw.
    pub seq: u64,
}

impl Incomplete {
    /// Returns what to do next: what mends each check, then how to complete it anyway.
    #[must_use]
    pub fn next(&self) -> Vec<Hint> {
        let is_summary = |item: &&CheckItem| item.code == CheckCode::SummaryMissing;
        let (lacks_summary, others): (Vec<_>, Vec<_>) = self.report.errors().partition(is_summary);
        let mut next: Vec<Hint> = others.iter().filter_map(|item| item.next.clone()).collect();
        let summary = (Argument::Summary, "TEXT");
        if self.verb == Verb::TaskEdit {
            next.splice(0..0, lacks_summary.iter().filter_map(|item| item.next.clone()));
        } else if others.is_empty() && !lacks_summary.is_empty() {
            next.push(self.again("say what was done", &[summary]));
        }
        next.push(match self.report.subject {
            // What else was typed is not lost.
            CheckSubject::Context(_) if lacks_summary.is_empty() || self.verb == Verb::TaskEdit => {
                Hint::say("or give the command again with --reason WHY, to complete it anyway")
            }
            CheckSubject::Context(_) => {
                let given = [summary, (Argument::Reason, "WHY")];
                self.again("or complete it anyway, with a reason", &given)
            }
            CheckSubject::Session(_) => {
                self.again("or end it anyway, with a reason", &[(Argument::Reason, "WHY")])
            }
        });
        next
    }

    /// Returns the hint to give the command again with more arguments.
    fn again(&self, purpose: &'static str, given: &[(Argument, &str)]) -> Hint {
        let given = given.iter().copied();
        match (self.verb, &self.report.subject) {
            (Verb::Pop, CheckSubject::Context(name)) => {
                let leave = [(Argument::Type, name.kind.as_str()), (Argument::Complete, "")];
                Hint::give_all(purpose, Verb::Pop, leave.into_iter().chain(given))
            }
            (_, CheckSubject::Context(name)) => {
                let kind = (Argument::Type, name.kind.as_str());
                let kind = Some(kind).filter(|_| name.kind.is_of_sprints());
                let task = (Argument::Task, name.id.as_str());
                let all = kind.into_iter().chain([task]).chain(given);
                Hint::give_all(purpose, Verb::Done, all)
            }
            (_, CheckSubject::Session(_)) => Hint::give_all(purpose, Verb::End, given),
        }
    }
}

impl From<IndexError> for Failure {
    fn from(error: IndexError) -> Self {
        match error {
            IndexError::Store(error) => Self::Store(error),
            other => Self::Index(other),
        }
    }
}

/// A command that failed, and the warnings of the store that were found before.
#[derive(Debug, Error)]
#[error("{failure}")]
pub struct FailedCommand {
    /// Why it failed.
    pub failure: Failure,
    /// Problems that did not cause the failure.
    pub warnings: Vec<String>,
}

impl<F: Into<Failure>> From<F> for FailedCommand {
    fn from(failure: F) -> Self {
        Self { failure: failure.into(), warnings: Vec::new() }
    }
}

/// How a front end words a hint: as a command line, or as a key.
pub type Speak<'a> = &'a dyn Fn(&Hint) -> String;

/// What happened, why, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(rename = "Problem"))]
pub struct Words {
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
}

impl Words {
    /// Returns a refusal in words.
    #[must_use]
    pub fn of(refusal: &Refusal, speak: Speak<'_>) -> Self {
        let next: Vec<String> = refusal.next.iter().map(speak).collect();
        Self { what: refusal.what.clone(), why: refusal.why.clone(), next: next.join("; ") }
    }

    fn new(
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<Hint>,
        speak: Speak<'_>,
    ) -> Self {
        Self { what: what.into(), why: why.into(), next: speak(&next.into()) }
    }
}

impl Failure {
    /// Returns the exit code for the command line.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(refusal) => match refusal.kind {
                RefusalKind::Usage => 2,
                RefusalKind::NothingThere => 3,
                RefusalKind::Refused | RefusalKind::Policy => 4,
            },
            Self::Incomplete(_) => 5,
            Self::Store(
                StoreError::Io { .. }
                | StoreError::OutcomeUnknown { .. }
                | StoreError::Unserializable(_),
            )
            | Self::Config(_)
            | Self::UnknownDesk(_)
            | Self::Paths(PathsError::NoHome) => 1,
            Self::Store(_) | Self::Index(IndexError::DeskMissing { .. }) => 6,
            Self::Index(_) => 1,
            Self::Paths(_) => 2,
        }
    }

    /// Returns what happened, why, and what to do next.
    #[must_use]
    pub fn words(&self, speak: Speak<'_>) -> Words {
        match self {
            Self::Refused(refusal) => Words::of(refusal, speak),
            Self::Incomplete(incomplete) => {
                let next: Vec<String> = incomplete.next().iter().map(speak).collect();
                Words {
                    what: incomplete.verb.spec().not_done.to_owned(),
                    why: incomplete.report.why(),
                    next: next.join("; "),
                }
            }
            Self::Store(error) => store_words(error, speak),
            Self::Index(error @ IndexError::NotNow { .. }) => Words::new(
                "The command was not recorded",
                error.to_string(),
                "nothing was changed: try again",
                speak,
            ),
            Self::Index(error @ IndexError::DeskMissing { .. }) => Words::new(
                "Nothing was done: not all desks could be read",
                error.to_string(),
                "repair that desk, then repeat the command",
                speak,
            ),
            Self::Index(error @ IndexError::Busy { .. }) => Words::new(
                "The past could not be read",
                error.to_string(),
                "nothing was changed: wait for that onwatch, or end it if it is stopped; then try again",
                speak,
            ),
            Self::Index(error) => Words::new(
                "The past could not be read",
                format!("the index failed: {error}"),
                "try again; if it fails again, remove index.db from the directory of the data (`onwatch paths`): it is made anew",
                speak,
            ),
            Self::Config(error) => Words::new(
                "The settings were not read",
                error.to_string(),
                "correct the file (a commented-out line has its default); `onwatch config check` reads it again",
                speak,
            ),
            Self::UnknownDesk(error) => Words::new(
                "Nothing was done: the settings say which profile is for this directory, and were not read",
                error.to_string(),
                "name the profile, as in `onwatch --profile default status`; or correct the file: `onwatch config check` reads it again",
                speak,
            ),
            Self::Paths(error) => Words::new(
                "The files could not be found",
                error.to_string(),
                match error {
                    PathsError::Profile(_) => "use 1 to 64 letters, digits, `_` or `-`",
                    PathsError::NoHome => {
                        "set HOME or ONWATCH_HOME to the absolute path of your own directory"
                    }
                    PathsError::Relative(_) => "set it to an absolute path, or unset it",
                },
                speak,
            ),
        }
    }
}

#[expect(clippy::too_many_lines, reason = "one arm for each error")]
fn store_words(error: &StoreError, speak: Speak<'_>) -> Words {
    const NOT_WRITTEN: &str = "The store was not changed";
    // These are found by a look at the store too.
    const NEEDS_ATTENTION: &str = "The store needs attention";
    match error {
        StoreError::Io { what, path, source } => Words::new(
            format!("Could not {what} {}", path.display()),
            source.to_string(),
            io_next(source),
            speak,
        ),
        StoreError::OutcomeUnknown { path, source } => Words::new(
            "The outcome is unknown: the command may or may not have been recorded",
            format!("{} could not be flushed to the disk ({source})", path.display()),
            Hint::show("check the disk, then see whether it was recorded", LookAt::Status),
            speak,
        ),
        StoreError::Locked { path, holder } => Words::new(
            NOT_WRITTEN,
            match holder {
                Some(holder) => format!("another onwatch is writing ({holder})"),
                None => format!("another program has locked {}", path.display()),
            },
            "try again; if that process hangs, end it to release the lock",
            speak,
        ),
        StoreError::NoTasksLock { cause } => {
            let Words { what, why, next } = store_words(cause, speak);
            let why = format!("{what}: {why}");
            Words { what: NOT_WRITTEN.to_owned(), why, next }
        }
        StoreError::LockRemoved { path } => Words::new(
            NOT_WRITTEN,
            format!(
                "{} or the history beside it was removed or replaced meanwhile",
                path.display()
            ),
            "end the program that changes these files, and try again",
            speak,
        ),
        StoreError::NoLocks { path, source } => Words::new(
            NOT_WRITTEN,
            format!("{} is on a file system that cannot lock files ({source})", path.display()),
            "set ONWATCH_HOME to a directory on a local disk",
            speak,
        ),
        StoreError::Damaged { path, byte, cause } => Words::new(
            NEEDS_ATTENTION,
            format!("{} is damaged at byte {byte}: {cause}", path.display()),
            "`onwatch doctor` shows the damage; `onwatch doctor --repair` keeps a copy and repairs the store",
            speak,
        ),
        StoreError::Newer { path, what } => Words::new(
            NEEDS_ATTENTION,
            format!("{} was written by a newer onwatch ({what})", path.display()),
            "update onwatch; if it is up to date, restart the panel",
            speak,
        ),
        StoreError::Older { path } => Words::new(
            NEEDS_ATTENTION,
            format!("{} has the format of an earlier onwatch, which is not read", path.display()),
            "use that onwatch for it, or set ONWATCH_HOME to another directory; nothing was changed",
            speak,
        ),
        StoreError::JournalBehind { path, seq, journal_seq } => Words::new(
            NEEDS_ATTENTION,
            format!(
                "{} knows of event {seq}, but the journal ends at event {journal_seq}: its end was lost, or an older backup was restored",
                path.display()
            ),
            "restore the newer history, or run `onwatch doctor --repair` to continue after the lost events",
            speak,
        ),
        StoreError::RunLost { path, mark, cause } => Words::new(
            NEEDS_ATTENTION,
            format!("{}: {cause}", path.display()),
            Hint::say(format!(
                "restore that folder from a copy; to give the run up, move {} and what is left of the folder away",
                mark.display()
            )),
            speak,
        ),
        StoreError::NoJournal { path } => Words::new(
            NEEDS_ATTENTION,
            format!("{} exists, but its history is missing", path.display()),
            "restore the history, or start a new one from this state: `onwatch doctor --adopt`",
            speak,
        ),
        StoreError::NotOurs { path, owner } => Words::new(
            NEEDS_ATTENTION,
            format!("{} belongs to another user (id {owner})", path.display()),
            "run onwatch as that user, or set ONWATCH_HOME to your own directory",
            speak,
        ),
        StoreError::HasJournal { path } => Words::new(
            NOT_WRITTEN,
            format!("there is a history already: {}", path.display()),
            "there is nothing to adopt; `onwatch doctor` checks the history",
            speak,
        ),
        StoreError::WrongKind { path, what } => Words::new(
            NEEDS_ATTENTION,
            format!("{} is {what}", path.display()),
            "move it away and try again",
            speak,
        ),
        StoreError::DeadName { path } => Words::new(
            NEEDS_ATTENTION,
            format!("{} is no link to a run", path.display()),
            "`onwatch doctor --all --repair` moves it to the quarantine, and the name is free",
            speak,
        ),
        StoreError::Unserializable(error) => Words::new(
            "The command was not recorded",
            format!("it cannot be written as JSON ({error})"),
            "leave out unusual text, and report this problem",
            speak,
        ),
        StoreError::ForeignTarget { path } => Words::new(
            NOT_WRITTEN,
            format!(
                "the state file is a link to {}, which is not the state of this store",
                path.display()
            ),
            "remove the link, or point it to another file",
            speak,
        ),
    }
}

fn io_next(source: &std::io::Error) -> &'static str {
    use std::io::ErrorKind as K;
    match source.kind() {
        K::StorageFull | K::QuotaExceeded => {
            "free some space and try again; everything recorded before is safe"
        }
        K::ReadOnlyFilesystem => "the file system is read-only: remount it or set ONWATCH_HOME",
        K::PermissionDenied => "change its permissions, or set ONWATCH_HOME to your own directory",
        _ => "check the disk and try again; then `onwatch doctor` checks the store",
    }
}
