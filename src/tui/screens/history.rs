//! The sessions, newest first, the live one above them: the list, its filter and its selection.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::day_index::{DayIndex, HistoryLine, ListDay};
use super::filter::Filter;
use super::history_page::HistoryPage;
use super::history_query::HistoryQuery;
use super::history_row::HistoryRow;
use super::row_text::RowText;
use super::session_filter::SessionFilter;
use crate::core::{Glance, ListUpdate, SessionId, SessionKey, SessionName, Watch};
use crate::failure::Words;
use crate::tui::input::Step;
use crate::zone::{DayZone, Zone};

/// The list of sessions, its filter and its selection.
#[derive(Debug, Default)]
pub struct History {
    ticket: u32,
    rows: Vec<HistoryRow>,
    /// The live session; while its end is being read, as it was.
    live: Option<HistoryRow>,
    is_whole: bool,
    /// The newest event when the live session was last looked at.
    seen: Option<u64>,
    /// The newest event in the list; `None` before the first page.
    seq: Option<u64>,
    /// The newest filing that was asked for; one that cannot be read is not asked for again.
    asked: u64,
    refusal: Option<Words>,
    filter: SessionFilter,
    /// The numbers of the past sessions that match the filter; `None` without a filter.
    matching: Option<Vec<u32>>,
    /// Whether the live session is listed, as the first one.
    lists_live: bool,
    /// The days of the listed sessions; the time of the live one is not in their sums.
    days: DayIndex,
    /// The time of day at which days begin.
    day_begins: NaiveTime,
    selected: usize,
    /// Whether the operator has selected a session.
    is_chosen: bool,
    /// The first visible line.
    first: usize,
}

impl History {
    /// Returns the list before the first page.
    #[must_use]
    pub fn new(ticket: u32, day_begins: NaiveTime) -> Self {
        Self { ticket, day_begins, ..Self::default() }
    }

    /// Takes a page in; a page of another request is dropped.
    pub fn take_page(&mut self, page: HistoryPage) {
        if page.ticket != self.ticket {
            return;
        }
        if let Some(seq) = page.begins {
            self.rows.clear();
            self.seq = Some(seq);
            self.matching = self.filter.typed().is_on().then(Vec::new);
            self.days = self.index();
        }
        let from = self.rows.len();
        self.rows.extend(page.rows);
        let fresh = self.matching.is_some().then(|| self.found_from(from));
        let begins = self.day_begins;
        let mut add = |row: &HistoryRow| self.days.push(row.day(begins), row.active_ms());
        match &fresh {
            None => self.rows.iter().skip(from).for_each(&mut add),
            Some(fresh) => {
                fresh.iter().filter_map(|nth| self.rows.get(*nth as usize)).for_each(&mut add);
            }
        }
        if let Some(matching) = &mut self.matching {
            matching.extend(fresh.unwrap_or_default());
        }
        if self.kept().is_none() {
            self.selected = self.newest_past();
        }
        self.is_whole = page.is_last;
        self.refusal = None;
    }

    /// Takes in why not all sessions could be read.
    pub fn refuse(&mut self, words: Words) {
        self.is_whole = true;
        self.refusal = Some(words);
    }

    /// Returns the newest event in the list if a later filing must be read; not again until it was.
    pub fn falls_behind(&mut self, filed_seq: u64) -> Option<u64> {
        let seq = self.seq.filter(|seq| *seq < filed_seq && self.asked < filed_seq)?;
        self.asked = filed_seq;
        Some(seq)
    }

    /// Takes in the live session. While the end of the one before is being read, that one stays.
    pub fn see_live(&mut self, glance: &Glance, watch: &Watch, zone: &dyn Zone) {
        let (kept, was) = (self.kept(), self.listed_live());
        if !self.take_live(glance, watch, zone) {
            return;
        }
        self.lists_live = self.live.as_ref().is_some_and(|row| self.filter.lists(row));
        if was != self.listed_live() {
            self.index_again(kept);
        }
    }

    /// Returns the day of the live session; `None` if it is not listed.
    fn listed_live(&self) -> Option<NaiveDate> {
        let live = self.live.as_ref().filter(|_| self.lists_live)?;
        Some(live.day(self.day_begins))
    }

