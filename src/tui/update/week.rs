//! The screen of a week and the map of days: opens the week, and chooses a day.

use chrono::{Days, NaiveDate};

use crate::config::Action;
use crate::failure::Words;
use crate::tui::geometry::Pane;
use crate::tui::input::{Step, TimeStep};
use crate::tui::layout;
use crate::tui::model::{Model, Screen, first_of};
use crate::tui::screens::WeekScreen;

use super::refuse::refuse;

/// The days of a page on the map.
const PAGE_DAYS: u64 = 28;

/// Opens the week, or goes back to it; from the week itself, to this week.
pub fn open_week(model: &mut Model) {
    let today = model.today();
    match (&mut model.week, &model.screen) {
        (None, _) => model.week = Some(Box::new(WeekScreen::new(today))),
        (Some(week), Screen::Week) => week.choose(today),
        (
            Some(_),
            Screen::Panes
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Desks(_)
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desk { .. }
            | Screen::Sources(_)
            | Screen::Playbook(_),
        ) => {}
    }
    model.screen = Screen::Week;
    model.day_filter = None;
}

/// Goes to the week before or after, on the same day of the week.
pub fn go_by_week(model: &mut Model, step: TimeStep) {
    let (today, this_week) = (model.today(), model.this_week());
    let Some(day) = model.week.as_deref().map(WeekScreen::day) else { return };
    let to = match step {
        TimeStep::Earlier => day.checked_sub_days(Days::new(7)),
        TimeStep::Later if day >= this_week => {
            let back = model.key_of(Action::Earlier);
            let words = Words {
                what: "The week was not changed".into(),
                why: "this is the current week".into(),
                next: format!("{back} shows the week before"),
            };
            return refuse(model, words);
        }
        TimeStep::Later => day.checked_add_days(Days::new(7)),
    };
    if let Some((week, to)) = model.week.as_mut().zip(to) {
        week.choose(to.min(today));
    }
}

/// Chooses another day of the week.
pub fn step_in_week(model: &mut Model, step: Step) {
    let (today, start) = (model.today(), model.settings.week_start.day());
    if let Some(week) = &mut model.week {
        week.step(step, first_of(1, week.day(), start), today);
    }
}

/// Chooses another day on the map.
pub fn step_on_map(model: &mut Model, step: Step) {
    let Some(map) = layout::day_map(model) else { return };
    let day = model.map_day(map.first);
    let to = match step {
        Step::Down => day.checked_add_days(Days::new(1)),
        Step::Up => day.checked_sub_days(Days::new(1)),
        Step::PageDown => day.checked_add_days(Days::new(PAGE_DAYS)),
        Step::PageUp => day.checked_sub_days(Days::new(PAGE_DAYS)),
        Step::Top => Some(map.first),
        Step::Bottom => None,
    };
    choose_on_map(model, to.map(|to| to.max(map.first)));
}

/// Goes one column along the map: a week, or a day where there is one row only.
pub fn along_map(model: &mut Model, step: TimeStep) {
    let Some(map) = layout::day_map(model) else { return };
    let (day, days) = (model.map_day(map.first), Days::new(map.column_days));
    let to = match step {
        TimeStep::Earlier => day.checked_sub_days(days).filter(|to| *to >= map.first),
        TimeStep::Later => day.checked_add_days(days),
    };
    choose_on_map(model, to.or(Some(day)));
}

/// Chooses a day on the map. Today, and no day, stay today when the day turns.
pub fn choose_on_map(model: &mut Model, day: Option<NaiveDate>) {
    let today = model.today();
    model.focus = Pane::Weeks;
    model.map_day = day.filter(|day| *day < today);
}
