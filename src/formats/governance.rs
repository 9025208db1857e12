//! The answers of the governance server.

use chrono::{DateTime, Utc};

use super::{Answer, FormatRules, NotUnderstood, Statement};

/// Returns what an answer says.
pub(super) fn cone_state(
    rules: &FormatRules,
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new(format!("the format {} is not read yet", rules.format.word())))
}

/// Returns what an answer says.
pub(super) fn status_ryg(
    rules: &FormatRules,
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new(format!("the format {} is not read yet", rules.format.word())))
}
