//! The activities before those that the desk keeps at hand: read as far as somebody scrolls or
//! filters, and dropped when nobody does any more.

use crate::core::{Activity, Verb};
use crate::failure::Words;

use super::filter::Filter;

/// How many activities are read first, those at hand included.
const LEAST: usize = 500;
/// The most activities that are ever kept; `onwatch log` reads on.
pub const MOST: usize = 10_000;

/// What lies behind the recent activities, and the filter over all of them.
#[derive(Debug, Default)]
pub struct ActivityLog {
    /// Newest first, and older than all of the recent ones.
    older: Vec<Activity>,
    /// More is being read.
    waits: bool,
    /// What is kept may lack something, or a mark.
    is_stale: bool,
    /// There are no others.
    is_whole: bool,
    refusal: Option<Words>,
    filter: Filter,
    /// Which hold the filter's words, counted over the recent and the older ones; nothing where
    /// none is on.
    matching: Option<Vec<u32>>,
}

impl ActivityLog {
    /// Returns how many activities there are to see.
    #[must_use]
    pub fn len(&self, recent: &[Activity]) -> usize {
        self.matching.as_ref().map_or(recent.len() + self.older.len(), Vec::len)
    }

    /// Returns one of those that are to be seen.
    #[must_use]
    pub fn nth<'a>(&'a self, recent: &'a [Activity], nth: usize) -> Option<&'a Activity> {
        let nth = match &self.matching {
            None => nth,
            Some(matching) => *matching.get(nth)? as usize,
        };
        recent.get(nth).or_else(|| self.older.get(nth.checked_sub(recent.len())?))
    }

    /// Returns the filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Changes the filter; reports whether other rows are shown.
    pub fn change_filter(&mut self, recent: &[Activity], change: impl FnOnce(&mut Filter)) -> bool {
        let differs = self.filter.change(change);
        if differs {
            self.find(recent);
        }
        differs
    }

    /// Tells whether more is being read.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Returns why no more could be read.
    #[must_use]
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Tells whether there are older ones that are not read any more.
    #[must_use]
    pub fn is_full(&self, recent: &[Activity]) -> bool {
        recent.len() + self.older.len() >= MOST && !self.is_whole(recent)
    }

    fn is_whole(&self, recent: &[Activity]) -> bool {
        let oldest = self.older.last().or(recent.last());
        self.is_whole || oldest.is_none_or(|oldest| oldest.seq <= 1)
    }

    /// Returns how many activities are to be read now, where `more` of them are wanted.
    pub fn wants(&mut self, recent: &[Activity], more: bool) -> Option<usize> {
        let kept = recent.len() + self.older.len();
        let grows = more && !self.is_whole(recent) && kept < MOST;
        if self.waits || self.refusal.is_some() || !(self.is_stale || grows) {
            return None;
        }
        self.waits = true;
        self.is_stale = false;
        Some(if grows { (kept * 4).clamp(LEAST, MOST) } else { kept })
    }

    /// Takes in the newest `count` activities.
    pub fn take(&mut self, recent: &[Activity], count: usize, activities: Vec<Activity>) {
        self.waits = false;
        self.is_whole = activities.len() < count;
        self.older = activities;
        if let Some(oldest) = recent.last() {
            self.older.retain(|activity| activity.seq < oldest.seq);
        }
        self.find(recent);
    }

    /// Takes in why no more could be read.
    pub fn refuse(&mut self, words: Words) {
        self.waits = false;
        self.refusal = Some(words);
    }

    /// Takes in that the recent ones are others now; returns how many of those to be seen are new.
    pub fn learn(&mut self, before: &[Activity], recent: &[Activity]) -> usize {
        self.refusal = None;
        let newest = before.first().map_or(0, |activity| activity.seq);
        let fresh = || recent.iter().filter(|activity| activity.seq > newest);
        if !self.older.is_empty() {
            let oldest = recent.last().map_or(0, |activity| activity.seq);
            let left = before.iter().filter(|activity| activity.seq < oldest).cloned();
            self.older.splice(0..0, left);
            let marks = |activity: &Activity| matches!(activity.verb, Verb::Undo | Verb::Redo);
            self.is_stale |= oldest > newest + 1 || fresh().any(marks);
        }
        self.find(recent);
        if self.filter.is_on() {
            let words = self.filter.words();
            return fresh().filter(|activity| words.are_in(&haystack(activity))).count();
        }
        // Also those that came and are no longer at hand.
        let last = recent.first().map_or(0, |activity| activity.seq);
        usize::try_from(last.saturating_sub(newest)).unwrap_or(0)
    }

    /// Drops what nobody looks at any more.
    pub fn drop_older(&mut self) {
        if !self.waits && !self.filter.is_shown() {
            self.older = Vec::new();
            self.is_whole = false;
            self.is_stale = false;
            self.refusal = None;
        }
    }

    fn find(&mut self, recent: &[Activity]) {
        self.matching = self.filter.is_on().then(|| {
            let words = self.filter.words();
            let all = recent.iter().chain(&self.older).enumerate();
            let found = all.filter(|(_, activity)| words.are_in(&haystack(activity)));
            found.filter_map(|(nth, _)| u32::try_from(nth).ok()).collect()
        });
    }
}

/// Returns what a filter looks through, in lower case.
fn haystack(activity: &Activity) -> String {
    let key = activity.session.map(|key| key.to_string()).unwrap_or_default();
    let frames = activity.context.iter().map(|frame| format!("{frame}\n"));
    let frames: String = frames.collect();
    let Activity { verb, text, by, .. } = activity;
    format!("{}\n{text}\n{}\n{}\n{key}\n{frames}", verb.past(), by.operator, by.interface.name())
        .to_lowercase()
}
