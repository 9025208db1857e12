//! What was worked on each day: read from the list of past sessions, the live one added.
//!
//! Only sums are kept. They are read when the list has changed, or when more weeks are to be seen.

use chrono::{DateTime, Datelike, Days as Span, NaiveDate, Utc, Weekday};

use crate::core::{Period, Tally};
use crate::failure::Failure;
use crate::zone::Zone;

use super::desk::KnownDesk;

/// What was worked on each day, as far as it has been read.
#[derive(Debug, Default)]
pub struct Days {
    /// The past sessions'; `None` before they were read.
    past: Option<Tally>,
    /// The newest filing that it knows of.
    filed_seq: u64,
    /// For which newest filing it was asked for last, and from which day on.
    asked: Option<(u64, NaiveDate)>,
    under_way: bool,
    /// What the live session had worked when it was last not among the past ones.
    beside: Vec<(DateTime<Utc>, u64)>,
    /// It could not be read.
    unread: bool,
}

impl Days {
    /// Reports whether the last reading failed.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.unread
    }

    /// Reports whether the days from `first` on must be read now; asks no more until they were.
    pub fn falls_behind(&mut self, filed_seq: u64, first: NaiveDate) -> bool {
        let enough = self.asked.is_some_and(|(seq, since)| seq == filed_seq && since <= first);
        if enough || self.under_way {
            return false;
        }
        self.asked = Some((filed_seq, first));
        self.under_way = true;
        true
    }

    /// Takes in what was read: the newest filing in it, and the sums.
    pub fn take(&mut self, answer: Result<(u64, Tally), Failure>) {
        self.under_way = false;
        self.unread = answer.is_err();
        if let Ok((filed_seq, tally)) = answer {
            self.past = Some(tally);
            self.filed_seq = filed_seq;
        }
    }

    /// Keeps what the live session has worked, before the next look at the desk may show it filed.
    pub fn keep_live(&mut self, known: &KnownDesk) {
        if known.watch.filed_seq == self.filed_seq {
            let live = known.glance.session.as_ref();
            self.beside = live.map(|live| live.worked.clone()).unwrap_or_default();
        }
    }

    /// Returns the active time of each day, the live session's included; `None` before the past
    /// ones were read.
    #[must_use]
    pub fn tally(&self, known: &KnownDesk, now: DateTime<Utc>, zone: &dyn Zone) -> Option<Tally> {
        let mut tally = self.past.clone()?;
        let (_, first) = self.asked?;
        // A clock that was wrong by years must not make each draw count all their days.
        let seen =
            Period { since: Some(zone.midnight(first)), until: now.checked_add_days(Span::new(1)) };
        let local = |at| zone.local(at);
        if known.watch.filed_seq != self.filed_seq {
            tally.add_worked(&self.beside, &seen, local);
        } else if let Some(live) = &known.glance.session {
            tally.add_worked(&live.worked, &seen, local);
        }
        Some(tally)
    }
}

/// Returns the day that a week begins with.
#[must_use]
pub fn week_of(date: NaiveDate, start: Weekday) -> NaiveDate {
    let since = date.weekday().days_since(start);
    date.checked_sub_days(Span::new(since.into())).unwrap_or(date)
}

/// Returns the first day of the oldest of so many weeks, this one included.
#[must_use]
pub fn first_of(weeks: u64, today: NaiveDate, start: Weekday) -> NaiveDate {
    let this = week_of(today, start);
    this.checked_sub_days(Span::new(weeks.saturating_sub(1) * 7)).unwrap_or(this)
}