    /// Takes in the row of the live session; reports whether there was anything new.
    fn take_live(&mut self, glance: &Glance, watch: &Watch, zone: &dyn Zone) -> bool {
        let is_behind = self.seq.is_some_and(|seq| seq < watch.filed_seq);
        let is_new = self.seen != Some(watch.seq) && !is_behind;
        if is_new {
            self.seen = Some(watch.seq);
            self.live = HistoryRow::live(glance, zone);
        }
        is_new
    }

    /// Takes in what was filed up to event `seq`, and the live session: a session that goes on after
    /// its end stays selected.
    pub fn take_updates(
        &mut self,
        seq: u64,
        updates: Vec<ListUpdate>,
        (glance, watch): (&Glance, &Watch),
        zone: &dyn Zone,
    ) {
        // Another reading may have begun.
        if self.seq.is_none_or(|known| known >= seq) {
            return;
        }
        self.seq = Some(seq);
        if updates.is_empty() {
            return;
        }
        let kept = self.kept();
        for update in updates {
            match update {
                ListUpdate::Filed(record) => {
                    self.withdraw(&record.id);
                    self.rows.splice(0..0, HistoryRow::all_of(&[*record], zone));
                }
                ListUpdate::Withdrawn { id } => self.withdraw(&id),
            }
        }
        self.take_live(glance, watch, zone);
        self.find(kept);
    }

    fn withdraw(&mut self, id: &SessionId) {
        if self.live.as_ref().is_some_and(|row| row.id() == id.as_str()) {
            self.live = None;
        }
        // Only a late filing is ever withdrawn: it is near the top.
        if let Some(at) = self.rows.iter().position(|row| row.id() == id.as_str()) {
            self.rows.remove(at);
        }
    }

    /// Changes the filter, which is read in a zone, seen from now; the selected session stays
    /// selected while it is shown.
    pub fn change_filter(
        &mut self,
        change: impl FnOnce(&mut Filter),
        now: DateTime<Utc>,
        zone: DayZone<'_>,
    ) {
        let kept = self.kept();
        if self.filter.change(change, now, &zone) {
            self.find(kept);
        }
    }

    /// Reads the filter again if another day has begun since it was read.
    pub fn turn_day(&mut self, now: DateTime<Utc>, zone: DayZone<'_>) {
        let kept = self.kept();
        if self.filter.turn_day(now, &zone) {
            self.find(kept);
        }
    }

    /// Takes another time of day at which days begin.
    pub fn begin_days(&mut self, day_begins: NaiveTime) {
        if self.day_begins != day_begins {
            self.day_begins = day_begins;
            self.index_again(self.kept());
        }
    }

    /// Finds the sessions that match the filter, and selects the kept one among them.
    fn find(&mut self, kept: Option<SessionKey>) {
        self.matching = self.filter.typed().is_on().then(|| self.found_from(0));
        self.lists_live = self.live.as_ref().is_some_and(|row| self.filter.lists(row));
        self.index_again(kept);
    }

    fn found_from(&self, from: usize) -> Vec<u32> {
        let rows = self.rows.iter().enumerate().skip(from);
        let mut text = RowText::default();
        let found = rows.filter(|(_, row)| self.filter.query().matches(row, &mut text));
        found.filter_map(|(nth, _)| u32::try_from(nth).ok()).collect()
    }

    /// Returns the days of the listed sessions.
    fn index(&self) -> DayIndex {
        let mut days = DayIndex::default();
        for nth in 0.. {
            let Some(row) = self.row(nth) else { break };
            let active_ms = if self.is_live(nth) { 0 } else { row.active_ms() };
            days.push(row.day(self.day_begins), active_ms);
        }
        days
    }

