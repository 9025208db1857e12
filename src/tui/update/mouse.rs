//! What the mouse means now: a pane or a row chosen, a key of the footer pressed, a list scrolled.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::config::{Action, Chord};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Over, Screen};
use crate::tui::view::{self, Under};

use super::{keys, screens};

/// How far one step of the wheel scrolls, in lines.
const STEP: usize = 3;

/// Takes a use of the mouse.
pub fn used(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let at = Position { x: event.column, y: event.row };
    let Some(under) = view::under(model, at).filter(|_| model.leaving.is_none()) else {
        return vec![];
    };
    match (event.kind, under) {
        (MouseEventKind::Down(MouseButton::Left), Under::Key(name)) => match key_named(&name) {
            Some(key) => keys::pressed(model, key),
            None => vec![],
        },
        (MouseEventKind::Down(MouseButton::Left), Under::Pane(pane)) => {
            if view::shows(model, pane) {
                model.focus = pane;
            }
            vec![]
        }
        (MouseEventKind::Down(MouseButton::Left), Under::Row(nth)) => {
            screens::row_clicked(model, nth)
        }
        (MouseEventKind::ScrollDown, _) if is_on_a_list(model) => turned(model, Action::Down),
        (MouseEventKind::ScrollUp, _) if is_on_a_list(model) => turned(model, Action::Up),
        (MouseEventKind::ScrollDown, under) => scrolled(model, &under, |line| line + STEP),
        (MouseEventKind::ScrollUp, under) => {
            scrolled(model, &under, |line| line.saturating_sub(STEP))
        }
        _ => vec![],
    }
}

/// Tells whether the whole screen is one list, with nothing over it.
fn is_on_a_list(model: &Model) -> bool {
    match model.over {
        Over::Nothing => model.screen() != Screen::Panel,
        Over::Palette(_) => true,
        _ => false,
    }
}

fn turned(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Over::Palette(palette) = &mut model.over {
        for _ in 0..STEP {
            palette.select(keys::moved(palette.selected(), action, 0));
        }
        return vec![];
    }
    (0..STEP).flat_map(|_| screens::act(model, action)).collect()
}

fn scrolled(model: &mut Model, under: &Under, to: impl Fn(usize) -> usize) -> Vec<Effect> {
    let help_reach = view::help_reach(model);
    match (&mut model.over, under) {
        (Over::Help { scroll }, _) => *scroll = to((*scroll).min(help_reach)).min(help_reach),
        (Over::Nothing, Under::Pane(pane)) => {
            let reach = view::reach(model, *pane);
            let line = to(model.scroll.of(*pane).min(reach)).min(reach);
            model.scroll.set(*pane, line);
        }
        _ => {}
    }
    vec![]
}

/// Returns the key that the footer shows by this name; of several the last.
fn key_named(name: &str) -> Option<KeyEvent> {
    match name.rsplit(' ').next()? {
        "Enter" => Some(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)),
        "Esc" => Some(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)),
        name => name.parse().ok().map(Chord::event),
    }
}
