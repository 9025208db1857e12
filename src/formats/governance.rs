//! The answers of the governance server, and bodies of the same fields from anywhere.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::body::{json, other};
use super::light_words::{light_word, worse};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{quoted, reason, time};
use super::{Answer, Code, FormatRules, NotUnderstood, Statement};
use crate::core::{Band, BandValue, Light, METADATA};

/// Returns what an answer `{band, reason, metrics}` says.
pub(super) fn cone_state(answer: &Answer<'_>) -> Result<Statement, NotUnderstood> {
    let value = json(answer)?;
    let cone = value.as_object().filter(|object| object.contains_key("band"));
    let cone = cone.ok_or_else(|| other(answer, &value, "has no `band`"))?;
    if let Code::Exit(exit) = answer.code
        && exit != 0
    {
        return Err(NotUnderstood::new(format!("it has a band, but the exit code is {exit}")));
    }
    let mut statement = Statement::default();
    say_band(&mut statement, cone).map_err(NotUnderstood::new)?;
    statement.observed_at_utc = statement.band_observed_at_utc.take();
    Ok(statement)
}

/// Returns what an answer `{status, reasons}` says, and what its `cone` or its `band` says.
pub(super) fn status_ryg(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = json(answer)?;
    let said = value.as_object().filter(|object| has_health(object));
    let said = said.ok_or_else(|| other(answer, &value, "has no `status`"))?;
    let (_, parts) = health(rules, said);
    Ok(statement_of(said, parts, now))
}

/// Reports whether an object says something of a health.
pub(super) fn has_health(object: &Map<String, Value>) -> bool {
    object.contains_key("status") || object.contains_key("health")
}

/// Returns what an object says, the health as these parts.
pub(super) fn statement_of(
    object: &Map<String, Value>,
    mut parts: AnswerParts,
    now: DateTime<Utc>,
) -> Statement {
    parts.observed(object.get("updated_at_utc").and_then(time));
    let mut statement = parts.statement(now);
    let cone = match object.get("cone") {
        None | Some(Value::Null) if object.contains_key("band") => Ok(object),
        None | Some(Value::Null) => return statement,
        Some(Value::Object(cone)) => Ok(cone),
        Some(_) => Err("`cone` is no object".to_owned()),
    };
    if let Err(cause) = cone.and_then(|cone| say_band(&mut statement, cone)) {
        statement.not_known.push(cause);
    }
    statement
}

/// Returns the light of an object and its parts: each reason is one.
pub(super) fn health(rules: &FormatRules, object: &Map<String, Value>) -> (Light, AnswerParts) {
    let mut parts = AnswerParts::default();
    let no_status = "the health has no `status`".to_owned();
    let inner = object.get("health").and_then(Value::as_object);
    let object = inner.filter(|_| !object.contains_key("status")).unwrap_or(object);
    let said: Vec<(&str, Result<Light, String>)> = ["status", "health"]
        .into_iter()
        .filter_map(|field| Some((field, object.get(field)?)))
        .map(|(field, value)| (field, light_of(rules, field, value)))
        .collect();
    let causes = said.iter().filter_map(|(_, light)| light.as_ref().err());
    for cause in causes.chain(said.is_empty().then_some(&no_status)) {
        parts.add(AnswerPart::new(cause, Verdict::Unknown, cause));
    }
    let lights =
        said.iter().map(|(_, light)| light.as_ref().map_or(Light::Unknown, |light| *light));
    let worst = lights.reduce(worse).unwrap_or(Light::Unknown);
    if let [(one, Ok(light)), (two, Ok(last))] = said.as_slice()
        && light != last
    {
        parts.note(format!("`{one}` is {light}, but `{two}` is {last}"));
    }
    add_reasons(&mut parts, worst, said.iter().all(|(_, light)| light.is_ok()), object);
    (worst, parts)
}

fn light_of(rules: &FormatRules, field: &str, value: &Value) -> Result<Light, String> {
    let light = value.as_str().and_then(|word| light_word(rules, word));
    light.ok_or_else(|| format!("`{field}` is {}, which is no known word", quoted(Some(value))))
}

fn add_reasons(parts: &mut AnswerParts, light: Light, is_known: bool, object: &Map<String, Value>) {
    let said = reasons(object);
    if light == Light::Green || !is_known {
        // The cause of an unknown light is a part already.
        if light != Light::Unknown {
            parts.add(AnswerPart::new("status", light.into(), light.word()));
        }
        for said in said {
            parts.note(said);
        }
        return;
    }
    if said.is_empty() {
        let line = format!("{} without a reason", light.word());
        parts.add(AnswerPart::new("status", light.into(), line));
    }
    // The order of the reasons is that of the server.
    for (said, weight) in said.into_iter().zip(0_i32..) {
        let part = AnswerPart::new(format!("reason {said}"), light.into(), said);
        parts.add(part.weighing(f64::from(-weight)));
    }
}

/// Returns the reasons of a health: a list of texts or objects, or one text.
fn reasons(object: &Map<String, Value>) -> Vec<String> {
    // A reason beside a band is that of the band.
    let one = object.get("reason").filter(|_| !object.contains_key("band"));
    let said = object.get("reasons").filter(|said| !said.is_null()).or(one);
    let said = match said {
        Some(Value::Array(list)) => list.iter().map(reason_text).collect(),
        Some(one) => vec![reason_text(one)],
        None => Vec::new(),
    };
    said.into_iter().filter(|said| !said.is_empty()).collect()
}

fn reason_text(value: &Value) -> String {
    let fields = ["message", "reason", "text", "name"];
    let inner = || fields.iter().find_map(|field| value.get(field)?.as_str());
    match value {
        Value::Null => String::new(),
        Value::String(text) => reason(text),
        Value::Object(_) => inner().map_or_else(|| reason(&value.to_string()), reason),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => reason(&value.to_string()),
    }
}

/// Sets the band that an object says, and its time.
fn say_band(statement: &mut Statement, cone: &Map<String, Value>) -> Result<(), String> {
    let said = cone.get("band");
    let band: Option<Band> = said.and_then(Value::as_str).and_then(|word| word.trim().parse().ok());
    let band = band.ok_or_else(|| format!("`band` is {}, not A, B, C or D", quoted(said)))?;
    let metrics = match cone.get("metrics") {
        Some(Value::Object(metrics)) if METADATA.check_json(metrics).is_ok() => metrics.clone(),
        Some(Value::Object(_)) => {
            statement.notes.push("the metrics are too long and are left out".to_owned());
            Map::new()
        }
        Some(_) | None => Map::new(),
    };
    let text = cone.get("reason").map(reason_text).unwrap_or_default();
    statement.band = Some(BandValue { band, reason: text, metrics, extra: Map::new() });
    statement.band_observed_at_utc = cone.get("updated_at_utc").and_then(time);
    Ok(())
}
