//! What the history asks of the past: pages of sessions, and their sums.

use crate::core::{Page, PageFrom, PageMark, PastQuery, PastSum, SessionKey};

/// A page of past sessions that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The number of the list it is for. A request for a later list makes it void.
    pub ticket: u32,
    /// What the sessions have in common.
    pub query: PastQuery,
    /// Where it begins.
    pub from: PageStart,
    /// The most sessions, or the most on each side.
    pub count: usize,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStart {
    /// With the session that started last.
    Newest,
    /// It ends with the session that started first.
    Oldest,
    /// On both sides of a session. With the newest one, if that session is not asked for.
    Around(SessionKey),
    /// With the next session that started before this one.
    Before(PageMark),
    /// It ends with the next session that started after this one.
    After(PageMark),
}

/// A page of past sessions, as it was read.
#[derive(Debug)]
pub struct HistoryPage {
    /// The number of the list it is for.
    pub ticket: u32,
    /// Where it begins.
    pub from: PageStart,
    /// Its sessions.
    pub page: Page,
}

/// The sums that are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumRequest {
    /// The number of the list they are for. A request for a later list makes it void.
    pub ticket: u32,
    /// What the listed sessions have in common.
    pub query: PastQuery,
    /// Whether the sum of all sessions is wanted too.
    pub wants_all: bool,
}

/// The sums of past sessions, as they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistorySums {
    /// The number of the list they are for.
    pub ticket: u32,
    /// The sum of the listed sessions.
    pub listed: PastSum,
    /// The sum of all sessions, if it was wanted.
    pub all: Option<PastSum>,
}

impl PageRequest {
    /// Returns the page. `read` reads one page of the past.
    ///
    /// # Errors
    /// The first error of `read`.
    pub fn answer<E>(
        &self,
        mut read: impl FnMut(&PastQuery, PageFrom, usize) -> Result<Page, E>,
    ) -> Result<HistoryPage, E> {
        let page = match self.from {
            PageStart::Newest => read(&self.query, PageFrom::Newest, self.count),
            PageStart::Oldest => read(&self.query, PageFrom::Oldest, self.count),
            PageStart::Before(mark) => read(&self.query, PageFrom::Before(mark), self.count),
            PageStart::After(mark) => read(&self.query, PageFrom::After(mark), self.count),
            PageStart::Around(key) => self.around(key, &mut read),
        }?;
        Ok(HistoryPage { ticket: self.ticket, from: self.from, page })
    }

    fn around<E>(
        &self,
        key: SessionKey,
        read: &mut impl FnMut(&PastQuery, PageFrom, usize) -> Result<Page, E>,
    ) -> Result<Page, E> {
        let is_asked_for = self.query.keys.is_empty() || self.query.keys.contains(&key);
        let only = PastQuery { keys: vec![key], ..self.query.clone() };
        let found = if is_asked_for { Some(read(&only, PageFrom::Newest, 1)?) } else { None };
        let found = found.and_then(|page| page.sessions.first().map(|(mark, _)| *mark));
        let Some(mark) = found else { return read(&self.query, PageFrom::Newest, self.count) };
        let older = read(&self.query, PageFrom::At(mark), self.count)?;
        let newer = read(&self.query, PageFrom::After(mark), self.count)?;
        Ok(Page {
            sessions: [newer.sessions, older.sessions].concat(),
            has_newer: newer.has_newer,
            has_older: older.has_older,
        })
    }
}

impl SumRequest {
    /// Returns the sums. `read` reads one sum.
    ///
    /// # Errors
    /// The first error of `read`.
    pub fn answer<E>(
        &self,
        mut read: impl FnMut(&PastQuery) -> Result<PastSum, E>,
    ) -> Result<HistorySums, E> {
        let (listed, everything) = (read(&self.query)?, PastQuery::default());
        let all = match (self.wants_all, self.query == everything) {
            (false, _) => None,
            (true, true) => Some(listed),
            (true, false) => Some(read(&everything)?),
        };
        Ok(HistorySums { ticket: self.ticket, listed, all })
    }
}
