//! What is worth telling an operator who looks elsewhere: once each, as it happens.
//!
//! What was so already when the panel opened is no news, nor is what its own operator just set.

use crate::tui::message::{Effect, Notification};
use crate::tui::model::{LastNotified, Model};

/// The most a notification says, in characters.
const MOST: usize = 240;

/// Returns what there is to tell since the last time; one notice for all of it.
pub fn due(model: &mut Model) -> Option<Effect> {
    let glance = model.glance()?;
    let Some(before) = &model.last_notified else {
        pass_over(model);
        return None;
    };
    let now = LastNotified::of(glance, Some(before));
    let wanted = &model.settings.notify;
    let news: Vec<String> = now
        .since(before, glance)
        .into_iter()
        .filter(|(occasion, _)| wanted.on.contains(occasion))
        .map(|(_, text)| text)
        .collect();
    let is_wanted = wanted.bell || wanted.desktop;
    let text = wanted.desktop.then(|| short(&format!("onwatch: {}", news.join("; "))));
    let notice = Notification { text, bell: wanted.bell };
    model.last_notified = Some(now);
    (is_wanted && !news.is_empty()).then_some(Effect::Notify(notice))
}

/// Takes things as they stand, without a word.
pub fn pass_over(model: &mut Model) {
    let now = model.glance().map(|glance| LastNotified::of(glance, model.last_notified.as_ref()));
    model.last_notified = now.or(model.last_notified.take());
}

/// Returns what a notification has room for.
fn short(text: &str) -> String {
    text.chars().take(MOST).collect()
}
