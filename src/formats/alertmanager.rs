//! The alerts of Alertmanager, API v2.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::labels::Labels;
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{quoted, time, word};
use super::{Answer, FormatRules, NotUnderstood, Statement, body};

/// Returns what a list of alerts says.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = body::json(answer)?;
    let alerts = value.as_array().ok_or_else(|| not_a_list(answer, &value))?;
    let is_silence = |entry: &Value| entry.get("matchers").is_some() && Labels::of(entry).is_none();
    if alerts.iter().any(is_silence) {
        let cause = "it is the list of silences, not of alerts; ask /api/v2/alerts";
        return Err(NotUnderstood::new(cause));
    }
    let mut parts = AnswerParts::default();
    let names = alerts.iter().filter_map(|alert| Labels::of(alert)?.alert());
    let is_alive = names.into_iter().any(|alert| rules.is_heartbeat(alert));
    parts.need_heartbeat(rules.heartbeat.as_deref(), is_alive);
    if alerts.is_empty() && rules.heartbeat.is_none() {
        parts.prove_alive();
        parts.note("nothing firing; liveness not proven");
    }
    for alert in alerts {
        parts.add(part(rules, alert, now));
    }
    Ok(parts.statement(now))
}

fn part(rules: &FormatRules, alert: &Value, now: DateTime<Utc>) -> AnswerPart {
    let Some(labels) = Labels::of(alert) else {
        let line = "an alert without labels";
        return AnswerPart::new(alert.to_string(), Verdict::Unknown, line);
    };
    let fingerprint = alert.get("fingerprint").and_then(Value::as_str);
    let key = fingerprint.map_or_else(|| labels.key(), str::to_owned);
    let title = labels.title(None);
    if labels.alert().is_some_and(|alert| rules.is_no_problem(alert)) {
        return AnswerPart::new(key, Verdict::Ignored, title);
    }
    let state = alert.pointer("/status/state");
    let since = alert.get("startsAt").and_then(time);
    match state.and_then(word).as_deref() {
        // An unprocessed alert fires too: Alertmanager has not told anybody yet.
        Some("active" | "unprocessed") => labels.firing(rules, key, &title, since, now),
        Some("suppressed") => {
            let why = why_suppressed(alert);
            AnswerPart::new(key, Verdict::Suppressed(None), format!("{title}, {why}")).called(why)
        }
        Some(_) | None => {
            let line = format!("{title}: its state is {}", quoted(state));
            AnswerPart::new(key, Verdict::Unknown, line)
        }
    }
}

fn why_suppressed(alert: &Value) -> &'static str {
    let is_by = |field: &str| {
        let list = alert.get("status").and_then(|status| status.get(field));
        list.and_then(Value::as_array).is_some_and(|list| !list.is_empty())
    };
    if is_by("silencedBy") {
        "silenced"
    } else if is_by("inhibitedBy") {
        "inhibited"
    } else if is_by("mutedBy") {
        "muted"
    } else {
        "suppressed"
    }
}

fn not_a_list(answer: &Answer<'_>, value: &Value) -> NotUnderstood {
    match value.get("data") {
        Some(Value::Array(_)) => NotUnderstood::new(
            "it is an answer of API v1, which Alertmanager 0.27 removed; ask /api/v2/alerts",
        ),
        Some(Value::Object(_)) => {
            NotUnderstood::new("it is an answer of Prometheus; set format = \"prometheus_alerts\"")
        }
        Some(_) | None => body::other(answer, value, "not a list of alerts"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Format};
    use super::*;

    fn cause(body: &str) -> String {
        let rules = FormatRules::of(Format::Alertmanager);
        let (code, body) = (Code::Http(200), body.as_bytes());
        let answer = Answer { code, content_type: None, body, errors: b"" };
        read(&rules, &answer, DateTime::UNIX_EPOCH).unwrap_err().cause
    }

    #[test]
    fn other_lists_are_named() {
        assert!(cause(r#"{"status":"success","data":[]}"#).contains("API v1"));
        assert!(
            cause(r#"{"status":"success","data":{"alerts":[]}}"#).contains("prometheus_alerts")
        );
        assert!(cause(r#"[{"id":"1","matchers":[]}]"#).contains("silences"));
        assert_eq!(cause("{}"), "it is JSON, but not a list of alerts");
        assert_eq!(cause("\"oops\""), "the answer says: oops");
    }
}
