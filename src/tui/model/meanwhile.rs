//! What happened on the desk since the operator's last command, as it was when the panel opened.

use chrono::{DateTime, Utc};

use crate::core::{Activity, Verb, ms_between};

use super::panel::Model;

/// How long after the last command somebody has to find back into the work, milliseconds.
const AWAY_MS: u64 = 30 * 60_000;
/// How many of the newest changes are named.
const NAMED: usize = 3;

/// What happened since the operator's last command, as it was when the panel opened.
#[derive(Debug, Default)]
pub struct Meanwhile {
    /// When the operator gave the last command, UTC; `None` if that is not at hand.
    pub since_utc: Option<DateTime<Utc>>,
    /// The newest changes of others since then, newest first.
    pub newest: Vec<Activity>,
    /// How many changes there are.
    pub count: usize,
    /// Who made them, each once, the newest first.
    pub who: Vec<String>,
    /// Whether it is shown.
    pub is_open: bool,
}

impl Meanwhile {
    /// Returns what the newest activities say of the time since the last command of an operator.
    fn of(recent: &[Activity], operator: &str) -> Self {
        let is_own = |done: &&Activity| done.by.operator == operator && done.provenance.is_given();
        // Without a command of the operator, the last end is where the work was left.
        let is_end = |done: &&Activity| done.verb == Verb::End;
        let own = recent.iter().find(is_own).or_else(|| recent.iter().find(is_end));
        let since = own.map_or(0, |own| own.seq);
        let news: Vec<&Activity> = recent.iter().filter(|done| done.seq > since).collect();
        let mut who: Vec<String> = Vec::new();
        for done in &news {
            let name = done.provenance.source().unwrap_or(&done.by.operator);
            if !who.iter().any(|known| known == name) {
                who.push(name.to_owned());
            }
        }
        Self {
            since_utc: own.map(|own| own.at_utc),
            newest: news.iter().take(NAMED).map(|done| (*done).clone()).collect(),
            count: news.len(),
            who,
            is_open: false,
        }
    }
}

impl Model {
    /// Takes in the desk as it was when the panel opened; shows what happened since if there is something
    /// to say: others changed something, or the session went on for long.
    pub(in crate::tui) fn see_meanwhile(&mut self) {
        let Some(glance) = self.glance() else { return };
        let mut meanwhile = Meanwhile::of(&glance.recent, &self.environment.by.operator);
        let is_away = meanwhile.since_utc.is_some_and(|at| ms_between(at, self.now.utc) >= AWAY_MS);
        meanwhile.is_open = meanwhile.count > 0 || is_away && glance.session.is_some();
        self.meanwhile = meanwhile;
    }
}
