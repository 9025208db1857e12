//! What came of one look at a source.

use std::fmt;
use std::time::Duration;

use crate::formats::{Code, Statement};

/// What came of one look at a source. It holds no secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// How long it took.
    pub took: Duration,
    /// How the answer ended; `None` if none came.
    pub code: Option<Code>,
    /// The content type that a server gave.
    pub content_type: Option<String>,
    /// What came, also of an answer that cannot be used.
    pub raw: Vec<u8>,
    /// What a command wrote to stderr.
    pub errors: Vec<u8>,
    /// What the source says, or why nobody knows.
    pub statement: Result<Statement, FetchFailure>,
}

/// Why nobody knows what a source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchFailure {
    /// The name of the source.
    pub source: String,
    /// What was asked: a path, a command or a request.
    pub asked: String,
    /// What happened, without a full stop.
    pub cause: String,
    /// What to do, such as "raise `timeout`".
    pub next: String,
}

impl std::error::Error for FetchFailure {}

impl fmt::Display for FetchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, asked, cause, next } = self;
        write!(f, "{source}: {asked}: {cause}; {next}")
    }
}
