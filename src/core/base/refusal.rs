//! A command that cannot be obeyed: what happened, why, and what to do next.

use thiserror::Error;

/// Which sort of refusal it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The words of the command are wrong (exit 2).
    Usage,
    /// There is nothing the command could act on (exit 3).
    NothingThere,
    /// The lifecycle or a rule forbids it (exit 4).
    Refused,
}

/// A command that cannot be obeyed. It changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}: {why}; {next}")]
pub struct Refusal {
    /// Which sort of refusal it is.
    pub kind: RefusalKind,
    /// What did not happen.
    pub what: String,
    /// Why it did not.
    pub why: String,
    /// What to do next.
    pub next: String,
}

impl Refusal {
    /// Returns a refusal of the given kind.
    pub fn new(
        kind: RefusalKind,
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self { kind, what: what.into(), why: why.into(), next: next.into() }
    }
}
