//! Band and health in the form that the clients of the governance server know.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::server_times::MicrosUtc;
use crate::core::{Band, Cone, Health, Light};

/// The band now, as the governance server's `GET /core/cone/state`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoCone {
    /// The band.
    pub band: Band,
    /// Why it is that band.
    pub reason: String,
    /// When it was set, UTC; null if nobody has set one yet.
    pub updated_at_utc: Option<MicrosUtc>,
    /// Figures behind it.
    pub metrics: Map<String, Value>,
}

impl From<&Cone> for GoCone {
    fn from(cone: &Cone) -> Self {
        Self {
            band: cone.band,
            reason: cone.reason.clone(),
            updated_at_utc: cone.updated_at_utc.map(MicrosUtc),
            metrics: cone.metrics.clone(),
        }
    }
}

/// The health and its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoHealth {
    /// The light.
    pub status: Light,
    /// The reasons, ten at most.
    pub reasons: Vec<String>,
}

impl From<&Health> for GoHealth {
    fn from(health: &Health) -> Self {
        Self { status: health.status, reasons: health.reasons.clone() }
    }
}

/// The health now, as the governance server's `GET /core/status/ryg`.
///
/// Jobs and decisions are what a source said of them; otherwise they are zero, and the thresholds are the
/// usual ones of that server. Here, nothing is judged by them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoStatus {
    /// The health and its reasons.
    #[serde(flatten)]
    pub health: GoHealth,
    /// The band.
    pub cone: GoCone,
    /// The jobs of the governance server.
    pub jobs: GoJobs,
    /// What it decided lately.
    pub decision_stats: GoDecisions,
    /// From where on its health is yellow or red.
    pub thresholds: GoThresholds,
}

impl GoStatus {
    /// Returns band and health as they are now.
    #[must_use]
    pub fn of(cone: &Cone, health: &Health) -> Self {
        Self {
            health: GoHealth::from(health),
            cone: GoCone::from(cone),
            jobs: said(health, "jobs"),
            decision_stats: said(health, "decision_stats"),
            thresholds: said(health, "thresholds"),
        }
    }
}

/// Returns what a source said beside the health, if it has the form of the governance server.
fn said<T: DeserializeOwned + Default>(health: &Health, name: &str) -> T {
    let said = health.extra.get(name).cloned();
    said.and_then(|said| serde_json::from_value(said).ok()).unwrap_or_default()
}

/// How many jobs there are, and how many of them failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoJobs {
    /// How many.
    pub total: u64,
    /// How many failed.
    pub failed: u64,
}

/// What was decided lately.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoDecisions {
    /// Which decisions are counted.
    pub window: GoWindow,
    /// How many there are.
    pub counts: GoCounts,
    /// The part that was denied, from 0 to 1.
    pub deny_rate: f64,
    /// What is odd about them.
    pub warnings: Vec<String>,
}

/// Which decisions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoWindow {
    /// The newest lines of the audit trail.
    pub lines: u64,
}

impl Default for GoWindow {
    fn default() -> Self {
        Self { lines: 200 }
    }
}

/// How many decisions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoCounts {
    /// How many were allowed.
    pub allow: u64,
    /// How many were denied.
    pub deny: u64,
    /// All of them.
    pub total: u64,
}

/// From where on the health of the governance server is yellow or red.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoThresholds {
    /// The most failed jobs before it is red.
    pub max_failed_jobs_red: u64,
    /// The most failed jobs before it is yellow.
    pub max_failed_jobs_yellow: u64,
    /// The part of denied decisions from which on it is yellow.
    pub deny_rate_yellow: f64,
    /// The part of denied decisions from which on it is red.
    pub deny_rate_red: f64,
    /// How many decisions that needs.
    pub min_decisions_for_drift: u64,
    /// The number of unhandled exceptions from which on it is red.
    pub unhandled_exceptions_red: u64,
}

impl Default for GoThresholds {
    fn default() -> Self {
        Self {
            max_failed_jobs_red: 1,
            max_failed_jobs_yellow: 0,
            deny_rate_yellow: 0.25,
            deny_rate_red: 0.35,
            min_decisions_for_drift: 20,
            unhandled_exceptions_red: 1,
        }
    }
}
