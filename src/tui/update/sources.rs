//! Takes in what the sources of band and health answered.

use crate::config::SourceSettings;
use crate::sources::SourceAnswers;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Toast};

/// Takes in what all sources answered lately.
pub fn take(model: &mut Model, answers: SourceAnswers) {
    model.sources.answers = answers;
}

/// Asks other sources, if the settings name others.
pub fn ask(model: &mut Model, sources: Vec<SourceSettings>) -> Vec<Effect> {
    if model.sources.asked == sources {
        return vec![];
    }
    model.sources.asked.clone_from(&sources);
    model.sources.trouble = None;
    vec![Effect::AskSources(sources)]
}

/// Says once what failed around the sources. It is tried again.
pub fn failed(model: &mut Model, why: String) {
    if model.sources.trouble.as_ref() == Some(&why) {
        return;
    }
    let mut toast = Toast::new(Tone::Warning, "The sources of band and health fail", &model.now);
    toast.rest = vec![why.clone()];
    model.show(toast);
    model.sources.trouble = Some(why);
}
