//! Notifies an operator who looks elsewhere, once for each occasion.
//!
//! It does not notify of the state at the start, nor of what the operator has set.

use chrono::NaiveDate;

use crate::config::Occasion;
use crate::core::AlertOf;
use crate::tui::look::Tone;
use crate::tui::message::{Effect, Notification};
use crate::tui::model::{LastNotified, Model, Toast};

/// The most characters of a notification.
const MOST: usize = 240;

/// Notifies of all that happened since the last time. A target that is reached is always shown.
pub fn due(model: &mut Model) -> Option<Effect> {
    let glance = model.glance()?;
    let Some(before) = &model.last_notified else {
        skip(model);
        return None;
    };
    let policy = model.playbooks.policy();
    let now = LastNotified::of(glance, policy, day(model), Some(before));
    let mut news = now.since(before, glance);
    let new = now.became_new(before);
    // What is told as a reading already is not told again as a rule.
    let is_told_as_reading = |of: AlertOf| {
        let occasion = match of {
            AlertOf::Band => Occasion::Band,
            AlertOf::Health => Occasion::Health,
        };
        new.contains(&of) && model.settings.notify.on.contains(&occasion)
    };
    let said = LastNotified::said_by_policy(before, glance.session.as_ref(), policy);
    let said = said.into_iter().filter(|(of, _)| !of.is_some_and(is_told_as_reading));
    news.extend(said.map(|(_, text)| (Occasion::Policy, text)));
    let stamp = model.now.stamp();
    let wanted = &model.settings.notify;
    let is_wanted = |(occasion, _): &&(Occasion, String)| wanted.on.contains(occasion);
    let texts: Vec<&str> = news.iter().filter(is_wanted).map(|(_, text)| text.as_str()).collect();
    let text = format!("onwatch: {}", texts.join("; ")).chars().take(MOST).collect();
    let notification = Notification { text: wanted.desktop.then_some(text), bell: wanted.bell };
    let is_told = (wanted.bell || wanted.desktop) && !texts.is_empty();
    model.last_notified = Some(now);
    for (which, since) in AlertOf::ALL.into_iter().zip(&mut model.became_new) {
        if new.contains(&which) {
            *since = Some(stamp.clone());
        }
    }
    for (_, text) in news.into_iter().filter(|(occasion, _)| *occasion == Occasion::Target) {
        model.show(Toast::new(Tone::Warning, text, &model.now));
    }
    is_told.then_some(Effect::Notify(notification))
}

/// Takes the present state without a notification.
pub fn skip(model: &mut Model) {
    let day = day(model);
    let before = model.last_notified.as_ref();
    let policy = model.playbooks.policy();
    let now = model.glance().map(|glance| LastNotified::of(glance, policy, day, before));
    model.last_notified = now.or(model.last_notified.take());
}

/// Returns today, and whether its target is reached; `None` without a target, or while the sums of
/// the day are unknown.
fn day(model: &Model) -> Option<(NaiveDate, bool)> {
    let target_ms = model.settings.day_target_seconds?.saturating_mul(1_000);
    let today = model.today();
    Some((today, model.tally()?.of(today) >= target_ms))
}
