//! What can be asked about the past.

use super::obey::Desk;
use crate::core::{
    DeskName, DeskSession, Page, PageFrom, PageMark, PastQuery, PastSum, Period, Search, SearchHit,
    SessionRecord,
};
use crate::failure::Failure;

/// An answer, and what the asker should know about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked<T> {
    /// The answer.
    pub answer: T,
    /// Problems that do not make it wrong.
    pub warnings: Vec<String>,
}

impl<T> Asked<T> {
    fn of(answer: T) -> Self {
        Self { answer, warnings: Vec::new() }
    }
}

impl Desk {
    /// Returns the sessions of all desks that a period touches, the live ones included, the one that
    /// started first comes first. Cancelled sessions are left out.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn sessions_within(&self, period: &Period) -> Result<Asked<Vec<DeskSession>>, Failure> {
        let past = self.history(period, usize::MAX)?;
        let live = self.look()?.watch.live_record(&self.moment_with_heartbeat());
        let live = live.filter(|live| period.touches(live));
        let session = |record| DeskSession {
            desk: DeskName::of(self.paths().profile.as_deref()),
            record,
            readings: Vec::new(),
        };
        Ok(Asked::of(past.into_iter().rev().chain(live).map(session).collect()))
    }

    /// Returns a page of the past sessions of this desk, at most `count`.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn past_page(
        &self,
        query: &PastQuery,
        from: PageFrom,
        count: usize,
    ) -> Result<Asked<Page>, Failure> {
        let all = self.matching(query)?;
        let nth = |mark: PageMark| all.partition_point(|(other, _)| *other > mark);
        let (first, last) = match from {
            PageFrom::Newest => (0, count),
            PageFrom::Oldest => (all.len().saturating_sub(count), all.len()),
            PageFrom::At(mark) => (nth(mark), nth(mark).saturating_add(count)),
            PageFrom::Before(mark) => {
                let first = nth(PageMark(mark.0.saturating_sub(1)));
                (first, first.saturating_add(count))
            }
            PageFrom::After(mark) => (nth(mark).saturating_sub(count), nth(mark)),
        };
        let last = last.min(all.len());
        let (has_newer, has_older) = (first > 0, last < all.len());
        let sessions = all.get(first..last).unwrap_or_default().to_vec();
        Ok(Asked::of(Page { sessions, has_newer, has_older }))
    }

    /// Returns how many past sessions of this desk there are, and their active time.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn past_sum(&self, query: &PastQuery) -> Result<Asked<PastSum>, Failure> {
        let all = self.matching(query)?;
        let active_ms = all.iter().map(|(_, record)| record.active_ms).sum();
        Ok(Asked::of(PastSum { sessions: all.len(), active_ms }))
    }

    /// Returns at most `count` texts that have some words.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn search(
        &self,
        _search: &Search,
        _count: usize,
    ) -> Result<Asked<Vec<SearchHit>>, Failure> {
        Ok(Asked::of(Vec::new()))
    }

    fn matching(&self, query: &PastQuery) -> Result<Vec<(PageMark, SessionRecord)>, Failure> {
        let period = Period { since: query.since, until: query.until };
        let mut all: Vec<_> = self
            .history(&period, usize::MAX)?
            .into_iter()
            .filter(|record| query.matches(record))
            .map(|record| (PageMark(record.started_at_utc.timestamp_micros()), record))
            .collect();
        all.sort_by_key(|(mark, _)| std::cmp::Reverse(*mark));
        Ok(all)
    }
}
