//! Moves the focus, the cursor of the strip, and whatever scrolls.

use crate::config::Action;
use crate::tui::geometry::{Pane, page};
use crate::tui::layout;
use crate::tui::model::{Model, Screen};

pub fn scroll(model: &mut Model, action: Action) {
    match model.screen() {
        Screen::Panel => {
            let reach = layout::reach(model, model.focus);
            let page = page(model.size);
            let lines = model.scroll.of(model.focus).min(reach);
            let line = moved(lines, action, page);
            // The end of what was done is the end also of what is still to be read.
            let to_the_last =
                action == Action::Bottom && model.focus == Pane::Activities && reach > 0;
            model.scroll.set(model.focus, if to_the_last { line } else { line.min(reach) });
        }
        Screen::History => {
            let rows = layout::history_rows(model);
            if let Some(history) = &mut model.history {
                let page = rows.saturating_sub(1).max(1);
                history.select(moved(history.selected(), action, page), rows);
            }
        }
        Screen::Story => {
            let (reach, page) = layout::story_reach(model);
            if let Some(telling) = &mut model.telling {
                telling.scroll = moved(telling.scroll.min(reach), action, page).min(reach);
            }
        }
    }
}

pub fn moved(lines: usize, action: Action, page: usize) -> usize {
    match action {
        Action::Down => lines.saturating_add(1),
        Action::Up => lines.saturating_sub(1),
        Action::PageDown => lines.saturating_add(page),
        Action::PageUp => lines.saturating_sub(page),
        Action::Top => 0,
        Action::Bottom => usize::MAX,
        _ => lines,
    }
}

/// Moves the focus to the next pane, in the order given, that is to be seen.
pub fn focus(model: &mut Model, next: fn(Pane) -> Pane) {
    let panes = std::iter::successors(Some(next(model.focus)), |pane| Some(next(*pane)));
    let seen = panes.take(Pane::ALL.len()).find(|pane| layout::shows(model, *pane));
    model.focus = seen.unwrap_or(model.focus);
}

/// Moves the cursor along the strip, where that is to be seen; it has the focus then.
pub fn along_strip(model: &mut Model, action: Action) {
    let Some(strip) = layout::strip(model).filter(|_| model.screen() == Screen::Panel) else {
        return;
    };
    model.focus = Pane::Session;
    model.strip_at = match action {
        Action::Earlier => Some(strip.before(model.strip_at)),
        _ => strip.after(model.strip_at),
    };
}
