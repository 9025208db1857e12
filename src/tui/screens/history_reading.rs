//! What the history has asked for, and what it must ask for next.
//!
//! The rows are replaced when something else is listed, or when a session was filed. Further rows are
//! asked for as the view comes near the end of those at hand. One page is under way at a time.

use super::history_page::{PageRequest, PageStart, SumRequest};
use crate::core::PastQuery;

/// What the history has asked for.
#[derive(Debug, Default)]
pub struct HistoryReading {
    /// The number of the list that is shown or under way.
    ticket: u32,
    /// The rows that must replace those at hand, not asked for yet.
    wanted: Option<PageStart>,
    /// The page under way.
    under_way: Option<PageStart>,
    /// What is asked for by that page.
    query: PastQuery,
    has_sums_under_way: bool,
    /// The newest filing when the rows were asked for.
    filed: Option<u64>,
    /// The same, of the rows at hand.
    shown: Option<u64>,
    /// What the rows at hand have in common.
    shown_query: PastQuery,
    /// Whether the last request failed. Nothing is asked for until something else is wanted.
    is_refused: bool,
}

impl HistoryReading {
    /// Asks for rows that replace those at hand.
    pub fn replace(&mut self, from: PageStart) {
        self.wanted = Some(from);
        self.is_refused = false;
    }

    /// Returns where the rows begin that will replace those at hand.
    pub fn replacing(&self) -> Option<PageStart> {
        let is_new = |from: &PageStart| match from {
            PageStart::Newest | PageStart::Oldest | PageStart::Around(_) => true,
            PageStart::Before(_) | PageStart::After(_) => false,
        };
        self.wanted.or(self.under_way.filter(is_new))
    }

    /// Takes in the newest filing; reports whether the rows at hand, or under way, may lack it.
    pub fn falls_behind(&mut self, filed: u64) -> bool {
        let was = self.filed.replace(filed);
        was.is_some_and(|was| was < filed)
    }

    /// Reports whether the rows at hand may lack a filing.
    pub fn is_behind(&self, filed: u64) -> bool {
        self.shown.is_some_and(|shown| shown < filed)
    }

    /// Returns the page to ask for now: rows that replace those at hand, or those beyond an edge.
    pub fn next_page(
        &mut self,
        tickets: &mut u32,
        query: &PastQuery,
        edge: Option<PageStart>,
        count: usize,
    ) -> Option<PageRequest> {
        if self.wanted.is_some() {
            *tickets = tickets.wrapping_add(1);
            self.ticket = *tickets;
            self.has_sums_under_way = false;
            self.under_way = None;
            self.query = query.clone();
        }
        let edge = edge.filter(|_| self.under_way.is_none() && !self.is_refused);
        let from = self.wanted.take().or(edge)?;
        self.under_way = Some(from);
        Some(PageRequest { ticket: self.ticket, query: self.query.clone(), from, count })
    }

    /// Returns the request for sums that are not known, once the rows are there.
    pub fn next_sums(&mut self, wants_all: bool) -> Option<SumRequest> {
        let is_busy = self.has_sums_under_way || self.is_refused || self.under_way.is_some();
        if is_busy || self.shown.is_none() {
            return None;
        }
        self.has_sums_under_way = true;
        Some(SumRequest { ticket: self.ticket, query: self.query.clone(), wants_all })
    }

    /// Takes in a page; reports whether it is the one under way.
    pub fn take_page(&mut self, ticket: u32, from: PageStart) -> bool {
        let is_this =
            ticket == self.ticket && self.under_way == Some(from) && self.wanted.is_none();
        if is_this {
            if self.replacing().is_some() {
                self.shown = self.filed;
                self.shown_query.clone_from(&self.query);
            }
            self.under_way = None;
        }
        is_this
    }

    /// Returns what the rows at hand have in common.
    pub fn shown_query(&self) -> &PastQuery {
        &self.shown_query
    }

    /// Reports whether these are the sums under way.
    pub fn take_sums(&mut self, ticket: u32) -> bool {
        ticket == self.ticket && std::mem::take(&mut self.has_sums_under_way)
    }

    /// Takes in that a request of a list failed; reports whether that list is under way.
    pub fn refuse(&mut self, ticket: u32) -> bool {
        let is_this = ticket == self.ticket && self.wanted.is_none();
        if is_this {
            self.is_refused = true;
            self.under_way = None;
            self.has_sums_under_way = false;
        }
        is_this
    }

    /// Reports whether the last request failed.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// Reports whether no rows have come yet.
    pub fn is_first(&self) -> bool {
        self.shown.is_none()
    }
}
