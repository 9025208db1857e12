//! The band and the health, each now and at the start of the live session.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{
    AlertState, BandValue, Cone, Freshness, Glance, Health, HealthValue, MANUAL, Overruled,
    Snapshot, SourceReading, SourceReadings, Trend,
};

/// The band now and at the start of the live session.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BandReading {
    /// The band now.
    pub cone: Cone,
    /// The band at the start of the live session; null if no session is live.
    pub at_start: Option<Cone>,
    /// Both at the start of the live session, with how old they were; not written.
    #[serde(skip)]
    pub then: Option<Snapshot>,
    /// How the band moved since the start; null if no session is live.
    pub drift: Option<Trend>,
    /// What each source said of the band last. The band now is the merge.
    pub readings: BTreeMap<String, SourceReading<BandValue>>,
    /// How old the band is; null if nobody said anything of it.
    pub freshness: Option<Freshness>,
    /// What a source says that is worse than a person's word; null if none does.
    pub overruled: Option<Overruled>,
    /// What people know of a bad band.
    pub alert: AlertState,
    /// Until when the word of a person counts, UTC; null if until it is withdrawn, or if there is none.
    pub until_utc: Option<DateTime<Utc>>,
}

impl Document for BandReading {
    const SCHEMA: &'static str = "onwatch.cone/1";
}

impl From<&Glance> for BandReading {
    fn from(glance: &Glance) -> Self {
        let at_start = start_of_live(glance);
        Self {
            cone: glance.governance.cone.clone(),
            at_start: at_start.map(|start| start.cone.clone()),
            then: at_start.cloned(),
            drift: at_start.and(glance.governance.drift).map(|drift| drift.band),
            readings: by_source(glance, |source| source.band.clone()),
            freshness: glance.governance.band_freshness.clone(),
            overruled: glance.governance.band_overruled.clone(),
            alert: glance.governance.band_alert.clone(),
            until_utc: glance.governance.readings.band_of(MANUAL).and_then(|word| word.until_utc),
        }
    }
}

/// The health now and at the start of the live session.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct HealthReading {
    /// The health now.
    pub health: Health,
    /// The health at the start of the live session; null if no session is live.
    pub at_start: Option<Health>,
    /// Both at the start of the live session, with how old they were; not written.
    #[serde(skip)]
    pub then: Option<Snapshot>,
    /// How the health moved since the start; null if no session is live.
    pub drift: Option<Trend>,
    /// What each source said of the health last. The health now is the merge.
    pub readings: BTreeMap<String, SourceReading<HealthValue>>,
    /// How old the health is; null if nobody said anything of it.
    pub freshness: Option<Freshness>,
    /// What a source says that is worse than a person's word; null if none does.
    pub overruled: Option<Overruled>,
    /// What people know of a bad health.
    pub alert: AlertState,
    /// Until when the word of a person counts, UTC; null if until it is withdrawn, or if there is none.
    pub until_utc: Option<DateTime<Utc>>,
}

impl Document for HealthReading {
    const SCHEMA: &'static str = "onwatch.health/1";
}

impl From<&Glance> for HealthReading {
    fn from(glance: &Glance) -> Self {
        let at_start = start_of_live(glance);
        Self {
            health: glance.governance.health.clone(),
            at_start: at_start.map(|start| start.status.clone()),
            then: at_start.cloned(),
            drift: at_start.and(glance.governance.drift).map(|drift| drift.health),
            readings: by_source(glance, |source| source.health.clone()),
            freshness: glance.governance.health_freshness.clone(),
            overruled: glance.governance.health_overruled.clone(),
            alert: glance.governance.health_alert.clone(),
            until_utc: glance.governance.readings.health_of(MANUAL).and_then(|word| word.until_utc),
        }
    }
}

fn by_source<V>(
    glance: &Glance,
    reading: impl Fn(&SourceReadings) -> Option<SourceReading<V>>,
) -> BTreeMap<String, SourceReading<V>> {
    let sources = glance.governance.readings.iter();
    sources.filter_map(|(name, source)| Some((name.to_owned(), reading(source)?))).collect()
}

/// Returns the snapshot of the live session. That of a session that is over says nothing about now.
fn start_of_live(glance: &Glance) -> Option<&Snapshot> {
    glance.session.as_ref().and(glance.governance.at_start.as_ref())
}
