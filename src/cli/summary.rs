//! Ends a session, and writes what became of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::against_rules;
use super::brief_text::governance;
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::{typed, written};
use super::new_file::{self, NewFile, Replaces};
use super::outcome_lines;
use super::phrases::{local_time, row};
use super::reply::{Output, Reply, warning_lines};
use super::show::section_lines;
use super::table;
use super::unresolved::UnresolvedRequest;
use crate::contract;
use crate::core::{
    BriefNote, Command, CompletedTask, Glance, Operation, Refusal, RefusalKind, Request,
    SessionSummary, date_time_text, seconds_text, spent_text,
};
use crate::failure::Words;
use crate::markdown;
use crate::signs::Signs;
use crate::zone::Zone;

/// Where a summary goes.
#[derive(Debug, Clone)]
pub struct SummaryTo {
    /// The file; `-` for stdout.
    pub path: PathBuf,
    /// Whether the file may be replaced.
    pub force: bool,
}

/// The form of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SummaryForm {
    Text,
    Md,
    Json,
}

impl SummaryTo {
    /// Returns whether it goes to stdout.
    fn is_stdout(&self) -> bool {
        self.path == Path::new("-")
    }

    fn form(&self, json: bool) -> Result<SummaryForm, CliError> {
        if self.is_stdout() {
            return Ok(if json { SummaryForm::Json } else { SummaryForm::Text });
        }
        let end = self.path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        match end.to_ascii_lowercase().as_str() {
            "txt" => Ok(SummaryForm::Text),
            "md" | "markdown" => Ok(SummaryForm::Md),
            "json" => Ok(SummaryForm::Json),
            _ => Err(CliError::Usage(Words {
                what: "No session was ended".to_owned(),
                why: "the name of the file does not say the form of the summary".to_owned(),
                next: "end it in .txt, .md or .json, or give - for stdout".to_owned(),
            })),
        }
    }

    fn how(&self, what: &'static str) -> NewFile {
        let replaces = if self.force { Replaces::Anything } else { Replaces::Nothing };
        NewFile { what, mode: 0o600, replaces }
    }
}

