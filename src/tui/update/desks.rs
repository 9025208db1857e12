//! The desks of this machine: opens their list and one of them, asks for what is not known of them.

use crate::core::{DeskGlance, DeskName};
use crate::desk::Asked;
use crate::failure::{Failure, Words};
use crate::tui::input::hint;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::past::{LookedInto, PastRequest};
use crate::tui::screens::DeskPage;

use super::refuse::refuse;

/// Opens the list of desks, or goes back to it.
pub fn open_desks(model: &mut Model) {
    model.screen.close_desk();
    if !model.screen.is_of_desks() {
        model.day_filter = None;
        model.screen = Screen::Desks(Box::default());
    }
    model.desks.fall_behind();
}

/// Lists the desks that are not live too, or no longer.
pub fn toggle_all(model: &mut Model) {
    if let Screen::Desks(desks) = &mut model.screen {
        desks.toggle_all();
    }
}

/// Looks into the selected desk. The desk of the panel is gone back to.
pub fn open_desk(model: &mut Model, desk: DeskName) {
    if desk == model.environment.desk {
        model.week = None;
        model.screen = Screen::Panes;
        return;
    }
    model.screen.open_desk(DeskPage::new(desk));
    model.desks.fall_behind();
}

/// Takes in the desks and the one that is looked into, or why they could not be read; returns warnings.
pub fn take(
    model: &mut Model,
    is_all: bool,
    desks: Result<Asked<Vec<DeskGlance>>, Failure>,
    into: Option<Box<LookedInto>>,
) -> Vec<String> {
    let words = |failure: &Failure, model: &Model| hint::words(failure, model.hint_context());
    if let Some(into) = into {
        let LookedInto { desk, view } = *into;
        let view = view.map_err(|failure| of_desk(&desk, &failure, words(&failure, model)));
        if let Screen::Desk { page, .. } = &mut model.screen {
            page.take(&desk, view);
        }
    }
    match desks {
        Ok(asked) => {
            let warnings = not_listed(&asked);
            let mut lists = asked.missing.iter().filter(|one| one.desk.is_none());
            model.desks.lack(lists.next().map(|one| one.warning.clone()));
            model.desks.take(is_all, asked.answer, model.now.utc);
            // Who does not look at the desks is not told what is wrong with their list.
            if model.screen.is_of_desks() { warnings } else { vec![] }
        }
        Err(failure) => {
            let words = words(&failure, model);
            if model.screen.is_of_desks() && model.desks.refusal().is_none() {
                refuse(model, words.clone());
            }
            model.desks.refuse(words);
            vec![]
        }
    }
}

/// Returns the warnings, but those of desks that the list says cannot be read.
fn not_listed(asked: &Asked<Vec<DeskGlance>>) -> Vec<String> {
    let is_unread =
        |name: &DeskName| asked.answer.iter().any(|desk| desk.desk == *name && desk.is_unread());
    let is_listed = |warning: &String| {
        let mut missing = asked.missing.iter();
        missing.any(|it| it.warning == *warning && it.desk.as_ref().is_some_and(is_unread))
    };
    asked.warnings.iter().filter(|warning| !is_listed(warning)).cloned().collect()
}

/// Returns why a desk cannot be read. What to do about its files is done for that desk.
fn of_desk(desk: &DeskName, failure: &Failure, words: Words) -> Words {
    match failure {
        Failure::Store(_) => {
            let option = desk.option();
            Words { next: format!("check it: `onwatch {option}doctor`"), ..words }
        }
        Failure::Refused(_)
        | Failure::Incomplete(_)
        | Failure::Index(_)
        | Failure::Config(_)
        | Failure::UnknownDesk(_)
        | Failure::Paths(_) => words,
    }
}

/// Lists what is known, and asks for what is not. Changes are reported soon while the desks are shown.
pub fn follow(model: &mut Model) -> Vec<Effect> {
    let is_shown = model.screen.is_of_desks();
    let mut effects = Vec::new();
    if std::mem::replace(&mut model.follows_desks, is_shown) != is_shown {
        effects.push(Effect::FollowDesks(is_shown));
    }
    let own = if is_shown { model.own_desk() } else { None };
    let shows_all = model.screen.desks_mut().is_some_and(|desks| desks.shows_all());
    if let Some(screen) = model.screen.desks_mut() {
        screen.show(model.desks.list(shows_all, own.as_ref()));
    }
    if let Some(is_all) = model.desks.wants(shows_all) {
        let into = match &model.screen {
            Screen::Desk { page, .. } => Some(page.desk().clone()),
            Screen::Panes
            | Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desks(_) => None,
        };
        effects.push(Effect::ReadPast(PastRequest::Desks { is_all, into }));
    }
    effects
}
