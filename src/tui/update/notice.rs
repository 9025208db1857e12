//! What is worth telling somebody who looks elsewhere: once each, as it happens.
//!
//! What was so already when the panel opened is no news, nor is what its own operator just set.

use chrono::{DateTime, Utc};

use crate::config::Occasion;
use crate::core::{Drift, Glance, SessionId, Snapshot, Trend, short_text};
use crate::tui::message::Effect;
use crate::tui::model::Model;

/// The most a notification says, in characters.
const MOST: usize = 240;

/// A word to whoever looks elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What a notification on the desktop says; nothing when none is wanted.
    pub text: Option<String>,
    /// Whether the bell rings.
    pub bell: bool,
}

/// How things stood when they were last looked at for something to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    readings: Snapshot,
    /// The session whose target was reached last.
    reached: Option<SessionId>,
    /// Since when the session was idle that was forgotten last, UTC.
    forgotten: Option<DateTime<Utc>>,
}

/// Returns what there is to tell since the last time; one notice for all of it.
pub fn due(model: &mut Model) -> Option<Effect> {
    let glance = model.glance()?;
    let Some(before) = &model.noted else {
        pass_over(model);
        return None;
    };
    let now = Noted::of(glance, Some(before));
    let wanted = &model.taste.notify;
    let news: Vec<String> = now
        .since(before, glance)
        .into_iter()
        .filter(|(occasion, _)| wanted.on.contains(occasion))
        .map(|(_, text)| text)
        .collect();
    let is_wanted = wanted.bell || wanted.desktop;
    let text = wanted.desktop.then(|| short(&format!("onwatch: {}", news.join("; "))));
    let notice = Notice { text, bell: wanted.bell };
    model.noted = Some(now);
    (is_wanted && !news.is_empty()).then_some(Effect::Notify(notice))
}

/// Takes things as they stand, without a word.
pub fn pass_over(model: &mut Model) {
    let now = model.glance().map(|glance| Noted::of(glance, model.noted.as_ref()));
    model.noted = now.or(model.noted.take());
}

/// Returns the active time until a target is reached that somebody wants to hear of, milliseconds.
pub fn until_target_ms(model: &Model) -> Option<u64> {
    let wanted = &model.taste.notify;
    if !(wanted.bell || wanted.desktop) || !wanted.on.contains(&Occasion::Target) {
        return None;
    }
    let live = model.glance()?.session.as_ref()?;
    live.target_seconds?.saturating_mul(1_000).checked_sub(live.active_ms).filter(|ms| *ms > 0)
}

impl Noted {
    fn of(glance: &Glance, before: Option<&Self>) -> Self {
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
            // What was told once stays told, though a change may be taken back and made again.
            reached: reached
                .map(|live| live.id.clone())
                .or_else(|| before.and_then(|before| before.reached.clone())),
            forgotten: forgotten.or(before.and_then(|before| before.forgotten)),
        }
    }

    fn since(&self, before: &Self, glance: &Glance) -> Vec<(Occasion, String)> {
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

/// Returns what a notification has room for.
fn short(text: &str) -> String {
    text.chars().take(MOST).collect()
}

fn because(what: String, why: &str) -> String {
    if why.is_empty() { what } else { format!("{what} ({why})") }
}
