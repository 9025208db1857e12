//! What the mouse means now: a pane or a row chosen, a key of the footer pressed, a list scrolled.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::config::{Action, Chord};
use crate::tui::layout::{self, Under};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Over, Screen};

use super::actions::{act, run};
use super::keys::pressed;
use super::screens::open;
use super::scroll::moved;

/// How far one step of the wheel scrolls, in lines.
const STEP: usize = 3;

/// Takes a use of the mouse.
pub fn used(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    let at = Position { x: event.column, y: event.row };
    let Some(under) = layout::under(model, at).filter(|_| model.leaving.is_none()) else {
        return vec![];
    };
    match (event.kind, under) {
        (MouseEventKind::Down(MouseButton::Left), Under::Key(name)) => match key_named(&name) {
            Some(key) => pressed(model, key),
            None => vec![],
        },
        (MouseEventKind::Down(MouseButton::Left), Under::Pane(pane)) => {
            if layout::shows(model, pane) {
                model.focus = pane;
            }
            vec![]
        }
        (MouseEventKind::Down(MouseButton::Left), Under::Row(nth)) => row_clicked(model, nth),
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
            palette.select(moved(palette.selected(), action, 0));
        }
        return vec![];
    }
    (0..STEP).flat_map(|_| act(model, action)).collect()
}

fn scrolled(model: &mut Model, under: &Under, to: impl Fn(usize) -> usize) -> Vec<Effect> {
    let help_reach = layout::help_reach(model);
    match (&mut model.over, under) {
        (Over::Help { scroll }, _) => *scroll = to((*scroll).min(help_reach)).min(help_reach),
        (Over::Nothing, Under::Pane(pane)) => {
            let reach = layout::reach(model, *pane);
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

/// Selects a past session that was clicked; a click on the one selected opens it. An action of the
/// palette runs at once.
fn row_clicked(model: &mut Model, nth: usize) -> Vec<Effect> {
    if let Over::Palette(palette) = &mut model.over {
        palette.select(nth);
        return palette.chosen().map_or_else(Vec::new, |binding| run(model, binding));
    }
    let rows = layout::history_rows(model);
    let Some(history) = &mut model.history else { return vec![] };
    if history.selected() == nth {
        return open(model);
    }
    history.select(nth, rows);
    vec![]
}
