//! Band and health, each now and at the start of the live session.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::phrases::{age, mark, row};
use crate::core::{Cone, Glance, Health, Snapshot, Trend};

/// The band, as JSON.
#[derive(Serialize)]
pub struct ConeJson<'a> {
    cone: &'a Cone,
    at_start: Option<&'a Cone>,
    drift: Option<Trend>,
}

impl<'a> From<&'a Glance> for ConeJson<'a> {
    fn from(glance: &'a Glance) -> Self {
        Self {
            cone: &glance.governance.cone,
            at_start: at_start(glance).map(|start| &start.cone),
            drift: band_drift(glance),
        }
    }
}

/// The health, as JSON.
#[derive(Serialize)]
pub struct HealthJson<'a> {
    health: &'a Health,
    at_start: Option<&'a Health>,
    drift: Option<Trend>,
}

impl<'a> From<&'a Glance> for HealthJson<'a> {
    fn from(glance: &'a Glance) -> Self {
        Self {
            health: &glance.governance.health,
            at_start: at_start(glance).map(|start| &start.status),
            drift: health_drift(glance),
        }
    }
}

/// Returns the band, why and since when, and what it was at the start.
#[must_use]
pub fn cone_lines(glance: &Glance) -> Vec<String> {
    let cone = &glance.governance.cone;
    let mut lines = vec![format!("{}{}", cone.band, mark(band_drift(glance)))];
    lines.extend((!cone.reason.is_empty()).then(|| row("why", &cone.reason)));
    lines.push(row("set", &set(cone.updated_at_utc, glance.now_utc)));
    lines.extend(at_start(glance).map(|start| row("at start", &start.cone.band.to_string())));
    lines
}

/// Returns the health, why and since when, and what it was at the start.
#[must_use]
pub fn health_lines(glance: &Glance) -> Vec<String> {
    let health = &glance.governance.health;
    let mut lines = vec![format!("{}{}", health.status, mark(health_drift(glance)))];
    lines.extend(health.reasons.iter().map(|reason| row("why", reason)));
    lines.push(row("set", &set(health.updated_at_utc, glance.now_utc)));
    lines.extend(at_start(glance).map(|start| row("at start", start.status.status.word())));
    lines
}

/// Returns the snapshot of the live session. What a session that is over began with says nothing
/// about now.
fn at_start(glance: &Glance) -> Option<&Snapshot> {
    glance.session.as_ref().and(glance.governance.at_start.as_ref())
}

fn band_drift(glance: &Glance) -> Option<Trend> {
    at_start(glance).and(glance.governance.drift).map(|drift| drift.band)
}

fn health_drift(glance: &Glance) -> Option<Trend> {
    at_start(glance).and(glance.governance.drift).map(|drift| drift.health)
}

fn set(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| format!("{} ago", age(at, now)))
}
