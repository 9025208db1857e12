//! The filter of the history, with what it asks for.

use chrono::{DateTime, NaiveDate, Utc};

use super::filter::Filter;
use super::history_query::HistoryQuery;
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
    /// Changes the filter; reports whether it asks for other sessions then.
    pub fn change(
        &mut self,
        change: impl FnOnce(&mut Filter),
        now: DateTime<Utc>,
        zone: &DayZone<'_>,
    ) -> bool {
        self.filter.change(change) && self.read(now, zone)
    }

    /// Reads the filter again on another day; reports whether it asks for other sessions then.
    pub fn turn_day(&mut self, now: DateTime<Utc>, zone: &DayZone<'_>) -> bool {
        let is_old = self.filter.is_on() && self.read_on != Some(zone.day(now));
        is_old && self.read(now, zone)
    }

    fn read(&mut self, now: DateTime<Utc>, zone: &DayZone<'_>) -> bool {
        let query = HistoryQuery::read(self.filter.line().text(), now, zone);
        let is_other = query.past() != self.query.past();
        self.query = query;
        self.read_on = Some(zone.day(now));
        is_other
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
