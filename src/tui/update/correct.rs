//! Opens the dialogs about the past, and gives commands about the session in view.

use crate::config::Action;
use crate::core::{Command, Expect, SessionName, Verb, day_text};
use crate::failure::Words;
use crate::tui::dialogs::{Dialog, DialogKind, PastSubject};
use crate::tui::input::{ActionKind, BINDINGS};
use crate::tui::look::Tone;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen, SessionsInView, Toast};

use super::at_once::give_at_once;
use super::open::open;
use super::refuse::refuse;

/// Opens a dialog about the session in view, or about its day.
pub fn ask(model: &mut Model, kind: DialogKind) -> Vec<Effect> {
    if model.pending_command.is_some() {
        return vec![];
    }
    if kind == DialogKind::Add {
        let subject = model.subject(None);
        open_dialog(model, kind, subject);
        return vec![];
    }
    match model.sessions_in_view() {
        SessionsInView::One(session) => {
            let subject = model.subject(Some(*session));
            open_dialog(model, kind, subject);
            vec![]
        }
        SessionsInView::Several => choose_first(model, kind),
        SessionsInView::None => {
            let words = nothing_in_view(model, kind.verb());
            refuse(model, words);
            vec![]
        }
    }
}

fn open_dialog(model: &mut Model, kind: DialogKind, subject: PastSubject) {
    let Some(context) = model.dialog_context() else {
        if let Some(words) = model.refusal(kind.verb()) {
            refuse(model, words);
        }
        return;
    };
    let mut dialog = Dialog::of_the_past(kind, subject, context, &model.input_history);
    model.drafts.restore(&mut dialog);
    model.overlay = Overlay::Dialog(dialog);
}

/// Lists the sessions of the chosen day: one of them is meant.
fn choose_first(model: &mut Model, kind: DialogKind) -> Vec<Effect> {
    let effects = open(model);
    let asks = |wanted: DialogKind| {
        BINDINGS
            .iter()
            .find(move |row| matches!(row.kind, ActionKind::AskOfPast(asked) if asked == wanted))
    };
    let key = asks(kind).map(|row| model.key_of(row.action)).unwrap_or_default();
    let text = format!("The day has several sessions: choose one, then press {key}");
    model.show_answer(Toast::new(Tone::Elsewhere, text, &model.now));
    effects
}

fn nothing_in_view(model: &Model, verb: Verb) -> Words {
    let what = verb.spec().not_done;
    let add = model.key_of(Action::Add);
    match &model.screen {
        Screen::Panes => model.no_session(what),
        Screen::Week => {
            let day = model.subject(None).day_begins_utc;
            Words {
                what: what.into(),
                why: format!("{} has no session", day_text(model.local(day))),
                next: format!("choose another day, or add one with {add}"),
            }
        }
        Screen::History(_) => Words {
            what: what.into(),
            why: "no session is selected".into(),
            next: format!("change the filter, or add one with {add}"),
        },
        Screen::Session { .. }
        | Screen::Desks(_)
        | Screen::Tasks(_)
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => Words {
            what: what.into(),
            why: "the session is not read yet".into(),
            next: "try again in a moment".into(),
        },
    }
}

/// Gives a command about the session in view, unless its key is held down.
pub fn give_of(
    model: &mut Model,
    action: Action,
    command: fn(Option<SessionName>) -> Command,
) -> Vec<Effect> {
    let expect = past_expectation(model);
    give_at_once(model, action, command(model.name_in_view()), expect)
}

/// Returns what an operator relies on who has a past session in view.
fn past_expectation(model: &Model) -> Option<Expect> {
    model.past_in_view()?;
    match model.sessions_in_view() {
        SessionsInView::One(session) => model.subject(Some(*session)).expectation(),
        SessionsInView::None | SessionsInView::Several => None,
    }
}
