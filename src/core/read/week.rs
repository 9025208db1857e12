//! The active time of a week: a row for each day, a column for each innermost context.
//!
//! Sums are exact to the millisecond. What is shown is in whole minutes, rounded in the order of
//! time: so the shown values add up as shown, and a clock that runs moves no other value.

use std::cmp::Reverse;
use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

use crate::core::history::SessionRecord;
use crate::core::read::{PartContext, Period, day_start, split_days};
use crate::core::session::FrameRef;

const DAYS: usize = 7;
const MINUTE_MS: u64 = 60_000;

/// The active time of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    first: NaiveDate,
    columns: Vec<WeekColumn>,
}

/// The time in one context, or without one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct WeekColumn {
    name: ColumnName,
    cells: [Cell; DAYS],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Cell {
    ms: u64,
    is_live: bool,
}

/// What the time in a column of a week was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnName {
    /// A context that was the innermost one, with its last title.
    Context(FrameRef, Option<String>),
    /// So many contexts for which there is no room; the time without one may be among them.
    Others(usize),
    /// No context was open.
    NoContext,
}

/// A week as it is shown: every sum is that of the values shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownWeek {
    /// The contexts with the most time first, then the others, then the time without a context.
    pub columns: Vec<ShownColumn>,
    /// The sum of each day, whole minutes.
    pub days: [u64; DAYS],
    /// The sum of the week, whole minutes, rounded down.
    pub minutes: u64,
}

/// A column as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownColumn {
    /// What the time was for.
    pub name: ColumnName,
    /// The time on each day.
    pub cells: [ShownCell; DAYS],
    /// The sum of the column, whole minutes.
    pub minutes: u64,
}

/// The time of one day in one column, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShownCell {
    /// Whole minutes.
    pub minutes: u64,
    /// Whether there is any time, also if that is less than a minute.
    pub has_time: bool,
    /// Whether a live session is there.
    pub is_live: bool,
}

impl Week {
    /// Returns a week without sessions.
    #[must_use]
    pub fn new(first: NaiveDate) -> Self {
        Self { first, columns: Vec::new() }
    }

    /// Returns its first day.
    #[must_use]
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Returns the time from the start of its first day to the end of its last one. `local` returns
    /// the local time.
    #[must_use]
    pub fn period(first: NaiveDate, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Period {
        let next = first.checked_add_days(Days::new(7));
        Period {
            since: Some(day_start(first, &local)),
            until: next.map(|next| day_start(next, &local)),
        }
    }

    /// Adds the active time of a session in this week. `local` returns the local time.
    pub fn add(&mut self, session: &SessionRecord, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) {
        let mut newest = None;
        for part in session.parts(&Self::period(self.first, &local)) {
            let column = self.column_of(part.contexts.last().copied());
            for (date, ms) in split_days(&[(part.from_utc, part.ms)], &local) {
                let nth = date.signed_duration_since(self.first).num_days();
                let nth = usize::try_from(nth).unwrap_or(0).min(DAYS - 1);
                if let Some(cell) = self.cell_mut(column, nth) {
                    cell.ms = cell.ms.saturating_add(ms);
                }
                newest = Some((column, nth));
            }
        }
        let live = newest.filter(|_| session.phase.is_live());
        if let Some(cell) = live.and_then(|(column, nth)| self.cell_mut(column, nth)) {
            cell.is_live = true;
        }
    }

    /// Returns the number of the column of a context, which is new if need be.
    fn column_of(&mut self, context: Option<PartContext<'_>>) -> usize {
        let title = context.and_then(|context| context.title).map(str::to_owned);
        let known = self.columns.iter().position(|column| match &column.name {
            ColumnName::Context(frame, _) => context.is_some_and(|it| it.frame == frame),
            ColumnName::NoContext => context.is_none(),
            ColumnName::Others(_) => false,
        });
        let Some(nth) = known else {
            let name = match context {
                Some(context) => ColumnName::Context(context.frame.clone(), title),
                None => ColumnName::NoContext,
            };
            self.columns.push(WeekColumn { name, cells: [Cell::default(); DAYS] });
            return self.columns.len() - 1;
        };
        if let Some(WeekColumn { name: ColumnName::Context(_, last), .. }) =
            self.columns.get_mut(nth)
        {
            *last = title.or(last.take());
        }
        nth
    }

    fn cell_mut(&mut self, column: usize, day: usize) -> Option<&mut Cell> {
        self.columns.get_mut(column)?.cells.get_mut(day)
    }

    /// Returns the week with at most so many columns, but not fewer than two. The contexts with the
    /// least time share one; that with the most has one of its own.
    #[must_use]
    pub fn shown(&self, columns_most: usize) -> ShownWeek {
        let columns = self.columns_within(columns_most);
        let mut shown: Vec<ShownColumn> = columns.iter().map(ShownColumn::of).collect();
        let mut rounding = Rounding { owed_ms: vec![0; columns.len()], ms: 0, minutes: 0 };
        let mut days = [0; DAYS];
        for (nth, day) in days.iter_mut().enumerate() {
            // What grows comes last: it moves no other value.
            for live in [false, true] {
                let cells = columns.iter().filter_map(|column| column.cells.get(nth)).enumerate();
                let cells = cells.filter(|(_, cell)| cell.is_live == live);
                let cells: Vec<_> = cells.map(|(column, cell)| (column, cell.ms)).collect();
                for (column, minutes) in rounding.next(&cells) {
                    *day += minutes;
                    let Some(column) = shown.get_mut(column) else { continue };
                    column.minutes += minutes;
                    if let Some(cell) = column.cells.get_mut(nth) {
                        cell.minutes = minutes;
                    }
                }
            }
        }
        ShownWeek { columns: shown, days, minutes: rounding.minutes }
    }

    /// Returns the columns in their order; those for which there is no room are one.
    fn columns_within(&self, most: usize) -> Vec<WeekColumn> {
        let is_without = |column: &WeekColumn| column.name == ColumnName::NoContext;
        let (mut without, mut contexts): (Vec<_>, Vec<_>) =
            self.columns.iter().cloned().partition(is_without);
        contexts.sort_by_cached_key(|column| (Reverse(column.ms()), column.name.to_string()));
        let most = most.max(2);
        if most == 2 && contexts.len() > 1 {
            contexts.append(&mut without);
        }
        let room = most.saturating_sub(without.len());
        if contexts.len() > room {
            let rest = contexts.split_off(room.saturating_sub(1));
            let name = ColumnName::Others(rest.len());
            let mut others = WeekColumn { name, cells: [Cell::default(); DAYS] };
            for column in &rest {
                others.take_in(column);
            }
            contexts.push(others);
        }
        contexts.extend(without);
        contexts
    }
}

impl WeekColumn {
    fn ms(&self) -> u64 {
        self.cells.iter().map(|cell| cell.ms).fold(0, u64::saturating_add)
    }

