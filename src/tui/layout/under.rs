//! What lies under a place on the screen, for the mouse.

use ratatui::layout::{Position, Rect};

use crate::tui::content::{footer, history, palette};
use crate::tui::geometry::{Form, Pane};
use crate::tui::model::{Model, Over, Screen};

use super::panes::panes;

/// What lies under a place on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Under {
    /// A pane that can be scrolled.
    Pane(Pane),
    /// A past session, or an action of the palette, by its place in the list.
    Row(usize),
    /// A key of the footer, by its name.
    Key(String),
    /// What lies over the panes, or nothing of interest.
    Else,
}

/// Returns what lies under a place; `None` if the panel is not there.
#[must_use]
pub fn under(model: &Model, at: Position) -> Option<Under> {
    if !Form::of(model.size).has_panes() || !Rect::from(model.size).contains(at) {
        return None;
    }
    let panes = panes(model);
    if panes.footer.contains(at) {
        let key = footer::key_at(model, panes.footer, at.x);
        return Some(key.map_or(Under::Else, Under::Key));
    }
    // What lies over a screen hides it.
    let found = match (&model.over, model.screen(), &model.history) {
        (Over::Nothing, Screen::Panel, _) => {
            let pane = Pane::ALL.into_iter().find(|pane| panes.area(*pane).contains(at));
            pane.map(Under::Pane)
        }
        (Over::Nothing, Screen::History, Some(history)) => {
            history::row_at(history, panes.body, at).map(Under::Row)
        }
        (Over::Palette(palette), ..) => {
            palette::row_at(model, palette, panes.body, at).map(Under::Row)
        }
        _ => None,
    };
    Some(found.unwrap_or(Under::Else))
}
