//! The playbooks as they stand, and which of them the panel shows.

use std::sync::Arc;

use crate::core::{Directives, Moment, OpenPlaybook, PlaybookStanding, PolicyGlance, Watch};
use crate::tui::input::TimeStep;

/// The playbooks as they stand, and which of them is shown.
#[derive(Debug, Default)]
pub struct PanelPlaybooks {
    directives: Arc<Directives>,
    standings: Vec<PlaybookStanding>,
    policy: PolicyGlance,
    /// The name of the playbook that somebody chose; `None` if nobody did.
    chosen: Option<String>,
    /// Whether the operator wants the pane; `None` if it comes and goes by itself.
    wish: Option<bool>,
}

impl PanelPlaybooks {
    /// Takes in what the files of the operator say.
    pub fn learn(&mut self, directives: Arc<Directives>) {
        self.directives = directives;
    }

    /// Returns what the files of the operator say.
    pub fn directives(&self) -> &Arc<Directives> {
        &self.directives
    }

    /// Takes in how each playbook stands now, and what the policy says.
    pub fn see(&mut self, watch: &Watch, now: &Moment) {
        let was_under_way = self.is_under_way();
        let good = self.directives.playbooks.good.iter();
        self.standings = good.map(|playbook| watch.playbook_standing(playbook, now)).collect();
        self.policy = PolicyGlance::of(watch, now, &self.directives);
        // One that is begun shows itself again.
        if !was_under_way && self.is_under_way() && self.wish == Some(false) {
            self.wish = None;
        }
    }

    /// Returns what the policy says of the live session.
    pub fn policy(&self) -> &PolicyGlance {
        &self.policy
    }

    /// Returns all playbooks that can be used.
    pub fn all(&self) -> &[PlaybookStanding] {
        &self.standings
    }

    /// Returns what is open of those that are begun.
    pub fn open(&self) -> Vec<OpenPlaybook> {
        self.standings.iter().filter_map(OpenPlaybook::of).collect()
    }

    /// Returns the one that is shown: the chosen one, else the first that is under way, else the first.
    pub fn shown(&self) -> Option<&PlaybookStanding> {
        self.standings.get(self.at())
    }

    /// Shows the playbook before or after the one that is shown.
    pub fn turn(&mut self, to: TimeStep) {
        let last = self.standings.len().saturating_sub(1);
        let at = match to {
            TimeStep::Earlier => self.at().checked_sub(1).unwrap_or(last),
            TimeStep::Later if self.at() >= last => 0,
            TimeStep::Later => self.at() + 1,
        };
        self.chosen = self.standings.get(at).map(|standing| standing.name.clone());
    }

    /// Shows the pane, or hides it.
    pub fn want(&mut self, is_wanted: bool) {
        self.wish = Some(is_wanted);
    }

    /// Reports whether the operator wants the pane; `None` if it comes and goes by itself.
    pub fn wish(&self) -> Option<bool> {
        self.wish
    }

    fn at(&self) -> usize {
        let named = |name: &String| self.standings.iter().position(|one| one.name == *name);
        let under_way = || self.standings.iter().position(PlaybookStanding::is_under_way);
        self.chosen.as_ref().and_then(named).or_else(under_way).unwrap_or(0)
    }

    /// Reports whether one of them is begun and not complete.
    pub fn is_under_way(&self) -> bool {
        self.standings.iter().any(PlaybookStanding::is_under_way)
    }
}
