//! Band and health, each now and at the start of the live session.

use chrono::{DateTime, Utc};

use super::phrases::{mark, row};
use crate::contract::{BandReading, HealthReading};
use crate::core::ago_text;

/// Returns the band, why and since when, and what it was at the start.
#[must_use]
pub fn band_lines(reading: &BandReading, now: DateTime<Utc>) -> Vec<String> {
    let cone = &reading.cone;
    let mut lines = vec![format!("{}{}", cone.band, mark(reading.drift))];
    lines.extend((!cone.reason.is_empty()).then(|| row("why", &cone.reason)));
    lines.push(row("set", &set(cone.updated_at_utc, now)));
    lines.extend(reading.at_start.as_ref().map(|start| row("at start", &start.band.to_string())));
    lines
}

/// Returns the health, why and since when, and what it was at the start.
#[must_use]
pub fn health_lines(reading: &HealthReading, now: DateTime<Utc>) -> Vec<String> {
    let health = &reading.health;
    let mut lines = vec![format!("{}{}", health.status, mark(reading.drift))];
    lines.extend(health.reasons.iter().map(|reason| row("why", reason)));
    lines.push(row("set", &set(health.updated_at_utc, now)));
    lines.extend(reading.at_start.as_ref().map(|start| row("at start", start.status.word())));
    lines
}

fn set(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| ago_text(at, now))
}
