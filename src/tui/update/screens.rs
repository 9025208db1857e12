//! Opens and closes the screens beside the panes.

use crate::core::SessionName;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::past::PastRequest;
use crate::tui::screens::{Filter, History, SessionScreen};

use super::filter::change_filter;
use super::layers::close_screen;
use super::refuse::refuse;

/// Goes one step back: out of a filter, then out of the screen.
pub fn back(model: &mut Model) -> Vec<Effect> {
    let is_filtered = match &model.screen {
        Screen::Panes => model.log.filter().is_shown(),
        Screen::History(history) => {
            history.filter().is_shown() && !model.is_of_opened_day(history.filter())
        }
        Screen::Desks(desks) => desks.filter().is_shown(),
        Screen::Tasks(tasks) => tasks.filter().is_shown(),
        Screen::Week
        | Screen::Session { .. }
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => false,
    };
    if is_filtered {
        change_filter(model, Filter::back);
        return vec![];
    }
    if matches!(model.screen, Screen::Panes) {
        leave_estimate(model);
    }
    close_screen(model)
}

/// Leaves the estimate that was passed as it is, if that is asked.
fn leave_estimate(model: &mut Model) {
    if let Some(frame) = model.passed_estimate().cloned() {
        model.tasks.leave_estimate(&frame);
    }
}

/// Opens the list of past sessions, or goes back to it.
pub fn open_history(model: &mut Model) -> Vec<Effect> {
    model.screen.close_session(model.under());
    if model.screen.history().is_some() {
        return vec![];
    }
    model.day_filter = None;
    model.screen = Screen::History(Box::new(History::new(model.settings.day_start)));
    vec![]
}

/// Opens the live or last session.
pub fn open_shown(model: &mut Model) -> Vec<Effect> {
    let shown = model.glance().and_then(|glance| glance.shown());
    if let Some(name) = shown.map(|session| SessionName::Id(session.id.clone())) {
        return open_session(model, name);
    }
    refuse(model, model.no_session("No session was opened"));
    vec![]
}

/// Opens one session.
pub fn open_session(model: &mut Model, name: SessionName) -> Vec<Effect> {
    let seq = model.known.as_ref().map_or(0, |known| known.watch.seq);
    model.screen.open_session(SessionScreen::new(name.clone(), seq));
    vec![Effect::ReadPast(PastRequest::Story(name))]
}
