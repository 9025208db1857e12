//! Where the days begin in a list of sessions: each day has a line before its sessions.
//!
//! One entry for each day: a line is found by search, without a walk over the sessions.

use chrono::NaiveDate;

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryLine {
    /// The line before the sessions of a day, by the number of the day.
    Day(usize),
    /// A session, by its number in the list.
    Session(usize),
}

/// A day of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListDay {
    /// The date.
    pub date: NaiveDate,
    /// The active time of its past sessions that are listed, milliseconds.
    pub active_ms: u64,
    /// How many of its sessions are listed.
    pub sessions: usize,
    /// The number of its first session.
    first: usize,
}

/// Which days of a list may have more sessions than are at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CutDays {
    /// The first one.
    pub first: bool,
    /// The last one.
    pub last: bool,
}

/// The days of a list, in its order.
#[derive(Debug, Default)]
pub struct DayIndex {
    days: Vec<ListDay>,
    sessions: usize,
    cut: CutDays,
}

impl DayIndex {
    /// Returns the index of a list without sessions.
    pub fn new(cut: CutDays) -> Self {
        Self { cut, ..Self::default() }
    }

    /// Adds the next session of the list.
    pub fn push(&mut self, date: NaiveDate, active_ms: u64) {
        match self.days.last_mut() {
            Some(day) if day.date == date => {
                day.active_ms = day.active_ms.saturating_add(active_ms);
                day.sessions += 1;
            }
            _ => self.days.push(ListDay { date, active_ms, sessions: 1, first: self.sessions }),
        }
        self.sessions += 1;
    }

    /// Returns how many lines there are.
    pub fn lines(&self) -> usize {
        self.sessions + self.days.len()
    }

    /// Returns a day, and whether all of its sessions are at hand.
    pub fn day(&self, nth: usize) -> Option<(&ListDay, bool)> {
        let is_first = self.cut.first && nth == 0;
        let is_last = self.cut.last && nth + 1 == self.days.len();
        Some((self.days.get(nth)?, !is_first && !is_last))
    }

    /// Returns the line of a session.
    pub fn line_of(&self, session: usize) -> usize {
        session + self.days.partition_point(|day| day.first <= session)
    }

    /// Returns the line from which on a session is shown with its day: for the first session of a day
    /// that of the day.
    pub fn begin_of(&self, session: usize) -> usize {
        let is_first = self.days.binary_search_by_key(&session, |day| day.first).is_ok();
        self.line_of(session).saturating_sub(usize::from(is_first))
    }

    /// Returns what is on a line; `None` after the last one.
    pub fn at(&self, line: usize) -> Option<HistoryLine> {
        // Each day before it has a line of its own.
        let (mut low, mut high) = (0, self.days.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.days.get(middle).is_some_and(|day| day.first + middle <= line) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let nth = low.checked_sub(1)?;
        let day = self.days.get(nth)?;
        if day.first + nth == line {
            return Some(HistoryLine::Day(nth));
        }
        let session = line - nth - 1;
        (session < self.sessions).then_some(HistoryLine::Session(session))
    }

    /// Returns the last session on or before a line, or else the first one.
    pub fn session_before(&self, line: usize) -> usize {
        match self.at(line.min(self.lines().saturating_sub(1))) {
            Some(HistoryLine::Session(nth)) => nth,
            Some(HistoryLine::Day(day)) => {
                self.days.get(day).map_or(0, |day| day.first.saturating_sub(1))
            }
            None => 0,
        }
    }

    /// Returns the first session on or after a line, or else the last one.
    pub fn session_after(&self, line: usize) -> usize {
        match self.at(line) {
            Some(HistoryLine::Session(nth)) => nth,
            Some(HistoryLine::Day(day)) => self.days.get(day).map_or(0, |day| day.first),
            None => self.sessions.saturating_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HistoryLine::{Day, Session};
    use super::*;

    /// Returns the index of days with so many sessions of one minute each.
    fn index(sessions: &[usize]) -> DayIndex {
        let (mut index, mut date) = (DayIndex::default(), NaiveDate::default());
        for count in sessions {
            (0..*count).for_each(|_| index.push(date, 60_000));
            date = date.pred_opt().unwrap_or_default();
        }
        index
    }

    #[test]
    fn each_day_has_one_line_before_its_sessions() {
        let index = index(&[2, 1, 3]);
        let lines: Vec<_> = (0..=index.lines()).map(|line| index.at(line)).collect();
        let expected = [
            Some(Day(0)),
            Some(Session(0)),
            Some(Session(1)),
            Some(Day(1)),
            Some(Session(2)),
            Some(Day(2)),
            Some(Session(3)),
            Some(Session(4)),
            Some(Session(5)),
            None,
        ];
        assert_eq!(lines, expected);
        assert_eq!(DayIndex::default().at(0), None);
    }

    #[test]
    fn a_session_is_on_the_line_that_shows_it() {
        let index = index(&[3, 1, 1, 4]);
        for session in 0..index.sessions {
            assert_eq!(index.at(index.line_of(session)), Some(Session(session)));
        }
        let begins: Vec<_> = (0..5).map(|session| index.begin_of(session)).collect();
        assert_eq!(begins, [0, 2, 3, 4, 6]);
    }

    #[test]
    fn from_the_line_of_a_day_the_next_session_is_below_and_the_one_before_above() {
        let index = index(&[2, 2]);
        assert_eq!((index.session_before(3), index.session_after(3)), (1, 2));
        assert_eq!((index.session_before(0), index.session_after(0)), (0, 0));
        assert_eq!((index.session_before(99), index.session_after(99)), (3, 3));
        assert_eq!(DayIndex::default().session_before(7), 0);
    }

    #[test]
    fn a_day_has_the_sum_of_its_sessions_and_says_whether_they_are_all() {
        let days = |cut: CutDays| {
            let index = DayIndex { cut, ..index(&[2, 1, 3]) };
            let day = |nth| {
                let (day, is_whole) = index.day(nth)?;
                Some((day.sessions, day.active_ms / 60_000, is_whole))
            };
            [day(0), day(1), day(2), day(3)]
        };
        let sums =
            |first, last| [Some((2, 2, first)), Some((1, 1, true)), Some((3, 3, last)), None];
        assert_eq!(days(CutDays::default()), sums(true, true));
        assert_eq!(days(CutDays { first: true, last: false }), sums(false, true));
        assert_eq!(days(CutDays { first: false, last: true }), sums(true, false));
    }
}
