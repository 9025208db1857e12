//! Answers about the past: the activities, the past sessions.

use std::collections::BTreeMap;

use super::args::{HistoryFilter, Unit};
use super::cli_session::CliSession;
use super::delivery::OutputFormat;
use super::error::CliError;
use super::history::Totals;
use super::past_pages::PastPages;
use super::phrases::period_text;
use super::reply::{NOTHING_THERE, Output, Reply, failed_lines, pass_on, report, warning_lines};
use super::table::ColumnWidths;
use super::world::World;
use super::{days, history, log};
use crate::contract::{self, ActiveDay, Document, Failed, LoggedActivity, PastSession};
use crate::core::{Day, PastQuery, Period, SessionName};
use crate::desk::Asked;
use crate::failure::{Failure, Words};
use crate::zone::{DayZone, Zone};

impl CliSession<'_> {
    /// Answers with the newest activities.
    pub(super) fn log(&self, count: usize, name: Option<&SessionName>) -> Result<Reply, CliError> {
        let Asked { answer: activities, warnings, .. } = match name {
            Some(name) => self.desk.log_of(name, count)?,
            None => Asked { answer: self.desk.log(count)?, ..Asked::default() },
        };
        let lines = || log::lines(&activities, 0, self.zone);
        let mut reply = self.each(activities.iter().rev().map(LoggedActivity::from), lines)?;
        reply.notices.extend(warning_lines(&warnings));
        Ok(reply)
    }

    /// Returns the time zone, with the time at which days begin.
    pub(super) fn day_zone(&self) -> DayZone<'_> {
        DayZone { zone: self.zone, begins: self.settings.panel.day_start }
    }

    /// Answers with the past sessions. A long list is printed page by page.
    pub(super) fn history(
        &self,
        filter: &HistoryFilter,
        format: OutputFormat,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        let period = filter.period(self.desk.moment().utc, &self.day_zone())?;
        if filter.by == Some(Unit::Day) {
            return self.days(&period, filter);
        }
        let mut pages = self.past_pages(&period, filter)?;
        let Some(mut records) = pages.take()? else {
            return self.nothing_past(filter, &period);
        };
        let warnings = warning_lines(&pages.warnings);
        if !pages.has_more() {
            let lines = || history::lines(&records, &period, self.zone);
            let mut reply = self.each(records.iter().map(PastSession::from), lines)?;
            reply.notices.extend(warnings);
            return Ok(reply);
        }
        let mut notices = self.notices()?;
        notices.extend(warnings);
        let nothing_more = Reply::done(Output::Lines(Vec::new()));
        if format.quiet {
            return Ok(Reply { notices, ..nothing_more });
        }
        let columns =
            if self.json { ColumnWidths::default() } else { self.columns(&period, filter)? };
        report(world, &notices);
        let mut totals = Totals::default();
        loop {
            totals.add(&records);
            let output = if self.json {
                Output::Json(contract::lines(records.iter().map(PastSession::from))?)
            } else {
                Output::Lines(columns.lines(&history::cells(&records, self.zone)))
            };
            if !pass_on(world, &output)? {
                return Ok(nothing_more);
            }
            records = match pages.take()? {
                Some(more) => more,
                None if self.json => return Ok(nothing_more),
                None => {
                    let lines = totals.lines(&period, self.zone);
                    return Ok(Reply::done(Output::Lines(lines)));
                }
            };
        }
    }

    /// Returns the pages of the past sessions within a period, or of the newest ones.
    fn past_pages(
        &self,
        period: &Period,
        filter: &HistoryFilter,
    ) -> Result<PastPages<'_>, Failure> {
        let Period { since, until } = *period;
        let is_cancelled = filter.cancelled;
        let types = filter.session_types.clone();
        let query = PastQuery { types, since, until, is_cancelled, ..PastQuery::default() };
        let read = move |from, most| self.desk.past_page(&query, from, most);
        // The days are counted, and not their sessions.
        PastPages::begin(Box::new(read), filter.count.filter(|_| filter.by.is_none()))
    }

    /// Returns the widths of the columns of a long list.
    fn columns(
        &self,
        period: &Period,
        filter: &HistoryFilter,
    ) -> Result<ColumnWidths<{ history::CELLS }>, Failure> {
        let mut columns = ColumnWidths::default();
        let mut pages = self.past_pages(period, filter)?;
        while let Some(records) = pages.take()? {
            columns.fit(&history::cells(&records, self.zone));
        }
        Ok(columns)
    }

    /// Answers with the active time of each local day.
    fn days(&self, period: &Period, filter: &HistoryFilter) -> Result<Reply, CliError> {
        let mut days = BTreeMap::new();
        let mut pages = self.past_pages(period, filter)?;
        while let Some(records) = pages.take()? {
            Day::add_all(&mut days, &records, period, |at| self.day_zone().day_clock(at));
        }
        let all: Vec<Day> = days.into_values().collect();
        let count = filter.count.unwrap_or(usize::MAX);
        let days = all.get(all.len().saturating_sub(count)..).unwrap_or_default();
        if days.is_empty() {
            return self.nothing_past(filter, period);
        }
        let lines = || days::lines(days, period, self.zone);
        let mut reply = self.each(days.iter().map(ActiveDay::from), lines)?;
        reply.notices.extend(warning_lines(&pages.warnings));
        Ok(reply)
    }

    /// Answers that there is no past session, or none within the bounds.
    fn nothing_past(&self, filter: &HistoryFilter, period: &Period) -> Result<Reply, CliError> {
        let bounds = period_text(period, self.zone);
        let of_types = history::of_types(&filter.session_types);
        let none_matches = format!("No past session{of_types} matches{bounds}");
        let none_cancelled = format!("No session{of_types} was cancelled{bounds}");
        let is_any_live = self.desk.look()?.watch.live().is_some();
        let (why, next, command) = match (filter.cancelled, filter.is_bounded(), is_any_live) {
            (true, _, _) => (&*none_cancelled, "List the others", "onwatch history"),
            (false, true, _) => (&*none_matches, "List all", "onwatch history"),
            (false, false, true) => {
                ("No session has ended yet", "Show the live one", "onwatch show")
            }
            (false, false, false) => ("No session has ended yet", "Start one", "onwatch start"),
        };
        let mut notices = self.notices()?;
        let answer = if self.json {
            let words = Words {
                what: "Nothing was shown".into(),
                why: why.to_lowercase(),
                next: format!("{}: `{command}`", next.to_lowercase()),
            };
            notices.extend(failed_lines(&words));
            let failed = Failed { exit: NOTHING_THERE, words, check: None, warnings: Vec::new() };
            Output::Json(vec![contract::line(&failed)?])
        } else {
            Output::Lines(vec![format!("{why}. {next}: {command}")])
        };
        Ok(Reply { exit: NOTHING_THERE, notices, ..Reply::done(answer) })
    }

    /// Answers with JSON objects, one on each line, or with text.
    fn each<T: Document>(
        &self,
        bodies: impl Iterator<Item = T>,
        lines: impl FnOnce() -> Vec<String>,
    ) -> Result<Reply, CliError> {
        let answer =
            if self.json { Output::Json(contract::lines(bodies)?) } else { Output::Lines(lines()) };
        Ok(Reply { notices: self.notices()?, ..Reply::done(answer) })
    }
}
