//! Any JSON, read as the settings say.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::body::{json, other};
use super::light_words::{bad_end, usual_light_word, worse};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{is_same_word, lower, name, number, quoted};
use super::{Answer, FormatRules, NotUnderstood, Statement};
use crate::core::Light;

/// Returns what an answer says: by one value, or by each entry of a list.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    before: Option<Light>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = json(answer)?;
    let reader = JsonReader { rules, before };
    let mut parts = AnswerParts::default();
    let pointer = rules.pointer.as_deref().unwrap_or_default();
    match rules.each.as_deref() {
        None => parts.add(reader.part("value", &place_text(pointer), value.pointer(pointer))),
        Some(each) => reader.add_entries(&mut parts, each, value.pointer(each)),
    }
    let mut statement = parts.statement(now);
    let light = statement.health.as_ref().map(|health| health.status);
    if let Some(end) = bad_end(answer.code) {
        // A failed server that names no problem says nothing.
        if light.is_none_or(|light| light == Light::Unknown) {
            return Err(other(answer, &value, &nothing(&statement)));
        }
        statement.notes.push(end);
    }
    Ok(statement)
}

fn nothing(statement: &Statement) -> String {
    statement.not_known.first().cloned().unwrap_or_else(|| "it says nothing".to_owned())
}

/// Returns a pointer as a reason names it.
fn place_text(pointer: &str) -> String {
    if pointer.is_empty() { "the answer".to_owned() } else { name(pointer) }
}

#[derive(Clone, Copy)]
struct JsonReader<'a> {
    rules: &'a FormatRules,
    before: Option<Light>,
}

impl JsonReader<'_> {
    fn add_entries(&self, parts: &mut AnswerParts, each: &str, list: Option<&Value>) {
        let entries: Vec<(String, &Value)> = match list {
            Some(Value::Array(list)) => (1..)
                .zip(list)
                .map(|(nth, entry)| {
                    let named = self.named(entry);
                    (named.unwrap_or_else(|| format!("entry {nth}")), entry)
                })
                .collect(),
            Some(Value::Object(list)) => list
                .iter()
                .map(|(key, entry)| (self.named(entry).unwrap_or_else(|| name(key)), entry))
                .collect(),
            Some(_) | None => {
                let line = format!("{} is {}, not a list", place_text(each), kind(list));
                parts.add(AnswerPart::new("each", Verdict::Unknown, line));
                return;
            }
        };
        let pointer = self.rules.pointer.as_deref().unwrap_or_default();
        let wanted = self.rules.heartbeat.as_deref();
        let is_heartbeat = |name: &str| wanted.is_some_and(|wanted| is_same_word(wanted, name));
        let (heartbeats, entries): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|(name, _)| is_heartbeat(name));
        // What is worse than before by itself needs no other entry that is not clear yet.
        let lights =
            entries.iter().filter_map(|(_, entry)| self.number_light(entry.pointer(pointer)?));
        let worst = lights.reduce(worse);
        let before =
            self.before.filter(|before| worst.is_none_or(|now| worse(now, *before) != now));
        let reader = Self { before, ..*self };
        for (name, entry) in &entries {
            parts.add(reader.part(&format!("{name}\n{entry}"), name, entry.pointer(pointer)));
        }
        // The heartbeat proves that the checker lives, whatever its own state is.
        for (name, entry) in &heartbeats {
            parts.add(AnswerPart::new(entry.to_string(), Verdict::Ignored, name));
        }
        parts.need_heartbeat(wanted, !heartbeats.is_empty());
    }

    /// Returns the name of an entry where the settings say that it stands.
    fn named(&self, entry: &Value) -> Option<String> {
        let said = entry.pointer(self.rules.name.as_deref()?)?;
        let text = match said {
            Value::String(text) => name(text),
            Value::Number(_) | Value::Bool(_) => said.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }

    fn part(&self, key: &str, label: &str, said: Option<&Value>) -> AnswerPart {
        let unknown = |line: String| AnswerPart::new(key, Verdict::Unknown, line);
        let value = match said {
            None => {
                let pointer = place_text(self.rules.pointer.as_deref().unwrap_or_default());
                let line = if label == pointer { String::new() } else { format!("{label}: ") };
                return unknown(format!("{line}{pointer} is missing"));
            }
            Some(value @ (Value::Null | Value::Array(_) | Value::Object(_))) => {
                return unknown(format!("{label} is {}", kind(Some(value))));
            }
            Some(value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) => value,
        };
        let text = quoted(Some(value));
        if let Some(light) = self.word_light(value) {
            return match light {
                Light::Unknown => unknown(format!("{label} is {text}")),
                Light::Green | Light::Yellow | Light::Red => {
                    AnswerPart::new(key, light.into(), format!("{label} is {text}"))
                }
            };
        }
        let limits = &self.rules.limits;
        let Some((number, light)) = number(value).and_then(|n| Some((n, limits.light(n)?))) else {
            return unknown(format!(
                "{label} is {text}, and the settings do not say what it means"
            ));
        };
        let held = limits.held(number, self.before);
        let mark = if held.is_some() { ", not clear yet" } else { "" };
        let line = format!("{label} is {number}{mark}");
        AnswerPart::new(key, held.unwrap_or(light).into(), line).weighing(limits.weight(number))
    }

    /// Returns what a value means as a number, without what stood before.
    fn number_light(&self, value: &Value) -> Option<Light> {
        if self.word_light(value).is_some() {
            return None;
        }
        number(value).and_then(|number| self.rules.limits.light(number))
    }

    /// Returns what a value means as a word: by `map`, or by the usual words if there is no `map`.
    fn word_light(&self, value: &Value) -> Option<Light> {
        let word = match value {
            Value::String(text) => lower(text),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        if self.rules.map.is_empty() {
            return usual_light_word(&word);
        }
        // 2, 2.0 and "2" are one number.
        let same_number = || {
            let wanted = number(value).filter(|_| !value.is_boolean())?;
            self.rules.map.iter().find_map(|(word, light)| {
                let is_same = word.parse::<f64>().is_ok_and(|word| word.total_cmp(&wanted).is_eq());
                is_same.then_some(*light)
            })
        };
        self.rules.map.get(&word).copied().or_else(same_number)
    }
}

/// Returns what kind of value it is, in words.
fn kind(value: Option<&Value>) -> &'static str {
    match value {
        None => "missing",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "true or false",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(_)) => "a text",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    }
}
