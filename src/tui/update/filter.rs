//! Types into the filter of the list in focus.

use crossterm::event::{KeyCode, KeyEvent};

use crate::config::Action;
use crate::tui::geometry::Pane;
use crate::tui::model::{Model, Screen};
use crate::tui::screens::Filter;

use super::scroll::scroll;

pub fn pressed(model: &mut Model, key: KeyEvent) {
    match key.code {
        KeyCode::Esc => {
            with_filter(model, Filter::back);
        }
        KeyCode::Enter => with_filter(model, Filter::keep),
        KeyCode::Down => scroll(model, Action::Down),
        KeyCode::Up => scroll(model, Action::Up),
        KeyCode::PageDown => scroll(model, Action::PageDown),
        KeyCode::PageUp => scroll(model, Action::PageUp),
        _ => {
            with_filter(model, |filter| filter.key(key));
        }
    }
}

/// Takes pasted text where nothing lies over the screen: into a filter, or not at all.
pub fn pasted(model: &mut Model, text: &str) {
    if model.is_filtering() {
        with_filter(model, |filter| filter.paste(text));
    }
}

/// Changes the filter of the list in focus. In the panel that is the activities; one session has
/// none.
pub fn with_filter<T: Default>(model: &mut Model, change: impl FnOnce(&mut Filter) -> T) -> T {
    match model.screen() {
        Screen::Panel => {
            let recent = model.known.as_ref().map_or(&[][..], |known| &known.glance.recent);
            let (done, differs) = model.log.with_filter(recent, change);
            if differs {
                model.scroll.set(Pane::Activities, 0);
            }
            model.focus = Pane::Activities;
            done
        }
        Screen::History => match &mut model.history {
            Some(history) => history.with_filter(change),
            None => T::default(),
        },
        Screen::Story => T::default(),
    }
}
