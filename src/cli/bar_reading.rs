//! What a line for a bar needs of the desks.
//!
//! Only what the line shows is read: other desks for what waits, the index for the totals.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::args::ReportPeriod;
use super::cli_session::CliSession;
use super::times::period_of;
use crate::bar::{BarDesk, BarEdge, BarField};
use crate::core::{
    DeskName, Glance, Grouping, Moment, Period, Phase, ReportQuery, WantedDesks, WorkReport,
    ms_between,
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
#[derive(Debug, Default)]
struct WorkSum {
    period: Period,
    /// When it was read, milliseconds.
    ms: u64,
    /// The work of each active session, with which it grows.
    growing: Vec<GrowingWork>,
}

/// The newest work of an active session.
#[derive(Debug)]
struct GrowingWork {
    /// Its start, UTC, and its milliseconds when it was read.
    span: (DateTime<Utc>, u64),
    /// When it was read, UTC: each desk is read at a moment of its own.
    read_at: DateTime<Utc>,
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

    /// Returns when the totals change, a day ends that one is about, or a question is open.
    pub fn edges(&self, now: &Moment, glance: &Glance) -> Vec<BarEdge> {
        let of_sums = [&self.today, &self.week].into_iter().flat_map(|sum| sum.edges(now.utc));
        let waits_after_ms = now.thresholds.forgotten_after_ms.saturating_add(1);
        let idle_ms = glance.last_activity_utc.map(|last| ms_between(last, now.utc));
        let question = idle_ms.and_then(|idle_ms| BarEdge::once(waits_after_ms, idle_ms));
        of_sums.chain(question).collect()
    }

    /// Returns what `shown` makes of the desk at a moment.
    pub fn show<T>(
        &self,
        session: &CliSession<'_>,
        now: Moment,
        signs: Signs,
        shown: impl FnOnce(&BarDesk<'_>) -> T,
    ) -> T {
        // One moment for all: the parts of a line must not contradict each other.
        let at = now.utc;
        let glance = Glance::of(&self.view.watch, &self.view.moment(now));
        let name = session.desk.name();
        let is_default = name == DeskName::of(None);
        shown(&BarDesk {
            name: if is_default { "" } else { name.as_str() },
            glance: &glance,
            needs_attention: self.view.read_only.is_some(),
            clock: &|ms| session.settings.panel.clock.text(ms),
            others_waiting: self.others_waiting,
            today_ms: self.today.at(at),
            week_ms: self.week.at(at),
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
        let records = asked.answer.iter().map(|session| &session.record);
        let active = records.filter(|record| record.phase == Phase::Active);
        let growing = active.map(|record| {
            let read_at = record.ended_at_utc;
            // If the clock was set, the record does not end when it was read.
            let is_now = (now..=session.desk.moment().utc).contains(&read_at);
            GrowingWork {
                span: record.spans.last().copied().unwrap_or((read_at, 0)),
                read_at: if is_now { read_at } else { now },
            }
        });
        Self { period, ms: report.active_ms, growing: growing.collect() }
    }

    /// Returns the active time at a moment, milliseconds.
    fn at(&self, now: DateTime<Utc>) -> u64 {
        let growth =
            |work: &GrowingWork| self.period.growth_ms(work.span, ms_between(work.read_at, now));
        self.growing.iter().map(growth).fold(self.ms, u64::saturating_add)
    }

    /// Returns when it changes, and when its period ends.
    fn edges(&self, now: DateTime<Utc>) -> impl Iterator<Item = BarEdge> {
        // Two sessions need half the time for a second.
        let at_once = u64::try_from(self.growing.len()).unwrap_or(u64::MAX);
        let growth = (at_once > 0).then(|| BarEdge::of_short_text(self.at(now)).faster(at_once));
        let rest_ms = self.period.until.map(|until| ms_between(now, until));
        growth.into_iter().chain(rest_ms.and_then(|rest_ms| BarEdge::once(rest_ms, 0)))
    }
}
