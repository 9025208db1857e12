//! Band and health as they are frozen in a session: what every source says at that moment.

use chrono::{DateTime, Utc};

use super::{AlertOf, BandValue, Governance, HealthValue, Light, Snapshot, SourceReading};
use crate::core::base::{MANUAL, Moment, Provenance, SourceTime};

/// What a source said when it was asked for one command.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardReading {
    /// The name of the source.
    pub source: String,
    /// The band that it said; `None` if it said none. If it said neither, it was silent.
    pub band: Option<BandValue>,
    /// The health that it said; `None` if it said none.
    pub health: Option<HealthValue>,
    /// When that was so, UTC; of a silent source, when it was asked.
    pub observed_at_utc: DateTime<Utc>,
    /// For how long it is fresh, milliseconds.
    pub stale_after_ms: u64,
}

impl Governance {
    /// Returns a snapshot at a moment at which some sources were asked once more. A source that was silent
    /// has its last value, as old as that is, and stale.
    #[must_use]
    pub fn snapshot_at(&self, heard: &[HeardReading], now: &Moment) -> Snapshot {
        let mut said = self.clone();
        let readings = &mut said.readings;
        let mut sources = now.sources.clone();
        for one in heard {
            let mut time = sources.of(&one.source).unwrap_or(one.never());
            if one.band.is_none() && one.health.is_none() {
                time.stale_after_ms = 0;
            }
            if let Some(band) = &one.band {
                readings.set_band(&one.source, Some(one.reading(band.clone(), now)));
                time.band_at_utc = Some(one.observed_at_utc);
            }
            // An unknown health never replaces a known one.
            let health = one.health.as_ref().filter(|health| {
                health.status != Light::Unknown || readings.health_of(&one.source).is_none()
            });
            if let Some(health) = health {
                readings.set_health(&one.source, Some(one.reading(health.clone(), now)));
                time.health_at_utc = Some(one.observed_at_utc);
            }
            sources = sources.with([(one.source.clone(), time)]);
        }
        if !heard.is_empty() {
            (said.cone, said.health) = (said.readings.cone(), said.readings.health());
        }
        let now = Moment { sources, ..now.clone() };
        Snapshot {
            band_freshness: said.readings.band_freshness(&now),
            health_freshness: said.readings.health_freshness(&now),
            band_until_utc: said.readings.band_of(MANUAL).and_then(|said| said.until_utc),
            health_until_utc: said.readings.health_of(MANUAL).and_then(|said| said.until_utc),
            band_overruled: said.readings.overruled(AlertOf::Band, &now),
            health_overruled: said.readings.overruled(AlertOf::Health, &now),
            ..said.snapshot()
        }
    }
}

impl HeardReading {
    /// Returns the times of a source that never said anything.
    fn never(&self) -> SourceTime {
        let stale_after_ms = self.stale_after_ms;
        SourceTime { band_at_utc: None, health_at_utc: None, stale_after_ms }
    }

    fn reading<V>(&self, value: V, now: &Moment) -> SourceReading<V> {
        SourceReading {
            value,
            observed_at_utc: self.observed_at_utc,
            received_at_utc: now.utc,
            until_utc: None,
            provenance: Provenance::Measured { source: self.source.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::TimeDelta;
    use serde_json::Map;

    use super::*;

    fn health(status: Light) -> HealthValue {
        HealthValue { status, reasons: Vec::new(), extra: Map::new() }
    }

    /// Freezes the health of two sources. `known` is what each was recorded with an hour ago, `heard` what
    /// each said one second ago. Returns the value, its source, its age and whether that is stale.
    fn frozen(known: &[(&str, Light)], heard: &[(&str, Light)]) -> String {
        let utc = "2026-01-05T09:00:00Z".parse().unwrap();
        let (an_hour, a_second) = (utc - TimeDelta::hours(1), utc - TimeDelta::seconds(1));
        let reading = |source: &str, at, status| HeardReading {
            source: source.to_owned(),
            band: None,
            health: Some(health(status)),
            observed_at_utc: at,
            stale_after_ms: 60_000,
        };
        let mut governance = Governance::default();
        let now = Moment { utc, ..Moment::any() };
        for (source, status) in known {
            let known = reading(source, an_hour, *status);
            let said = known.reading(health(*status), &now);
            governance.readings.set_health(source, Some(said));
        }
        governance.health = governance.readings.health();
        let asked = ["a", "b"].map(|source| {
            let time = SourceTime {
                band_at_utc: None,
                health_at_utc: Some(an_hour),
                stale_after_ms: 60_000,
            };
            (source.to_owned(), time)
        });
        let now = Moment { sources: asked.into_iter().collect(), ..now };
        let heard: Vec<_> =
            heard.iter().map(|(source, status)| reading(source, a_second, *status)).collect();
        let snapshot = governance.snapshot_at(&heard, &now);
        let status = snapshot.status.status;
        let Some(age) = snapshot.health_freshness else { return status.to_string() };
        let seconds = (utc - age.observed_at_utc).num_seconds();
        let stale = if age.is_stale { " stale" } else { "" };
        format!("{status} {} {seconds}{stale}", age.source.unwrap_or_default())
    }

    #[test]
    fn a_source_that_was_silent_is_stale_although_its_last_value_is_young() {
        let utc = "2026-01-05T09:00:00Z".parse().unwrap();
        let a_second = utc - TimeDelta::seconds(1);
        let one = |health, at| HeardReading {
            source: "a".to_owned(),
            band: None,
            health,
            observed_at_utc: at,
            stale_after_ms: 60_000,
        };
        let mut governance = Governance::default();
        let now = Moment { utc, ..Moment::any() };
        let green = health(Light::Green);
        let known = one(Some(green.clone()), a_second).reading(green, &now);
        governance.readings.set_health("a", Some(known));
        governance.health = governance.readings.health();
        let time =
            SourceTime { band_at_utc: None, health_at_utc: Some(a_second), stale_after_ms: 60_000 };
        let now = Moment { sources: [("a".to_owned(), time)].into_iter().collect(), ..now };
        for (heard, is_stale) in [(vec![], false), (vec![one(None, utc)], true)] {
            let frozen = governance.snapshot_at(&heard, &now);
            let age = frozen.health_freshness.unwrap();
            assert_eq!(frozen.status.status, Light::Green);
            assert_eq!((age.observed_at_utc, age.is_stale), (a_second, is_stale));
        }
    }

    #[test]
    fn what_is_heard_at_the_start_is_frozen_and_a_silent_source_has_its_last_value() {
        use Light::{Green, Red, Unknown, Yellow};
        for (known, heard, expected) in [
            (&[][..], &[][..], "unknown"),
            (&[], &[("a", Green)], "green a 1"),
            (&[("a", Green)], &[("a", Red)], "red a 1"),
            (&[("a", Red)], &[("a", Green)], "green a 1"),
            // Silent: the last value, as old as it is.
            (&[("a", Green)], &[], "green a 3600 stale"),
            (&[("a", Red)], &[], "red a 3600 stale"),
            (&[("a", Green), ("b", Green)], &[("a", Green)], "green b 3600 stale"),
            (&[("a", Green), ("b", Red)], &[("a", Yellow)], "red b 3600 stale"),
            // Unknown only if it never was known.
            (&[("a", Yellow)], &[("a", Unknown)], "yellow a 3600 stale"),
            (&[], &[("a", Unknown)], "unknown a 1"),
        ] {
            assert_eq!(frozen(known, heard), expected, "{known:?} {heard:?}");
        }
    }
}
