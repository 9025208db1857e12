//! Builds the events that set the band or the health: a source says something, and the merge of all
//! sources follows.

use serde_json::Map;

use crate::core::base::{Hint, LookAt, MANUAL, Refusal, RefusalKind, near_name};
use crate::core::history::{Change, Delta, Event, Fact, ReadingChange};
use crate::core::rules::EventBuilder;
use crate::core::rules::readings_room::{check_names, fitting, shortened};
use crate::core::session::{Band, BandValue, Cone, Health, HealthValue, Light, SourceReading};

/// The most sources that a refusal names.
const NAMED: usize = 8;

impl EventBuilder<'_> {
    pub(in crate::core) fn set_band(self, band: Band, reason: &str) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let (source, from) = (self.source(), governance.cone.band);
        let known = governance.readings.band_of(&source);
        let reason = said_reason(known, band, reason).to_owned();
        let extra = governance.readings.band_of(&source).map(|known| known.value.extra.clone());
        let extra = extra.unwrap_or_default();
        let change = self.fitting(|most| {
            let (metrics, extra) = (Map::new(), extra.clone());
            let value = BandValue { band, reason: shortened(&reason, most), metrics, extra };
            ReadingChange::Band { source: source.clone(), reading: Some(self.reading(value)) }
        });
        let reason = change.reasons().concat();
        let merged = self.merged(change)?;
        let now = merged.cone.as_ref().filter(|cone| cone.band != band);
        let counts = now.map(|cone| (cone.band, cone.provenance.name().to_owned()));
        Ok(self.with(merged, Fact::BandSet { from, to: band, reason, counts, withdrawn: None }))
    }

    pub(in crate::core) fn set_health(
        self,
        status: Light,
        reasons: &[String],
    ) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let (source, from) = (self.source(), governance.health.status);
        let reasons = said_reasons(governance.readings.health_of(&source), status, reasons);
        let extra = governance.readings.health_of(&source).map(|known| known.value.extra.clone());
        let extra = extra.unwrap_or_default();
        let change = self.fitting(|most| {
            let reasons = reasons.iter().map(|reason| shortened(reason, most)).collect();
            let value = HealthValue { status, reasons, extra: extra.clone() };
            ReadingChange::Health { source: source.clone(), reading: Some(self.reading(value)) }
        });
        let reasons = change.reasons();
        let merged = self.merged(change)?;
        let now = merged.health.as_ref().filter(|health| health.status != status);
        let counts = now.map(|health| (health.status, health.provenance.name().to_owned()));
        Ok(self
            .with(merged, Fact::HealthSet { from, to: status, reasons, counts, withdrawn: None }))
    }

    pub(in crate::core) fn clear_band(self, source: Option<&str>) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let source = source.unwrap_or(MANUAL).to_owned();
        if governance.readings.band_of(&source).is_none() {
            let names = governance.readings.iter().filter(|(_, said)| said.band.is_some());
            return Err(nothing_said("band", &source, names.map(|(name, _)| name), LookAt::Band));
        }
        let from = governance.cone.band;
        let withdrawn = Some(source.clone());
        let merged = self.merged(ReadingChange::Band { source, reading: None })?;
        let Cone { band: to, provenance, updated_at_utc, .. } =
            merged.cone.clone().unwrap_or_default();
        let counts = updated_at_utc.map(|_| (to, provenance.name().to_owned()));
        let fact = Fact::BandSet { from, to, reason: String::new(), counts, withdrawn };
        Ok(self.with(merged, fact))
    }

    pub(in crate::core) fn clear_health(self, source: Option<&str>) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let source = source.unwrap_or(MANUAL).to_owned();
        if governance.readings.health_of(&source).is_none() {
            let names = governance.readings.iter().filter(|(_, said)| said.health.is_some());
            return Err(nothing_said(
                "health",
                &source,
                names.map(|(name, _)| name),
                LookAt::Health,
            ));
        }
        let from = governance.health.status;
        let withdrawn = Some(source.clone());
        let merged = self.merged(ReadingChange::Health { source, reading: None })?;
        let Health { status: to, provenance, updated_at_utc, .. } =
            merged.health.clone().unwrap_or_default();
        let counts = updated_at_utc.map(|_| (to, provenance.name().to_owned()));
        let fact = Fact::HealthSet { from, to, reasons: Vec::new(), counts, withdrawn };
        Ok(self.with(merged, fact))
    }

    /// Returns a change whose reasons are so short that there is room for it.
    fn fitting(&self, change: impl Fn(usize) -> ReadingChange) -> ReadingChange {
        fitting(&self.watch.governance.readings, &self.effect.now.sources, change)
    }

    fn source(&self) -> String {
        self.request.provenance.name().to_owned()
    }

    fn reading<V>(&self, value: V) -> SourceReading<V> {
        SourceReading {
            value,
            observed_at_utc: self.at,
            received_at_utc: self.effect.now.utc,
            until_utc: self.request.until.map(|until| until.from(self.at)),
            provenance: self.request.provenance.clone(),
        }
    }

    /// Returns a reading that somebody gave, with the merge after it.
    fn merged(&self, change: ReadingChange) -> Result<Change, Refusal> {
        let readings = &self.watch.governance.readings;
        let was = change.reversal(readings);
        let merged = self.merge(change)?;
        let alerts = Some(self.watch.governance.alerts.clone());
        let was = Delta { reading: Some(was), alerts, ..Delta::default() };
        Ok(Change { was: self.request.provenance.is_given().then_some(was), ..merged })
    }

    /// Returns the change of a reading, with the merge after it.
    ///
    /// # Errors
    /// A refusal if there is no room for it: an undo may bring back a reading after others came.
    pub(super) fn merge(&self, change: ReadingChange) -> Result<Change, Refusal> {
        let asked = &self.effect.now.sources;
        check_names(&self.watch.governance.readings, &change, asked).map_err(|(why, next)| {
            let not_done = self.request.command.verb().spec().not_done;
            Refusal::new(RefusalKind::Refused, not_done, why, next)
        })?;
        let mut readings = self.watch.governance.readings.clone();
        change.apply(&mut readings);
        readings.drop_lapsed(self.effect.now.utc);
        let (cone, health) = match change {
            ReadingChange::Band { .. } => (Some(readings.cone()), None),
            ReadingChange::Health { .. } => (None, Some(readings.health())),
        };
        let set = Delta { reading: Some(change), ..Delta::default() };
        let alerts = self.alerts_after(&readings);
        Ok(Change { set, cone, health, alerts, ..Change::default() })
    }

    fn with(self, merged: Change, fact: Fact) -> Event {
        let event = self.event(fact);
        let set = Delta { reading: merged.set.reading, ..event.change.set };
        let Change { was, cone, health, alerts, .. } = merged;
        Event { change: Change { set, was, cone, health, alerts, ..event.change }, ..event }
    }
}

