//! Any JSON, read as the rules say.

use chrono::{DateTime, Utc};

use super::{Answer, FormatRules, NotUnderstood, Statement};
use crate::core::Light;

/// Returns what an answer says.
pub(super) fn read(
    rules: &FormatRules,
    _answer: &Answer<'_>,
    _before: Option<Light>,
    _now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    Err(NotUnderstood::new(format!("the format {} is not read yet", rules.format.word())))
}
