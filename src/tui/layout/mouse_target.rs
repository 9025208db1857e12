//! What lies under a position on the screen, for the mouse.

use chrono::NaiveDate;
use ratatui::layout::{Position, Rect};

use crate::tui::content::week::WeekLines;
use crate::tui::content::{desks, footer, history, palette, picker, playbook_screen, tasks, weeks};
use crate::tui::geometry::{Form, Pane};
use crate::tui::model::{Model, Overlay, Screen};

use super::panes::{panes, shows};

/// What lies under a position on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MouseTarget {
    /// A pane.
    Pane(Pane),
    /// A day of the map.
    MapDay(NaiveDate),
    /// A past session, by its number in the list.
    PastSession(usize),
    /// A desk, by its number in the list.
    Desk(usize),
    /// A task of the pane, by the number of its line.
    PaneTask(usize),
    /// A task of the screen, by the number of its line.
    Task(usize),
    /// A step of the playbook, by its place from 0.
    Step(usize),
    /// A day of the week, by its number.
    WeekDay(usize),
    /// An action of the palette, by its number in the list.
    Action(usize),
    /// A row of the picker, by its number.
    PickerRow(usize),
    /// A key of the footer, by its name.
    Key(String),
    /// Nothing that takes a click.
    Nothing,
}

/// Returns what lies under a position; `None` if the panel is not there.
pub fn mouse_target(model: &Model, at: Position) -> Option<MouseTarget> {
    if !Form::of(model.size).has_panes() || !Rect::from(model.size).contains(at) {
        return None;
    }
    let panes = panes(model);
    if panes.footer.contains(at) {
        let key = footer::key_at(model, panes.footer, at.x);
        return Some(key.map_or(MouseTarget::Nothing, MouseTarget::Key));
    }
    // An overlay hides the screen below it.
    let target = match (&model.overlay, &model.screen) {
        (Overlay::None, Screen::Panes) => {
            let pane = Pane::ALL.into_iter().find(|pane| panes.area(*pane).contains(at));
            let day = pane.filter(|pane| *pane == Pane::Weeks && shows(model, *pane));
            let day = day.and_then(|_| weeks::day_at(model, panes.form.inner(panes.weeks), at));
            let task = pane.filter(|pane| *pane == Pane::Tasks);
            let task = task
                .and_then(|_| tasks::pane_line_at(model, panes.form.inner(panes.tasks), at))
                .map(MouseTarget::PaneTask);
            day.map(MouseTarget::MapDay).or(task).or(pane.map(MouseTarget::Pane))
        }
        (Overlay::None, Screen::History(history)) => {
            history::row_at(history, panes.body, at).map(MouseTarget::PastSession)
        }
        (Overlay::None, Screen::Tasks(screen)) => {
            tasks::line_at(screen, panes.body, at).map(MouseTarget::Task)
        }
        (Overlay::None, Screen::Playbook(screen)) => {
            playbook_screen::step_at(model, screen, panes.body, at).map(MouseTarget::Step)
        }
        (Overlay::None, Screen::Desks(screen)) => {
            desks::row_at(screen, panes.body, at).map(MouseTarget::Desk)
        }
        (Overlay::None, Screen::Week) => {
            let inner = Form::Wide.inner(panes.body);
            let week = model.week.as_ref().filter(|_| inner.contains(at));
            let lines = week.map(|week| WeekLines::of(model, week, inner));
            let row = usize::from(at.y.saturating_sub(inner.y));
            lines.and_then(|lines| lines.day_at(row)).map(MouseTarget::WeekDay)
        }
        (Overlay::Palette(palette), _) => {
            palette::row_at(model, palette, panes.body, at).map(MouseTarget::Action)
        }
        (Overlay::Dialog(dialog), _) => dialog.picker.as_ref().and_then(|it| {
            picker::row_at(it, dialog.at > 0, panes.body, at).map(MouseTarget::PickerRow)
        }),
        (
            Overlay::None,
            Screen::Session { .. } | Screen::Task { .. } | Screen::Desk { .. } | Screen::Sources(_),
        )
        | (Overlay::Help { .. }, _) => None,
    };
    Some(target.unwrap_or(MouseTarget::Nothing))
}
