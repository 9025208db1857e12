//! Builds the events that set the band or the health: a source says something, and the merge of all
//! sources follows.

use serde_json::Map;

use crate::core::base::{Hint, MANUAL, Refusal, RefusalKind, SOURCES_MAX};
use crate::core::history::{Change, Delta, Event, Fact, ReadingChange};
use crate::core::rules::EventBuilder;
use crate::core::session::{AllReadings, Band, BandValue, HealthValue, Light, SourceReading};

impl EventBuilder<'_> {
    pub(in crate::core) fn set_band(self, band: Band, reason: &str) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let (source, from, reason) =
            (self.source(), governance.cone.band, reason.trim().to_owned());
        let extra = governance.readings.band_of(&source).map(|known| known.value.extra.clone());
        let extra = extra.unwrap_or_default();
        let value = BandValue { band, reason: reason.clone(), metrics: Map::new(), extra };
        let reading = Some(self.reading(value));
        let merged = self.merged(ReadingChange::Band { source, reading })?;
        let now = merged.cone.as_ref().filter(|cone| cone.band != band);
        let counts = now.map(|cone| (cone.band, cone.provenance.name().to_owned()));
        Ok(self.with(merged, Fact::BandSet { from, to: band, reason, counts }))
    }

    pub(in crate::core) fn set_health(
        self,
        status: Light,
        reasons: &[String],
    ) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let (source, from) = (self.source(), governance.health.status);
        let reasons: Vec<String> =
            reasons.iter().filter(|reason| !reason.trim().is_empty()).cloned().collect();
        let extra = governance.readings.health_of(&source).map(|known| known.value.extra.clone());
        let extra = extra.unwrap_or_default();
        let value = HealthValue { status, reasons: reasons.clone(), extra };
        let reading = Some(self.reading(value));
        let merged = self.merged(ReadingChange::Health { source, reading })?;
        let now = merged.health.as_ref().filter(|health| health.status != status);
        let counts = now.map(|health| (health.status, health.provenance.name().to_owned()));
        Ok(self.with(merged, Fact::HealthSet { from, to: status, reasons, counts }))
    }

    fn source(&self) -> String {
        self.request.provenance.name().to_owned()
    }

    fn reading<V>(&self, value: V) -> SourceReading<V> {
        SourceReading {
            value,
            observed_at_utc: self.effect.at,
            received_at_utc: self.effect.now.utc,
            provenance: self.request.provenance.clone(),
        }
    }

    /// Returns a reading that somebody gave, with the merge after it.
    fn merged(&self, change: ReadingChange) -> Result<Change, Refusal> {
        let readings = &self.watch.governance.readings;
        check_count(readings, change.source(), self.request.command.verb().spec().not_done)?;
        let was = change.reversal(readings);
        let was = Delta { reading: Some(was), ..Delta::default() };
        let merged = self.merge(change);
        Ok(Change { was: self.request.provenance.is_given().then_some(was), ..merged })
    }

    /// Returns the change of a reading, with the merge after it.
    pub(super) fn merge(&self, change: ReadingChange) -> Change {
        let mut readings = self.watch.governance.readings.clone();
        change.apply(&mut readings);
        let (cone, health) = match change {
            ReadingChange::Band { .. } => (Some(readings.cone()), None),
            ReadingChange::Health { .. } => (None, Some(readings.health())),
        };
        let set = Delta { reading: Some(change), ..Delta::default() };
        Change { set, cone, health, ..Change::default() }
    }

    fn with(self, merged: Change, fact: Fact) -> Event {
        let event = self.event(fact);
        let set = Delta { reading: merged.set.reading, ..event.change.set };
        let Change { was, cone, health, .. } = merged;
        Event { change: Change { set, was, cone, health, ..event.change }, ..event }
    }
}

/// Checks that a source is known, or that there is room for one more.
fn check_count(readings: &AllReadings, source: &str, not_done: &str) -> Result<(), Refusal> {
    let is_known = readings.iter().any(|(name, _)| name == source);
    let measured = readings.iter().filter(|(name, _)| *name != MANUAL).count();
    if is_known || source == MANUAL || measured < SOURCES_MAX {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalKind::Refused,
        not_done,
        format!("{SOURCES_MAX} sources are known already, and '{source}' would be one more"),
        Hint::say(
            "use the name of a source that no longer measures; `onwatch status --json` has the names",
        ),
    ))
}
