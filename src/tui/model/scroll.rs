//! How far each pane is scrolled.

use crate::tui::geometry::Pane;

/// How far each pane is scrolled, in lines.
#[derive(Debug, Default)]
pub struct Scroll {
    activities: usize,
    governance: usize,
    context: usize,
    playbook: usize,
}

impl Scroll {
    pub fn of(&self, pane: Pane) -> usize {
        match pane {
            Pane::Session | Pane::Tasks | Pane::Weeks => 0,
            Pane::Activities => self.activities,
            Pane::Governance => self.governance,
            Pane::Context => self.context,
            Pane::Playbook => self.playbook,
        }
    }

    pub fn set(&mut self, pane: Pane, lines: usize) {
        match pane {
            Pane::Session | Pane::Tasks | Pane::Weeks => {}
            Pane::Activities => self.activities = lines,
            Pane::Governance => self.governance = lines,
            Pane::Context => self.context = lines,
            Pane::Playbook => self.playbook = lines,
        }
    }
}
