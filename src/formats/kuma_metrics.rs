//! The metrics of Uptime Kuma.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::exposition::{self, Sampled};
use super::kuma::{MonitorStatus, monitor_part};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{name, time};
use super::{Answer, NotUnderstood, Statement, body};

/// The metric that has the status of each monitor.
const STATUS: &str = "monitor_status";

/// Returns what the status of each monitor says.
pub(super) fn read(answer: &Answer<'_>, now: DateTime<Utc>) -> Result<Statement, NotUnderstood> {
    let text = body::text(answer)?;
    if !answer.body.ends_with(b"\n") {
        return Err(NotUnderstood::new("it is cut off: the last line has no end"));
    }
    let mut parts = AnswerParts::default();
    parts.if_empty("no monitor is reported");
    let mut times = Vec::new();
    let mut is_exposition = false;
    for line in exposition::lines(&text) {
        match line {
            Ok(sampled) => {
                is_exposition = true;
                if sampled.metric == STATUS {
                    times.extend(sampled.at_ms.and_then(|ms| time(&json!(ms))));
                    parts.add(part(&sampled));
                }
            }
            Err(line) if exposition::is_of(line, STATUS) => {
                let words = format!("a line that is not readable: {}", name(line));
                parts.add(AnswerPart::new(line, Verdict::Unknown, words));
            }
            Err(_) => {}
        }
    }
    if !is_exposition {
        return Err(NotUnderstood::new("it has no metrics"));
    }
    parts.observed(times.into_iter().max());
    Ok(parts.statement(now))
}

fn part(sampled: &Sampled<'_>) -> AnswerPart {
    let mut labels: Vec<String> =
        sampled.labels.iter().map(|(label, value)| format!("{label}={value:?}")).collect();
    labels.sort();
    let named = |label: &str| {
        let value = sampled.labels.iter().find(|(name, _)| *name == label).map(|(_, value)| value);
        value.filter(|value| !value.is_empty() && *value != "null")
    };
    let called = named("monitor_name").or_else(|| named("monitor_url"));
    let called = called.map_or_else(|| "a monitor without a name".to_owned(), |text| name(text));
    let value = Value::from(sampled.value);
    let status = MonitorStatus::of(&value);
    monitor_part(&labels.join(","), &called, status, Some(&value), "")
}
