//! The activities before the recent ones: read as far as the operator scrolls or filters, and dropped
//! afterwards.

use chrono::NaiveDate;

use crate::core::Activity;
use crate::failure::Words;

use super::activity_lines::ActivityLines;
use super::filter::Filter;

/// How many activities are read first, the recent ones included.
const LEAST: usize = 500;
/// The most activities that are kept; `onwatch log` shows more.
pub const MOST: usize = 10_000;

/// The activities before the recent ones, and the filter over all of them.
#[derive(Debug, Default)]
pub struct ActivityLog {
    /// Newest first, older than all recent ones.
    older: Vec<Activity>,
    /// More is being read.
    waits: bool,
    /// Some may be missing, or undone since.
    is_stale: bool,
    /// There are no others.
    is_whole: bool,
    refusal: Option<Words>,
    filter: Filter,
    /// The numbers of those that match the filter, recent ones first; `None` without a filter.
    matching: Option<Vec<u32>>,
    /// The lines of those that are listed, and the day for which they were counted; `None` since the
    /// list changed.
    lines: Option<(NaiveDate, ActivityLines)>,
}

impl ActivityLog {
    /// Returns how many activities are listed.
    pub fn len(&self, recent: &[Activity]) -> usize {
        self.matching.as_ref().map_or(recent.len() + self.older.len(), Vec::len)
    }

    /// Returns a listed activity.
    pub fn nth<'a>(&'a self, recent: &'a [Activity], nth: usize) -> Option<&'a Activity> {
        let nth = match &self.matching {
            None => nth,
            Some(matching) => *matching.get(nth)? as usize,
        };
        recent.get(nth).or_else(|| self.older.get(nth.checked_sub(recent.len())?))
    }

    /// Returns the lines of the listed activities; `None` before they were counted.
    pub fn lines(&self) -> Option<&ActivityLines> {
        self.lines.as_ref().map(|(_, lines)| lines)
    }

    /// Counts the lines again if the list, or today, has changed.
    pub fn count_lines(
        &mut self,
        recent: &[Activity],
        today: NaiveDate,
        day: impl Fn(&Activity) -> NaiveDate,
    ) {
        if self.lines.as_ref().is_some_and(|(counted, _)| *counted == today) {
            return;
        }
        let listed = (0..self.len(recent)).map_while(|nth| self.nth(recent, nth));
        let lines = ActivityLines::of(listed, today, day);
        self.lines = Some((today, lines));
    }

    /// Forgets where the lines are: days begin at another time.
    pub fn forget_lines(&mut self) {
        self.lines = None;
    }

    /// Returns the filter.
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

    /// Reports whether more is being read.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Returns why no more could be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Reports whether older ones exist that are never read.
    pub fn is_full(&self, recent: &[Activity]) -> bool {
        recent.len() + self.older.len() >= MOST && !self.is_whole(recent)
    }

    fn is_whole(&self, recent: &[Activity]) -> bool {
        let oldest = self.older.last().or(recent.last());
        self.is_whole || oldest.is_none_or(|oldest| oldest.seq <= 1)
    }

    /// Returns how many activities must be read; `more` asks for older ones.
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

    /// Takes in other recent ones; returns how many of the listed ones are new.
    pub fn learn(&mut self, before: &[Activity], recent: &[Activity]) -> usize {
        self.refusal = None;
        let newest = before.first().map_or(0, |activity| activity.seq);
        let fresh = || recent.iter().filter(|activity| activity.seq > newest);
        if !self.older.is_empty() {
            let oldest = recent.last().map_or(0, |activity| activity.seq);
            let left = before.iter().filter(|activity| activity.seq < oldest).cloned();
            self.older.splice(0..0, left);
            let marks = |activity: &Activity| activity.verb.is_a_step();
            self.is_stale |= oldest > newest + 1 || fresh().any(marks);
        }
        self.find(recent);
        if self.filter.is_on() {
            let words = self.filter.words();
            return fresh().filter(|activity| words.are_in(&haystack(activity))).count();
        }
        // The new ones that are no longer at hand count too.
        let last = recent.first().map_or(0, |activity| activity.seq);
        usize::try_from(last.saturating_sub(newest)).unwrap_or(0)
    }

    /// Drops the older ones, unless a filter needs them.
    pub fn drop_older(&mut self) {
        if !self.waits && !self.filter.is_shown() {
            if !self.older.is_empty() {
                self.lines = None;
            }
            self.older = Vec::new();
            self.is_whole = false;
            self.is_stale = false;
            self.refusal = None;
        }
    }

    fn find(&mut self, recent: &[Activity]) {
        self.lines = None;
        self.matching = self.filter.is_on().then(|| {
            let words = self.filter.words();
            let all = recent.iter().chain(&self.older).enumerate();
            let found = all.filter(|(_, activity)| words.are_in(&haystack(activity)));
            found.filter_map(|(nth, _)| u32::try_from(nth).ok()).collect()
        });
    }
}

/// Returns the text that a filter searches, in lower case.
fn haystack(activity: &Activity) -> String {
    let key = activity.session.map(|key| key.to_string()).unwrap_or_default();
    let frames = activity.context.iter().map(|frame| format!("{frame}\n"));
    let frames: String = frames.collect();
    let Activity { verb, text, by, .. } = activity;
    let verb = format!("{} {}", verb.word(), verb.past());
    format!("{verb}\n{text}\n{}\n{}\n{key}\n{frames}", by.operator, by.interface.name())
        .to_lowercase()
}
