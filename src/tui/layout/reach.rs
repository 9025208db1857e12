//! How far each part can be scrolled.

use crate::tui::content::playbook_screen::PlaybookAreas;
use crate::tui::content::session_screen::SessionScreenLines;
use crate::tui::content::{desk_page, desks, help, history, pane, sources, task_page, tasks};
use crate::tui::geometry::{Form, Pane};
use crate::tui::model::Model;
use crate::tui::screens::{
    DeskPage, DesksScreen, History, PlaybookScreen, SessionScreen, SourcesScreen, TaskScreen,
    TasksScreen,
};

use super::panes::panes;

/// Returns the farthest a pane can be scrolled, in lines.
pub fn reach(model: &Model, pane: Pane) -> usize {
    if !Form::of(model.size).has_panes() {
        return 0;
    }
    let panes = panes(model);
    let inner = panes.form.inner(panes.area(pane));
    let rows = usize::from(pane::list(model, pane, inner).height);
    pane::count(model, pane, inner).saturating_sub(rows)
}

/// Returns how many past sessions are shown at a time.
pub fn history_rows(model: &Model, history: &History) -> usize {
    history::rows(history, panes(model).body)
}

/// Returns how far the screen of one session can be scrolled, and how many lines a page has.
pub fn session_reach(model: &Model, session: &SessionScreen) -> (usize, usize) {
    let inner = Form::Wide.inner(panes(model).body);
    let rows = usize::from(inner.height);
    let lines = SessionScreenLines::of(model, session, inner.width.into());
    (lines.len().saturating_sub(rows), rows.saturating_sub(1).max(1))
}

/// Returns how many lines of desks are shown at a time.
pub fn desk_rows(model: &Model, screen: &DesksScreen) -> usize {
    desks::rows(screen, panes(model).body)
}

/// Returns how far the page of one desk can be scrolled, and how many lines a page has.
pub fn desk_reach(model: &Model, page: &DeskPage) -> (usize, usize) {
    let inner = Form::Wide.inner(panes(model).body);
    let rows = usize::from(inner.height);
    let lines = desk_page::lines(model, page, inner.width.into());
    (lines.len().saturating_sub(rows), rows.saturating_sub(1).max(1))
}

/// Returns how far the screen of the sources can be scrolled, and how many lines a page has.
pub fn sources_reach(model: &Model, screen: &SourcesScreen) -> (usize, usize) {
    let inner = Form::Wide.inner(panes(model).body);
    let rows = usize::from(inner.height);
    let lines = sources::lines(model, screen, inner.width.into());
    (lines.len().saturating_sub(rows), rows.saturating_sub(1).max(1))
}

/// Returns how many steps of a playbook are shown at a time.
pub fn step_rows(model: &Model, screen: &PlaybookScreen) -> usize {
    PlaybookAreas::of(model, screen, panes(model).body).list.height.into()
}

/// Returns how many lines of the screen of tasks are shown at a time.
pub fn task_rows(model: &Model, screen: &TasksScreen) -> usize {
    tasks::rows(screen, panes(model).body)
}

/// Returns how many lines of the pane of tasks are shown at a time.
pub fn task_pane_rows(model: &Model) -> usize {
    let panes = panes(model);
    panes.form.inner(panes.tasks).height.into()
}

/// Returns how far the page of one task can be scrolled, and how many lines a page has.
pub fn task_reach(model: &Model, page: &TaskScreen) -> (usize, usize) {
    let inner = Form::Wide.inner(panes(model).body);
    let rows = usize::from(inner.height);
    let lines = task_page::lines(model, page, inner.width.into());
    (lines.len().saturating_sub(rows), rows.saturating_sub(1).max(1))
}

/// Returns the last entry of the help, and how many a page has.
pub fn help_reach(model: &Model) -> (usize, usize) {
    let (entries, page) = help::reach(panes(model).body);
    (entries.saturating_sub(1), page)
}
