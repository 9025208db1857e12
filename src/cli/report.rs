//! Answers with the active time of a period, added up.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::args::{ReportArgs, ReportFormat, ReportOptions};
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::{typed, written};
use super::new_file::{self, NewFile, Replaces};
use super::reply::{NEEDS_ATTENTION, NOTHING_THERE, Output, Reply, failed_lines, warning_lines};
use super::report_text;
use super::report_text::not_complete;
use crate::contract::{self, Failed, ReportDone, ReportWritten};
use crate::core::{
    DeskSession, FrameKind, FrameRef, Grouping, Period, ReportQuery, TaskClass, TaskQuery, TaskRow,
    WantedDesks, WorkReport, count_text,
};
use crate::desk::Asked;
use crate::export::{calendar, csv, exact_text, is_one_day, period_title};
use crate::failure::Words;
use crate::markdown;
use crate::signs::Signs;
use crate::zone::Zone;

/// The id of the sprint of each task that has one, and what is known of the tasks, sprints or projects that
/// a report is by.
type Plans = (HashMap<FrameRef, String>, Vec<TaskRow>);

impl CliSession<'_> {
    /// Returns what a report needs to know of tasks.
    fn plans_of(&self, grouping: Grouping) -> Result<Plans, CliError> {
        let zone = self.day_zone();
        let rows = |class| -> Result<Vec<TaskRow>, CliError> {
            let query = TaskQuery { class, ..TaskQuery::default() };
            Ok(self.desk.tasks(&query, &|at| zone.day_clock(at))?.answer)
        };
        let mut sprints = HashMap::new();
        let plans = match grouping {
            Grouping::Task => rows(TaskClass::Tasks)?,
            Grouping::Project => rows(TaskClass::Projects)?,
            Grouping::Sprint => {
                let tasks = rows(TaskClass::Tasks)?.into_iter();
                sprints.extend(tasks.filter_map(|row| Some((row.task.name, row.task.sprint?))));
                rows(TaskClass::Sprints)?
            }
            Grouping::Day
            | Grouping::Week
            | Grouping::Month
            | Grouping::Type
            | Grouping::Context
            | Grouping::Band
            | Grouping::Health
            | Grouping::Operator
            | Grouping::Desk => Vec::new(),
        };
        Ok((sprints, plans))
    }

    /// Answers with a report, or writes it to a file.
    pub(super) fn report(&self, asked: &ReportArgs) -> Result<Reply, CliError> {
        let (zone, now) = (self.day_zone(), self.desk.moment().utc);
        let options = &asked.options;
        let format = format(options, self.json)?;
        let week_start = self.settings.panel.week_start.day();
        let period = asked.period(now, &zone, week_start)?;
        let query = ReportQuery {
            period,
            grouping: options.by.unwrap_or(default_grouping(&period, now, &zone)),
            rounded_to_seconds: options.rounded.map(|unit| unit.as_secs()),
            week_start,
        };
        let only_desk =
            options.desk.as_deref().map(|name| self.desk.desk_named(name)).transpose()?;
        let wanted = match &only_desk {
            Some(desk) => WantedDesks::One(desk),
            None if options.runs => WantedDesks::All,
            None => WantedDesks::OfPeople,
        };
        let Asked { answer: sessions, warnings, missing } =
            self.desk.sessions_of(wanted, &period)?;
        let (sprints, plans) = self.plans_of(query.grouping)?;
        let sprint_of = |name: &FrameRef| {
            let id = sprints.get(name)?.clone();
            Some(FrameRef { kind: FrameKind::sprint(), id })
        };
        let mut report =
            WorkReport::with_sprints(&sessions, query, |at| zone.day_clock(at), &sprint_of);
        report.add_plans(&plans);
        report.only_desk = only_desk;
        report.warnings = missing.into_iter().map(|one| one.warning).collect();
        let mut notices = self.notices()?;
        notices.extend(warning_lines(&warnings));
        if report.is_empty() {
            return self.nothing_reported(&report, format, notices);
        }
        let output = self.form(&report, &sessions, format)?;
        let answer = match options.output.as_deref() {
            Some(path) => self.write(&report, format, output, path, options.force)?,
            None => output,
        };
        let exit = if report.warnings.is_empty() { 0 } else { NEEDS_ATTENTION };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }

    /// Returns a report in a form.
    fn form(
        &self,
        report: &WorkReport,
        sessions: &[DeskSession],
        format: ReportFormat,
    ) -> Result<Output, CliError> {
        let zone = self.day_zone();
        Ok(match format {
            ReportFormat::Text => Output::Lines(report_text::lines(report, &zone)),
            ReportFormat::Md => Output::Document(markdown::report(report, &zone)),
            ReportFormat::Csv => Output::Document(csv(report)?),
            ReportFormat::Ical => {
                let title = period_title(&report.query.period, &zone);
                let now = self.desk.moment().utc;
                Output::Document(calendar(sessions, report, &title, now))
            }
            ReportFormat::Json => Output::Json(vec![contract::line(&ReportDone::from(report))?]),
        })
    }

    /// Writes a report to a file; returns what was written.
    fn write(
        &self,
        report: &WorkReport,
        format: ReportFormat,
        output: Output,
        path: &Path,
        replace: bool,
    ) -> Result<Output, CliError> {
        let text = match output {
            Output::Document(text) => text,
            Output::Json(objects) => objects.into_iter().map(|object| object + "\n").collect(),
            // What a terminal can show does not matter for a file.
            Output::Lines(lines) => {
                let line = |line: &String| written(line, Signs::Unicode, false) + "\n";
                lines.iter().map(line).collect()
            }
        };
        let own = self.desk.paths().of_profile(None);
        let replaces = if replace { Replaces::Anything } else { Replaces::Nothing };
        let how = NewFile { what: "The report was not written", mode: 0o600, replaces };
        new_file::write(path, &text, how, &[&own.config, &own.data])?;
        let done = ReportWritten {
            path: path.display().to_string(),
            format: format.word().to_owned(),
            bytes: text.len(),
            active_seconds: report.seconds(),
            session_count: report.sessions,
            warnings: report.warnings.clone(),
        };
        let line = || {
            let period = period_title(&report.query.period, &self.day_zone());
            let (time, sessions) =
                (exact_text(done.active_seconds), count_text(done.session_count, "session"));
            format!(
                "Wrote {} as {} ({period}): {time} active in {sessions}",
                typed(&done.path),
                done.format
            )
        };
        Ok(match format {
            ReportFormat::Json => Output::Json(vec![contract::line(&done)?]),
            ReportFormat::Text | ReportFormat::Md | ReportFormat::Csv | ReportFormat::Ical => {
                let lacking = report.warnings.iter().map(|warning| not_complete(warning));
                Output::Lines(lacking.chain([line()]).collect())
            }
        })
    }

    /// Answers that there was no work in a period.
    fn nothing_reported(
        &self,
        report: &WorkReport,
        format: ReportFormat,
        mut notices: Vec<String>,
    ) -> Result<Reply, CliError> {
        let period = period_title(&report.query.period, &self.day_zone());
        let watch = self.desk.look()?.watch;
        let next = match report.open_gap() {
            Some(gap) if report.is_of_live(gap) => {
                "answer the gap, it may be work: `onwatch gap`".to_owned()
            }
            Some(gap) => format!(
                "answer the gap, it may be work: `onwatch gap keep --session {}`",
                gap.session
            ),
            None if watch.live().is_some() || watch.counters.session_keys > 0 => {
                "list all past sessions: `onwatch history`".to_owned()
            }
            None => "start one: `onwatch start`".to_owned(),
        };
        let warnings = report.warnings.clone();
        let exit = if warnings.is_empty() { NOTHING_THERE } else { NEEDS_ATTENTION };
        let words = Words {
            what: "Nothing was reported".into(),
            why: format!("there was no work in this period: {period}"),
            next,
        };
        notices.extend(failed_lines(&words));
        let answer = if format == ReportFormat::Json {
            let failed = Failed { exit, words, check: None, warnings };
            Output::Json(vec![contract::line(&failed)?])
        } else {
            Output::Lines(Vec::new())
        };
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }
}

