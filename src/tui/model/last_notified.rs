//! How things stood when they were last looked at for something to tell.

use chrono::{DateTime, Utc};

use crate::config::Occasion;
use crate::core::{Drift, Glance, SessionId, Snapshot, Trend, short_text};

/// How things stood when they were last looked at for something to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct LastNotified {
    readings: Snapshot,
    /// The session whose target was reached last.
    reached: Option<SessionId>,
    /// Since when the session was idle that was forgotten last, UTC.
    forgotten: Option<DateTime<Utc>>,
}

impl LastNotified {
    /// Returns how things stand now; what was told before stays told.
    #[must_use]
    pub fn of(glance: &Glance, before: Option<&Self>) -> Self {
        let live = glance.session.as_ref();
        let reached = live
            .filter(|live| live.target_seconds.is_some_and(|target| live.active_seconds >= target));
        let forgotten = glance.forgotten.as_ref().map(|forgotten| forgotten.since_utc);
        Self {
            readings: Snapshot {
                cone: glance.governance.cone.clone(),
                status: glance.governance.health.clone(),
                ..Snapshot::default()
            },
            // A change may be undone and redone: that is not told twice.
            reached: reached
                .map(|live| live.id.clone())
                .or_else(|| before.and_then(|before| before.reached.clone())),
            forgotten: forgotten.or(before.and_then(|before| before.forgotten)),
        }
    }

    /// Returns what there is to tell since then, each with its occasion.
    #[must_use]
    pub fn since(&self, before: &Self, glance: &Glance) -> Vec<(Occasion, String)> {
        let drift = Drift::between(&before.readings, &self.readings);
        let (cone, health) = (&self.readings.cone, &self.readings.status);
        let mut news = Vec::new();
        if drift.band == Trend::Worse {
            let (from, to) = (before.readings.cone.band.letter(), cone.band.letter());
            news.push((Occasion::Band, because(format!("band {from} → {to}"), &cone.reason)));
        }
        if drift.health == Trend::Worse {
            let (from, to) = (before.readings.status.status.word(), health.status.word());
            let reasons = health.reasons.join("; ");
            news.push((Occasion::Health, because(format!("health {from} → {to}"), &reasons)));
        }
        let Some(live) = &glance.session else { return news };
        if self.reached != before.reached {
            let target = short_text(live.target_seconds.unwrap_or_default().saturating_mul(1_000));
            let text = format!("{} has reached its target of {target}", live.key);
            news.push((Occasion::Target, text));
        }
        if self.forgotten != before.forgotten
            && let Some(forgotten) = &glance.forgotten
        {
            let idle = short_text(forgotten.idle_seconds.saturating_mul(1_000));
            let text = format!("{} has seen no activity for {idle}", live.key);
            news.push((Occasion::Forgotten, text));
        }
        news
    }
}

fn because(what: String, why: &str) -> String {
    if why.is_empty() { what } else { format!("{what} ({why})") }
}
