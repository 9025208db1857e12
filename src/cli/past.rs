//! Answers about the past: the activities, the past sessions, one session in full.

use super::args::{HistoryFilter, Unit};
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::phrases::period_text;
use super::reply::{NOTHING_THERE, Output, Reply, failed_lines};
use super::{days, history, log, show};
use crate::contract::{
    self, ActiveDay, Document, Failed, LoggedActivity, PastSession, SessionDetail,
};
use crate::core::{Day, Period, SessionName};
use crate::failure::Words;
use crate::markdown;
use crate::zone::{DayZone, Zone};

impl CliSession<'_> {
    /// Answers with the newest activities.
    pub(super) fn log(&self, count: usize, name: Option<&SessionName>) -> Result<Reply, CliError> {
        let activities = match name {
            Some(name) => self.desk.log_of(name, count),
            None => self.desk.log(count),
        }?;
        let lines = || log::lines(&activities, 0, self.zone);
        self.each(activities.iter().rev().map(LoggedActivity::from), lines)
    }

    /// Returns the time zone, with the time at which days begin.
    pub(super) fn day_zone(&self) -> DayZone<'_> {
        DayZone { zone: self.zone, begins: self.settings.panel.day_start }
    }

    /// Answers with the past sessions.
    pub(super) fn history(&self, filter: &HistoryFilter) -> Result<Reply, CliError> {
        let period = filter.period(self.desk.moment().utc, &self.day_zone())?;
        let count = filter.count.unwrap_or(usize::MAX);
        if filter.by == Some(Unit::Day) {
            return self.days(&period, count, filter);
        }
        let records = self.desk.history(&period, count)?;
        if records.is_empty() {
            return self.nothing_past(filter.is_bounded(), &period);
        }
        let lines = || history::lines(&records, &period, self.zone);
        self.each(records.iter().rev().map(PastSession::from), lines)
    }

    /// Answers with the active time of each local day.
    fn days(
        &self,
        period: &Period,
        count: usize,
        filter: &HistoryFilter,
    ) -> Result<Reply, CliError> {
        let records = self.desk.history(period, usize::MAX)?;
        let all = Day::of_all(records.iter().rev(), period, |at| self.day_zone().day_clock(at));
        let days = all.get(all.len().saturating_sub(count)..).unwrap_or_default();
        if days.is_empty() {
            return self.nothing_past(filter.is_bounded(), period);
        }
        self.each(days.iter().map(ActiveDay::from), || days::lines(days, period, self.zone))
    }

    /// Answers with one session in full.
    pub(super) fn show(&self, name: Option<SessionName>) -> Result<Reply, CliError> {
        let story = self.desk.story(name)?;
        let now = self.desk.moment();
        let lines = || show::lines(&story, &now, self.zone);
        let answer = self.answer(&SessionDetail::of(&story, &now), lines)?;
        Ok(Reply { notices: self.notices()?, ..Reply::done(answer) })
    }

    /// Answers with one session as a page of Markdown. The page is a document: its signs do not
    /// depend on what a terminal can show.
    pub(super) fn page(&self, name: Option<SessionName>) -> Result<Reply, CliError> {
        let story = self.desk.story(name)?;
        let page = markdown::of(&story, &self.desk.moment(), self.zone);
        let answer = Output::Lines(page.lines().map(typed).collect());
        Ok(Reply { notices: self.notices()?, ..Reply::done(answer) })
    }

    /// Answers that there is no past session, or none within the bounds.
    fn nothing_past(&self, bounded: bool, period: &Period) -> Result<Reply, CliError> {
        let none_matches = format!("No past session matches{}", period_text(period, self.zone));
        let (why, next, command) = match (bounded, self.desk.look()?.watch.live()) {
            (true, _) => (&*none_matches, "List all", "onwatch history"),
            (false, Some(_)) => ("No session has ended yet", "Show the live one", "onwatch show"),
            (false, None) => ("No session has ended yet", "Start one", "onwatch start"),
        };
        let mut notices = self.notices()?;
        let answer = if self.json {
            let words = Words {
                what: "Nothing was shown".into(),
                why: why.to_lowercase(),
                next: format!("{}: `{command}`", next.to_lowercase()),
            };
            notices.extend(failed_lines(&words));
            let failed = Failed { exit: NOTHING_THERE, words, warnings: Vec::new() };
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
