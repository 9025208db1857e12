//! The screen of the sources: opens it, and asks for what they answered while it is shown.

use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::past::PastRequest;
use crate::tui::screens::SourcesNow;

/// Opens the screen of the sources.
pub fn open_sources(model: &mut Model) {
    if !matches!(model.screen, Screen::Sources(_)) {
        model.screen = Screen::Sources(Box::default());
    }
}

/// Takes in what the sources answered.
pub fn take(model: &mut Model, now: SourcesNow) {
    if let Screen::Sources(screen) = &mut model.screen {
        screen.take(now);
    }
}

/// Asks what the sources answered, if their screen is shown and that was long ago.
pub fn follow(model: &mut Model) -> Option<Effect> {
    let Screen::Sources(screen) = &mut model.screen else { return None };
    screen.wants(&model.now).then_some(Effect::ReadPast(PastRequest::Sources))
}
