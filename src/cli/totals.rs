//! The active time of today and of this week.

use super::args::ReportPeriod;
use super::cli_session::CliSession;
use super::times::period_of;
use crate::contract::WorkTotals;
use crate::core::{Grouping, ReportQuery, WantedDesks, WorkReport};
use crate::desk::Asked;
use crate::failure::Failure;
use crate::zone::Zone;

impl CliSession<'_> {
    /// Returns the active time of today and of this week in all profiles, and warnings about it.
    ///
    /// # Errors
    /// If the history cannot be read.
    pub(super) fn totals(&self) -> Result<(WorkTotals, Vec<String>), Failure> {
        let (zone, now) = (self.day_zone(), self.desk.moment().utc);
        let week_start = self.settings.panel.week_start.day();
        let sum = |word| -> Result<(u64, Vec<String>), Failure> {
            let period = period_of(word, now, &zone, week_start);
            let Asked { answer, mut warnings, missing } =
                self.desk.sessions_of(WantedDesks::OfPeople, &period)?;
            let grouping = Grouping::Day;
            let query = ReportQuery { period, grouping, rounded_to_seconds: None, week_start };
            let report = WorkReport::of(&answer, query, |at| zone.day_clock(at));
            warnings.extend(missing.into_iter().map(|one| one.warning));
            Ok((report.active_ms / 1_000, warnings))
        };
        let (today_seconds, _) = sum(ReportPeriod::Today)?;
        let (week_seconds, warnings) = sum(ReportPeriod::Week)?;
        Ok((WorkTotals { today_seconds, week_seconds }, warnings))
    }
}
