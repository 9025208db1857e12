//! The active time of each day: that of the past sessions, and of the live one.
//!
//! Only sums are kept. They are read again if a session was filed or more weeks are shown.

use chrono::{DateTime, Days as Span, NaiveDate, NaiveTime, Utc, Weekday};

use crate::core::{Period, Tally, week_of};
use crate::failure::Failure;
use crate::zone::Zone;

use super::desk::KnownDesk;

/// More days than are ever shown.
const SHOWN: Span = Span::new(200);

/// The active time of each day, as far as it has been read.
#[derive(Debug, Default)]
pub struct Days {
    /// The sums of the past sessions; `None` before they were read.
    past: Option<Tally>,
    /// The newest filing in the sums.
    filed_seq: u64,
    /// The newest filing, the first day, and the time at which days begin, that were asked for last.
    asked: Option<(u64, NaiveDate, NaiveTime)>,
    /// The first day in the sums.
    since: Option<NaiveDate>,
    under_way: bool,
    /// The active time of the live session when the sums did not contain it.
    beside: Vec<(DateTime<Utc>, u64)>,
    /// The last reading failed.
    unread: bool,
}

impl Days {
    /// Reports whether the last reading failed.
    pub fn is_unread(&self) -> bool {
        self.unread
    }

    /// Reports whether the active time of a day has been read.
    pub fn has(&self, date: NaiveDate) -> bool {
        !self.unread && self.since.is_some_and(|since| since <= date)
    }

    /// Reports whether the days from `first` on must be read; not again until they were.
    pub fn falls_behind(&mut self, filed_seq: u64, first: NaiveDate, day_start: NaiveTime) -> bool {
        let enough = self.asked.is_some_and(|(seq, since, begins)| {
            seq == filed_seq && since <= first && begins == day_start
        });
        if enough || self.under_way {
            return false;
        }
        self.asked = Some((filed_seq, first, day_start));
        self.under_way = true;
        true
    }

    /// Takes in the newest filing and the sums that were read.
    pub fn take(&mut self, answer: Result<(u64, Tally), Failure>) {
        self.under_way = false;
        self.unread = answer.is_err();
        if let Ok((filed_seq, tally)) = answer {
            self.past = Some(tally);
            self.since = self.asked.map(|(_, first, _)| first);
            self.filed_seq = filed_seq;
        }
    }

    /// Keeps the active time of the live session, which the next reading of the desk may show as filed.
    pub fn keep_live(&mut self, known: &KnownDesk) {
        if known.watch.filed_seq == self.filed_seq {
            let live = known.glance.session.as_ref();
            self.beside = live.map(|live| live.worked.clone()).unwrap_or_default();
        }
    }

    /// Returns the active time of each day with the live session; `None` before the sums were read.
    pub fn tally(&self, known: &KnownDesk, now: DateTime<Utc>, zone: &dyn Zone) -> Option<Tally> {
        let mut tally = self.past.clone()?;
        let (_, first, _) = self.asked?;
        // Otherwise a session under a clock that was wrong by years would cost every drawing.
        let since = now.checked_sub_days(SHOWN).map_or(now, |at| at.max(zone.midnight(first)));
        let seen = Period { since: Some(since), until: now.checked_add_days(Span::new(1)) };
        let local = |at| zone.day_clock(at);
        if known.watch.filed_seq != self.filed_seq {
            tally.add_worked(&self.beside, &seen, local);
        } else if let Some(live) = &known.glance.session {
            tally.add_worked(&live.worked, &seen, local);
        }
        Some(tally)
    }
}

/// Returns the first day of the oldest of `weeks` weeks, of which this one is the last.
pub fn first_of(weeks: u64, today: NaiveDate, start: Weekday) -> NaiveDate {
    let this = week_of(today, start);
    this.checked_sub_days(Span::new(weeks.saturating_sub(1) * 7)).unwrap_or(this)
}
