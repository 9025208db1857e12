//! A refused command: what did not happen, why, and what to do next.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::core::base::{Argument, Verb};

/// The kind of a refusal. It decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The command has a wrong word or value (exit 2).
    Usage,
    /// There is nothing to act on (exit 3).
    NothingThere,
    /// The lifecycle or a rule forbids it (exit 4).
    Refused,
    /// A policy or a playbook of the operator forbids it, unless somebody says why it is done all the
    /// same (exit 4).
    Policy,
}

/// A text that is fixed or composed.
pub type Phrase = Cow<'static, str>;

/// One thing to do next. A front end words it as a command line or as a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Give a command.
    Do {
        /// The purpose, as the beginning of a sentence: "end it first".
        purpose: Phrase,
        /// The command's verb.
        verb: Verb,
        /// Its arguments. The value of a flag is empty.
        arguments: Vec<(Argument, String)>,
    },
    /// Look at something.
    Show {
        /// The purpose, as the beginning of a sentence: "see what was done".
        purpose: Phrase,
        /// What to look at.
        view: LookAt,
    },
    /// Give a time that is no earlier than the earliest one.
    NotBefore {
        /// The earliest time that is allowed, UTC.
        earliest_utc: DateTime<Utc>,
        /// Now, UTC.
        now_utc: DateTime<Utc>,
    },
    /// Give a time that is no later than the latest one.
    NotAfter {
        /// The latest time that is allowed, UTC.
        latest_utc: DateTime<Utc>,
        /// Now, UTC.
        now_utc: DateTime<Utc>,
    },
    /// Look at the session that takes the time.
    Taken {
        /// Its key.
        session: String,
        /// Its start, UTC.
        from_utc: DateTime<Utc>,
        /// Its end, UTC; `None` while it is live.
        until_utc: Option<DateTime<Utc>>,
        /// Now, UTC.
        now_utc: DateTime<Utc>,
    },
    /// Anything else, as a sentence.
    Say(Phrase),
}

/// What somebody can look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookAt {
    /// The live session, its governance and context.
    Status,
    /// The activities.
    Log,
    /// The activities of one session, by its key or id.
    LogOf(String),
    /// One session in full, by its key or id.
    Session(String),
    /// The open gaps.
    Gaps,
    /// The past sessions.
    History,
    /// The runs.
    Runs,
    /// The tasks.
    Tasks,
    /// One task in full, by its id.
    Task(String),
    /// The sprints.
    Sprints,
    /// The band and what each source says of it.
    Band,
    /// The health and what each source says of it.
    Health,
    /// The steps of a playbook, by its name.
    Playbook(String),
    /// What the policy says now.
    Policy,
}

impl Hint {
    /// Returns the hint to give a verb without arguments.
    pub fn give(purpose: impl Into<Phrase>, verb: Verb) -> Self {
        Self::Do { purpose: purpose.into(), verb, arguments: Vec::new() }
    }

    /// Returns the hint to give a verb with arguments.
    pub fn give_with<const N: usize>(
        purpose: impl Into<Phrase>,
        verb: Verb,
        arguments: [(Argument, &str); N],
    ) -> Self {
        let arguments = arguments.map(|(argument, value)| (argument, value.to_owned())).to_vec();
        Self::Do { purpose: purpose.into(), verb, arguments }
    }

    /// Returns the hint to give a verb with any number of arguments.
    pub fn give_all<'a>(
        purpose: impl Into<Phrase>,
        verb: Verb,
        arguments: impl IntoIterator<Item = (Argument, &'a str)>,
    ) -> Self {
        let arguments = arguments.into_iter();
        let arguments = arguments.map(|(argument, value)| (argument, value.to_owned())).collect();
        Self::Do { purpose: purpose.into(), verb, arguments }
    }

    /// Returns the hint to look at something.
    pub fn show(purpose: impl Into<Phrase>, view: LookAt) -> Self {
        Self::Show { purpose: purpose.into(), view }
    }

    /// Returns the hint that a sentence gives.
    pub fn say(sentence: impl Into<Phrase>) -> Self {
        Self::Say(sentence.into())
    }
}

impl From<&'static str> for Hint {
    fn from(sentence: &'static str) -> Self {
        Self::say(sentence)
    }
}

/// A refused command. It changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}: {why}")]
pub struct Refusal {
    /// The kind of refusal.
    pub kind: RefusalKind,
    /// What did not happen.
    pub what: String,
    /// Why.
    pub why: String,
    /// What to do next, the best first.
    pub next: Vec<Hint>,
}

impl Refusal {
    /// Returns a refusal of the given kind with one hint.
    pub fn new(
        kind: RefusalKind,
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<Hint>,
    ) -> Self {
        Self { kind, what: what.into(), why: why.into(), next: vec![next.into()] }
    }

    /// Returns the refusal with one more hint.
    #[must_use]
    pub fn or(mut self, next: impl Into<Hint>) -> Self {
        self.next.push(next.into());
        self
    }
}
