//! The past sessions by page, the one that started first first: the memory that a list takes does not
//! grow with the past.

use crate::core::{Page, PageFrom, SessionRecord};
use crate::desk::Asked;
use crate::failure::Failure;

/// The sessions of a page.
const PAGE: usize = 500;

/// Reads at most so many sessions from a place on.
type ReadPage<'a> = Box<dyn FnMut(PageFrom, usize) -> Result<Asked<Page>, Failure> + 'a>;

/// The pages that have not been taken.
pub struct PastPages<'a> {
    read: ReadPage<'a>,
    page: Option<Page>,
    /// What the caller should know about the answers so far.
    pub warnings: Vec<String>,
}

impl<'a> PastPages<'a> {
    /// Returns the pages of all sessions, or of the `count` that started last.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn begin(read: ReadPage<'a>, count: Option<usize>) -> Result<Self, Failure> {
        let mut pages = Self { read, page: None, warnings: Vec::new() };
        let Some(count) = count else {
            pages.page = Some(pages.ask(PageFrom::Oldest, PAGE)?);
            return Ok(pages);
        };
        let (mut from, mut left) = (PageFrom::Newest, count);
        while left > 0 {
            let page = pages.ask(from, left.min(PAGE))?;
            left = left.saturating_sub(page.sessions.len());
            let last = page.sessions.last().map(|(mark, _)| *mark).filter(|_| page.has_older);
            pages.page = Some(page);
            let Some(mark) = last else { break };
            from = PageFrom::Before(mark);
        }
        Ok(pages)
    }

    /// Returns the next page; `None` after the last one.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn take(&mut self) -> Result<Option<Vec<SessionRecord>>, Failure> {
        let Some(page) = self.page.take() else { return Ok(None) };
        if let Some((mark, _)) = page.sessions.first().filter(|_| page.has_newer) {
            self.page = Some(self.ask(PageFrom::After(*mark), PAGE)?);
        }
        let sessions = page.sessions.into_iter().rev().map(|(_, record)| record);
        let sessions: Vec<_> = sessions.collect();
        Ok((!sessions.is_empty()).then_some(sessions))
    }

    /// Reports whether there are further pages.
    pub fn has_more(&self) -> bool {
        self.page.is_some()
    }

    fn ask(&mut self, from: PageFrom, count: usize) -> Result<Page, Failure> {
        let asked = (self.read)(from, count)?;
        for warning in asked.warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        Ok(asked.answer)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::cell::Cell;

    use super::*;
    use crate::core::{PageMark, SessionKey};

    const ALL: usize = 3 * PAGE + 7;

    /// Reads a page of a past whose sessions are numbered from 1.
    fn page(from: PageFrom, count: usize) -> Asked<Page> {
        let of = |mark: PageMark| usize::try_from(mark.0).unwrap();
        let (first, last) = match from {
            PageFrom::Newest => (ALL.saturating_sub(count), ALL),
            PageFrom::Oldest => (0, count.min(ALL)),
            PageFrom::At(mark) => (of(mark).saturating_sub(count), of(mark)),
            PageFrom::Before(mark) => ((of(mark) - 1).saturating_sub(count), of(mark) - 1),
            PageFrom::After(mark) => (of(mark), (of(mark) + count).min(ALL)),
        };
        let session = |nth: usize| {
            let key = SessionKey(u32::try_from(nth + 1).unwrap());
            (PageMark(i64::try_from(nth + 1).unwrap()), SessionRecord { key, ..record() })
        };
        let answer = Page {
            sessions: (first..last).rev().map(session).collect(),
            has_newer: last < ALL,
            has_older: first > 0,
        };
        Asked { answer, warnings: vec!["slow".into()], missing: Vec::new() }
    }

    fn record() -> SessionRecord {
        serde_json::from_value(serde_json::json!({
            "id": "sess", "key": "SESSION-001", "phase": "ended",
            "started_at_utc": "2026-01-01T07:00:00Z", "ended_at_utc": "2026-01-01T08:00:00Z",
            "active_ms": 0, "paused_ms": 0, "breaks": 0, "start_notes": null,
            "closing_notes": null, "operator": "ana", "interface": "cli", "band": ["A", "A"],
            "health": ["green", "green"], "contexts": [], "spans": [], "pauses": [], "gaps": [],
        }))
        .unwrap()
    }

    fn keys(count: Option<usize>) -> Vec<usize> {
        let most = Cell::new(0);
        let read = |from, count: usize| {
            most.set(count.max(most.get()));
            Ok(page(from, count))
        };
        let mut pages = PastPages::begin(Box::new(read), count).unwrap();
        let mut keys = Vec::new();
        while let Some(records) = pages.take().unwrap() {
            keys.extend(records.iter().map(|record| record.key.0 as usize));
        }
        assert!(most.get() <= PAGE && !pages.has_more());
        keys
    }

    #[test]
    fn all_sessions_or_the_newest_ones_come_in_order_and_at_most_a_page_at_a_time() {
        assert_eq!(keys(None), (1..=ALL).collect::<Vec<_>>());
        for count in [1, 2, PAGE, PAGE + 1, 2 * PAGE, ALL - 1, ALL, ALL + 1, usize::MAX] {
            let newest: Vec<_> = (ALL.saturating_sub(count) + 1..=ALL).collect();
            assert_eq!(keys(Some(count)), newest, "{count}");
        }
        assert!(keys(Some(0)).is_empty());
    }

    #[test]
    fn a_warning_that_comes_with_each_page_is_reported_once() {
        let read = |from, count| Ok(page(from, count));
        let mut pages = PastPages::begin(Box::new(read), None).unwrap();
        while pages.take().unwrap().is_some() {}
        assert_eq!(pages.warnings, ["slow"]);
    }
}
