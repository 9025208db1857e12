//! The screen of a playbook: all its steps, and the selected one in full.

use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::Line;

use crate::core::{PlaybookScope, PlaybookStanding, Severity};
use crate::tui::geometry::Form;
use crate::tui::look::{safe, styled};
use crate::tui::model::Model;
use crate::tui::screens::PlaybookScreen;

use super::playbook::{CHANGED, beside, done_of, faults, minutes_text};
use super::step_rows;

/// The least columns for the step beside the list, and the most columns of the list then.
const BESIDE: u16 = 110;
const LIST_MOST: u16 = 76;
/// The most rows of a text above the list, and the least rows of the list.
const TEXT_ROWS: usize = 2;
const LIST_LEAST: u16 = 3;
/// The columns from which what is said of the playbook may take two rows.
const TWO_ROWS_FROM: usize = 60;

/// Where the parts of the screen lie.
pub struct PlaybookAreas {
    /// What is said of the playbook.
    pub head: Rect,
    /// The list of its steps.
    pub list: Rect,
    /// The selected step in full.
    pub step: Rect,
}

impl PlaybookAreas {
    /// Returns where they lie in an area.
    pub fn of(model: &Model, screen: &PlaybookScreen, area: Rect) -> Self {
        let inner = Form::Wide.inner(area);
        let head = u16::try_from(head(model, inner.width.into()).len()).unwrap_or(0);
        let rows = [Constraint::Length(head), Constraint::Fill(1)];
        let [head, body] = Layout::vertical(rows).areas(inner);
        let steps = model.playbooks.shown().map_or(0, |standing| standing.steps.len());
        let steps = u16::try_from(steps).unwrap_or(u16::MAX);
        if inner.width >= BESIDE {
            let list = (inner.width / 2).min(LIST_MOST);
            let columns = [Constraint::Length(list), Constraint::Length(3), Constraint::Fill(1)];
            let [list, _, step] = Layout::horizontal(columns).areas(body);
            return Self { head, list, step };
        }
        // The step is shown in full; the list scrolls.
        let page = u16::try_from(page(model, screen, body.width.into()).len()).unwrap_or(u16::MAX);
        let most = body.height.saturating_sub(page.saturating_add(1)).max(LIST_LEAST);
        let rows =
            [Constraint::Length(steps.min(most)), Constraint::Length(1), Constraint::Fill(1)];
        let [list, _, step] = Layout::vertical(rows).areas(body);
        Self { head, list, step }
    }
}

/// Returns the title of the screen.
pub fn title(model: &Model) -> String {
    let Some(standing) = model.playbooks.shown() else { return "playbook".to_owned() };
    let name = format!("{} {}", safe(&standing.name), done_of(standing));
    let all = model.playbooks.all();
    let nth = all.iter().position(|other| other.name == standing.name).unwrap_or(0) + 1;
    match all.len() {
        0 | 1 => name,
        all => format!("{name} · playbook {nth} of {all}"),
    }
}

/// Returns what is said of the playbook above its steps.
pub fn head(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let mut lines = Vec::new();
    if let Some(standing) = model.playbooks.shown() {
        let rows = if columns < TWO_ROWS_FROM { 1 } else { TEXT_ROWS };
        lines.extend(styled(&about(model, standing), theme.quiet(), columns, rows));
        if standing.is_changed {
            let style = theme.severity(Severity::Warning);
            lines.extend(beside("▲ ", CHANGED, (columns, TEXT_ROWS), style));
        }
    }
    for fault in faults(model) {
        let style = theme.severity(Severity::Warning);
        lines.extend(beside("▲ ", &fault, (columns, TEXT_ROWS), style));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}

/// Returns what a playbook is for, since when it is under way, and how long the rest takes.
fn about(model: &Model, standing: &PlaybookStanding) -> String {
    let begun = match (standing.begun_at_utc, standing.next, standing.scope) {
        (None, _, PlaybookScope::Desk) => "not begun".to_owned(),
        (None, _, PlaybookScope::Session) => "not begun; belongs to one session".to_owned(),
        (Some(_), None, _) => "complete".to_owned(),
        (Some(at), Some(_), _) => format!("begun {}", model.ago(at)),
    };
    let held =
        standing.held.as_ref().map(|held| format!("held at {}: {}", held.number, held.way_on()));
    let open = standing.steps.iter().filter(|step| step.is_open());
    let left: u32 = open.filter_map(|step| step.minutes).fold(0, u32::saturating_add);
    let left = (left > 0).then(|| format!("{} left", minutes_text(left)));
    let parts = [Some(safe(&standing.title)), Some(begun), held, left];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the visible rows of the list.
pub fn rows(model: &Model, screen: &PlaybookScreen, list: Rect) -> Vec<Line<'static>> {
    let Some(standing) = model.playbooks.shown() else { return vec![] };
    let rows = usize::from(list.height);
    let at = screen.at(standing);
    let visible = standing.steps.iter().enumerate().skip(screen.first_of(standing, rows));
    let row = |(nth, step)| step_rows::row(model, (standing, step), nth == at, list.width.into());
    visible.take(rows).map(row).collect()
}

/// Returns the selected step in full.
pub fn page(model: &Model, screen: &PlaybookScreen, columns: usize) -> Vec<Line<'static>> {
    let Some(standing) = model.playbooks.shown() else { return vec![] };
    let step = standing.steps.get(screen.at(standing));
    step.map_or_else(Vec::new, |step| step_rows::page(model, (standing, step), columns))
}

/// Reports whether steps are hidden above and below.
pub fn hidden(model: &Model, screen: &PlaybookScreen, area: Rect) -> (bool, bool) {
    let Some(standing) = model.playbooks.shown() else { return (false, false) };
    let rows = usize::from(PlaybookAreas::of(model, screen, area).list.height);
    let first = screen.first_of(standing, rows);
    (first > 0, first + rows < standing.steps.len())
}

/// Returns the place of the step at a position, from 0.
pub fn step_at(model: &Model, screen: &PlaybookScreen, area: Rect, at: Position) -> Option<usize> {
    let standing = model.playbooks.shown()?;
    let list = PlaybookAreas::of(model, screen, area).list;
    let row = usize::from(at.y.checked_sub(list.y)?);
    let nth = screen.first_of(standing, list.height.into()) + row;
    (list.contains(at) && nth < standing.steps.len()).then_some(nth)
}
