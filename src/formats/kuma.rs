//! The monitors of Uptime Kuma.

use chrono::{DateTime, Utc};

use super::{Answer, NotUnderstood, Statement};

/// Returns what an answer says.
pub(super) fn heartbeats(
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new("not read yet"))
}

/// Returns what an answer says.
pub(super) fn metrics(
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new("not read yet"))
}
