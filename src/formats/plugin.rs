//! The output and the exit code of a monitoring plugin.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::body::{any_text, json};
use super::governance::{has_health, health, statement_of};
use super::light_words::worse;
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::reason;
use super::{Answer, Code, FormatRules, NotUnderstood, Statement};
use crate::core::Light;

/// Returns what a plugin says: by JSON on stdout, else by its exit code and its first line.
///
/// JSON counts if all of stdout is one object with `status`, `health` or `band`. An exit code that is
/// worse than the JSON counts too, and both are named.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    if let Code::Http(_) = answer.code {
        json(answer)?;
    }
    let object = own_json(answer.body);
    let Some(exit) = exit_light(answer.code) else {
        // A file and a server have no exit code.
        let object = object.ok_or_else(|| {
            NotUnderstood::new(
                "it has no exit code, and is no JSON with `status`, `health` or `band`",
            )
        })?;
        return said_by_json(rules, &object, None, now);
    };
    match object {
        Some(object) => said_by_json(rules, &object, Some((exit, answer.code)), now),
        None => Ok(said_by_exit_code(answer, exit, now)),
    }
}

fn own_json(body: &[u8]) -> Option<Map<String, Value>> {
    let object: Map<String, Value> = serde_json::from_slice(body.trim_ascii()).ok()?;
    (has_health(&object) || object.contains_key("band")).then_some(object)
}

/// Returns the light of an exit code; `None` for what has none.
fn exit_light(code: Code) -> Option<Light> {
    match code {
        Code::Exit(0) => Some(Light::Green),
        Code::Exit(1) => Some(Light::Yellow),
        Code::Exit(2) => Some(Light::Red),
        Code::Exit(_) | Code::Signal(_) => Some(Light::Unknown),
        Code::File | Code::Http(_) => None,
    }
}

fn end_text(code: Code) -> String {
    match code {
        Code::Exit(exit) => format!("exit code {exit}"),
        Code::Signal(signal) => format!("signal {signal} ended the command"),
        Code::File => "a file".to_owned(),
        Code::Http(status) => format!("HTTP {status}"),
    }
}

fn said_by_json(
    rules: &FormatRules,
    object: &Map<String, Value>,
    exit: Option<(Light, Code)>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let (exit, code) = exit.unwrap_or((Light::Green, Code::File));
    let has_health = has_health(object);
    let (said, mut parts) =
        if has_health { health(rules, object) } else { (Light::Green, AnswerParts::default()) };
    if worse(said, exit) != said {
        let end = end_text(code);
        let line = if has_health {
            format!("the JSON says {said}, but the end says {exit}: {end}")
        } else {
            format!("{exit}: {end}")
        };
        parts.add(AnswerPart::new("end", exit.into(), line).weighing(1.0));
    }
    let mut statement = statement_of(object, parts, now);
    if exit == Light::Unknown && statement.band.take().is_some() {
        statement.not_known.push(format!("the band: {}", end_text(code)));
    }
    if !has_health && exit == Light::Green {
        let band = statement.band.take().ok_or_else(|| {
            let cause = statement.not_known.last().cloned();
            NotUnderstood::new(cause.unwrap_or_else(|| "it has no band".to_owned()))
        })?;
        let observed_at_utc = statement.observed_at_utc;
        return Ok(Statement { band: Some(band), observed_at_utc, ..Statement::default() });
    }
    Ok(statement)
}

fn said_by_exit_code(answer: &Answer<'_>, exit: Light, now: DateTime<Utc>) -> Statement {
    let (output, errors) = (first_words(answer.body), first_words(answer.errors));
    let end = end_text(answer.code);
    let mut parts = AnswerParts::default();
    let said = [output, errors].into_iter().find(|said| !said.is_empty());
    if answer.body.trim_ascii().is_empty() {
        parts.note("no output");
    }
    let verdict = Verdict::from(exit);
    if let Some(said) = said.as_ref().filter(|_| verdict == Verdict::Green) {
        parts.note(said);
    }
    let line = match (answer.code, said) {
        // These codes speak by their light.
        (Code::Exit(0..=3), Some(said)) => said,
        (Code::Exit(_) | Code::Signal(_) | Code::File | Code::Http(_), said) => {
            format!("{end}: {}", said.as_deref().unwrap_or("no output"))
        }
    };
    parts.add(AnswerPart::new("plugin", verdict, line));
    parts.statement(now)
}

/// Returns the first line that has words, up to the figures after `|`.
fn first_words(bytes: &[u8]) -> String {
    let text = any_text(bytes.trim_ascii());
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    reason(line.split('|').next().unwrap_or_default())
}
