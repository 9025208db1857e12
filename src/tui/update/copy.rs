//! What goes to the clipboard: the key, the id or a summary of the session shown.

use crate::core::{SessionName, Story};
use crate::failure::{Failure, Words};
use crate::markdown;
use crate::tui::input::Copied;
use crate::tui::input::hint;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Toast};

use super::refuse::refuse;
use super::screens::no_session_yet;

/// The most that all terminals take at once, bytes: three quarters of 100,000, since base64 makes
/// four bytes of three.
const MOST: usize = 74_000;

/// Copies the key, the id or the summary; a summary is read first.
pub fn copy(model: &mut Model, copied: Copied) -> Vec<Effect> {
    let Some(shown) = model.glance().and_then(|glance| glance.shown()) else {
        refuse(model, no_session_yet(model, "Nothing was copied"));
        return vec![];
    };
    match copied {
        Copied::Key => {
            let key = shown.key.to_string();
            copy_text(model, &key.clone(), key)
        }
        Copied::Id => {
            let id = shown.id.to_string();
            copy_text(model, &id.clone(), id)
        }
        Copied::Summary => vec![Effect::ReadStory(SessionName::Id(shown.id.clone()))],
    }
}

/// Copies the summary of a session that has been read.
pub fn copy_summary(model: &mut Model, answer: Result<Story, Failure>) -> Vec<Effect> {
    let story = match answer {
        Ok(story) => story,
        Err(failure) => {
            refuse(model, hint::words(&failure, model.hint_context()));
            return vec![];
        }
    };
    let key = story.session.key;
    let text = markdown::of(&story, &model.now, model.environment.zone);
    if text.len() > MOST {
        let words = Words {
            what: format!("The summary of {key} was not copied"),
            why: format!("it has {} KiB, and many terminals accept at most 72", text.len() / 1_024),
            next: format!("print it with `onwatch show {key} --markdown`"),
        };
        refuse(model, words);
        return vec![];
    }
    copy_text(model, &format!("the summary of {key}"), text)
}

/// Copies a text; the terminal does not report whether it took it.
fn copy_text(model: &mut Model, what: &str, text: String) -> Vec<Effect> {
    let mut toast = Toast::new(Tone::Done, format!("Copied {what}"), &model.now);
    let hint = "if the clipboard is unchanged, your terminal does not allow copying (OSC 52)";
    toast.rest = vec![hint.to_owned()];
    model.show_answer(toast);
    vec![Effect::Copy(text)]
}
