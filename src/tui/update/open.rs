//! Enter on a screen: opens the selected session, or lists the chosen day.

use chrono::NaiveDate;

use crate::tui::geometry::Pane;
use crate::tui::layout;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::screens::WeekScreen;

use super::desks::open_desk;
use super::filter::change_filter;
use super::playbook_keys::open_list;
use super::screens::{open_history, open_session, open_shown};
use super::task_keys::enter_selected;

/// Opens the selected session, the chosen day, or the one that the panes show.
pub fn open(model: &mut Model) -> Vec<Effect> {
    match &mut model.screen {
        Screen::Panes if model.focus == Pane::Weeks => open_day_of_map(model),
        Screen::Panes if model.focus == Pane::Tasks => enter_selected(model),
        Screen::Panes if model.focus == Pane::Playbook => {
            open_list(model);
            vec![]
        }
        Screen::Tasks(_) | Screen::Task { .. } => enter_selected(model),
        Screen::Panes => open_shown(model),
        Screen::Week => open_day_of_week(model),
        Screen::History(history) => match history.selected_name() {
            Some(name) => open_session(model, name),
            None => vec![],
        },
        Screen::Desks(desks) => {
            if let Some(name) = desks.choose() {
                open_desk(model, name);
            }
            vec![]
        }
        Screen::Session { .. } | Screen::Desk { .. } | Screen::Sources(_) | Screen::Playbook(_) => {
            vec![]
        }
    }
}

/// Lists the sessions of the chosen day of the week.
fn open_day_of_week(model: &mut Model) -> Vec<Effect> {
    match model.week.as_deref().map(WeekScreen::day) {
        Some(day) => open_day(model, day),
        None => vec![],
    }
}

/// Lists the sessions of the chosen day of the map.
fn open_day_of_map(model: &mut Model) -> Vec<Effect> {
    match layout::day_map(model) {
        Some(map) => open_day(model, model.map_day(map.first)),
        None => vec![],
    }
}

fn open_day(model: &mut Model, day: NaiveDate) -> Vec<Effect> {
    let effects = open_history(model);
    let filter = format!("on:{day}");
    change_filter(model, |line| line.paste(&filter));
    model.day_filter = Some(filter);
    effects
}
