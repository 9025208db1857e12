//! Moves the focus, the cursor of the strip, and whatever scrolls.

use crate::failure::Words;
use crate::tui::geometry::{Pane, page};
use crate::tui::input::{Step, StripStep};
use crate::tui::layout;
use crate::tui::model::{Model, Screen};

use super::refuse::refuse;

/// Scrolls the pane in focus, or the screen that is shown.
pub fn scroll(model: &mut Model, step: Step) {
    let (reach, page) = match &model.screen {
        Screen::Panes => (layout::reach(model, model.focus), page(model.size)),
        Screen::History(history) => (layout::history_rows(model, history), 0),
        Screen::Session { session, .. } => layout::session_reach(model, session),
    };
    match &mut model.screen {
        Screen::Panes => {
            let line = step.from(model.scroll.of(model.focus).min(reach), page);
            // The last activity is beyond those that have been read.
            let to_the_last = step == Step::Bottom && model.focus == Pane::Activities && reach > 0;
            model.scroll.set(model.focus, if to_the_last { line } else { line.min(reach) });
        }
        Screen::History(history) => history.step(step, reach),
        Screen::Session { session, .. } => {
            session.scroll = step.from(session.scroll.min(reach), page).min(reach);
        }
    }
}

/// Moves the focus to the next visible pane, in the order given.
pub fn focus(model: &mut Model, next: fn(Pane) -> Pane) {
    let panes = std::iter::successors(Some(next(model.focus)), |pane| Some(next(*pane)));
    let visible = panes.take(Pane::ALL.len()).find(|pane| layout::shows(model, *pane));
    model.focus = visible.unwrap_or(model.focus);
}

/// Moves the cursor along the strip and focuses it, if it is visible.
pub fn along_strip(model: &mut Model, along: StripStep) {
    let Some(strip) = layout::strip(model) else {
        let words = match model.glance().and_then(|glance| glance.shown()) {
            None => model.no_session("The cursor was not moved"),
            Some(_) => Words {
                what: "The cursor was not moved".into(),
                why: "the timeline is too small to show times".into(),
                next: "make the terminal larger".into(),
            },
        };
        refuse(model, words);
        return;
    };
    model.focus = Pane::Session;
    model.strip_at = match along {
        StripStep::Earlier => Some(strip.before(model.strip_at)),
        StripStep::Later => strip.after(model.strip_at),
    };
}
