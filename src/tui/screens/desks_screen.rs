//! The screen of the desks: its rows in groups, its filter and its selection.

use super::filter::Filter;
use super::known_desks::ListedDesk;
use crate::core::{DeskGlance, DeskName, Light, Phase, WaitsFor};
use crate::tui::input::Step;

/// The screen of the desks.
#[derive(Debug, Default)]
pub struct DesksScreen {
    rows: Vec<ListedDesk>,
    lines: Vec<DeskLine>,
    filter: Filter,
    shows_all: bool,
    /// The selected desk; the first one before somebody chose.
    selected: Option<DeskName>,
    /// The number of the selected row.
    at: usize,
    /// The first visible line.
    first: usize,
}

/// What desks of the list have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskGroup {
    /// They wait for a person.
    Waits,
    /// They are live.
    Live,
    /// They are not live.
    Over,
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskLine {
    /// The title of a group, with the number of its desks.
    Group(DeskGroup, usize),
    /// A desk, by its number.
    Desk(usize),
    /// Why a desk waits, by its number.
    Why(usize),
}

impl DesksScreen {
    /// Takes in the desks, in their order.
    pub fn show(&mut self, desks: Vec<ListedDesk>) {
        let words = self.filter.words();
        let is_on = self.filter.is_on();
        let matches = |row: &ListedDesk| !is_on || words.are_in(&searched(&row.desk));
        self.rows = desks.into_iter().filter(matches).collect();
        self.lines = lines(&self.rows);
        // The selection stays on its desk, wherever that is now. If it is gone, the one in its place is
        // selected for good.
        let name = self.selected.as_ref();
        let found = name.and_then(|name| self.rows.iter().position(|row| row.desk.desk == *name));
        self.at = found.unwrap_or(self.at).min(self.rows.len().saturating_sub(1));
        if self.selected.is_some() {
            self.choose();
        }
    }

    /// Keeps the selection on the selected desk from now on; returns it.
    pub fn choose(&mut self) -> Option<DeskName> {
        self.selected = self.selected_desk().map(|desk| desk.desk.clone());
        self.selected.clone()
    }

    /// Returns the filter.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Changes the filter.
    pub fn change_filter(&mut self, change: impl FnOnce(&mut Filter)) {
        if self.filter.change(change) {
            (self.selected, self.at, self.first) = (None, 0, 0);
        }
    }

    /// Reports whether desks are listed that are not live.
    pub fn shows_all(&self) -> bool {
        self.shows_all
    }

    /// Lists those that are not live too, or no longer.
    pub fn toggle_all(&mut self) {
        self.shows_all = !self.shows_all;
    }

    /// Returns the desks.
    pub fn rows(&self) -> &[ListedDesk] {
        &self.rows
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[DeskLine] {
        &self.lines
    }

    /// Returns the number of the selected desk.
    pub fn selected(&self) -> usize {
        self.at
    }

    /// Returns the selected desk.
    pub fn selected_desk(&self) -> Option<&DeskGlance> {
        self.rows.get(self.at).map(|row| &row.desk)
    }

    /// Selects a desk; `rows` lines are shown.
    pub fn select(&mut self, nth: usize, rows: usize) {
        self.at = nth.min(self.rows.len().saturating_sub(1));
        self.choose();
        self.first = self.first_of(rows);
    }

    /// Moves the selection; `rows` lines are shown.
    pub fn step(&mut self, step: Step, rows: usize) {
        // A desk that waits has two lines.
        self.select(step.from(self.at, (rows / 2).max(1)), rows);
    }

    /// Returns the first visible line of `rows`.
    pub fn first_of(&self, rows: usize) -> usize {
        let is_at = |line: &DeskLine| matches!(line, DeskLine::Desk(nth) if *nth == self.at);
        let Some(line) = self.lines.iter().position(is_at) else { return 0 };
        let has_title = line.checked_sub(1).and_then(|above| self.lines.get(above));
        let top = line - usize::from(matches!(has_title, Some(DeskLine::Group(..))));
        let has_why = matches!(self.lines.get(line + 1), Some(DeskLine::Why(_)));
        let bottom = line + usize::from(has_why);
        let most = self.lines.len().saturating_sub(rows);
        self.first.min(most).min(top).max((bottom + 1).saturating_sub(rows)).min(line)
    }
}

/// Returns the lines of some desks.
fn lines(rows: &[ListedDesk]) -> Vec<DeskLine> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut nth = 0;
    for group in rows.chunk_by(|one, other| group_of(&one.desk) == group_of(&other.desk)) {
        let kind = group.first().map_or(DeskGroup::Live, |row| group_of(&row.desk));
        lines.push(DeskLine::Group(kind, group.len()));
        for row in group {
            lines.push(DeskLine::Desk(nth));
            lines.extend(row.desk.waits_for.as_ref().map(|_| DeskLine::Why(nth)));
            nth += 1;
        }
    }
    lines
}

fn group_of(desk: &DeskGlance) -> DeskGroup {
    match (&desk.waits_for, desk.is_live()) {
        (Some(_), _) => DeskGroup::Waits,
        (None, true) => DeskGroup::Live,
        (None, false) => DeskGroup::Over,
    }
}

/// Returns what a filter looks through, in lower case.
fn searched(desk: &DeskGlance) -> String {
    let phase = desk.phase.map_or("", Phase::word);
    let texts = [
        desk.name.clone(),
        desk.status.as_ref().map(|status| status.0.clone()),
        desk.context.as_ref().map(ToString::to_string),
        desk.title.clone(),
        desk.operator.clone(),
        desk.agent_id.clone(),
        desk.workflow_id.clone(),
        desk.user_id.clone(),
        desk.session.map(|key| key.to_string()),
        desk.waits_for.as_ref().map(WaitsFor::text),
    ];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    format!("{} {phase} {} {}", desk.desk, desk.health.map_or("", Light::word), texts.join(" "))
        .to_lowercase()
}
