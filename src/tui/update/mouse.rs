//! What the mouse means now: focuses a pane, chooses a row, presses a key of the footer, scrolls.

use chrono::{Days, NaiveDate};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::config::Chord;
use crate::tui::dialogs::Dialog;
use crate::tui::geometry::Pane;
use crate::tui::input::Step;
use crate::tui::layout::{self, MouseTarget};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen};

use super::actions::run;
use super::keys::pressed;
use super::open::open;
use super::scroll::scroll;
use super::week::choose_on_map;

/// How far one step of the wheel scrolls, in lines.
const WHEEL_LINES: usize = 3;

/// Takes an event of the mouse. A terminal may send it although the panel did not ask for it.
pub fn used(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    if model.leaving.is_some() || !model.wants_mouse() {
        return vec![];
    }
    let at = Position { x: event.column, y: event.row };
    let Some(target) = layout::mouse_target(model, at) else { return vec![] };
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => return clicked(model, target),
        MouseEventKind::ScrollDown => wheel(model, &target, Step::Down),
        MouseEventKind::ScrollUp => wheel(model, &target, Step::Up),
        MouseEventKind::Down(MouseButton::Right | MouseButton::Middle)
        | MouseEventKind::Up(_)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => {}
    }
    vec![]
}

fn clicked(model: &mut Model, target: MouseTarget) -> Vec<Effect> {
    match target {
        MouseTarget::Key(name) => match key_named(&name) {
            Some(key) => pressed(model, key),
            None => vec![],
        },
        MouseTarget::Pane(pane) => {
            if layout::shows(model, pane) {
                model.focus = pane;
            }
            vec![]
        }
        MouseTarget::MapDay(day) => {
            let was = (model.focus == Pane::Weeks).then(|| map_day(model)).flatten();
            // A second click on a day lists its sessions.
            if was == Some(day) {
                return open(model);
            }
            choose_on_map(model, Some(day));
            vec![]
        }
        MouseTarget::Action(nth) => {
            let Overlay::Palette(palette) = &model.overlay else { return vec![] };
            let clicked = model.actions(palette).get(nth).copied();
            clicked.map_or_else(Vec::new, |binding| run(model, binding))
        }
        MouseTarget::PastSession(nth) => {
            let Screen::History(history) = &model.screen else { return vec![] };
            // A second click on a row opens it.
            if history.list().selected() == nth {
                return open(model);
            }
            let rows = layout::history_rows(model, history);
            if let Screen::History(history) = &mut model.screen {
                history.select(nth, rows);
            }
            vec![]
        }
        MouseTarget::Desk(nth) => {
            let Screen::Desks(desks) = &model.screen else { return vec![] };
            // A second click on a row looks into it.
            if desks.selected() == nth {
                return open(model);
            }
            let rows = layout::desk_rows(model, desks);
            if let Screen::Desks(desks) = &mut model.screen {
                desks.select(nth, rows);
            }
            vec![]
        }
        MouseTarget::Step(nth) => {
            let Screen::Playbook(screen) = &model.screen else { return vec![] };
            let rows = layout::step_rows(model, screen);
            if let (Screen::Playbook(screen), Some(standing)) =
                (&mut model.screen, model.playbooks.shown())
            {
                screen.select(standing, nth, rows);
            }
            vec![]
        }
        MouseTarget::WeekDay(nth) => {
            let first = model.week.as_ref().map(|week| model.week_first(week));
            let nth = u64::try_from(nth).unwrap_or(0);
            let day = first.and_then(|first| first.checked_add_days(Days::new(nth)));
            let day = day.filter(|day| *day <= model.today());
            let Some((week, day)) = model.week.as_mut().zip(day) else { return vec![] };
            // A second click on a day lists its sessions.
            if week.day() == day {
                return open(model);
            }
            week.choose(day);
            vec![]
        }
        MouseTarget::PaneTask(nth) => {
            // A second click on a row enters it.
            if model.focus == Pane::Tasks && model.tasks.pane.at() == nth {
                return open(model);
            }
            model.focus = Pane::Tasks;
            let rows = layout::task_pane_rows(model);
            model.tasks.in_pane(|pane, board| pane.select(board, nth, rows));
            vec![]
        }
        MouseTarget::Task(nth) => {
            let Screen::Tasks(tasks) = &model.screen else { return vec![] };
            if tasks.list.at() == nth {
                return open(model);
            }
            let rows = layout::task_rows(model, tasks);
            if let Screen::Tasks(tasks) = &mut model.screen {
                tasks.list.select(model.tasks.board(), nth, rows);
            }
            vec![]
        }
        MouseTarget::PickerRow(nth) => click_picker(model, nth),
        MouseTarget::Nothing => vec![],
    }
}

/// Chooses a row of the picker; a second click enters it.
fn click_picker(model: &mut Model, nth: usize) -> Vec<Effect> {
    let Overlay::Dialog(Dialog { picker: Some(picker), .. }) = &mut model.overlay else {
        return vec![];
    };
    if picker.selected() == nth {
        return pressed(model, KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    }
    picker.select(nth);
    vec![]
}

fn wheel(model: &mut Model, target: &MouseTarget, step: Step) {
    let (last, _) = layout::help_reach(model);
    let actions = match &model.overlay {
        Overlay::Palette(palette) => model.actions(palette).len(),
        Overlay::None | Overlay::Help { .. } | Overlay::Dialog(_) => 0,
    };
    match (&mut model.overlay, &model.screen, target) {
        (Overlay::Dialog(Dialog { picker: Some(picker), .. }), _, _) => {
            picker.select(lines(step, picker.selected()));
        }
        (Overlay::Help { selected }, _, _) => *selected = lines(step, *selected).min(last),
        (Overlay::Palette(palette), _, _) => {
            palette.select(lines(step, palette.selected()), actions);
        }
        (Overlay::None, Screen::Panes, MouseTarget::Pane(pane)) => scroll_pane(model, *pane, step),
        (Overlay::None, Screen::Panes, MouseTarget::PaneTask(_)) => {
            let rows = layout::task_pane_rows(model);
            model.tasks.in_pane(|pane, board| {
                pane.select(board, lines(step, pane.at()), rows);
            });
        }
        (Overlay::None, Screen::Panes, MouseTarget::MapDay(_)) => {
            scroll_pane(model, Pane::Weeks, step);
        }
        (Overlay::None, Screen::Week, _) => scroll(model, step),
        (
            Overlay::None,
            Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_),
            _,
        ) => {
            for _ in 0..WHEEL_LINES {
                scroll(model, step);
            }
        }
        (Overlay::None, Screen::Panes, _) | (Overlay::Dialog(_), _, _) => {}
    }
}

/// Returns the chosen day of the map.
fn map_day(model: &Model) -> Option<NaiveDate> {
    Some(model.map_day(layout::day_map(model)?.first))
}

fn scroll_pane(model: &mut Model, pane: Pane, step: Step) {
    let reach = layout::reach(model, pane);
    let line = lines(step, model.scroll.of(pane).min(reach)).min(reach);
    model.scroll.set(pane, line);
}

/// Returns the line after a step of the wheel.
fn lines(step: Step, line: usize) -> usize {
    (0..WHEEL_LINES).fold(line, |line, _| step.from(line, 0))
}

/// Returns the last key of a name in the footer.
fn key_named(name: &str) -> Option<KeyEvent> {
    match name.rsplit(' ').next()? {
        "Enter" => Some(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)),
        "Esc" => Some(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)),
        name => name.parse().ok().map(Chord::event),
    }
}