impl CliSession<'_> {
    /// Returns the operation that a request repeats, if its id is known.
    pub(super) fn repeats(
        &self,
        request: &UnresolvedRequest,
    ) -> Result<Option<Operation>, CliError> {
        let Some(id) = &request.guard.operation else { return Ok(None) };
        Ok(self.desk.look()?.watch.answered(id).cloned())
    }

    /// Answers to an end that was given again: its summary is written only if it is missing.
    pub(super) fn add_missing_summary(
        &self,
        (to, known): (&SummaryTo, &Operation),
        mut reply: Reply,
    ) -> Result<Reply, CliError> {
        to.form(self.json)?;
        if !to.is_stdout() && fs::symlink_metadata(&to.path).is_ok() {
            return Ok(reply);
        }
        let session = self.desk.look()?.watch.session;
        if session.is_some_and(|session| session.ended_at_utc == Some(known.at_utc)) {
            return self.add_summary((to, Vec::new()), reply);
        }
        let why = "the desk has another session by now; see the past ones: `onwatch history`";
        let warning = format!("the summary was not written again: {why}");
        reply.notices.extend(warning_lines(&[warning]));
        Ok(reply)
    }

    /// Checks that a summary can be written, as far as that is known before the session ends. Returns what
    /// the checks warn of.
    pub(super) fn prepare_summary(&self, to: &SummaryTo) -> Result<Vec<String>, CliError> {
        to.form(self.json)?;
        if !to.is_stdout() {
            let own = self.desk.paths().of_profile(None);
            let how = to.how("No session was ended");
            new_file::try_place(&to.path, how, &[&own.config, &own.data])?;
        }
        let request = Request::new(Command::End { notes: None }, self.by());
        // If it cannot be read, the end itself says why.
        let check = self.desk.completion(&request).ok().flatten();
        let report = check.map(|check| check.report());
        let failed = report.iter().flat_map(|report| report.errors().chain(report.warnings()));
        Ok(failed.map(|item| item.text.clone()).collect())
    }

    /// Writes the summary of the session that has ended, and adds it to the answer.
    pub(super) fn add_summary(
        &self,
        (to, warnings): (&SummaryTo, Vec<String>),
        reply: Reply,
    ) -> Result<Reply, CliError> {
        let written = self.summary(warnings).and_then(|summary| self.put(&summary, to));
        match written {
            Ok(Output::Lines(lines)) if !to.is_stdout() => {
                // In JSON, the answer is one object: the line goes beside it.
                let Reply { exit, answer, mut notices, hint, made, .. } = reply;
                let rest = Reply { exit, hint, made, ..Reply::done(Output::Lines(Vec::new())) };
                let answer = match answer {
                    Output::Lines(answer) => Output::Lines([answer, lines].concat()),
                    other => {
                        notices.extend(lines);
                        other
                    }
                };
                Ok(Reply { answer, notices, ..rest })
            }
            Ok(answer) => Ok(Reply { answer, ..reply }),
            Err(error) => {
                let Words { why, .. } = error.words(&self.desk.name(), self.zone);
                let option = self.desk.name().option();
                let key = self.desk.look()?.watch.session.map(|session| session.key.to_string());
                let key = key.unwrap_or_default();
                Err(CliError::File(Words {
                    what: "The session has ended, but its summary was not written".to_owned(),
                    why,
                    next: format!("see the session: `onwatch {option}show {key} --markdown`"),
                }))
            }
        }
    }

    fn summary(&self, warnings: Vec<String>) -> Result<SessionSummary, CliError> {
        let view = self.desk.look()?;
        let glance = Glance::of(&view.watch, &view.moment(self.desk.moment()));
        let story = self.desk.story(None)?;
        let completed = glance.last_session.as_ref().map(|session| session.completed.clone());
        let zone = self.day_zone();
        let rows =
            self.desk.named_tasks(&completed.unwrap_or_default(), &|at| zone.day_clock(at))?;
        let warnings = [warnings, rows.warnings].concat();
        let open = self.open_playbooks(&view.watch, &view.moment(self.desk.moment()));
        let beside = (open, warnings);
        let summary = SessionSummary::of(&glance, &story.activities, &rows.answer, beside);
        Ok(summary.ok_or_else(|| {
            let why = "a session is live again";
            Refusal::new(RefusalKind::Refused, "No summary was written", why, "look at it later")
        })?)
    }

    /// Writes a summary; returns what is answered.
    fn put(&self, summary: &SessionSummary, to: &SummaryTo) -> Result<Output, CliError> {
        let form = to.form(self.json)?;
        let output = match form {
            SummaryForm::Json => Output::Json(vec![contract::line(summary)?]),
            SummaryForm::Md => Output::Document(markdown::summary(summary, self.zone)),
            SummaryForm::Text => Output::Lines(self.summary_lines(summary)),
        };
        if to.is_stdout() {
            return Ok(output);
        }
        let text = match output {
            Output::Document(text) => text,
            Output::Json(objects) => objects.into_iter().map(|object| object + "\n").collect(),
            Output::Lines(lines) => {
                let line = |line: &String| written(line, Signs::Unicode, false) + "\n";
                lines.iter().map(line).collect()
            }
        };
        let own = self.desk.paths().of_profile(None);
        let how = to.how("The summary was not written");
        new_file::write(&to.path, &text, how, &[&own.config, &own.data])?;
        let path = typed(&to.path.display().to_string());
        Ok(Output::Lines(vec![format!("Wrote the summary to {path}")]))
    }

    fn summary_lines(&self, summary: &SessionSummary) -> Vec<String> {
        let local = |at| date_time_text(self.zone.local(at));
        let ended = summary.ended_at_utc.map(local).unwrap_or_default();
        let mut lines = vec![format!(
            "{}  {} active, {} paused",
            summary.key,
            seconds_text(summary.active_seconds),
            seconds_text(summary.paused_seconds)
        )];
        lines.push(row("from", &format!("{} to {ended}", local(summary.started_at_utc))));
        lines.push(row("by", &typed(&summary.operator)));
        let notes = [("notes", &summary.start_notes), ("closing", &summary.closing_notes)];
        let given = notes.into_iter().filter_map(|(label, text)| {
            text.as_ref().filter(|text| !text.is_empty()).map(|text| row(label, &typed(text)))
        });
        lines.extend(given);
        let done = summary.completed.iter().map(completed).collect::<Vec<_>>();
        lines.extend(section_lines("done", true, table::lines(&done)));
        let artifacts = table::lines(&outcome_lines::artifacts(&summary.artifacts));
        lines.extend(section_lines("artifacts", true, artifacts));
        let at_end = summary.ended_at_utc.unwrap_or(summary.started_at_utc);
        let told = |at| local_time(at, at_end, self.zone);
        let steps = against_rules::steps(&summary.playbook_steps, &told);
        lines.extend(section_lines("steps", true, steps));
        let open = against_rules::open(&summary.open_playbooks);
        lines.extend(section_lines("open playbooks", true, open));
        let overrides = against_rules::overrides(&summary.overrides, &told);
        lines.extend(section_lines("against a rule", true, overrides));
        let note = |note: &BriefNote| [told(note.at_utc), typed(&note.text)];
        let notes = summary.notes.iter().map(note).collect::<Vec<_>>();
        lines.extend(section_lines("notes", true, table::lines(&notes)));
        lines.extend(section_lines("band and health", true, governance(&summary.governance)));
        let warnings = summary.warnings.iter().map(|warning| typed(warning)).collect();
        lines.extend(section_lines("warnings", true, warnings));
        lines
    }
}

/// Returns a task that was completed, its time against its estimate, and what was done.
fn completed(task: &CompletedTask) -> [String; 4] {
    let spent = task.actual_seconds.map(|actual| spent_text(actual, task.estimate_seconds));
    let text = |text: &Option<String>| typed(text.as_deref().unwrap_or_default());
    let name = typed(&task.name.to_string());
    [name, text(&task.title), spent.unwrap_or_default(), text(&task.said())]
}
