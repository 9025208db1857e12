//! Where the panes of this model lie, and which of them are shown.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use crate::bar::question_mark;
use crate::config::SidePane;
use crate::tui::content::{banner, context, governance, playbook, session_space, weeks};
use crate::tui::geometry::{
    Content, Form, LayoutNeeds, MAP_ROWS, Pane, PaneLayout, StripColumns, has_scale, has_strip,
};
use crate::tui::model::{Model, Screen, first_of};

/// Returns where the parts lie on the panel.
pub fn panes(model: &Model) -> PaneLayout {
    panes_in(model, Rect::from(model.size))
}

/// Returns where the parts lie in an area.
pub fn panes_in(model: &Model, area: Rect) -> PaneLayout {
    let form = Form::of(area.as_size());
    let live = model.glance().and_then(|glance| glance.session.as_ref());
    let rows = |content, width| rows(model, form, content, width);
    let needs = LayoutNeeds {
        panes: &model.settings.panes,
        banner_rows: u16::try_from(banner::lines(model, area).len()).unwrap_or(1),
        asks: model.asks().next().is_some()
            || model.glance().is_some_and(|glance| question_mark(glance).is_some()),
        levels: live.map_or(0, |live| live.context_stack.len()),
        rows: &rows,
    };
    PaneLayout::of(form, area, &needs)
}

/// Returns the rows that a content fills within a frame of this width.
fn rows(model: &Model, form: Form, content: Content, width: u16) -> u16 {
    let inner = form.inner(Rect { width, height: u16::MAX, ..Rect::default() });
    let columns = usize::from(inner.width);
    let rows = match content {
        Content::Session => session_space::wanted_rows(model, form, inner.width),
        Content::Governance => governance::lines(model, columns, usize::MAX).len(),
        Content::OpenContexts => context::open(model, columns).len(),
        Content::AllContexts => context::lines(model, columns).len(),
        Content::Tasks => model.tasks.pane.lines().len(),
        Content::Playbook if !model.shows_playbook() => 0,
        Content::Playbook => playbook::lines(model, columns).len(),
    };
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Returns where the panes lie; `None` if there is no room for any.
fn panes_if_any(model: &Model) -> Option<PaneLayout> {
    Form::of(model.size).has_panes().then(|| panes(model))
}

/// Reports whether a pane is shown, and can have the focus.
pub fn shows(model: &Model, pane: Pane) -> bool {
    match pane {
        Pane::Session => strip(model).is_some(),
        Pane::Activities
        | Pane::Governance
        | Pane::Context
        | Pane::Playbook
        | Pane::Tasks
        | Pane::Weeks => panes_if_any(model).is_some_and(|panes| panes.area(pane).height > 1),
    }
}

/// Reports whether tasks are shown, or would be if there were any.
pub fn may_show_tasks(model: &Model) -> bool {
    match &model.screen {
        Screen::Tasks(_) | Screen::Task { .. } => true,
        Screen::Panes => {
            model.settings.panes.show(SidePane::Tasks) && Form::of(model.size).has_room_for_tasks()
        }
        Screen::Week
        | Screen::History(_)
        | Screen::Session { .. }
        | Screen::Desks(_)
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => false,
    }
}

/// The weeks for whose days the list of activities shows the active time.
const LISTED_WEEKS: u64 = 4;

/// The map of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayMap {
    /// Its first day.
    pub first: NaiveDate,
    /// The days of a column: a week, or one day where there is one row only.
    pub column_days: u64,
}

/// Returns the map of days; `None` if it is not shown.
pub fn day_map(model: &Model) -> Option<DayMap> {
    let panes = panes_if_any(model).filter(|_| shows(model, Pane::Weeks))?;
    let inner = panes.form.inner(panes.weeks);
    let weeks = weeks::count(inner.width.into(), inner.height);
    let first = first_of(weeks, model.today(), model.settings.week_start.day());
    let column_days = if inner.height < MAP_ROWS { 1 } else { 7 };
    Some(DayMap { first, column_days })
}

/// Returns how many weeks are shown; `None` if no day is.
pub fn weeks(model: &Model) -> Option<u64> {
    let Some(panes) = panes_if_any(model) else {
        // The gauge of the day is below the status line.
        let is_shown = model.settings.day_target_seconds.is_some() && model.size.height > 1;
        return is_shown.then_some(1);
    };
    let inner = panes.form.inner(panes.weeks);
    // Today is shown even without room for the pane.
    Some(weeks::count(inner.width.into(), inner.height).max(LISTED_WEEKS))
}

/// Returns the strip of the session shown; `None` without room to move along it.
pub fn strip(model: &Model) -> Option<StripColumns> {
    let inner = session_inner(model)?;
    let session = model.glance()?.shown().filter(|_| has_scale(inner))?;
    StripColumns::of(session, inner.width.into())
}

/// Reports whether the panel shows the strip, with or without room to move along it.
pub fn shows_strip(model: &Model) -> bool {
    matches!(model.screen, Screen::Panes) && session_inner(model).is_some_and(has_strip)
}

fn session_inner(model: &Model) -> Option<Rect> {
    panes_if_any(model).map(|panes| panes.form.inner(panes.session))
}
