//! Builds the event of an acknowledgement, and what becomes of alerts when band or health change.

use chrono::{DateTime, Utc};

use crate::core::base::{Concern, Refusal};
use crate::core::history::{AcknowledgedLevel, Change, Delta, Event, Fact, ReadingChange};
use crate::core::rules::{EventBuilder, nothing_bad, nothing_new, seconds_long};
use crate::core::session::{Alert, AlertOf, Alerts, AllReadings, Severity, Shelved};

impl EventBuilder<'_> {
    /// Acknowledges what is new, or calls nobody for a time.
    pub(in crate::core) fn acknowledge(
        self,
        of: Option<AlertOf>,
        reason: Option<&str>,
        shelve_seconds: Option<u64>,
    ) -> Result<Event, Refusal> {
        let governance = &self.watch.governance;
        let is_open = |which: &AlertOf| governance.is_open(*which, self.effect.now);
        let named: Vec<AlertOf> =
            AlertOf::ALL.into_iter().filter(|which| of.is_none_or(|of| of == *which)).collect();
        let open: Vec<AlertOf> = named.iter().copied().filter(is_open).collect();
        let is_bad = |which: &AlertOf| is_open(which) || governance.is_bad(*which);
        let meant: Vec<AlertOf> = match (shelve_seconds, of) {
            (None, _) => open,
            // Before a work that is planned, what is named need not be bad yet.
            (Some(_), Some(which)) => vec![which],
            (Some(_), None) => named.into_iter().filter(is_bad).collect(),
        };
        if meant.is_empty() {
            return Err(match shelve_seconds {
                Some(_) => nothing_bad(),
                None => nothing_new(governance, of, self.effect.now),
            });
        }
        let (at, by) = (self.at, self.request.by.operator.clone());
        let reason = reason.unwrap_or_default().trim().to_owned();
        let until = shelve_seconds.map(|seconds| at + seconds_long(seconds));
        let mut alerts = governance.alerts.clone();
        let mut levels = Vec::new();
        for which in meant {
            let (known, level) = (alerts.of(which), governance.worst_level(which));
            let over = known.unseen.as_ref().filter(|unseen| unseen.until_utc.is_some());
            let word = over.map_or(level.word, |unseen| &unseen.word).to_owned();
            levels.push(AcknowledgedLevel { of: which, word, is_over: over.is_some() });
            let mut after = match shelve_seconds {
                None => known.acknowledge(level.severity, &by, &reason, at),
                Some(_) => known.clone(),
            };
            after.shelved = until.map(|until_utc| Shelved {
                level: level.severity.max(Severity::Warning),
                until_utc,
                by: by.clone(),
                reason: reason.clone(),
            });
            alerts.set(which, after);
        }
        let was = Delta { alerts: Some(governance.alerts.clone()), ..Delta::default() };
        let event = self.event(Fact::Acknowledged { of: levels, reason, shelved_until: until });
        let change = Change { was: Some(was), alerts: Some(alerts), ..event.change };
        Ok(Event { change, ..event })
    }

    /// Returns what is known of alerts after somebody said something; `None` if that is the same.
    pub(super) fn alerts_after(&self, readings: &AllReadings) -> Option<Alerts> {
        let before = &self.watch.governance;
        // Something may have lapsed before it was withdrawn.
        let lapsed = before.without_lapsed(self.effect.now.utc);
        let mut alerts = lapsed.map_or_else(|| before.alerts.clone(), |after| after.alerts);
        for which in AlertOf::ALL {
            let said = readings.said(which, self.at);
            let alert = alerts.of(which).clone().hear(said, self.oldest_undo());
            alerts.set(which, alert);
        }
        (alerts != before.alerts).then_some(alerts)
    }

    /// Returns since when an undo or a redo may need to know what was said.
    fn oldest_undo(&self) -> DateTime<Utc> {
        let steps = self.watch.undo.iter().chain(&self.watch.redo);
        let of_alerts = steps.filter(|step| match step.verb.spec().concerns {
            Concern::Band | Concern::Health | Concern::Alerts | Concern::Everything => true,
            Concern::Session | Concern::UndoStep | Concern::RedoStep => false,
        });
        of_alerts.map(|step| step.at_utc).min().unwrap_or(self.at)
    }

    /// Returns what is known of alerts when an undo or a redo of what was done at `since` brings back what was
    /// known `then`, and perhaps what somebody said.
    pub(super) fn restored_alerts(
        &self,
        then: &Alerts,
        (back, readings): (Option<&ReadingChange>, &AllReadings),
        since: DateTime<Utc>,
    ) -> Alerts {
        let restored = |which: AlertOf| -> Alert {
            let back = back.and_then(|back| back.level_of(which));
            let said = readings.said(which, self.at);
            let known = self.watch.governance.alerts.of(which);
            known.restore(then.of(which), back, (since, &said))
        };
        Alerts { band: restored(AlertOf::Band), health: restored(AlertOf::Health) }
    }
}
