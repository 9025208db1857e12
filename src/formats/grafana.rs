//! The health of Grafana itself.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{quoted, word};
use super::{Answer, NotUnderstood, Statement, body};

/// Returns what `/api/health` says. The body counts, also beside HTTP 503.
pub(super) fn health(answer: &Answer<'_>, now: DateTime<Utc>) -> Result<Statement, NotUnderstood> {
    let value = body::json(answer)?;
    let not_expected = || body::other(answer, &value, "not the health of Grafana");
    let database = value.as_object().ok_or_else(not_expected)?.get("database");
    let database: &Value = database.ok_or_else(not_expected)?;
    let (verdict, line) = match word(database).as_deref() {
        Some("ok") => (Verdict::Green, "the database of Grafana works".to_owned()),
        Some("failing") => (Verdict::Red, "the database of Grafana is failing".to_owned()),
        Some(_) | None => {
            (Verdict::Unknown, format!("the database of Grafana is {}", quoted(Some(database))))
        }
    };
    let mut parts = AnswerParts::default();
    parts.add(AnswerPart::new("database", verdict, line));
    Ok(parts.statement(now))
}
