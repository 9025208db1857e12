//! The lines of the access log: who asked what over HTTP, and with what outcome.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// One answered request.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AccessLine {
    /// When it was answered, UTC.
    pub time: DateTime<Utc>,
    /// The name of the token; `owner`, `loopback` or `anonymous` for a caller without one.
    pub who: String,
    /// Where it came from: `unix`, `loopback` or `remote`.
    pub peer: &'static str,
    /// The method.
    pub method: String,
    /// The path of the route, with names in braces; null if there is none.
    pub route: Option<&'static str>,
    /// The begin of the path, as it was sent. What stands behind `?` is left out.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// How long it took, milliseconds.
    pub ms: u64,
    /// The number of the event that it made; null if it made none.
    pub event: Option<u64>,
    /// Why it was refused; null if it was not.
    pub refused: Option<String>,
}

/// Lines that could not be written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct AccessLost {
    /// When the next line was written, UTC.
    pub time: DateTime<Utc>,
    /// How many lines are missing before it.
    pub lost: u64,
}
