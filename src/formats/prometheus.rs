//! The envelope of the answers of Prometheus, which Grafana uses too.

use serde_json::Value;

use super::tally::AnswerParts;
use super::values::word;
use super::{Answer, NotUnderstood, body};

/// Returns the data of a successful answer.
pub(super) fn data<'a>(
    answer: &Answer<'_>,
    value: &'a Value,
    expected: &str,
) -> Result<&'a Value, NotUnderstood> {
    let is_success = value.get("status").and_then(word).as_deref() == Some("success");
    let data = value.get("data").filter(|data| is_success && data.is_object());
    data.ok_or_else(|| body::other(answer, value, expected))
}

/// Adds the warnings beside the data as notes.
pub(super) fn add_warnings(value: &Value, parts: &mut AnswerParts) {
    for field in ["warnings", "infos"] {
        let list = value.get(field).and_then(Value::as_array);
        for text in list.into_iter().flatten().filter_map(Value::as_str) {
            parts.note(format!("the answer warns: {text}"));
        }
    }
}
