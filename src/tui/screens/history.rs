//! The history: the sessions at hand, what the filter asks for, and what is read of the past.
//!
//! Only the past sessions around the selected one are at hand. A step beyond them waits for the next
//! page, and so does each step while other rows are under way: the selection is always where it would
//! be in a list of all sessions.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveTime, Utc};

use super::filter::Filter;
use super::history_list::HistoryList;
use super::history_page::{HistoryPage, HistorySums, PageRequest, PageStart, SumRequest};
use super::history_query::HistoryQuery;
use super::history_reading::HistoryReading;
use super::history_row::HistoryRow;
use super::session_filter::SessionFilter;
use crate::core::{Moment, PastSum, SessionName, Watch};
use crate::failure::Words;
use crate::tui::input::Step;
use crate::zone::{DayZone, Zone};

/// The most steps that wait for a page.
const WAITING_MAX: usize = 256;

/// The list of sessions, its filter and its selection.
#[derive(Debug, Default)]
pub struct History {
    filter: SessionFilter,
    reading: HistoryReading,
    list: HistoryList,
    /// The newest event when the live session was last looked at.
    seen: Option<u64>,
    /// The sum of the listed past sessions; `None` while they are counted.
    listed: Option<PastSum>,
    /// The sum of all past sessions; `None` while they are counted.
    all: Option<PastSum>,
    refusal: Option<Words>,
    /// The steps that wait for a page.
    waiting: VecDeque<Step>,
}

/// What is known of the live session.
#[derive(Clone, Copy)]
pub struct LiveDesk<'a> {
    /// The state.
    pub watch: &'a Watch,
    /// Now.
    pub now: &'a Moment,
    /// The time zone of the operator.
    pub zone: &'a dyn Zone,
}

impl History {
    /// Returns the list before the first page.
    #[must_use]
    pub fn new(day_begins: NaiveTime) -> Self {
        let mut history = Self { list: HistoryList::new(day_begins), ..Self::default() };
        history.reading.replace(PageStart::Newest);
        history
    }

    /// Returns what must be asked for now, if `rows` lines are shown at a time. `tickets` counts the
    /// lists.
    pub fn requests(
        &mut self,
        filed: u64,
        rows: usize,
        tickets: &mut u32,
    ) -> (Option<PageRequest>, Option<SumRequest>) {
        self.list.set_rows(rows);
        if self.reading.falls_behind(filed) {
            self.reading.replace(self.reading.replacing().unwrap_or(self.around()));
        }
        let (edge, count) = (self.list.edge(), self.list.reach().page());
        let page = self.reading.next_page(tickets, self.filter.query().past(), edge, count);
        let lacks_sums = page.is_none() && (self.all.is_none() || self.listed.is_none());
        let sums = if lacks_sums { self.reading.next_sums(self.all.is_none()) } else { None };
        (page, sums)
    }

    /// Returns where rows begin that have the selected session.
    fn around(&self) -> PageStart {
        self.list.kept().map_or(PageStart::Newest, PageStart::Around)
    }

    /// Takes a page in; one that was not asked for, or no longer, is dropped.
    pub fn take_page(&mut self, page: HistoryPage, desk: LiveDesk<'_>) {
        let HistoryPage { ticket, from, page } = page;
        let replaces = self.reading.replacing().is_some();
        let was_behind = self.reading.is_behind(desk.watch.filed_seq);
        if !self.reading.take_page(ticket, from) {
            return;
        }
        if replaces {
            self.refusal = None;
            if was_behind {
                (self.all, self.listed) = (None, None);
            }
            // The live session changes with them: it may have ended, or go on after its end.
            let live = self.live(desk);
            self.list.replace(page, live, self.reading.shown_query(), desk.zone);
        } else {
            self.list.extend(from, page, self.reading.shown_query(), desk.zone);
        }
        self.go_on();
    }

    /// Takes sums in; those that were not asked for, or no longer, are dropped.
    pub fn take_sums(&mut self, sums: HistorySums) {
        if self.reading.take_sums(sums.ticket) {
            self.listed = Some(sums.listed);
            self.all = sums.all.or(self.all);
        }
    }

    /// Takes in why something that was asked for could not be read.
    pub fn refuse(&mut self, ticket: u32, words: Words) {
        if self.reading.refuse(ticket) {
            self.refusal = Some(words);
            self.waiting.clear();
        }
    }

