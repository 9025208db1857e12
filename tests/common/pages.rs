//! Pages of the past, from a list of all sessions in memory.

use std::cmp::Reverse;
use std::convert::Infallible;

use onwatch::core::{Page, PageFrom, PageMark, PastQuery, PastSum, SessionRecord};
use onwatch::tui::{HistoryPage, HistorySums, PageRequest, SumRequest};

/// All past sessions, in any order.
pub struct Pages(pub Vec<SessionRecord>);

impl Pages {
    /// Returns the sessions that are asked for, the one that started last first.
    fn matching(&self, query: &PastQuery) -> Vec<(PageMark, SessionRecord)> {
        let found = self.0.iter().filter(|record| query.matches(record));
        let mut found: Vec<_> = found.map(|record| (mark(record), record.clone())).collect();
        found.sort_by_key(|(mark, _)| Reverse(*mark));
        found
    }

    fn page(&self, query: &PastQuery, from: PageFrom, count: usize) -> Page {
        let all = self.matching(query);
        let nth = |mark: PageMark| all.iter().filter(|(other, _)| *other > mark).count();
        let (first, last) = match from {
            PageFrom::Newest => (0, count),
            PageFrom::Oldest => (all.len().saturating_sub(count), all.len()),
            PageFrom::At(mark) => (nth(mark), nth(mark).saturating_add(count)),
            PageFrom::Before(PageMark(mark)) => {
                let first = nth(PageMark(mark - 1));
                (first, first.saturating_add(count))
            }
            PageFrom::After(mark) => (nth(mark).saturating_sub(count), nth(mark)),
        };
        let last = last.min(all.len());
        let sessions = all[first.min(last)..last].to_vec();
        Page { sessions, has_newer: first > 0, has_older: last < all.len() }
    }

    /// Answers a request for a page.
    pub fn answer(&self, request: &PageRequest) -> HistoryPage {
        let page =
            |query: &PastQuery, from, count| Ok::<_, Infallible>(self.page(query, from, count));
        request.answer(page).unwrap()
    }

    /// Answers a request for sums.
    pub fn sums(&self, request: &SumRequest) -> HistorySums {
        let sum = |query: &PastQuery| {
            let all = self.matching(query);
            let active_ms = all.iter().map(|(_, record)| record.active_ms).sum();
            Ok::<_, Infallible>(PastSum { sessions: all.len(), active_ms })
        };
        request.answer(sum).unwrap()
    }
}

fn mark(record: &SessionRecord) -> PageMark {
    PageMark(record.started_at_utc.timestamp() * 100_000 + i64::from(record.key.0))
}
