//! What lies under a place on the screen, for the mouse.

use ratatui::layout::{Position, Rect};

use crate::tui::geometry::{Form, Panes};
use crate::tui::model::{Model, Over, Pane, Screen};

use super::{footer, history, palette};

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

/// Returns what lies under a place; nothing where the panel is not.
pub fn under(model: &Model, at: Position) -> Option<Under> {
    let form = Form::of(model.size);
    let area = Rect::from(model.size);
    if !form.has_panes() || !area.contains(at) {
        return None;
    }
    let panes = Panes::of(form, area, model);
    if panes.footer.contains(at) {
        let key = footer::key_at(model, panes.footer, at.x);
        return Some(key.map_or(Under::Else, Under::Key));
    }
    // What lies over a screen hides it.
    let found = match (&model.over, model.screen(), &model.history) {
        (Over::Nothing, Screen::Panel, _) => {
            let all = [Pane::Session, Pane::Governance, Pane::Context, Pane::Activities];
            all.into_iter().find(|pane| panes.area(*pane).contains(at)).map(Under::Pane)
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
