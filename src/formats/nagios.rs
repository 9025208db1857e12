//! The services and hosts of Nagios Core.

use chrono::{DateTime, Utc};

use super::{Answer, FormatRules, NotUnderstood, Statement};

/// Returns what an answer says.
pub(super) fn read(
    rules: &FormatRules,
    _answer: &Answer<'_>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new(format!("the format {} is not read yet", rules.format.word())))
}
