//! The past sessions at hand: those around the selected one. Further ones are read as it moves.

use super::history_page::PageStart;
use super::history_row::HistoryRow;
use crate::core::{Page, PageMark, SessionKey, SessionRecord};
use crate::zone::Zone;

/// The rows for which a screen of the history is made that has none yet.
const ROWS_LEAST: usize = 20;

/// Some past sessions that follow one another, the one that started last first.
#[derive(Debug, Default)]
pub struct HistoryWindow {
    rows: Vec<(PageMark, HistoryRow)>,
    has_newer: bool,
    has_older: bool,
}

/// How many sessions are kept around the selected one, if the screen shows so many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    near: usize,
}

impl Reach {
    /// Returns the reach for a screen with so many rows.
    pub fn of_rows(rows: usize) -> Self {
        Self { near: 2 * rows.max(ROWS_LEAST) }
    }

    /// Returns how many sessions a page has.
    pub fn page(self) -> usize {
        2 * self.near
    }

    /// Returns the most sessions on a side; those beyond are dropped when the other side grows.
    fn far(self) -> usize {
        2 * self.near
    }
}

impl HistoryWindow {
    /// Returns the sessions of a page.
    pub fn of(page: Page, zone: &dyn Zone) -> Self {
        let Page { sessions, has_newer, has_older } = page;
        Self { rows: rows(sessions, zone), has_newer, has_older }
    }

    /// Adds a page to the end that it continues; drops what is far from session `nth` on the other
    /// side. A page that continues neither end is dropped.
    pub fn extend(
        &mut self,
        from: PageStart,
        page: Page,
        nth: usize,
        reach: Reach,
        zone: &dyn Zone,
    ) {
        let Page { sessions, has_newer, has_older } = page;
        match from {
            PageStart::Before(mark) if self.last() == Some(mark) => {
                self.rows.extend(rows(sessions, zone));
                self.has_older = has_older;
                let dropped = nth.saturating_sub(reach.far());
                self.has_newer |= dropped > 0;
                self.rows.drain(..dropped);
            }
            PageStart::After(mark) if self.first() == Some(mark) => {
                let kept = nth.saturating_add(reach.far());
                self.has_older |= kept < self.rows.len();
                self.rows.truncate(kept);
                self.rows.splice(0..0, rows(sessions, zone));
                self.has_newer = has_newer;
            }
            PageStart::Newest
            | PageStart::Oldest
            | PageStart::Around(_)
            | PageStart::Before(_)
            | PageStart::After(_) => {}
        }
    }

    /// Returns the page to read if session `nth` is near an end of those at hand.
    pub fn edge(&self, nth: usize, reach: Reach) -> Option<PageStart> {
        let after = self.rows.len().saturating_sub(nth.saturating_add(1));
        let older = self.older().filter(|_| after < reach.near);
        older.or_else(|| self.newer().filter(|_| nth < reach.near))
    }

    /// Returns the page of the sessions that started later, if there are any.
    pub fn newer(&self) -> Option<PageStart> {
        self.first().filter(|_| self.has_newer).map(PageStart::After)
    }

    /// Returns the page of the sessions that started earlier, if there are any.
    pub fn older(&self) -> Option<PageStart> {
        self.last().filter(|_| self.has_older).map(PageStart::Before)
    }

    /// Returns a session.
    pub fn row(&self, nth: usize) -> Option<&HistoryRow> {
        self.rows.get(nth).map(|(_, row)| row)
    }

    /// Returns the number of a session.
    pub fn position(&self, key: SessionKey) -> Option<usize> {
        self.rows.iter().position(|(_, row)| row.key() == key)
    }

    /// Returns how many sessions are at hand.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Reports whether there are sessions that started later.
    pub fn has_newer(&self) -> bool {
        self.has_newer
    }

    /// Reports whether there are sessions that started earlier.
    pub fn has_older(&self) -> bool {
        self.has_older
    }

    fn first(&self) -> Option<PageMark> {
        self.rows.first().map(|(mark, _)| *mark)
    }

    fn last(&self) -> Option<PageMark> {
        self.rows.last().map(|(mark, _)| *mark)
    }
}

