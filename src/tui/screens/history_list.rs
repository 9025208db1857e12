//! The sessions at hand, newest first, the live one above the past ones, and which one is selected.
//!
//! They are all sessions, or those around the selected one: [`HistoryWindow`] says whether there are
//! more.

use chrono::NaiveTime;

use super::day_index::{CutDays, DayIndex, HistoryLine, ListDay};
use super::history_page::PageStart;
use super::history_row::HistoryRow;
use super::history_window::{HistoryWindow, Reach};
use crate::core::{Page, PastQuery, SessionKey};
use crate::tui::input::Step;
use crate::zone::Zone;

/// The sessions at hand, and which one is selected.
#[derive(Debug, Default)]
pub struct HistoryList {
    window: HistoryWindow,
    /// The live session.
    live: Option<HistoryRow>,
    /// Whether the live session is asked for, and not among the past ones.
    lists_live: bool,
    /// The days; the time of the live session is not in their sums.
    days: DayIndex,
    /// The time of day at which days begin.
    day_begins: NaiveTime,
    /// The number of the selected session.
    selected: usize,
    /// Whether the operator has selected a session.
    is_chosen: bool,
    /// The first visible line.
    first: usize,
    /// How many lines are shown at a time; zero before that is known.
    rows: usize,
}

impl HistoryList {
    /// Returns a list without sessions. Days begin at this time of day.
    pub fn new(day_begins: NaiveTime) -> Self {
        Self { day_begins, ..Self::default() }
    }

    /// Replaces the past sessions, and the live one. `query` is what is asked for.
    pub fn replace(
        &mut self,
        page: Page,
        live: Option<HistoryRow>,
        query: &PastQuery,
        zone: &dyn Zone,
    ) {
        self.change(query, |list| {
            list.window = HistoryWindow::of(page, zone);
            list.live = live;
        });
    }

    /// Adds a page to the end that it continues.
    pub fn extend(&mut self, from: PageStart, page: Page, query: &PastQuery, zone: &dyn Zone) {
        let (nth, reach) = (self.past_of(self.selected), self.reach());
        self.change(query, |list| list.window.extend(from, page, nth, reach, zone));
    }

    /// Takes the live session in.
    pub fn set_live(&mut self, live: Option<HistoryRow>, query: &PastQuery) {
        self.change(query, |list| list.live = live);
    }

    /// Takes another time of day at which days begin.
    pub fn begin_days(&mut self, day_begins: NaiveTime, query: &PastQuery) {
        self.change(query, |list| list.day_begins = day_begins);
    }

