//! Merges what all sources say into the band and the health now.
//!
//! A person's word stands while there is one. Otherwise the worst of what was measured counts, and
//! of equally bad readings the newest one. An unknown health never replaces a known one.

use crate::core::session::{AllReadings, BandValue, Cone, Health, HealthValue, SourceReading};

impl AllReadings {
    /// Returns the band now.
    #[must_use]
    pub fn cone(&self) -> Cone {
        self.given_band().or_else(|| self.worst_band()).map_or_else(Cone::default, Cone::from)
    }

    /// Returns the health now.
    #[must_use]
    pub fn health(&self) -> Health {
        let counts = self.given_health().or_else(|| self.worst_health());
        counts.map_or_else(Health::default, Health::from)
    }

    /// Returns the band that a person set.
    pub(super) fn given_band(&self) -> Option<&SourceReading<BandValue>> {
        self.bands().find(|reading| reading.provenance.is_given())
    }

    /// Returns the health that a person set.
    pub(super) fn given_health(&self) -> Option<&SourceReading<HealthValue>> {
        self.healths().find(|reading| reading.provenance.is_given())
    }

    /// Returns the worst band that was measured.
    pub(super) fn worst_band(&self) -> Option<&SourceReading<BandValue>> {
        worst(self.bands(), |value| value.band)
    }

    /// Returns the worst health that was measured.
    pub(super) fn worst_health(&self) -> Option<&SourceReading<HealthValue>> {
        worst(self.healths(), |value| value.status.rank())
    }

    fn bands(&self) -> impl Iterator<Item = &SourceReading<BandValue>> {
        self.0.values().filter_map(|source| source.band.as_ref())
    }

    fn healths(&self) -> impl Iterator<Item = &SourceReading<HealthValue>> {
        self.0.values().filter_map(|source| source.health.as_ref())
    }
}

/// Returns the worst measured reading: that with the greatest `badness`.
fn worst<'a, V: 'a, B: Ord>(
    readings: impl Iterator<Item = &'a SourceReading<V>>,
    badness: impl Fn(&V) -> B,
) -> Option<&'a SourceReading<V>> {
    let measured = readings.filter(|reading| !reading.provenance.is_given());
    measured.max_by_key(|reading| (badness(&reading.value), reading.observed_at_utc))
}

impl From<&SourceReading<BandValue>> for Cone {
    fn from(reading: &SourceReading<BandValue>) -> Self {
        let SourceReading { value, observed_at_utc, provenance, .. } = reading;
        Self {
            band: value.band,
            reason: value.reason.clone(),
            updated_at_utc: Some(*observed_at_utc),
            provenance: provenance.clone(),
            metrics: value.metrics.clone(),
            extra: value.extra.clone(),
        }
    }
}

impl From<&SourceReading<HealthValue>> for Health {
    fn from(reading: &SourceReading<HealthValue>) -> Self {
        let SourceReading { value, observed_at_utc, provenance, .. } = reading;
        Self {
            status: value.status,
            reasons: value.reasons.clone(),
            updated_at_utc: Some(*observed_at_utc),
            provenance: provenance.clone(),
            extra: value.extra.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{DateTime, Utc};
    use serde_json::Map;

    use super::*;
    use crate::core::base::{MANUAL, Provenance};

    fn reading<V>(source: &str, minute: u32, value: V) -> SourceReading<V> {
        let at: DateTime<Utc> = format!("2026-01-05T09:{minute:02}:00Z").parse().unwrap();
        let name = (source != MANUAL).then(|| source.to_owned());
        let provenance = Provenance::from(name);
        let (observed_at_utc, received_at_utc, until_utc) = (at, at, None);
        SourceReading { value, observed_at_utc, received_at_utc, until_utc, provenance }
    }

    /// Reads a table such as `a C 10, manual A 5`: source, value, and minute of the reading.
    fn rows(table: &str) -> Vec<(String, String, u32)> {
        let row = |row: &str| {
            let words: Vec<&str> = row.split_whitespace().collect();
            let [source, value, minute] = words.try_into().unwrap();
            (source.to_owned(), value.to_owned(), minute.parse().unwrap())
        };
        table.split(", ").filter(|row| !row.is_empty()).map(row).collect()
    }

    /// Returns what counts, as "VALUE of SOURCE".
    fn told(value: &str, provenance: &Provenance, at: Option<DateTime<Utc>>) -> String {
        let source = provenance.source().unwrap_or(MANUAL);
        at.map_or_else(|| "none".to_owned(), |_| format!("{value} of {source}"))
    }

    #[test]
    fn a_persons_band_stands_and_else_the_worst_measured_one() {
        for (table, expected) in [
            ("", "none"),
            ("manual A 0", "A of manual"),
            ("probe C 0", "C of probe"),
            ("manual A 0, probe C 9", "A of manual"),
            ("manual D 9, probe B 0", "D of manual"),
            ("a B 9, b D 0, c C 5", "D of b"),
            ("a C 1, b C 2, c C 0", "C of b"),
            ("a C 2, b C 1", "C of a"),
        ] {
            let mut all = AllReadings::default();
            for (source, band, minute) in rows(table) {
                let (band, reason) = (band.parse().unwrap(), String::new());
                let value = BandValue { band, reason, metrics: Map::new(), extra: Map::new() };
                all.set_band(&source, Some(reading(&source, minute, value)));
            }
            let cone = all.cone();
            let told = told(cone.band.letter(), &cone.provenance, cone.updated_at_utc);
            assert_eq!(told, expected, "{table}");
        }
    }

    #[test]
    fn an_unknown_health_never_replaces_a_known_one() {
        for (table, expected) in [
            ("", "none"),
            ("a unknown 5", "unknown of a"),
            ("a green 0, b unknown 5", "green of a"),
            ("a green 5, b yellow 1, c unknown 9", "yellow of b"),
            ("a red 0, b yellow 9", "red of a"),
            ("a red 0, manual green 1", "green of manual"),
            ("a red 0, manual unknown 1", "unknown of manual"),
            ("a yellow 3, b yellow 7", "yellow of b"),
        ] {
            let mut all = AllReadings::default();
            for (source, status, minute) in rows(table) {
                let status = status.parse().unwrap();
                let value = HealthValue { status, reasons: Vec::new(), extra: Map::new() };
                all.set_health(&source, Some(reading(&source, minute, value)));
            }
            let health = all.health();
            let told = told(health.status.word(), &health.provenance, health.updated_at_utc);
            assert_eq!(told, expected, "{table}");
        }
    }
}
