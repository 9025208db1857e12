//! What goes to the clipboard: the key, the id or a summary of the session shown.

use crate::core::{SessionId, SessionKey, SessionName, Story};
use crate::failure::{Failure, Words};
use crate::markdown;
use crate::tui::input::Copied;
use crate::tui::input::hint;
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen, Toast};

use super::refuse::refuse;

/// The most that all terminals take at once, bytes: three quarters of 100,000, since base64 makes
/// four bytes of three.
const MOST: usize = 74_000;

/// Copies the key, the id or the summary; a summary is read first.
pub fn copy(model: &mut Model, copied: Copied) -> Vec<Effect> {
    let (key, id) = shown(model);
    let copied = match copied {
        Copied::Key => key.map(|key| copy_text(model, &key.to_string(), key.to_string())),
        Copied::Id => id.map(|id| copy_text(model, id.as_str(), id.to_string())),
        Copied::Summary => {
            let name = id.map(SessionName::Id).or(key.map(SessionName::Key));
            name.map(|name| vec![Effect::ReadStory(name)])
        }
    };
    copied.unwrap_or_else(|| {
        refuse(model, nothing_shown(model));
        vec![]
    })
}

/// Returns the key and the id of the session that is shown, as far as they are known.
fn shown(model: &Model) -> (Option<SessionKey>, Option<SessionId>) {
    match &model.screen {
        Screen::Panes => {
            let shown = model.glance().and_then(|glance| glance.shown());
            (shown.map(|shown| shown.key), shown.map(|shown| shown.id.clone()))
        }
        Screen::Week
        | Screen::Tasks(_)
        | Screen::Task { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => (None, None),
        Screen::Desks(desks) => {
            let desk = desks.selected_desk();
            (desk.and_then(|desk| desk.session), desk.and_then(|desk| desk.session_id.clone()))
        }
        Screen::Desk { page, .. } => {
            let session = page.story().map(|story| &story.session);
            (session.map(|session| session.key), session.map(|session| session.id.clone()))
        }
        Screen::History(history) => (history.list().selected_key(), None),
        Screen::Session { session, .. } => {
            let session = session.story().map(|story| &story.session);
            (session.map(|session| session.key), session.map(|session| session.id.clone()))
        }
    }
}

/// Returns the refusal to copy where no session is shown.
fn nothing_shown(model: &Model) -> Words {
    let what = "Nothing was copied";
    match &model.screen {
        Screen::Panes => model.no_session(what),
        Screen::Week
        | Screen::History(_)
        | Screen::Session { .. }
        | Screen::Desks(_)
        | Screen::Tasks(_)
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => Words {
            what: what.into(),
            why: "no session is shown".into(),
            next: "Esc goes back".into(),
        },
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
