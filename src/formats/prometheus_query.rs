//! The answer of Prometheus to an instant query.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::prometheus;
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{map_key, name, number, quoted, time, word};
use super::{Answer, FormatRules, Limits, NotUnderstood, Statement, body};
use crate::core::Light;

/// A number of the answer, with the series that it is of.
struct SeriesValue<'a> {
    key: String,
    /// " on b:9100", or nothing.
    on: String,
    at: Option<DateTime<Utc>>,
    value: Option<&'a Value>,
}

/// Returns what the numbers mean by the limits of the rules.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    before: Option<Light>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let expected = "not the answer to a query";
    let value = body::json(answer)?;
    let data = prometheus::data(answer, &value, expected)?;
    let not_expected = || body::other(answer, data, expected);
    let result = data.get("result").and_then(Value::as_array).ok_or_else(not_expected)?;
    let series = match data.get("resultType").and_then(word).as_deref() {
        Some("vector") => result.iter().map(SeriesValue::of_entry).collect(),
        Some("scalar" | "string") => vec![SeriesValue::of_sample(result)],
        Some("matrix") => {
            let cause = "it is a matrix, a range of values; ask /api/v1/query for one time";
            return Err(NotUnderstood::new(cause));
        }
        Some(_) | None => {
            let kind = quoted(data.get("resultType"));
            return Err(NotUnderstood::new(format!("its result type is {kind}, not a vector")));
        }
    };
    let mut parts = AnswerParts::default();
    parts.if_empty("no series");
    parts.observed(series.iter().filter_map(|series| series.at).min());
    prometheus::add_warnings(&value, &mut parts);
    add_all(&series, &rules.limits, before, &mut parts);
    Ok(parts.statement(now))
}

fn add_all(
    all: &[SeriesValue<'_>],
    limits: &Limits,
    before: Option<Light>,
    parts: &mut AnswerParts,
) {
    let numbers = || {
        let known = |series| SeriesValue::number(series).filter(|number| !number.is_nan());
        all.iter().filter_map(move |series| known(series).map(|number| (series, number)))
    };
    for series in all {
        parts.add(series.part(limits));
    }
    // The light before was that of the worst number: only that one is held, and only if nothing
    // else has that light by now.
    let is_reached = numbers().any(|(_, number)| limits.light(number) == Some(Light::Red))
        || numbers()
            .any(|(_, number)| limits.light(number).is_some() && limits.light(number) == before);
    let held = numbers()
        .filter_map(|(series, number)| Some((series, number, limits.held(number, before)?)))
        .max_by(|(a, x, _), (b, y, _)| {
            limits.weight(*x).total_cmp(&limits.weight(*y)).then_with(|| b.key.cmp(&a.key))
        });
    if let (false, Some((series, number, light))) = (is_reached, held) {
        let line = format!("{number}{} is not clear yet", series.on);
        parts.add(AnswerPart::new(series.key.clone(), light.into(), line));
    }
}

impl<'a> SeriesValue<'a> {
    fn of_entry(entry: &'a Value) -> Self {
        let metric = entry.get("metric").and_then(Value::as_object);
        let sample = entry.get("value").and_then(Value::as_array);
        Self {
            key: metric.map_or_else(|| entry.to_string(), map_key),
            on: metric.and_then(series_name).map(|name| format!(" on {name}")).unwrap_or_default(),
            ..Self::of_sample(sample.map(Vec::as_slice).unwrap_or_default())
        }
    }

    fn of_sample(sample: &'a [Value]) -> Self {
        let at = sample.first().and_then(time);
        Self { key: String::new(), on: String::new(), at, value: sample.get(1) }
    }

    fn number(&self) -> Option<f64> {
        self.value.and_then(number)
    }

    fn part(&self, limits: &Limits) -> AnswerPart {
        let unknown = |line: String| AnswerPart::new(self.key.clone(), Verdict::Unknown, line);
        let number = match self.number() {
            Some(number) if !number.is_nan() => number,
            Some(_) | None => {
                return unknown(format!("the value{} is {}", self.on, quoted(self.value)));
            }
        };
        let Some(light) = limits.light(number) else {
            return unknown(format!("no limit is set for {number}{}; set red_above", self.on));
        };
        let line = format!("{number}{}{}", self.on, limits.which(number));
        AnswerPart::new(self.key.clone(), light.into(), line).weighing(limits.weight(number))
    }
}

/// Returns what a series is called: its instance, or else its labels.
fn series_name(metric: &Map<String, Value>) -> Option<String> {
    if let Some(instance) = metric.get("instance").and_then(Value::as_str) {
        return Some(name(instance));
    }
    let labels = metric.iter().filter(|(label, _)| *label != "__name__");
    let labels: Vec<String> =
        labels.filter_map(|(label, value)| Some(format!("{label}={}", value.as_str()?))).collect();
    (!labels.is_empty()).then(|| name(&labels.join(" ")))
}