/// Returns the refusal to withdraw what a source did not say. It names those that said something.
fn nothing_said<'a>(
    what: &str,
    source: &str,
    said: impl Iterator<Item = &'a str>,
    shown: LookAt,
) -> Refusal {
    let all: Vec<&str> = said.collect();
    let meant = near_name(source, all.iter().copied());
    let meant = meant.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default();
    let why = if source == MANUAL {
        "nothing was set by hand".to_owned()
    } else {
        format!("'{source}' measured no {what}{meant}")
    };
    let look = Hint::show("see what every source says", shown);
    let refusal = |next: Hint| {
        Refusal::new(RefusalKind::NothingThere, format!("No {what} was withdrawn"), why, next)
    };
    let more = all.len().saturating_sub(NAMED);
    let named = all.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if all.is_empty() {
        return refusal(look);
    }
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    refusal(Hint::say(format!("name one of these sources: {named}{more}"))).or(look)
}

/// Returns the reason of a band. A person who says the same band again without a reason does not take
/// the known one back; what a source measures is complete.
pub(in crate::core) fn said_reason<'a>(
    known: Option<&'a SourceReading<BandValue>>,
    band: Band,
    reason: &'a str,
) -> &'a str {
    let reason = reason.trim();
    let same = known.filter(|known| known.provenance.is_given() && known.value.band == band);
    same.filter(|_| reason.is_empty()).map_or(reason, |known| &known.value.reason)
}

/// Returns the reasons of a health, as [`said_reason`] does for a band.
pub(in crate::core) fn said_reasons(
    known: Option<&SourceReading<HealthValue>>,
    status: Light,
    reasons: &[String],
) -> Vec<String> {
    let given = reasons.iter().filter(|reason| !reason.trim().is_empty());
    let given: Vec<String> = given.cloned().collect();
    let same = known.filter(|known| known.provenance.is_given() && known.value.status == status);
    same.filter(|_| given.is_empty()).map_or(given, |known| known.value.reasons.clone())
}
