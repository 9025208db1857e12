//! What happened on the desk since the operator's last command, as it was when the panel opened.

use chrono::{DateTime, Utc};

use crate::core::{Activity, Glance, Verb, ms_between};

/// How long after the last command somebody has to find back into the work, milliseconds.
const AWAY_MS: u64 = 30 * 60_000;
/// How many of the newest changes are named.
const NAMED: usize = 3;

/// From when on it is told what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToldSince {
    /// When the operator gave the last command, UTC, and the number of its event.
    Command(DateTime<Utc>, u64),
    /// The operator has given none: when the last session ended, UTC.
    End(DateTime<Utc>),
    /// The operator gave none, or it is not among the newest changes: how many these are.
    Newest(usize),
    /// Nobody gave any command.
    #[default]
    Start,
}

/// What happened since the operator's last command, as it was when the panel opened.
#[derive(Debug, Default)]
pub struct Meanwhile {
    /// From when on it tells.
    pub since: ToldSince,
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
    /// Returns what a desk says of the time since the last command of an operator. It is shown if there is
    /// something to say: others changed something, or the session went on for long.
    pub fn of(glance: &Glance, operator: &str) -> Self {
        let recent = &glance.recent;
        let is_own = |done: &&Activity| done.by.operator == operator && done.provenance.is_given();
        // Without a command of the operator, the last end is where the work was left.
        let is_end = |done: &&Activity| done.verb == Verb::End;
        let own = recent.iter().find(is_own);
        let left = own.or_else(|| recent.iter().find(is_end));
        let since = left.map_or(0, |left| left.seq);
        let news: Vec<&Activity> = recent.iter().filter(|done| done.seq > since).collect();
        let mut who: Vec<String> = Vec::new();
        for done in &news {
            let name = done.provenance.source().unwrap_or(&done.by.operator);
            if !who.iter().any(|known| known == name) {
                who.push(name.to_owned());
            }
        }
        let is_long = |at| ms_between(at, glance.now_utc) >= AWAY_MS;
        let is_away = left.is_some_and(|left| is_long(left.given_at()));
        let is_whole = recent.last().is_none_or(|oldest| oldest.seq <= 1);
        Self {
            since: match (own, left) {
                (Some(own), _) => ToldSince::Command(own.given_at(), own.seq),
                (None, Some(end)) => ToldSince::End(end.given_at()),
                (None, None) if is_whole => ToldSince::Start,
                (None, None) => ToldSince::Newest(recent.len()),
            },
            newest: news.iter().take(NAMED).map(|done| (*done).clone()).collect(),
            count: news.len(),
            who,
            is_open: !news.is_empty() || is_away && glance.session.is_some(),
        }
    }
}