    /// Finds the days again, and selects the kept session. It stays where it is on the screen, except
    /// at the top, where what is new comes into view.
    fn index_again(&mut self, kept: Option<SessionKey>) {
        let above = self.days.line_of(self.selected).saturating_sub(self.first);
        self.days = self.index();
        let is_kept = |nth: &usize| self.row(*nth).map(HistoryRow::key) == kept;
        let found = (0..self.len()).find(is_kept).filter(|_| kept.is_some());
        self.selected = found.unwrap_or_else(|| self.newest_past());
        self.is_chosen |= found.is_some_and(|nth| self.is_live(nth));
        if self.first > 0 {
            self.first = self.days.line_of(self.selected).saturating_sub(above);
        }
    }

    /// Selects a session, if `rows` lines are shown at a time.
    pub fn select(&mut self, nth: usize, rows: usize) {
        self.is_chosen = true;
        self.selected = nth.min(self.len().saturating_sub(1));
        self.first = self.first_of(rows);
    }

    /// Selects the session one step further, if `rows` lines are shown at a time.
    pub fn step(&mut self, step: Step, rows: usize) {
        let (line, page) = (self.days.line_of(self.selected), rows.saturating_sub(1).max(1));
        let nth = match step {
            Step::PageDown => {
                self.days.session_before(line.saturating_add(page)).max(self.selected + 1)
            }
            Step::PageUp => {
                let nth = self.days.session_after(line.saturating_sub(page));
                nth.min(self.selected.saturating_sub(1))
            }
            Step::Down | Step::Up | Step::Top | Step::Bottom => step.from(self.selected, page),
        };
        self.select(nth, rows);
    }

    /// Returns how many sessions are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matching.as_ref().map_or(self.rows.len(), Vec::len) + usize::from(self.lists_live)
    }

    /// Returns the active time of the listed past sessions, milliseconds.
    #[must_use]
    pub fn active_ms(&self) -> u64 {
        self.days.active_ms()
    }

    /// Returns how many sessions there are, the hidden ones included.
    #[must_use]
    pub fn all(&self) -> usize {
        self.rows.len() + usize::from(self.live.is_some())
    }

    /// Returns a listed session.
    #[must_use]
    pub fn row(&self, nth: usize) -> Option<&HistoryRow> {
        let Some(nth) = nth.checked_sub(usize::from(self.lists_live)) else {
            return self.live.as_ref();
        };
        match &self.matching {
            None => self.rows.get(nth),
            Some(matching) => self.rows.get(*matching.get(nth)? as usize),
        }
    }

    /// Reports whether a listed session is the live one.
    #[must_use]
    pub fn is_live(&self, nth: usize) -> bool {
        self.lists_live && nth == 0
    }

    /// Reports whether the live session is in view, at the top of the list.
    #[must_use]
    pub fn shows_live(&self) -> bool {
        self.lists_live && self.first <= self.days.line_of(0)
    }

    /// Returns what is on a line; `None` after the last one.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<HistoryLine> {
        self.days.at(line)
    }

    /// Returns a day of the list.
    #[must_use]
    pub fn day(&self, nth: usize) -> Option<&ListDay> {
        self.days.day(nth)
    }

    /// Returns how many lines the list has: one for each session, and one for each day.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.days.lines()
    }

    /// Returns the number of the selected session.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Returns the name of the selected session.
    #[must_use]
    pub fn selected_name(&self) -> Option<SessionName> {
        self.selected_key().map(SessionName::Key)
    }

    fn selected_key(&self) -> Option<SessionKey> {
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
        let most = self.lines().saturating_sub(rows);
        let latest = self.days.begin_of(self.selected).max(least);
        self.first.clamp(least, latest).min(most)
    }

    /// Returns the filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        self.filter.typed()
    }

    /// Returns the session that stays selected. The live one does only if it was chosen.
    fn kept(&self) -> Option<SessionKey> {
        let is_chosen = self.is_chosen || !self.is_live(self.selected);
        is_chosen.then(|| self.selected_key())?
    }

    /// Returns the number of the newest past session that is listed; zero if there is none.
    fn newest_past(&self) -> usize {
        usize::from(self.lists_live).min(self.len().saturating_sub(1))
    }

    /// Returns what the filter asks for.
    #[must_use]
    pub fn query(&self) -> &HistoryQuery {
        self.filter.query()
    }

    /// Reports whether all sessions have been read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns why they could not be read.
    #[must_use]
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }
}
