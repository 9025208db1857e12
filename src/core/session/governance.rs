//! Governance: band and health, their snapshot at the start, and the drift since.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::{Provenance, REASONS_MAX};
use crate::core::session::{Alerts, AllReadings, Band, Freshness, Light, Overruled, Severity};

/// The band with its reason, as the governance server's `GET /core/cone/state`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Cone {
    /// The band.
    pub band: Band,
    /// Why it is that band.
    #[serde(default)]
    pub reason: String,
    /// When it was set, UTC; `null` or absent if it never was.
    #[serde(default)]
    pub updated_at_utc: Option<DateTime<Utc>>,
    /// The source that measured it; absent if a person gave it.
    #[serde(default, rename = "measured_by", skip_serializing_if = "Provenance::is_given")]
    pub provenance: Provenance,
    /// Figures behind it; kept as they came.
    #[serde(default)]
    pub metrics: Map<String, Value>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for Cone {
    fn default() -> Self {
        Self {
            band: Band::B,
            reason: "Nobody has set a band yet; caution until somebody does".into(),
            updated_at_utc: None,
            provenance: Provenance::Given,
            metrics: Map::new(),
            extra: Map::new(),
        }
    }
}

/// The health with its reasons, as the head of the governance server's `GET /core/status/ryg`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Health {
    /// The light.
    pub status: Light,
    /// The reasons, ten at most.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// When it was set, UTC; `null` or absent if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at_utc: Option<DateTime<Utc>>,
    /// The source that measured it; absent if a person gave it.
    #[serde(default, rename = "measured_by", skip_serializing_if = "Provenance::is_given")]
    pub provenance: Provenance,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            status: Light::Unknown,
            reasons: Vec::new(),
            updated_at_utc: None,
            provenance: Provenance::Given,
            extra: Map::new(),
        }
    }
}

/// Band and health as they are now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Governance {
    /// The band now.
    #[serde(default)]
    pub cone: Cone,
    /// The health now.
    #[serde(default)]
    pub health: Health,
    /// What each source said last. Band and health now are its merge.
    #[serde(default)]
    pub readings: AllReadings,
    /// What people know of a bad band or health.
    #[serde(default)]
    pub alerts: Alerts,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Governance {
    /// Returns a snapshot for a session, with at most ten reasons.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut status = self.health.clone();
        status.reasons.truncate(REASONS_MAX);
        Snapshot { cone: self.cone.clone(), status, ..Snapshot::default() }
    }
}

/// Band and health at one moment. It never changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Snapshot {
    /// The band.
    pub cone: Cone,
    /// The health. The governance server calls it `status`.
    pub status: Health,
    /// How old the band was; absent if nobody had said anything of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band_freshness: Option<Freshness>,
    /// How old the health was; absent if nobody had said anything of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_freshness: Option<Freshness>,
    /// What a source said of the band that was worse than a person's word; absent if none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band_overruled: Option<Overruled>,
    /// What a source said of the health, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_overruled: Option<Overruled>,
    /// Until when a person's word of the band counted, UTC; absent if until it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band_until_utc: Option<DateTime<Utc>>,
    /// Until when a person's word of the health counted, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_until_utc: Option<DateTime<Utc>>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Snapshot {
    /// Returns the sign before the band: "? " if it was calm and nobody had confirmed it for long.
    #[must_use]
    pub fn band_doubt(&self) -> &'static str {
        doubt(self.cone.band.severity(), self.band_freshness.as_ref())
    }

    /// Returns the sign before the health, likewise.
    #[must_use]
    pub fn health_doubt(&self) -> &'static str {
        doubt(self.status.status.severity(), self.health_freshness.as_ref())
    }
}

fn doubt(severity: Severity, freshness: Option<&Freshness>) -> &'static str {
    let is_stale = freshness.is_some_and(|freshness| freshness.is_stale);
    if severity.is_calm() && is_stale { "? " } else { "" }
}

/// How a reading moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    /// It did not move.
    Same,
    /// It got better.
    Better,
    /// It got worse.
    Worse,
    /// It moved from `unknown` to `green`, or to `unknown`.
    Changed,
}

/// How band and health moved since a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Drift {
    /// How the band moved; toward `D` is worse.
    pub band: Trend,
    /// How the health moved; toward red is worse.
    pub health: Trend,
}

impl Drift {
    /// Returns the drift from `then` to `now`.
    #[must_use]
    pub fn between(then: &Snapshot, now: &Snapshot) -> Self {
        Self {
            band: Trend::of_bands(then.cone.band, now.cone.band),
            health: Trend::of_lights(then.status.status, now.status.status),
        }
    }
}

