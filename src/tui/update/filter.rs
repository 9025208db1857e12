//! Types into the filter of the list in focus.

use crossterm::event::{KeyCode, KeyEvent};

use crate::tui::geometry::Pane;
use crate::tui::input::Step;
use crate::tui::model::{Model, Screen};
use crate::tui::screens::Filter;
use crate::zone::DayZone;

use super::scroll::scroll;

/// Takes a key while the operator types into a filter.
pub fn pressed(model: &mut Model, key: KeyEvent) {
    if let Some(step) = Step::of(key.code) {
        return scroll(model, step);
    }
    change_filter(model, |filter| match key.code {
        KeyCode::Esc => filter.back(),
        KeyCode::Enter => filter.keep(),
        _ => filter.press(key),
    });
}

/// Takes pasted text into the filter that is being typed; other pastes are ignored.
pub fn pasted(model: &mut Model, text: &str) {
    if model.is_filtering() {
        change_filter(model, |filter| filter.paste(text));
    }
}

/// Changes the filter of the list in focus: among the panes, that of the activities.
pub fn change_filter(model: &mut Model, change: impl FnOnce(&mut Filter)) {
    let (now, begins) = (model.now.utc, model.settings.day_start);
    let zone = DayZone { zone: model.environment.zone, begins };
    match &mut model.screen {
        Screen::Panes => {
            let recent = model.known.as_ref().map_or(&[][..], |known| &known.glance.recent);
            if model.log.change_filter(recent, change) {
                model.scroll.set(Pane::Activities, 0);
            }
            model.focus = Pane::Activities;
        }
        Screen::History(history) => history.change_filter(change, now, zone),
        Screen::Desks(desks) => desks.change_filter(change),
        Screen::Tasks(tasks) => tasks.change_filter(change),
        Screen::Week
        | Screen::Session { .. }
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => {}
    }
}
