//! Band and health, each now and at the start of the live session.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::markup::typed;
use super::phrases::{band_text, light_text, mark, row};
use crate::contract::{BandReading, HealthReading};
use crate::core::{Provenance, SourceReading};

/// Returns how long ago a time was.
type Age<'a> = &'a dyn Fn(DateTime<Utc>) -> String;

/// Returns the band, why and since when, and what it was at the start.
#[must_use]
pub fn band_lines(reading: &BandReading, age: Age<'_>) -> Vec<String> {
    let cone = &reading.cone;
    let mut lines = vec![format!("{}{}", band_text(cone.band), mark(reading.drift))];
    lines.extend((!cone.reason.is_empty()).then(|| row("why", &typed(&cone.reason))));
    lines.push(row("set", &set(cone.updated_at_utc, &cone.provenance, age)));
    lines.extend(reading.at_start.as_ref().map(|start| row("at start", &band_text(start.band))));
    lines.extend(sources(&reading.readings, "cone", age, |value| band_text(value.band)));
    lines
}

/// Returns the health, why and since when, and what it was at the start.
#[must_use]
pub fn health_lines(reading: &HealthReading, age: Age<'_>) -> Vec<String> {
    let health = &reading.health;
    let mut lines = vec![format!("{}{}", light_text(health.status), mark(reading.drift))];
    lines.extend(health.reasons.iter().map(|reason| row("why", &typed(reason))));
    lines.push(row("set", &set(health.updated_at_utc, &health.provenance, age)));
    lines.extend(reading.at_start.as_ref().map(|start| row("at start", &light_text(start.status))));
    lines.extend(sources(&reading.readings, "health", age, |value| light_text(value.status)));
    lines
}

fn set(at: Option<DateTime<Utc>>, provenance: &Provenance, age: Age<'_>) -> String {
    let Some(at) = at else { return "never".to_owned() };
    let by = provenance.source().map(|source| format!(" by {}", typed(source))).unwrap_or_default();
    format!("{}{by}", age(at))
}

/// Returns what each source says, if there are several, and how to withdraw it.
fn sources<V>(
    readings: &BTreeMap<String, SourceReading<V>>,
    command: &str,
    age: Age<'_>,
    value: impl Fn(&V) -> String,
) -> Vec<String> {
    if readings.len() < 2 {
        return Vec::new();
    }
    let said = |(name, reading): (&String, &SourceReading<V>)| {
        let (value, ago) = (value(&reading.value), age(reading.observed_at_utc));
        row("source", &format!("{}: {value}, {ago}", typed(name)))
    };
    let way = format!("`onwatch {command} clear`, or with `--source NAME`");
    readings.iter().map(said).chain([row("clear", &way)]).collect()
}
