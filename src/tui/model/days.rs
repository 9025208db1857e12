//! What was worked on each day: read from the list of past sessions, the live one added.
//!
//! Only sums are kept. They are read when the list has changed, or when more weeks are to be seen.

use chrono::{DateTime, Datelike, Days as Span, NaiveDate, Utc, Weekday};

use crate::core::{Period, Tally};
use crate::failure::Failure;
use crate::tui::message::{Effect, Read};
use crate::tui::view;

use super::panel::Model;

/// What was worked on each day, as far as it has been read.
#[derive(Debug, Default)]
pub struct Days {
    /// The past sessions'; nothing before they were read.
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
    /// Tells whether the last reading failed.
    pub fn is_unread(&self) -> bool {
        self.unread
    }
}

/// Returns the day that a week begins with.
pub fn week_of(date: NaiveDate, start: Weekday) -> NaiveDate {
    let since = date.weekday().days_since(start);
    date.checked_sub_days(Span::new(since.into())).unwrap_or(date)
}

/// Returns the first day of the oldest of so many weeks, this one included.
pub fn first_of(weeks: u64, today: NaiveDate, start: Weekday) -> NaiveDate {
    let this = week_of(today, start);
    this.checked_sub_days(Span::new(weeks.saturating_sub(1) * 7)).unwrap_or(this)
}

/// Asks for what is to be seen and not yet known.
pub fn ask(model: &mut Model) -> Option<Effect> {
    let known = model.known.as_ref().filter(|_| model.trouble.is_none())?;
    let filed_seq = known.watch.filed_seq;
    let first = first_of(view::weeks(model)?, model.today(), model.taste.week_start.day());
    let enough = model.days.asked.is_some_and(|(seq, since)| seq == filed_seq && since <= first);
    if enough || model.days.under_way {
        return None;
    }
    model.days.asked = Some((filed_seq, first));
    model.days.under_way = true;
    Some(Effect::Read(Read::Tally { since: model.setting.zone.midnight(first) }))
}

/// Takes in what was read.
pub fn read(model: &mut Model, answer: Result<(u64, Tally), Failure>) {
    model.days.under_way = false;
    model.days.unread = answer.is_err();
    if let Ok((filed_seq, tally)) = answer {
        model.days.past = Some(tally);
        model.days.filed_seq = filed_seq;
    }
}

/// Keeps what the live session has worked, before the next look at the desk may show it filed.
pub fn keep_live(model: &mut Model) {
    if let Some(known) = model.known.as_ref()
        && known.watch.filed_seq == model.days.filed_seq
    {
        let live = known.glance.session.as_ref();
        model.days.beside = live.map(|live| live.worked.clone()).unwrap_or_default();
    }
}

/// Returns the active time of each day, the live session's included; nothing before it was read.
pub fn tally(model: &Model) -> Option<Tally> {
    let mut tally = model.days.past.clone()?;
    let known = model.known.as_ref()?;
    let local = |at| model.local(at);
    let (_, first) = model.days.asked?;
    // A clock that was wrong by years must not make each draw count all their days.
    let seen = Period {
        since: Some(model.setting.zone.midnight(first)),
        until: model.now.utc.checked_add_days(Span::new(1)),
    };
    if known.watch.filed_seq == model.days.filed_seq {
        if let Some(live) = &known.glance.session {
            tally.add_worked(&live.worked, &seen, local);
        }
    } else {
        tally.add_worked(&model.days.beside, &seen, local);
    }
    Some(tally)
}