/// Returns the form that is asked for: by name, by `--json`, or by the name of the file.
fn format(options: &ReportOptions, json: bool) -> Result<ReportFormat, CliError> {
    let file = options.output.as_deref();
    let of_file = file.map(ReportFormat::of_file);
    let by_json = json.then_some(ReportFormat::Json);
    let asked = options.format.or(by_json).or(of_file.flatten());
    let format = asked.unwrap_or(ReportFormat::Text);
    let (why, next) = if json && format != ReportFormat::Json {
        let why = format!("--json and --format {} are two forms of one answer", format.word());
        (why, "leave one of them out".to_owned())
    } else if file == Some(Path::new("-")) {
        ("-o - names no file".to_owned(), "write to stdout without -o".to_owned())
    } else if of_file.is_some() && asked.is_none() {
        let why = "the name of the file does not say the form of the report";
        let next = format!("end it in {}, or give the form with --format", ReportFormat::ENDS);
        (why.to_owned(), next)
    } else if format == ReportFormat::Ical && (options.by.is_some() || options.rounded.is_some()) {
        (
            "a calendar has the exact times of each stretch of work; it adds nothing up".to_owned(),
            "leave out --by and --rounded, or choose another format".to_owned(),
        )
    } else {
        return Ok(format);
    };
    let what = "The command line was not understood".into();
    Err(CliError::Usage(Words { what, why, next }))
}

/// Returns how a period is added up if the asker does not say: one day by context, more by day.
fn default_grouping(period: &Period, now: DateTime<Utc>, zone: &dyn Zone) -> Grouping {
    let until_now = Period { until: period.until.or(Some(now)), ..*period };
    if is_one_day(&until_now, zone) { Grouping::Context } else { Grouping::Day }
}
