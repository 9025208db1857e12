//! The state of systemd and of its units.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::body::{any_text, json, text};
use super::light_words::bad_end;
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{lower, name, quoted, word};
use super::{Answer, FormatRules, NotUnderstood, Statement};

/// Returns what the word of `systemctl is-system-running` says. Its exit code is 0 only for `running`.
pub(super) fn state(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let said = text(answer)?;
    let word = lower(&said);
    if word.split_whitespace().count() > 1 {
        return Err(NotUnderstood::new("it is not one word of `systemctl is-system-running`"));
    }
    let known = match word.as_str() {
        "running" => Some((Verdict::Green, "every unit runs")),
        "degraded" => Some((Verdict::Yellow, "units have failed")),
        "initializing" | "starting" => Some((Verdict::Yellow, "the system is starting")),
        "stopping" => Some((Verdict::Yellow, "the system is stopping")),
        "maintenance" => Some((Verdict::Red, "the rescue or emergency target is active")),
        "offline" => Some((Verdict::Unknown, "systemd does not run here")),
        "unknown" => Some((Verdict::Unknown, "systemd does not know")),
        _ => None,
    };
    let chosen = rules.map.get(&word).map(|light| Verdict::from(*light));
    let (usual, meaning) = known.unwrap_or((Verdict::Unknown, "no known word of systemd"));
    let verdict = chosen.unwrap_or(usual);
    let mut parts = AnswerParts::default();
    let line = if verdict == Verdict::Unknown && known.is_none() {
        format!("the state is '{}', which is {meaning}", name(&said))
    } else {
        format!("{}: {meaning}", name(&word))
    };
    parts.add(AnswerPart::new("state", verdict, line));
    let errors = any_text(answer.errors.trim_ascii());
    if let Some(line) = errors.lines().next() {
        parts.note(line);
    }
    Ok(parts.statement(now))
}

/// Returns what the list of `systemctl list-units --output=json` says.
pub(super) fn units(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = json(answer).map_err(|cause| if is_table(answer) { table() } else { cause })?;
    if let Some(end) = bad_end(answer.code) {
        return Err(NotUnderstood::new(format!("the answer ended with {end}")));
    }
    let list = value.as_array().ok_or_else(|| NotUnderstood::new("it is no list of units"))?;
    let mut parts = AnswerParts::default();
    // The exit code 0 proves that systemd answered.
    parts.prove_alive();
    for entry in list {
        parts.add(unit(rules, entry));
    }
    Ok(parts.statement(now))
}

fn unit(rules: &FormatRules, entry: &Value) -> AnswerPart {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).map(name).unwrap_or_default();
    let (unit, description, sub) = (text("unit"), text("description"), text("sub"));
    let is_named = !unit.is_empty();
    let key = if is_named { unit.clone() } else { entry.to_string() };
    let unit = if is_named { unit } else { "a unit without a name".to_owned() };
    let said = entry.get("active");
    let active = said.and_then(word).unwrap_or_default();
    let chosen = rules.map.get(&active).map(|light| Verdict::from(*light));
    let usual = match active.as_str() {
        "failed" | "activating" | "deactivating" | "maintenance" => Some(Verdict::Yellow),
        "active" | "reloading" | "refreshing" | "inactive" => Some(Verdict::Green),
        _ => None,
    };
    let Some(verdict) = chosen.or(usual) else {
        let line = format!("{unit}: the state is {}, which is no known word", quoted(said));
        return AnswerPart::new(key, Verdict::Unknown, line);
    };
    let mut line = format!("{unit} {active}");
    if !sub.is_empty() && sub != active {
        line = format!("{line} ({sub})");
    }
    if !description.is_empty() && description != unit {
        line = format!("{line}: {description}");
    }
    AnswerPart::new(key, verdict, line)
}

/// Reports whether the answer is the table that older versions print although JSON was asked for.
fn is_table(answer: &Answer<'_>) -> bool {
    let text = any_text(answer.body);
    let has = |words: &str| text.contains(words);
    has("loaded units listed") || (has("UNIT") && has("LOAD") && has("ACTIVE"))
}

fn table() -> NotUnderstood {
    let cause = "it is a table, not JSON: this systemctl is too old; use the format systemd_state";
    NotUnderstood::new(cause)
}
