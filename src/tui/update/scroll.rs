//! Moves the focus, the cursor of the strip, and whatever scrolls.

use crate::failure::Words;
use crate::tui::geometry::{Pane, page};
use crate::tui::input::{Step, TimeStep};
use crate::tui::layout;
use crate::tui::model::{Model, Screen};

use super::refuse::refuse;
use super::week::{along_map, go_by_week, step_in_week, step_on_map};

/// Scrolls the pane in focus, or the screen that is shown; where days are shown, chooses another one.
pub fn scroll(model: &mut Model, step: Step) {
    match model.screen {
        Screen::Week => return step_in_week(model, step),
        Screen::Panes if model.focus == Pane::Weeks => return step_on_map(model, step),
        Screen::Panes if model.focus == Pane::Tasks => return step_in_tasks(model, step),
        Screen::Panes
        | Screen::History(_)
        | Screen::Session { .. }
        | Screen::Desks(_)
        | Screen::Tasks(_)
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => {}
    }
    let (reach, page) = match &model.screen {
        Screen::Panes | Screen::Week => (layout::reach(model, model.focus), page(model.size)),
        Screen::History(history) => (layout::history_rows(model, history), 0),
        Screen::Session { session, .. } => layout::session_reach(model, session),
        Screen::Desks(desks) => (layout::desk_rows(model, desks), 0),
        Screen::Tasks(tasks) => (layout::task_rows(model, tasks), 0),
        Screen::Task { page, .. } => layout::task_reach(model, page),
        Screen::Desk { page, .. } => layout::desk_reach(model, page),
        Screen::Sources(screen) => layout::sources_reach(model, screen),
        Screen::Playbook(screen) => (layout::step_rows(model, screen), 0),
    };
    match &mut model.screen {
        Screen::Panes => {
            let line = step.from(model.scroll.of(model.focus).min(reach), page);
            // The last activity is beyond those that have been read.
            let to_the_last = step == Step::Bottom && model.focus == Pane::Activities && reach > 0;
            model.scroll.set(model.focus, if to_the_last { line } else { line.min(reach) });
        }
        Screen::Week => {}
        Screen::History(history) => history.step(step, reach),
        Screen::Desks(desks) => desks.step(step, reach),
        Screen::Tasks(tasks) => tasks.list.step(model.tasks.board(), step, reach),
        Screen::Task { page: task, .. } => {
            task.scroll = step.from(task.scroll.min(reach), page).min(reach);
        }
        Screen::Desk { page: desk, .. } => {
            desk.scroll = step.from(desk.scroll.min(reach), page).min(reach);
        }
        Screen::Sources(screen) => {
            screen.scroll = step.from(screen.scroll.min(reach), page).min(reach);
        }
        Screen::Playbook(screen) => {
            if let Some(standing) = model.playbooks.shown() {
                screen.step(standing, step, reach);
            }
        }
        Screen::Session { session, .. } => {
            session.scroll = step.from(session.scroll.min(reach), page).min(reach);
        }
    }
}

/// Moves the selection in the pane of the tasks.
fn step_in_tasks(model: &mut Model, step: Step) {
    let rows = layout::task_pane_rows(model);
    model.tasks.in_pane(|pane, board| pane.step(board, step, rows));
}

/// Moves the focus to the next visible pane, in the order given.
pub fn focus(model: &mut Model, next: fn(Pane) -> Pane) {
    let panes = std::iter::successors(Some(next(model.focus)), |pane| Some(next(*pane)));
    let visible = panes.take(Pane::ALL.len()).find(|pane| layout::shows(model, *pane));
    model.focus = visible.unwrap_or(model.focus);
}

/// Keeps the chosen day on the map of days; if that is no longer visible, it loses the focus. So does the
/// playbook, if it went by itself.
pub fn keep_to_map(model: &mut Model) {
    if model.focus == Pane::Playbook && !layout::shows(model, Pane::Playbook) {
        model.focus = Pane::Activities;
    }
    if model.focus != Pane::Weeks {
        return;
    }
    match layout::day_map(model) {
        Some(map) => model.map_day = model.map_day.map(|day| day.max(map.first)),
        None => model.focus = Pane::Activities,
    }
}

/// Moves in time: from week to week, on the map of days if it has the focus, else along the strip.
pub fn go_along(model: &mut Model, step: TimeStep) {
    match model.screen {
        Screen::Week => go_by_week(model, step),
        Screen::Panes if model.focus == Pane::Weeks => along_map(model, step),
        Screen::Panes
        | Screen::History(_)
        | Screen::Session { .. }
        | Screen::Desks(_)
        | Screen::Tasks(_)
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => along_strip(model, step),
    }
}

/// Moves the cursor along the strip and focuses it, if it is visible.
fn along_strip(model: &mut Model, along: TimeStep) {
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
        TimeStep::Earlier => Some(strip.before(model.strip_at)),
        TimeStep::Later => strip.after(model.strip_at),
    };
}
