//! Builds the event of an acknowledgement, and what becomes of alerts when band or health change.

use chrono::TimeDelta;

use crate::core::base::{Argument, Hint, LookAt, Moment, Refusal, RefusalKind, Verb, short_text};
use crate::core::history::{AcknowledgedLevel, Change, Delta, Event, Fact, Watch};
use crate::core::rules::EventBuilder;
use crate::core::session::{
    Alert, AlertOf, AlertState, Alerts, Cone, Governance, Health, Level, SHELVE_MAX, Shelved,
};

/// The shortest time for which an alert can be shelved, seconds.
const SHELVE_MIN: u64 = 60;

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
        let meant = if shelve_seconds.is_some() { named } else { open };
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
            after.shelved = until
                .map(|until_utc| Shelved { until_utc, by: by.clone(), reason: reason.clone() });
            alerts.set(which, after);
        }
        let was = Delta { alerts: Some(governance.alerts.clone()), ..Delta::default() };
        let event =
            self.event(Fact::Acknowledged { of: levels, reason, shelved_until: until });
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
    pub(super) fn restored_alerts(&self, then: &Alerts) -> Alerts {
        let governance = &self.watch.governance;
        let restored = |which: AlertOf| -> Alert {
            let severity = governance.level(which).severity;
            governance.alerts.of(which).restore(then.of(which), severity, self.at)
        };
        Alerts { band: restored(AlertOf::Band), health: restored(AlertOf::Health) }
    }
}

/// Checks that a time is fit for shelving, and that a reason is given.
///
/// # Errors
/// A refusal that names the bounds, or that a reason is missing.
pub(in crate::core) fn check_shelving(reason: Option<&str>, seconds: Option<u64>) -> Result<(), Refusal> {
    let Some(seconds) = seconds else { return Ok(()) };
    let refused = |why: String, next: Hint| {
        Err(Refusal::new(RefusalKind::Usage, "Nothing was shelved", why, next))
    };
    if seconds < SHELVE_MIN || seconds_long(seconds) > SHELVE_MAX {
        let why = format!("{} is not from 1m to 8h", short_text(seconds.saturating_mul(1_000)));
        return refused(why, "give a time from 1m to 8h".into());
    }
    if reason.is_none_or(|reason| reason.trim().is_empty()) {
        let given = [(Argument::Shelve, "2h"), (Argument::Reason, "WHY")];
        let next = Hint::give_with("say why", Verb::Ack, given);
        return refused("no reason was given".to_owned(), next);
    }
    Ok(())
}

/// Checks that something is new, or could be shelved.
///
/// # Errors
/// A refusal that says what is known instead.
pub(in crate::core) fn open_alert(watch: &Watch, now: &Moment) -> Result<(), Refusal> {
    let governance = &watch.governance;
    if AlertOf::ALL.into_iter().any(|which| governance.is_open(which, now)) {
        return Ok(());
    }
    Err(nothing_new(governance, None, now))
}

fn nothing_new(governance: &Governance, of: Option<AlertOf>, now: &Moment) -> Refusal {
    let state = |which: AlertOf| match governance.alert_state(which, now.utc) {
        AlertState::Normal => None,
        AlertState::New { .. } | AlertState::Returned(_) => None,
        AlertState::Acknowledged(ack) => {
            Some(format!("{} acknowledged the {} already", ack.by, which.word()))
        }
        AlertState::Shelved(shelved) => {
            Some(format!("{} shelved the {}: {}", shelved.by, which.word(), shelved.reason))
        }
    };
    let named = AlertOf::ALL.into_iter().filter(|which| of.is_none_or(|of| of == *which));
    let known: Vec<String> = named.filter_map(state).collect();
    let (kind, why) = match known.is_empty() {
        true => (RefusalKind::NothingThere, "nothing is new".to_owned()),
        false => (RefusalKind::Refused, known.join("; ")),
    };
    let look = Hint::show("see what every source says", match of {
        Some(AlertOf::Band) => LookAt::Band,
        Some(AlertOf::Health) | None => LookAt::Health,
    });
    Refusal::new(kind, Verb::Ack.spec().not_done, why, look)
}

fn seconds_long(seconds: u64) -> TimeDelta {
    i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
}
