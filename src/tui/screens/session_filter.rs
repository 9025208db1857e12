//! The filter of the history, with what it asks for.

use chrono::{DateTime, NaiveDate, Utc};

use super::filter::Filter;
use super::history_query::HistoryQuery;
use super::history_row::HistoryRow;
use super::row_text::RowText;
use crate::zone::{DayZone, Zone};

/// The filter, and how it was read.
#[derive(Debug, Default)]
pub(super) struct SessionFilter {
    filter: Filter,
    query: HistoryQuery,
    /// The day on which it was read: `today` means another one on the next.
    read_on: Option<NaiveDate>,
}

impl SessionFilter {
    /// Changes the filter; reports whether its text has changed.
    pub fn change(
        &mut self,
        change: impl FnOnce(&mut Filter),
        now: DateTime<Utc>,
        zone: &DayZone<'_>,
    ) -> bool {
        let is_changed = self.filter.change(change);
        if is_changed {
            self.read(now, zone);
        }
        is_changed
    }

    /// Reads the filter again on another day; reports whether it may hide other rows then.
    pub fn turn_day(&mut self, now: DateTime<Utc>, zone: &DayZone<'_>) -> bool {
        let is_old = self.filter.is_on() && self.read_on != Some(zone.day(now));
        if is_old {
            self.read(now, zone);
        }
        is_old
    }

    fn read(&mut self, now: DateTime<Utc>, zone: &DayZone<'_>) {
        self.query = HistoryQuery::read(self.filter.line().text(), now, zone);
        self.read_on = Some(zone.day(now));
    }

    /// Reports whether a row is listed.
    pub fn lists(&self, row: &HistoryRow) -> bool {
        !self.filter.is_on() || self.query.matches(row, &mut RowText::default())
    }

    /// Returns the filter.
    pub fn typed(&self) -> &Filter {
        &self.filter
    }

    /// Returns what it asks for.
    pub fn query(&self) -> &HistoryQuery {
        &self.query
    }
}
