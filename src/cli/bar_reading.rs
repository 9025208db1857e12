//! What a line for a bar needs of the desks.
//!
//! Only what the line shows is read: other desks for what waits, the index for the totals.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::args::ReportPeriod;
use super::cli_session::CliSession;
use super::times::period_of;
use crate::bar::{BarDesk, BarField};
use crate::core::{
    Glance, Grouping, Moment, Phase, ReportQuery, WantedDesks, WorkReport, ms_between,
};
use crate::desk::View;
use crate::failure::Failure;
use crate::signs::Signs;
use crate::zone::Zone;

/// What was read for a line.
#[derive(Debug)]
pub struct BarReading {
    view: View,
    others_waiting: usize,
    today: WorkSum,
    week: WorkSum,
    /// When it was read, UTC.
    read_at: DateTime<Utc>,
}

/// The active time of a period.
#[derive(Debug, Clone, Copy, Default)]
struct WorkSum {
    /// When it was read, milliseconds.
    ms: u64,
    /// How many sessions are active, so that it grows.
    active: u64,
}

impl BarReading {
    /// Reads what a line wants.
    ///
    /// # Errors
    /// [`Failure`] if the desk cannot be read.
    pub fn of(session: &CliSession<'_>, wants: &dyn Fn(BarField) -> bool) -> Result<Self, Failure> {
        let view = session.desk.look()?;
        let sum = |field, period| {
            if wants(field) { WorkSum::of(session, period) } else { WorkSum::default() }
        };
        Ok(Self {
            view,
            others_waiting: if wants(BarField::Waits) { session.desk.others_waiting() } else { 0 },
            today: sum(BarField::Today, ReportPeriod::Today),
            week: sum(BarField::Week, ReportPeriod::Week),
            read_at: session.desk.moment().utc,
        })
    }

    /// Reports whether a session is live.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.view.watch.live().is_some()
    }

    /// Reports whether it has to be read again: the clock was set, the machine slept, or a total is of
    /// another day. The clock went on by less than `most`, if nobody set it.
    pub fn is_outdated(
        &self,
        session: &CliSession<'_>,
        now: &Moment,
        most: Duration,
        has_totals: bool,
    ) -> bool {
        let zone = session.day_zone();
        let by_ms = i64::try_from(most.as_millis()).unwrap_or(i64::MAX);
        let passed_ms = now.utc.signed_duration_since(self.read_at).num_milliseconds();
        let is_other_day = has_totals && zone.day(now.utc) != zone.day(self.read_at);
        is_other_day || passed_ms > by_ms || passed_ms < -by_ms
    }

    /// Returns what `shown` makes of the desk at a moment.
    pub fn show<T>(
        &self,
        session: &CliSession<'_>,
        now: Moment,
        signs: Signs,
        shown: impl FnOnce(&BarDesk<'_>) -> T,
    ) -> T {
        let since_read_ms = ms_between(self.read_at, now.utc);
        let glance = Glance::of(&self.view.watch, &self.view.moment(now));
        shown(&BarDesk {
            glance: &glance,
            needs_attention: self.view.read_only.is_some(),
            clock: &|ms| session.settings.panel.clock.text(ms),
            others_waiting: self.others_waiting,
            today_ms: self.today.after(since_read_ms),
            week_ms: self.week.after(since_read_ms),
            sign: &|sign| signs.shown(sign),
        })
    }
}

impl WorkSum {
    /// Reads the active time of a period in all profiles. If the index cannot answer, there is none: the
    /// rest of the line does not depend on it.
    fn of(session: &CliSession<'_>, word: ReportPeriod) -> Self {
        let (zone, now) = (session.day_zone(), session.desk.moment().utc);
        let week_start = session.settings.panel.week_start.day();
        let period = period_of(word, now, &zone, week_start);
        let query =
            ReportQuery { period, grouping: Grouping::Day, rounded_to_seconds: None, week_start };
        let Ok(asked) = session.desk.sessions_of(WantedDesks::OfPeople, &period) else {
            return Self::default();
        };
        let report = WorkReport::of(&asked.answer, query, |at| zone.day_clock(at));
        let active = report.live.iter().filter(|live| live.phase == Phase::Active).count();
        Self { ms: report.active_ms, active: u64::try_from(active).unwrap_or_default() }
    }

    /// Returns the active time after some milliseconds, milliseconds.
    fn after(self, ms: u64) -> u64 {
        self.ms.saturating_add(self.active.saturating_mul(ms))
    }
}
