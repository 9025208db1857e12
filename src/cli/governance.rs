//! Band and health, each now and at the start of the live session.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::alert_text::{SpokenTime, alert, is_doubtful, overruled, staleness};
use super::markup::typed;
use super::phrases::{band_text, band_then, health_then, lit_text, mark, row};
use super::source_lines::{stale_band, stale_health};
use crate::contract::{BandReading, HealthReading};
use crate::core::{Freshness, MANUAL, Provenance, SourceReading};

/// Returns the band, why and since when, and what it was at the start.
#[must_use]
pub fn band_lines(reading: &BandReading, time: SpokenTime<'_>) -> Vec<String> {
    let cone = &reading.cone;
    let age = reading.freshness.as_ref();
    let value = if is_doubtful(cone.band.severity(), age) {
        format!("? {}", cone.band)
    } else {
        band_text(cone.band)
    };
    let over = reading.overruled.as_ref();
    let word = over.map_or(cone.band.letter(), |over| &over.word);
    let known = [overruled(over, time), alert(&reading.alert, word, time)];
    let mut lines = vec![first(value + mark(reading.drift), (reading.until_utc, age), known, time)];
    lines.extend((!cone.reason.is_empty()).then(|| row("why", &typed(&cone.reason))));
    lines.push(row("set", &set(cone.updated_at_utc, &cone.provenance, time)));
    lines.extend(confirmed(age, cone.updated_at_utc, time));
    lines.extend(reading.then.as_ref().map(|then| row("at start", &band_then(then))));
    lines.extend(sources((&reading.readings, age), "cone", time, |value, old| {
        stale_band(value.band, old)
    }));
    lines
}

/// Returns the health, why and since when, and what it was at the start.
#[must_use]
pub fn health_lines(reading: &HealthReading, time: SpokenTime<'_>) -> Vec<String> {
    let health = &reading.health;
    let age = reading.freshness.as_ref();
    let value = if is_doubtful(health.status.severity(), age) {
        format!("? {}", health.status.word().to_uppercase())
    } else {
        lit_text(health.status)
    };
    let over = reading.overruled.as_ref();
    let word = over.map_or(health.status.word(), |over| &over.word);
    let known = [overruled(over, time), alert(&reading.alert, word, time)];
    let mut lines = vec![first(value + mark(reading.drift), (reading.until_utc, age), known, time)];
    lines.extend(health.reasons.iter().map(|reason| row("why", &typed(reason))));
    lines.push(row("set", &set(health.updated_at_utc, &health.provenance, time)));
    lines.extend(confirmed(age, health.updated_at_utc, time));
    lines.extend(reading.then.as_ref().map(|then| row("at start", &health_then(then))));
    lines.extend(sources((&reading.readings, age), "health", time, |value, old| {
        stale_health(value.status, old)
    }));
    lines
}

/// Returns the first line: the value, whether it is too old, what a source says that does not count, until when
/// a person's word counts, and what people know of it.
fn first(
    value: String,
    (until, freshness): (Option<DateTime<Utc>>, Option<&Freshness>),
    [over, known]: [Option<String>; 2],
    time: SpokenTime<'_>,
) -> String {
    let until = until.map(|until| format!("until {}", time.local(until)));
    [Some(value), staleness(freshness, time), over, until, known]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Returns when a source confirmed a value that was set earlier. A stale one is in the first line.
fn confirmed(
    freshness: Option<&Freshness>,
    set: Option<DateTime<Utc>>,
    time: SpokenTime<'_>,
) -> Option<String> {
    let fresh = freshness.filter(|fresh| !fresh.is_stale && Some(fresh.observed_at_utc) > set)?;
    let source = typed(fresh.source.as_deref()?);
    Some(row("checked", &format!("{} by {source}", time.ago(fresh.observed_at_utc))))
}

fn set(at: Option<DateTime<Utc>>, provenance: &Provenance, time: SpokenTime<'_>) -> String {
    let Some(at) = at else { return "never".to_owned() };
    let by = provenance.source().map(|source| format!(" by {}", typed(source))).unwrap_or_default();
    format!("{}{by}", time.ago(at))
}

/// Returns what each source says, if there are several, and how to withdraw it.
fn sources<V>(
    (readings, age): (&BTreeMap<String, SourceReading<V>>, Option<&Freshness>),
    command: &str,
    time: SpokenTime<'_>,
    value: impl Fn(&V, bool) -> String,
) -> Vec<String> {
    if readings.len() < 2 {
        return Vec::new();
    }
    let said = |(name, reading): (&String, &SourceReading<V>)| {
        let is_stale = age.is_some_and(|age| age.is_stale && age.source.as_ref() == Some(name));
        let stale = if is_stale { ", stale" } else { "" };
        let (value, ago) = (value(&reading.value, is_stale), time.ago(reading.observed_at_utc));
        row("source", &format!("{}: {value}, set {ago}{stale}", typed(name)))
    };
    let manual = format!("`onwatch {command} clear`, or with `--source NAME`");
    let others = format!("`onwatch {command} clear --source NAME`");
    let way = if readings.contains_key(MANUAL) { manual } else { others };
    readings.iter().map(said).chain([row("clear", &way)]).collect()
}
