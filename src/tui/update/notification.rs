//! Notifies an operator who looks elsewhere, once for each occasion.
//!
//! It does not notify of the state at the start, nor of what the operator has set.

use crate::tui::message::{Effect, Notification};
use crate::tui::model::{LastNotified, Model};

/// The most characters of a notification.
const MOST: usize = 240;

/// Notifies of all that happened since the last time.
pub fn due(model: &mut Model) -> Option<Effect> {
    let glance = model.glance()?;
    let Some(before) = &model.last_notified else {
        skip(model);
        return None;
    };
    let now = LastNotified::of(glance, Some(before));
    let wanted = &model.settings.notify;
    let texts: Vec<String> = now
        .since(before, glance)
        .into_iter()
        .filter(|(occasion, _)| wanted.on.contains(occasion))
        .map(|(_, text)| text)
        .collect();
    let is_wanted = wanted.bell || wanted.desktop;
    let text = format!("onwatch: {}", texts.join("; ")).chars().take(MOST).collect();
    let notification = Notification { text: wanted.desktop.then_some(text), bell: wanted.bell };
    model.last_notified = Some(now);
    (is_wanted && !texts.is_empty()).then_some(Effect::Notify(notification))
}

/// Takes the present state without a notification.
pub fn skip(model: &mut Model) {
    let now = model.glance().map(|glance| LastNotified::of(glance, model.last_notified.as_ref()));
    model.last_notified = now.or(model.last_notified.take());
}
