//! The screen with the steps of a playbook: which step is selected.

use crate::core::PlaybookStanding;
use crate::tui::input::Step;

/// The screen with the steps of a playbook.
#[derive(Debug, Default)]
pub struct PlaybookScreen {
    /// The place of the selected step, from 0; `None` for the next one.
    selected: Option<usize>,
    first: usize,
}

impl PlaybookScreen {
    /// Returns the place of the selected step, from 0.
    pub fn at(&self, standing: &PlaybookStanding) -> usize {
        let last = standing.steps.len().saturating_sub(1);
        let next = standing.next.map_or(0, |number| number.saturating_sub(1));
        self.selected.unwrap_or(next).min(last)
    }

    /// Moves the selection; `rows` steps are shown.
    pub fn step(&mut self, standing: &PlaybookStanding, step: Step, rows: usize) {
        let to = step.from(self.at(standing), rows.saturating_sub(1).max(1));
        self.select(standing, to, rows);
    }

    /// Selects a step by its place; `rows` steps are shown.
    pub fn select(&mut self, standing: &PlaybookStanding, nth: usize, rows: usize) {
        self.selected = Some(nth.min(standing.steps.len().saturating_sub(1)));
        self.first = self.first_of(standing, rows);
    }

    /// Selects the next step again.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Returns the place of the first visible step of `rows`.
    pub fn first_of(&self, standing: &PlaybookStanding, rows: usize) -> usize {
        let most = standing.steps.len().saturating_sub(rows);
        let at = self.at(standing);
        self.first.min(most).min(at).max((at + 1).saturating_sub(rows))
    }
}
