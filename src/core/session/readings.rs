//! What each source said of band and health last.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::Provenance;
use crate::core::session::{Band, Light};

/// A reading of a source: what it says, and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceReading<V> {
    /// What it says.
    #[serde(flatten)]
    pub value: V,
    /// When it was so, UTC.
    pub observed_at_utc: DateTime<Utc>,
    /// When it was recorded, UTC.
    pub received_at_utc: DateTime<Utc>,
    /// Until when it counts, UTC; absent if until it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_utc: Option<DateTime<Utc>>,
    /// The source that measured it; absent if a person gave it.
    #[serde(default, rename = "measured_by", skip_serializing_if = "Provenance::is_given")]
    pub provenance: Provenance,
}

/// A band as a source says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BandValue {
    /// The band.
    pub band: Band,
    /// Why it is that band.
    #[serde(default)]
    pub reason: String,
    /// Figures behind it; kept as they came.
    #[serde(default)]
    pub metrics: Map<String, Value>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A health as a source says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HealthValue {
    /// The light.
    pub status: Light,
    /// The reasons, ten at most.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What one source said last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceReadings {
    /// Of the band; absent if it said nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<SourceReading<BandValue>>,
    /// Of the health; absent if it said nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<SourceReading<HealthValue>>,
}

/// What every source said last, by the name of the source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct AllReadings(pub(in crate::core) BTreeMap<String, SourceReadings>);

impl AllReadings {
    /// Returns what each source said last, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SourceReadings)> {
        self.0.iter().map(|(name, readings)| (name.as_str(), readings))
    }

    /// Returns what a source said of the band.
    #[must_use]
    pub fn band_of(&self, source: &str) -> Option<&SourceReading<BandValue>> {
        self.0.get(source)?.band.as_ref()
    }

    /// Returns what a source said of the health.
    #[must_use]
    pub fn health_of(&self, source: &str) -> Option<&SourceReading<HealthValue>> {
        self.0.get(source)?.health.as_ref()
    }

    /// Replaces what a source says of the band; `None` removes it.
    pub(in crate::core) fn set_band(
        &mut self,
        source: &str,
        band: Option<SourceReading<BandValue>>,
    ) {
        self.change(source, |readings| readings.band = band);
    }

    /// Replaces what a source says of the health; `None` removes it.
    pub(in crate::core) fn set_health(
        &mut self,
        source: &str,
        health: Option<SourceReading<HealthValue>>,
    ) {
        self.change(source, |readings| readings.health = health);
    }

    /// Removes what counted until a time that is over.
    pub(in crate::core) fn drop_lapsed(&mut self, now: DateTime<Utc>) {
        self.take_lapsed(now, |said| &mut said.band);
        self.take_lapsed(now, |said| &mut said.health);
    }

    /// Removes a reading that counted until a time that is over. Returns that time.
    pub(super) fn take_lapsed<V>(
        &mut self,
        now: DateTime<Utc>,
        of: impl Fn(&mut SourceReadings) -> &mut Option<SourceReading<V>>,
    ) -> Option<DateTime<Utc>> {
        let mut lapsed = None;
        for said in self.0.values_mut() {
            let reading = of(said);
            let until = reading.as_ref().and_then(|reading| reading.until_utc);
            if let Some(until) = until.filter(|until| *until <= now) {
                *reading = None;
                lapsed = Some(until);
            }
        }
        self.0.retain(|_, said| *said != SourceReadings::default());
        lapsed
    }

    fn change(&mut self, source: &str, change: impl FnOnce(&mut SourceReadings)) {
        let mut readings = self.0.remove(source).unwrap_or_default();
        change(&mut readings);
        if readings != SourceReadings::default() {
            self.0.insert(source.to_owned(), readings);
        }
    }
}
