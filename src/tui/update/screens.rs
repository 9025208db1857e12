//! The screens beside the panel, what keys do there, and the past that is read for them.
//!
//! They are for reading: no key of theirs gives a command, so that nobody who types at a list
//! ends a session. The palette does, on every screen.

use crate::config::Action;
use crate::core::SessionName;
use crate::failure::Words;
use crate::tui::message::{Effect, Read};
use crate::tui::model::{Model, Screen};
use crate::tui::screens::{Filter, History, Telling};

use super::filter::with_filter;
use super::refuse::refuse;

/// Goes one step back: out of a filter, then out of the screen.
pub fn back(model: &mut Model) -> Vec<Effect> {
    if model.telling.take().is_some() {
        return vec![];
    }
    let is_shown = match &model.history {
        Some(history) => history.filter().is_shown(),
        None => model.log.filter().is_shown(),
    };
    if is_shown {
        with_filter(model, Filter::back);
        return vec![];
    }
    // What was read for it is dropped.
    model.history.take().map(|_| Effect::Read(Read::Enough)).into_iter().collect()
}

/// Opens what Enter opens: the selected session, or the one that the panel shows.
pub fn open(model: &mut Model) -> Vec<Effect> {
    match model.screen() {
        Screen::Panel => open_shown(model),
        Screen::History => match model.history.as_ref().and_then(History::selected_name) {
            Some(name) => open_story(model, name),
            None => vec![],
        },
        Screen::Story => vec![],
    }
}

pub fn open_history(model: &mut Model) -> Vec<Effect> {
    model.telling = None;
    if model.history.is_some() {
        return vec![];
    }
    model.tickets = model.tickets.wrapping_add(1);
    model.history = Some(History::new(model.tickets));
    vec![Effect::Read(Read::Sessions { ticket: model.tickets })]
}

pub fn open_shown(model: &mut Model) -> Vec<Effect> {
    let shown = model.glance().and_then(|glance| glance.shown());
    if let Some(name) = shown.map(|session| SessionName::Id(session.id.clone())) {
        return open_story(model, name);
    }
    let words = Words {
        what: "No session was opened".into(),
        why: "there has been no session yet".into(),
        next: format!("start one with {}", model.key_of(Action::Start)),
    };
    refuse(model, words);
    vec![]
}

fn open_story(model: &mut Model, name: SessionName) -> Vec<Effect> {
    let seq = model.known.as_ref().map_or(0, |known| known.watch.seq);
    model.telling = Some(Telling::new(name.clone(), seq));
    vec![Effect::Read(Read::Story(name))]
}
