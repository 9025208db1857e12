//! What goes to the clipboard: the key, the id or a summary of the session shown.

use crate::config::Action;
use crate::core::{SessionName, Story};
use crate::failure::{Failure, Words};
use crate::markdown;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Toast};

use super::refuse::refuse;

/// The most that terminals agree to take at once, bytes: three quarters of 100,000, since base64
/// makes four bytes of three.
const MOST: usize = 74_000;

/// Copies what an action asks for; a summary is read first.
pub fn copy(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(shown) = model.glance().and_then(|glance| glance.shown()) else {
        let words = Words {
            what: "Nothing was copied".into(),
            why: "there has been no session yet".into(),
            next: format!("start one with {}", model.key_of(Action::Start)),
        };
        refuse(model, words);
        return vec![];
    };
    match action {
        Action::CopyKey => {
            let key = shown.key.to_string();
            sent(model, &key.clone(), key)
        }
        Action::CopyId => {
            let id = shown.id.to_string();
            sent(model, &id.clone(), id)
        }
        _ => vec![Effect::Tell(SessionName::Id(shown.id.clone()))],
    }
}

/// Copies the summary of a session that has been read.
pub fn told(model: &mut Model, answer: Result<Story, Failure>) -> Vec<Effect> {
    let story = match answer {
        Ok(story) => story,
        Err(failure) => {
            refuse(model, failure.words());
            return vec![];
        }
    };
    let key = story.session.key;
    let text = markdown::of(&story, &model.now, model.setting.zone);
    if text.len() > MOST {
        let words = Words {
            what: format!("The summary of {key} was not copied"),
            why: format!("it has {} KiB, and many terminals take 72", text.len() / 1_024),
            next: format!("print it with `onwatch show {key} --markdown`"),
        };
        refuse(model, words);
        return vec![];
    }
    sent(model, &format!("the summary of {key}"), text)
}

/// Nobody hears whether the terminal took it.
fn sent(model: &mut Model, what: &str, text: String) -> Vec<Effect> {
    let mut toast = Toast::new(Tone::Done, format!("Copied {what}"), &model.now);
    let hint = "if it is not in the clipboard, the terminal does not allow it (OSC 52)";
    toast.rest = vec![hint.to_owned()];
    model.toasts.retain(|older| older.tone == Tone::Elsewhere);
    model.show(toast);
    vec![Effect::Copy(text)]
}