    /// Takes in the live session. While the end of the one before is being read, that one stays.
    pub fn see_live(&mut self, desk: LiveDesk<'_>) {
        let is_behind = self.reading.is_behind(desk.watch.filed_seq);
        if self.seen != Some(desk.watch.seq) && !is_behind {
            let live = self.live(desk);
            self.list.set_live(live, self.reading.shown_query());
        }
    }

    fn live(&mut self, desk: LiveDesk<'_>) -> Option<HistoryRow> {
        self.seen = Some(desk.watch.seq);
        let record = desk.watch.live_record(desk.now)?;
        Some(HistoryRow::of(record, desk.zone))
    }

    /// Changes the filter, which is read in a zone, seen from now; the selected session stays
    /// selected while it is listed.
    pub fn change_filter(
        &mut self,
        change: impl FnOnce(&mut Filter),
        now: DateTime<Utc>,
        zone: DayZone<'_>,
    ) {
        if self.filter.change(change, now, &zone) {
            self.find();
        }
    }

    /// Reads the filter again if another day has begun since it was read.
    pub fn turn_day(&mut self, now: DateTime<Utc>, zone: DayZone<'_>) {
        if self.filter.turn_day(now, &zone) {
            self.find();
        }
    }

    /// Asks for what the filter asks for now. The rows stay until the others are there.
    fn find(&mut self) {
        self.listed = if self.filter.query().is_everything() { self.all } else { None };
        self.reading.replace(self.around());
    }

    /// Takes another time of day at which days begin.
    pub fn begin_days(&mut self, day_begins: NaiveTime) {
        self.list.begin_days(day_begins, self.reading.shown_query());
    }

    /// Selects a session at hand, if `rows` lines are shown at a time.
    pub fn select(&mut self, nth: usize, rows: usize) {
        self.list.set_rows(rows);
        self.list.select(nth);
    }

    /// Selects the session one step further, if `rows` lines are shown at a time. A step that needs
    /// other rows waits for them.
    pub fn step(&mut self, step: Step, rows: usize) {
        self.list.set_rows(rows);
        if matches!(step, Step::Top | Step::Bottom) {
            self.waiting.clear();
        }
        if self.waiting.len() < WAITING_MAX {
            self.waiting.push_back(step);
        }
        self.go_on();
    }

    /// Makes the steps that can be made with the rows at hand.
    fn go_on(&mut self) {
        while self.reading.replacing().is_none()
            && let Some(step) = self.waiting.front().copied()
        {
            match self.list.lacks(step) {
                Some(PageStart::Before(_) | PageStart::After(_)) if self.reading.is_refused() => {}
                // They are asked for as the selection is near them.
                Some(PageStart::Before(_) | PageStart::After(_)) => return,
                Some(from) => return self.reading.replace(from),
                None => {}
            }
            self.waiting.pop_front();
            self.list.make(step);
        }
    }

    /// Returns how many sessions are listed, and their active time, milliseconds, without that of the
    /// live one; `None` while they are being counted.
    #[must_use]
    pub fn listed(&self) -> Option<PastSum> {
        let PastSum { sessions, active_ms } = self.listed?;
        let live = usize::from(self.list.lists_live());
        Some(PastSum { sessions: sessions.saturating_add(live), active_ms })
    }

    /// Returns how many sessions there are, the hidden ones included; `None` while they are being
    /// counted.
    #[must_use]
    pub fn all(&self) -> Option<usize> {
        Some(self.all?.sessions.saturating_add(usize::from(self.list.has_live())))
    }

    /// Returns the sessions at hand.
    #[must_use]
    pub fn list(&self) -> &HistoryList {
        &self.list
    }

    /// Returns the name of the selected session.
    #[must_use]
    pub fn selected_name(&self) -> Option<SessionName> {
        self.list.selected_key().map(SessionName::Key)
    }

    /// Returns the filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        self.filter.typed()
    }

    /// Returns what the filter asks for.
    #[must_use]
    pub fn query(&self) -> &HistoryQuery {
        self.filter.query()
    }

    /// Reports whether no sessions have been read yet.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.reading.is_first() && self.refusal.is_none()
    }

    /// Returns why they could not be read.
    #[must_use]
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }
}
