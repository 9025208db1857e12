//! The playbook that is shown, the step that a key means, and what the policy asks.

use crate::config::SidePane;
use crate::core::{StepStanding, TurnedBad};

use super::panel::Model;
use super::screen::Screen;

impl Model {
    /// Returns what the policy asks about, while an answer can be given.
    pub(in crate::tui) fn asks(&self) -> impl Iterator<Item = &TurnedBad> {
        self.playbooks.policy().asks().filter(|_| self.problem.is_none())
    }

    /// Reports whether the pane of the playbook is shown, if there is room.
    pub(in crate::tui) fn shows_playbook(&self) -> bool {
        let by_itself =
            || self.settings.panes.show(SidePane::Playbook) && self.playbooks.is_under_way();
        self.playbooks.wish().unwrap_or_else(by_itself)
    }

    /// Returns the step that a key means: the selected one of the list, else the next one.
    pub(in crate::tui) fn step_in_view(&self) -> Option<&StepStanding> {
        let standing = self.playbooks.shown()?;
        match &self.screen {
            Screen::Playbook(screen) => standing.steps.get(screen.at(standing)),
            Screen::Panes
            | Screen::Week
            | Screen::History(_)
            | Screen::Session { .. }
            | Screen::Tasks(_)
            | Screen::Task { .. }
            | Screen::Desks(_)
            | Screen::Desk { .. }
            | Screen::Sources(_) => standing.next_step(),
        }
    }
}
