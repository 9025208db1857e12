//! Answers with the active time of a period, added up.

use super::args::{ReportArgs, ReportFormat};
use super::cli_session::CliSession;
use super::error::CliError;
use super::reply::{NOTHING_THERE, Output, Reply, failed_lines, warning_lines};
use super::report_text;
use crate::contract::{self, Failed, ReportDone};
use crate::core::{Grouping, Period, ReportQuery, WorkReport};
use crate::desk::Asked;
use crate::export::{is_one_day, period_title};
use crate::failure::Words;
use crate::zone::Zone;

impl CliSession<'_> {
    /// Answers with a report.
    pub(super) fn report(&self, asked: &ReportArgs) -> Result<Reply, CliError> {
        let zone = self.day_zone();
        let period = asked.period(self.desk.moment().utc, &zone)?;
        let query = ReportQuery {
            period,
            grouping: asked.options.by.unwrap_or(default_grouping(&period, &zone)),
            rounded_to_seconds: asked.options.rounded.map(|unit| unit.as_secs()),
        };
        let Asked { answer: sessions, warnings } = self.desk.sessions_within(&period)?;
        let report = WorkReport::of(&sessions, query, |at| zone.day_clock(at));
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        let format = asked.options.format.unwrap_or(if self.json {
            ReportFormat::Json
        } else {
            ReportFormat::Text
        });
        if report.is_empty() {
            return self.nothing_reported(&period, format, notices);
        }
        let answer = match format {
            ReportFormat::Text => Output::Lines(report_text::lines(&report, &zone)),
            ReportFormat::Json => Output::Json(vec![contract::line(&ReportDone::from(&report))?]),
        };
        Ok(Reply { notices, ..Reply::done(answer) })
    }

    /// Answers that there was no work in a period.
    fn nothing_reported(
        &self,
        period: &Period,
        format: ReportFormat,
        mut notices: Vec<String>,
    ) -> Result<Reply, CliError> {
        let words = Words {
            what: "Nothing was reported".into(),
            why: format!(
                "there was no work in this period: {}",
                period_title(period, &self.day_zone())
            ),
            next: "list all past sessions: `onwatch history`".into(),
        };
        notices.extend(failed_lines(&words));
        let answer = match format {
            ReportFormat::Json => {
                let failed = Failed { exit: NOTHING_THERE, words, warnings: Vec::new() };
                Output::Json(vec![contract::line(&failed)?])
            }
            ReportFormat::Text => Output::Lines(Vec::new()),
        };
        Ok(Reply { exit: NOTHING_THERE, notices, ..Reply::done(answer) })
    }
}

/// Returns how a period is added up if the asker does not say: one day by context, more by day.
fn default_grouping(period: &Period, zone: &dyn Zone) -> Grouping {
    if is_one_day(period, zone) { Grouping::Context } else { Grouping::Day }
}