    fn take_in(&mut self, other: &Self) {
        for (sum, cell) in self.cells.iter_mut().zip(&other.cells) {
            sum.ms = sum.ms.saturating_add(cell.ms);
            sum.is_live |= cell.is_live;
        }
    }
}

impl ShownColumn {
    /// Returns a column before its minutes are known.
    fn of(column: &WeekColumn) -> Self {
        let cell =
            |cell: Cell| ShownCell { minutes: 0, has_time: cell.ms > 0, is_live: cell.is_live };
        Self { name: column.name.clone(), cells: column.cells.map(cell), minutes: 0 }
    }
}

impl fmt::Display for ColumnName {
    /// Writes the name of the context, `other` or `no context`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Context(frame, _) => frame.fmt(f),
            Self::Others(_) => f.write_str("other"),
            Self::NoContext => f.write_str("no context"),
        }
    }
}

/// Rounds measured time to whole minutes, in the order of time: the sum of all minutes so far is the
/// sum of all time so far, rounded down.
struct Rounding {
    /// The time of each column that its minutes so far do not show; negative if they show more.
    owed_ms: Vec<i64>,
    ms: u64,
    minutes: u64,
}

impl Rounding {
    /// Returns the minutes of the next values, each with its column: rounded up for the columns that
    /// are owed the most, else down. A value without time stays zero.
    fn next(&mut self, values: &[(usize, u64)]) -> Vec<(usize, u64)> {
        self.ms = values.iter().fold(self.ms, |sum, (_, ms)| sum.saturating_add(*ms));
        let mut rounded: Vec<_> =
            values.iter().map(|(column, ms)| (*column, ms / MINUTE_MS)).collect();
        for (column, ms) in values {
            self.owe(*column, i64::try_from(ms % MINUTE_MS).unwrap_or(0));
        }
        let down: u64 = rounded.iter().map(|(_, minutes)| *minutes).sum();
        let wanted = (self.ms / MINUTE_MS).saturating_sub(self.minutes);
        self.minutes = self.ms / MINUTE_MS;
        let up = usize::try_from(wanted.saturating_sub(down)).unwrap_or(0);
        let mut parted: Vec<usize> = (0..values.len())
            .filter(|nth| values.get(*nth).is_some_and(|(_, ms)| ms % MINUTE_MS > 0))
            .collect();
        parted.sort_by_key(|nth| {
            let column = values.get(*nth).map_or(0, |(column, _)| *column);
            Reverse(self.owed_ms.get(column).copied())
        });
        for nth in parted.into_iter().take(up) {
            if let Some((column, minutes)) = rounded.get_mut(nth) {
                *minutes += 1;
                self.owe(*column, -i64::try_from(MINUTE_MS).unwrap_or(0));
            }
        }
        rounded
    }

    fn owe(&mut self, column: usize, ms: i64) {
        if let Some(owed) = self.owed_ms.get_mut(column) {
            *owed = owed.saturating_add(ms);
        }
    }
}
