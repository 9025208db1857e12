//! How old a band or a health is, and whether it is too old to count.
//!
//! A calm value that is stale satisfies nothing: perhaps nobody looks any more. A bad one stays bad.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AllReadings, Severity, SourceReading};
use crate::core::base::{Moment, SourceTime, ms_between};

/// Picks when a source was right last.
type LastRight = fn(&SourceTime) -> Option<DateTime<Utc>>;

/// How old a band or a health is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Freshness {
    /// The source whose value counts, or whose value is the oldest; null for what a person gave.
    pub source: Option<String>,
    /// When that source was right last, UTC.
    pub observed_at_utc: DateTime<Utc>,
    /// Whether that is too long ago. A calm value is stale if that of any source is.
    pub is_stale: bool,
    /// Whether that source was asked and never right: then the time is that of its first failure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never: bool,
}

impl Freshness {
    /// Returns how old one reading is. `at` is when its source was right last, of those times.
    fn of<V>(reading: &SourceReading<V>, at: LastRight, now: &Moment) -> Self {
        let source = reading.provenance.source();
        let asked = source.and_then(|source| now.sources.of(source));
        let given_at = reading.observed_at_utc;
        let (observed_at_utc, is_stale, never) = if let Some(times) = &asked {
            // A source that was asked and was never right confirms nothing.
            at(times).map_or((given_at, true, true), |at| (at, times.is_stale(at, now.utc), false))
        } else {
            // Nobody asks for it: it is as old as it was given.
            let age_ms = ms_between(given_at, now.utc);
            (given_at, age_ms > now.thresholds.stale_after_ms, false)
        };
        Self { source: source.map(str::to_owned), observed_at_utc, is_stale, never }
    }

    /// Returns how old the merge of some readings is; `None` without any.
    fn of_merge<'a, V: 'a>(
        readings: impl Iterator<Item = &'a SourceReading<V>>,
        (severity, counts, at): (Severity, Option<&str>, LastRight),
        now: &Moment,
    ) -> Option<Self> {
        let mut all = readings.map(|reading| Self::of(reading, at, now)).collect::<Vec<_>>();
        let at = all.iter().position(|one| one.source.as_deref() == counts)?;
        let counted = all.swap_remove(at);
        // What a person said stands alone, and so does what is bad.
        if counts.is_none() || !severity.is_calm() || counted.is_stale {
            return Some(counted);
        }
        let oldest = all.into_iter().filter(|one| one.is_stale);
        Some(oldest.min_by_key(|one| one.observed_at_utc).unwrap_or(counted))
    }
}

impl AllReadings {
    /// Returns how old the band is; `None` if nobody said anything of it.
    #[must_use]
    pub fn band_freshness(&self, now: &Moment) -> Option<Freshness> {
        let cone = self.cone();
        let readings = self.0.values().filter_map(|source| source.band.as_ref());
        let counts = (cone.band.severity(), cone.provenance.source());
        Freshness::of_merge(readings, (counts.0, counts.1, |times| times.band_at_utc), now)
    }

    /// Returns how old what one source says of the band is; `None` if it says nothing of it.
    pub(super) fn band_freshness_of(&self, source: &str, now: &Moment) -> Option<Freshness> {
        Some(Freshness::of(self.band_of(source)?, |times| times.band_at_utc, now))
    }

    /// Returns the same of the health.
    pub(super) fn health_freshness_of(&self, source: &str, now: &Moment) -> Option<Freshness> {
        Some(Freshness::of(self.health_of(source)?, |times| times.health_at_utc, now))
    }

    /// Returns how old the health is; `None` if nobody said anything of it.
    #[must_use]
    pub fn health_freshness(&self, now: &Moment) -> Option<Freshness> {
        let health = self.health();
        let readings = self.0.values().filter_map(|source| source.health.as_ref());
        let counts = (health.status.severity(), health.provenance.source());
        Freshness::of_merge(readings, (counts.0, counts.1, |times| times.health_at_utc), now)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::TimeDelta;
    use serde_json::Map;

    use super::*;
    use crate::core::base::{MANUAL, Provenance};
    use crate::core::session::HealthValue;

    /// Returns how old the health is of sources such as `a green 3, b red 90`: each has a value, and was
    /// right so many seconds ago; `-` if nobody asks it, `never` if it never was. Half a minute is fresh.
    fn age(table: &str) -> String {
        let now = Moment { utc: "2026-01-05T09:30:00Z".parse().unwrap(), ..Moment::any() };
        let (mut all, mut times) = (AllReadings::default(), Vec::new());
        for row in table.split(", ") {
            let words: Vec<&str> = row.split_whitespace().collect();
            let [source, status, seconds] = words.try_into().unwrap();
            let ago = |seconds| now.utc - TimeDelta::seconds(seconds);
            if seconds != "-" {
                let health_at_utc = seconds.parse().ok().map(ago);
                let time = SourceTime { band_at_utc: None, health_at_utc, stale_after_ms: 30_000 };
                times.push((source.to_owned(), time));
            }
            let value = HealthValue {
                status: status.parse().unwrap(),
                reasons: Vec::new(),
                extra: Map::new(),
            };
            let name = (source != MANUAL).then(|| source.to_owned());
            let reading = SourceReading {
                value,
                observed_at_utc: ago(600),
                received_at_utc: ago(600),
                until_utc: None,
                provenance: Provenance::from(name),
            };
            all.set_health(source, Some(reading));
        }
        let now = Moment { sources: times.into_iter().collect(), ..now };
        let freshness = all.health_freshness(&now).unwrap();
        let stale = match (freshness.is_stale, freshness.never) {
            (_, true) => "never ",
            (true, false) => "stale ",
            (false, false) => "",
        };
        let seconds = (now.utc - freshness.observed_at_utc).num_seconds();
        format!("{stale}{} {seconds}", freshness.source.as_deref().unwrap_or(MANUAL))
    }

    #[test]
    fn a_green_that_any_source_no_longer_confirms_is_stale_and_a_red_is_as_old_as_its_source() {
        for (table, expected) in [
            ("a green 30", "a 30"),
            ("a green 31", "stale a 31"),
            // It was old when it was recorded.
            ("a green 700", "stale a 700"),
            // The clock was set back since.
            ("a green -30", "a -30"),
            ("a green -31", "stale a -31"),
            ("a green 3, b green 40", "stale b 40"),
            ("a green 40, b green 50", "stale b 50"),
            ("a red 31, b green 3", "stale a 31"),
            ("a red 3, b green 90", "a 3"),
            ("a yellow 3, b green 90, c red 5", "c 5"),
            // Nobody asks for it: it was given ten minutes ago, and is fresh for a day.
            ("a green -", "a 600"),
            ("a green -, b green 31", "stale b 31"),
            // It never said anything, so nobody knows that all is green.
            ("a green 3, b unknown never", "never b 600"),
            ("a red 3, b unknown never", "a 3"),
            // A person's word stands alone.
            ("manual green -, a red 90", "manual 600"),
        ] {
            assert_eq!(age(table), expected, "{table}");
        }
    }
}
