//! The health of Grafana, and its alerts.

use chrono::{DateTime, Utc};

use super::{Answer, FormatRules, NotUnderstood, Statement};

/// Returns what an answer says.
pub(super) fn health(
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new("not read yet"))
}

/// Returns what an answer says.
pub(super) fn alerts(
    rules: &FormatRules,
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new(format!("the format {} is not read yet", rules.format.word())))
}