impl Drift {
    /// Returns by how many steps band and health moved; more than zero is worse. A health that became
    /// known or unknown has moved only if it is yellow or red now, as [`Trend::of_lights`] says.
    #[must_use]
    pub fn steps(then: &Snapshot, now: &Snapshot) -> (i8, i8) {
        let (from, to) = (then.status.status, now.status.status);
        let lights = match to.rank() {
            Some(rank) => steps(from.rank().unwrap_or_default(), rank),
            None => 0,
        };
        (steps(then.cone.band.rank(), now.cone.band.rank()), lights)
    }
}

fn steps(from: u8, to: u8) -> i8 {
    to.cast_signed().saturating_sub(from.cast_signed())
}

impl Trend {
    /// Returns how a band moved; toward `D` is worse.
    #[must_use]
    pub fn of_bands(then: Band, now: Band) -> Self {
        trend(Some(then), Some(now))
    }

    /// Returns how a health moved; toward red is worse. From `unknown` to yellow or red is worse
    /// too.
    #[must_use]
    pub fn of_lights(then: Light, now: Light) -> Self {
        match (then, now) {
            (then, now) if then == now => Self::Same,
            (Light::Unknown, Light::Yellow | Light::Red) => Self::Worse,
            (then, now) => trend(then.rank(), now.rank()),
        }
    }
}

fn trend<T: Ord>(then: Option<T>, now: Option<T>) -> Trend {
    match (then, now) {
        (Some(then), Some(now)) if now > then => Trend::Worse,
        (Some(then), Some(now)) if now < then => Trend::Better,
        (Some(_), Some(_)) => Trend::Same,
        _ => Trend::Changed,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn steps_have_the_direction_of_the_trend() {
        let direction = |trend| match trend {
            Trend::Same | Trend::Changed => 0,
            Trend::Better => -1,
            Trend::Worse => 1,
        };
        let (mut then, mut now) = (Governance::default(), Governance::default());
        for (nth, from) in Band::ALL.into_iter().enumerate() {
            for (other, to) in Band::ALL.into_iter().enumerate() {
                (then.cone.band, now.cone.band) = (from, to);
                (then.health.status, now.health.status) = (Light::ALL[nth], Light::ALL[other]);
                let (then, now) = (then.snapshot(), now.snapshot());
                let (drift, steps) = (Drift::between(&then, &now), Drift::steps(&then, &now));
                let directions = (direction(drift.band), direction(drift.health));
                assert_eq!((steps.0.signum(), steps.1.signum()), directions, "{then:?} {now:?}");
            }
        }
        (then.cone.band, now.cone.band) = (Band::A, Band::D);
        (then.health.status, now.health.status) = (Light::Red, Light::Green);
        assert_eq!(Drift::steps(&then.snapshot(), &now.snapshot()), (3, -2));
    }

    #[test]
    fn drift_names_the_direction() {
        let then = Governance::default().snapshot();
        let mut now = Governance::default();
        assert_eq!(
            Drift::between(&then, &now.snapshot()),
            Drift { band: Trend::Same, health: Trend::Same }
        );
        now.cone.band = Band::C;
        now.health.status = Light::Green;
        assert_eq!(
            Drift::between(&then, &now.snapshot()),
            Drift { band: Trend::Worse, health: Trend::Changed }
        );
        now.cone.band = Band::A;
        assert_eq!(Drift::between(&then, &now.snapshot()).band, Trend::Better);
    }

    #[test]
    fn a_first_reading_that_is_bad_is_worse_than_none() {
        assert_eq!(Trend::of_lights(Light::Unknown, Light::Red), Trend::Worse);
        assert_eq!(Trend::of_lights(Light::Unknown, Light::Yellow), Trend::Worse);
        assert_eq!(Trend::of_lights(Light::Unknown, Light::Green), Trend::Changed);
        assert_eq!(Trend::of_lights(Light::Red, Light::Unknown), Trend::Changed);
        assert_eq!(Trend::of_lights(Light::Unknown, Light::Unknown), Trend::Same);
    }

    #[test]
    fn a_snapshot_keeps_ten_reasons_at_most() {
        let mut now = Governance::default();
        now.health.reasons = (0..12).map(|n| n.to_string()).collect();
        assert_eq!(now.snapshot().status.reasons.len(), 10);
    }

    #[test]
    fn the_servers_cone_file_reads_as_a_cone() {
        let cone: Cone = serde_json::from_str(
            r#"{"band": "B", "reason": "Boot default: caution until governance KPIs are green", "updated_at_utc": "2026-11-21T05:28:56.426025Z", "metrics": {}}"#,
        )
        .unwrap();
        assert_eq!(cone.band, Band::B);
        assert!(cone.updated_at_utc.is_some());
    }
}