    /// Takes in how many lines are shown at a time.
    pub fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
    }

    /// Changes what is at hand. The selected session stays selected, and where it is on the screen,
    /// except at the top, where what is new comes into view.
    fn change(&mut self, query: &PastQuery, change: impl FnOnce(&mut Self)) {
        let kept = self.kept();
        let above = self.days.line_of(self.selected).saturating_sub(self.first);
        let is_at_top = self.first == 0 && !self.window.has_newer();
        change(self);
        let is_listed = |live: &HistoryRow| query.matches(live.record());
        self.lists_live = self.has_live() && self.live.as_ref().is_some_and(is_listed);
        self.days = self.index();
        let found = kept.and_then(|key| self.position(key));
        self.selected = found.unwrap_or_else(|| self.newest_past());
        self.is_chosen |= found.is_some_and(|nth| self.is_live(nth));
        let first = self.days.line_of(self.selected).saturating_sub(above);
        self.first = if is_at_top { 0 } else { first };
    }

    /// Returns the days of the sessions at hand.
    fn index(&self) -> DayIndex {
        let cut = CutDays { first: self.window.has_newer(), last: self.window.has_older() };
        let mut days = DayIndex::new(cut);
        for nth in 0.. {
            let Some(row) = self.row(nth) else { break };
            let active_ms = if self.is_live(nth) { 0 } else { row.active_ms() };
            days.push(row.day(self.day_begins), active_ms);
        }
        days
    }

    /// Selects a session.
    pub fn select(&mut self, nth: usize) {
        self.is_chosen = true;
        self.selected = nth.min(self.len().saturating_sub(1));
        self.first = self.first_of(self.rows);
    }

    /// Returns which sessions a step needs that are not at hand.
    pub fn lacks(&self, step: Step) -> Option<PageStart> {
        let (line, page) = (self.days.line_of(self.selected), self.page());
        let newer = || self.window.newer();
        let older = || self.window.older();
        match step {
            Step::Top => newer().and(Some(PageStart::Newest)),
            Step::Bottom => older().and(Some(PageStart::Oldest)),
            Step::Up if self.selected == 0 => newer(),
            Step::Down if self.selected + 1 >= self.len() => older(),
            // The line of the first day may be that of one of its sessions that is not at hand.
            Step::PageUp if line <= page => newer(),
            Step::PageDown if line.saturating_add(page) >= self.days.lines() => older(),
            Step::Up | Step::Down | Step::PageUp | Step::PageDown => None,
        }
    }

    /// Returns the page to read because the selected session is near the end of those at hand.
    pub fn edge(&self) -> Option<PageStart> {
        self.window.edge(self.past_of(self.selected), self.reach())
    }

    /// Returns how far the sessions at hand reach around the selected one.
    pub fn reach(&self) -> Reach {
        Reach::of_rows(self.rows)
    }

    /// Selects the session one step further.
    pub fn make(&mut self, step: Step) {
        let (line, page) = (self.days.line_of(self.selected), self.page());
        let nth = match step {
            Step::PageDown => {
                self.days.session_before(line.saturating_add(page)).max(self.selected + 1)
            }
            Step::PageUp => {
                let nth = self.days.session_after(line.saturating_sub(page));
                nth.min(self.selected.saturating_sub(1))
            }
            Step::Top => 0,
            Step::Bottom => self.len(),
            Step::Down => self.selected + 1,
            Step::Up => self.selected.saturating_sub(1),
        };
        self.select(nth);
    }

    /// Returns how many lines a page has.
    fn page(&self) -> usize {
        self.rows.saturating_sub(1).max(1)
    }

    /// Returns how many sessions are at hand that are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.window.len() + usize::from(self.shows_live_first())
    }

    /// Returns a session at hand.
    #[must_use]
    pub fn row(&self, nth: usize) -> Option<&HistoryRow> {
        if self.is_live(nth) { self.live.as_ref() } else { self.window.row(self.past_of(nth)) }
    }

    /// Returns the number of a session among the past ones at hand.
    fn past_of(&self, nth: usize) -> usize {
        nth.saturating_sub(usize::from(self.shows_live_first()))
    }

    /// Returns the number of a session at hand.
    fn position(&self, key: SessionKey) -> Option<usize> {
        let is_live = self.shows_live_first() && self.live.as_ref()?.key() == key;
        let past = || Some(self.window.position(key)? + usize::from(self.shows_live_first()));
        if is_live { Some(0) } else { past() }
    }

    /// Reports whether the live session is the first one at hand.
    fn shows_live_first(&self) -> bool {
        self.lists_live && !self.window.has_newer()
    }

    /// Reports whether a session at hand is the live one.
    #[must_use]
    pub fn is_live(&self, nth: usize) -> bool {
        nth == 0 && self.shows_live_first()
    }

    /// Reports whether there is a live session that is not among the past ones.
    pub fn has_live(&self) -> bool {
        self.live.as_ref().is_some_and(|live| self.window.position(live.key()).is_none())
    }

    /// Reports whether the live session is listed, at hand or not.
    #[must_use]
    pub fn lists_live(&self) -> bool {
        self.lists_live
    }

    /// Reports whether the live session is in view, at the top of the list.
    #[must_use]
    pub fn shows_live(&self) -> bool {
        self.shows_live_first() && self.first_of(self.rows) <= self.days.line_of(0)
    }

    /// Returns what is on a line; `None` after the last one.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<HistoryLine> {
        self.days.at(line)
    }

    /// Returns a day, and whether all of its sessions are at hand.
    #[must_use]
    pub fn day(&self, nth: usize) -> Option<(&ListDay, bool)> {
        self.days.day(nth)
    }

    /// Reports whether there are lines before the first one that is shown, and after `rows` of them.
    #[must_use]
    pub fn hidden(&self, rows: usize) -> (bool, bool) {
        let first = self.first_of(rows);
        let has_more_below = first.saturating_add(rows) < self.days.lines();
        (first > 0 || self.window.has_newer(), has_more_below || self.window.has_older())
    }

    /// Returns the number of the selected session.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Returns the selected session.
    #[must_use]
    pub fn selected_row(&self) -> Option<&HistoryRow> {
        self.row(self.selected)
    }

    /// Returns the key of the selected session.
    pub fn selected_key(&self) -> Option<SessionKey> {
        self.row(self.selected).map(HistoryRow::key)
    }

    /// Returns the number of the first visible line, if `rows` of them are shown at a time. The list
    /// scrolls only if the selection would leave it.
    #[must_use]
    pub fn first_of(&self, rows: usize) -> usize {
        if self.len() == 0 {
            return 0;
        }
        let least = (self.days.line_of(self.selected) + 1).saturating_sub(rows);
        let most = self.days.lines().saturating_sub(rows);
        let latest = self.days.begin_of(self.selected).max(least);
        self.first.clamp(least, latest).min(most)
    }

    /// Returns the session that stays selected. The live one does only if it was chosen.
    pub fn kept(&self) -> Option<SessionKey> {
        let is_chosen = self.is_chosen || !self.is_live(self.selected);
        is_chosen.then(|| self.selected_key())?
    }

    /// Returns the number of the newest past session at hand; zero if there is none.
    fn newest_past(&self) -> usize {
        usize::from(self.shows_live_first()).min(self.len().saturating_sub(1))
    }
}
