//! The state at the last notification, and what has happened since.

use chrono::{DateTime, NaiveDate, Utc};

use crate::config::Occasion;
use crate::core::{Drift, Glance, SessionGlance, SessionId, Snapshot, Trend, seconds_text};

/// The most sessions whose reached target is remembered: more than an operator undoes and redoes.
const REACHED_MAX: usize = 64;

/// The state at the last notification.
#[derive(Debug, Clone, PartialEq)]
pub struct LastNotified {
    readings: Snapshot,
    /// The sessions that have reached their target, the newest last.
    reached: Vec<SessionId>,
    /// Today, and whether the target of the day is reached; `None` while the sums are unknown.
    day: Option<(NaiveDate, bool)>,
    /// The beginning of the last idle time that was reported, UTC.
    forgotten: Option<DateTime<Utc>>,
}

impl LastNotified {
    /// Returns the present state; what was reported before counts as reported.
    pub fn of(glance: &Glance, day: Option<(NaiveDate, bool)>, before: Option<&Self>) -> Self {
        let live = glance.session.as_ref();
        let is_past_target = |live: &&SessionGlance| {
            live.target_seconds.is_some_and(|target| live.active_seconds >= target)
        };
        // A change that is undone and redone is reported once.
        let mut reached = before.map_or_else(Vec::new, |before| before.reached.clone());
        if let Some(live) = live.filter(is_past_target)
            && !reached.contains(&live.id)
        {
            reached.push(live.id.clone());
            reached.drain(..reached.len().saturating_sub(REACHED_MAX));
        }
        let forgotten = glance.forgotten.as_ref().map(|forgotten| forgotten.since_utc);
        Self {
            readings: Snapshot {
                cone: glance.governance.cone.clone(),
                status: glance.governance.health.clone(),
                ..Snapshot::default()
            },
            reached,
            day: day.or(before.and_then(|before| before.day)),
            forgotten: forgotten.or(before.and_then(|before| before.forgotten)),
        }
    }

    /// Returns what has happened since `before`, each text with its occasion.
    pub fn since(&self, before: &Self, glance: &Glance) -> Vec<(Occasion, String)> {
        let drift = Drift::between(&before.readings, &self.readings);
        let (cone, health) = (&self.readings.cone, &self.readings.status);
        let mut texts = Vec::new();
        if drift.band == Trend::Worse {
            let (from, to) = (before.readings.cone.band.letter(), cone.band.letter());
            texts.push((Occasion::Band, because(format!("band {from} → {to}"), &cone.reason)));
        }
        if drift.health == Trend::Worse {
            let (from, to) = (before.readings.status.status.word(), health.status.word());
            let reasons = health.reasons.join("; ");
            texts.push((Occasion::Health, because(format!("health {from} → {to}"), &reasons)));
        }
        let Some(live) = &glance.session else { return texts };
        if self.reached.contains(&live.id) && !before.reached.contains(&live.id) {
            let target = seconds_text(live.target_seconds.unwrap_or_default());
            let text = format!("{} reached its target of {target}", live.key);
            texts.push((Occasion::Target, text));
        }
        let was_short = |(date, _)| before.day == Some((date, false));
        if live.target_seconds.is_none() && self.day.is_some_and(|day| day.1 && was_short(day)) {
            texts.push((Occasion::Target, "today reached its target".to_owned()));
        }
        if self.forgotten != before.forgotten
            && let Some(forgotten) = &glance.forgotten
        {
            let idle = seconds_text(forgotten.idle_seconds);
            let text = format!("{} had no activity for {idle}", live.key);
            texts.push((Occasion::Forgotten, text));
        }
        texts
    }
}

fn because(what: String, why: &str) -> String {
    if why.is_empty() { what } else { format!("{what} ({why})") }
}