fn rows(sessions: Vec<(PageMark, SessionRecord)>, zone: &dyn Zone) -> Vec<(PageMark, HistoryRow)> {
    sessions.into_iter().map(|(mark, record)| (mark, HistoryRow::of(record, zone))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::core::{Band, Interface, Light, Phase, SessionId, SessionType};

    const ALL: usize = 5_000;
    const ROWS: usize = 50;

    fn record(nth: usize) -> SessionRecord {
        SessionRecord {
            id: SessionId::from("sess"),
            key: SessionKey(u32::try_from(nth).unwrap()),
            session_type: SessionType::default(),
            phase: Phase::Ended,
            started_at_utc: DateTime::UNIX_EPOCH,
            ended_at_utc: DateTime::UNIX_EPOCH,
            active_ms: 0,
            paused_ms: 0,
            breaks: 0,
            start_notes: None,
            closing_notes: None,
            operator: String::new(),
            interface: Interface::Cli,
            agent_id: None,
            workflow_id: None,
            band: (Band::A, Band::A),
            health: (Light::Green, Light::Green),
            contexts: vec![],
            folded_stays: Vec::new(),
            spans: vec![],
            pauses: vec![],
            gaps: vec![],
            is_corrected: false,
            is_added: false,
            overrides: Vec::new(),
            playbook_steps: Vec::new(),
        }
    }

    /// Returns the sessions of a long past from one number to another; the first one is the newest.
    fn page(from: usize, until: usize) -> Page {
        let sessions = (from..until).map(|nth| {
            let mark = PageMark(i64::try_from(ALL - nth).unwrap());
            (mark, record(nth))
        });
        Page { sessions: sessions.collect(), has_newer: from > 0, has_older: until < ALL }
    }

    fn nth(mark: PageMark) -> usize {
        ALL - usize::try_from(mark.0).unwrap()
    }

    fn number(window: &HistoryWindow, row: usize) -> usize {
        window.row(row).unwrap().key().0 as usize
    }

    fn row_of(window: &HistoryWindow, number: usize) -> usize {
        window.position(SessionKey(u32::try_from(number).unwrap())).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_a_long_past_only_the_sessions_around_the_selected_one_are_held(
            steps in prop::collection::vec(-120_isize..160, 1..60)
        ) {
            let reach = Reach::of_rows(ROWS);
            let mut window = HistoryWindow::of(page(0, reach.page()), &Utc);
            let mut selected = 0_usize;
            for step in steps {
                let row = row_of(&window, selected).saturating_add_signed(step);
                selected = number(&window, row.min(window.len() - 1));
                while let Some(from) = window.edge(row_of(&window, selected), reach) {
                    let page = match from {
                        PageStart::Before(PageMark(mark)) => {
                            let from = nth(PageMark(mark - 1));
                            page(from, (from + reach.page()).min(ALL))
                        }
                        PageStart::After(mark) => {
                            page(nth(mark).saturating_sub(reach.page()), nth(mark))
                        }
                        other => return Err(TestCaseError::fail(format!("{other:?}"))),
                    };
                    window.extend(from, page, row_of(&window, selected), reach, &Utc);
                    prop_assert!(window.len() <= 5 * 2 * ROWS + 1, "{}", window.len());
                }
                let first = number(&window, 0);
                let numbers: Vec<_> = (0..window.len()).map(|row| number(&window, row)).collect();
                prop_assert_eq!(numbers, (first..first + window.len()).collect::<Vec<_>>());
                // What is around it is at hand.
                let wanted = selected.saturating_sub(ROWS)..(selected + ROWS).min(ALL);
                prop_assert!(first <= wanted.start && wanted.end <= first + window.len());
                prop_assert_eq!(window.has_newer(), first > 0);
                prop_assert_eq!(window.has_older(), first + window.len() < ALL);
            }
        }
    }

    #[test]
    fn a_page_that_continues_neither_end_is_dropped() {
        let reach = Reach::of_rows(ROWS);
        let mut window = HistoryWindow::of(page(100, 200), &Utc);
        for from in
            [PageStart::Before(PageMark(1)), PageStart::After(PageMark(1)), PageStart::Newest]
        {
            window.extend(from, page(0, 10), 50, reach, &Utc);
            assert_eq!((number(&window, 0), window.len()), (100, 100));
        }
    }
}
