//! Builds the event of an acknowledgement, and what becomes of alerts when band or health change.

use chrono::{DateTime, Utc};

use crate::core::base::Refusal;
use crate::core::history::{AcknowledgedLevel, Change, Delta, Event, Fact};
use crate::core::rules::{EventBuilder, nothing_new, seconds_long};
use crate::core::session::{Alert, AlertOf, Alerts, Cone, Health, Level, Severity, Shelved};

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
            return Err(nothing_new(governance, of, self.effect.now));
        }
        let (at, by) = (self.at, self.request.by.operator.clone());
        let reason = reason.unwrap_or_default().trim().to_owned();
        let until = shelve_seconds.map(|seconds| at + seconds_long(seconds));
        let mut alerts = governance.alerts.clone();
        let mut levels = Vec::new();
        for which in meant {
            let (known, level) = (alerts.of(which), governance.level(which));
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

    /// Returns what is known of alerts after band or health changed; `None` if that is the same.
    pub(super) fn alerts_after(
        &self,
        cone: Option<&Cone>,
        health: Option<&Health>,
    ) -> Option<Alerts> {
        let before = &self.watch.governance;
        let mut alerts = before.alerts.clone();
        for which in AlertOf::ALL {
            let after = match which {
                AlertOf::Band => cone.map(|cone| Level::of_band(cone.band)),
                AlertOf::Health => health.map(|health| Level::of_light(health.status)),
            };
            if let Some(after) = after {
                let alert = alerts.of(which).after(before.level(which), after, self.at);
                alerts.set(which, alert);
            }
        }
        (alerts != before.alerts).then_some(alerts)
    }

    /// Returns what is known of alerts when an undo or a redo brings back what was known `then`.
    /// `cone` and `health` are those after it, if they change; `since` is when that was done.
    pub(super) fn restored_alerts(
        &self,
        then: &Alerts,
        (cone, health): (Option<&Cone>, Option<&Health>),
        since: DateTime<Utc>,
    ) -> Alerts {
        let governance = &self.watch.governance;
        let restored = |which: AlertOf| -> Alert {
            let after = match which {
                AlertOf::Band => cone.map(|cone| Level::of_band(cone.band)),
                AlertOf::Health => health.map(|health| Level::of_light(health.status)),
            };
            let now = after.unwrap_or(governance.level(which));
            governance.alerts.of(which).restore(then.of(which), now, (since, self.at))
        };
        Alerts { band: restored(AlertOf::Band), health: restored(AlertOf::Health) }
    }
}
