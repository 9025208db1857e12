//! What is worth telling somebody who looks elsewhere: once each, as it happens.
//!
//! What was so already when the panel opened is no news, nor is what its own operator just set.

use crate::tui::message::{Effect, Notice};
use crate::tui::model::{Model, Noted};

/// The most a notification says, in characters.
const MOST: usize = 240;

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

/// Returns what a notification has room for.
fn short(text: &str) -> String {
    text.chars().take(MOST).collect()
}
