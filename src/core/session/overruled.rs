//! What a source says that does not count, because a person's word is better.
//!
//! A person's word stands alone. It does not end what a source says: so that is shown beside it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AlertOf, AllReadings, BandValue, Freshness, HealthValue, Level, SaidLevel, SaidWord, Severity,
};
use crate::core::base::Moment;

/// What a source says that is worse than a person's word, and does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Overruled {
    /// The name of the source.
    pub source: String,
    /// How bad it is.
    pub level: Severity,
    /// What it says, such as `red` or `D`.
    pub word: String,
    /// How old that is.
    pub freshness: Freshness,
}

impl Overruled {
    /// Returns what the source says, as in `probe says RED`. `source` is its name and `ago` the age, as they
    /// are shown.
    #[must_use]
    pub fn text(&self, source: &str, ago: &str) -> String {
        let word = self.word.to_uppercase();
        if self.freshness.is_stale {
            return format!("{source} said {word} {ago}");
        }
        format!("{source} says {word}")
    }
}

impl AllReadings {
    /// Returns the worst that a source says, if a person's word is better and counts instead.
    #[must_use]
    pub fn overruled(&self, which: AlertOf, now: &Moment) -> Option<Overruled> {
        let (source, level) = self.overruled_level(which)?;
        let freshness = match which {
            AlertOf::Band => self.band_freshness_of(source, now),
            AlertOf::Health => self.health_freshness_of(source, now),
        }?;
        let (source, word) = (source.to_owned(), level.word.to_owned());
        Some(Overruled { source, level: level.severity, word, freshness })
    }

    /// Returns the same: the source, and its level.
    pub(super) fn overruled_level(&self, which: AlertOf) -> Option<(&str, Level<'static>)> {
        let (given, level, source) = match which {
            AlertOf::Band => {
                let (given, worst) = (self.given_band()?.value.band, self.worst_band()?);
                (given.severity(), Level::of_band(worst.value.band), &worst.provenance)
            }
            AlertOf::Health => {
                let (given, worst) = (self.given_health()?.value.status, self.worst_health()?);
                (given.severity(), Level::of_light(worst.value.status), &worst.provenance)
            }
        };
        Some((source.source()?, level)).filter(|(_, level)| level.severity > given)
    }

    /// Returns the first reason of the worst health that anybody says.
    pub(in crate::core) fn why_worst_health(&self) -> Option<&String> {
        let worst = self.worst_health().filter(|_| self.overruled_level(AlertOf::Health).is_some());
        worst.or_else(|| self.given_health().or_else(|| self.worst_health()))?.value.reasons.first()
    }

    /// Returns how bad the band or the health is said to be from a time on.
    pub(in crate::core) fn said(&self, which: AlertOf, at_utc: DateTime<Utc>) -> SaidLevel {
        let band = |value: &BandValue| SaidWord::from(Level::of_band(value.band));
        let health = |value: &HealthValue| SaidWord::from(Level::of_light(value.status));
        let (measured, given) = match which {
            AlertOf::Band => (
                self.worst_band().map(|worst| band(&worst.value)),
                self.given_band().map(|given| band(&given.value)),
            ),
            AlertOf::Health => (
                self.worst_health().map(|worst| health(&worst.value)),
                self.given_health().map(|given| health(&given.value)),
            ),
        };
        SaidLevel { at_utc, measured, given }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::Map;

    use super::*;
    use crate::core::base::{MANUAL, Provenance};
    use crate::core::session::SourceReading;

    /// Returns what is overruled of healths such as `manual green, probe red`.
    fn overruled(table: &str) -> Option<String> {
        let mut all = AllReadings::default();
        let now = Moment::any();
        for row in table.split(", ") {
            let (source, status) = row.split_once(' ').unwrap();
            let name = (source != MANUAL).then(|| source.to_owned());
            let reading = SourceReading {
                value: HealthValue {
                    status: status.parse().unwrap(),
                    reasons: Vec::new(),
                    extra: Map::new(),
                },
                observed_at_utc: now.utc,
                received_at_utc: now.utc,
                until_utc: None,
                provenance: Provenance::from(name),
            };
            all.set_health(source, Some(reading));
        }
        let over = all.overruled(AlertOf::Health, &now)?;
        Some(over.text(&over.source, ""))
    }

    #[test]
    fn a_persons_word_hides_no_worse_one() {
        for (table, expected) in [
            ("probe red", None),
            ("manual green, probe green", None),
            ("manual green, probe unknown", None),
            ("manual green, probe red", Some("probe says RED")),
            ("manual yellow, a green, b red, c yellow", Some("b says RED")),
            ("manual red, probe yellow", None),
            ("manual red, probe red", None),
            ("manual unknown, probe yellow", Some("probe says YELLOW")),
            ("manual unknown, probe green", None),
        ] {
            assert_eq!(overruled(table).as_deref(), expected, "{table}");
        }
    }
}
