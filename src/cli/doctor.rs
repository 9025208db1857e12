//! What the doctor found and did.

use std::path::Path;

use serde::Serialize;

use super::cli_session::{CliSession, say_waiting};
use super::error::CliError;
use super::invocation::DoctorMode;
use super::reply::{NEEDS_ATTENTION, Reply, warning_lines};
use crate::failure::Failure;
use crate::store::{Finding, Report};

impl CliSession<'_> {
    /// Checks the store, or repairs it.
    pub(super) fn doctor(self, mode: DoctorMode) -> Result<Reply, CliError> {
        let session = Self { desk: self.desk.say_when_waiting(say_waiting), ..self };
        let report = match mode {
            DoctorMode::Check => session.desk.check(),
            DoctorMode::Repair => session.desk.repair(),
            DoctorMode::Adopt => session.desk.adopt(),
        }?;
        let next = if report.is_sound() { None } else { Some(session.what_mends()) };
        let next = next.as_deref();
        let lines = || lines(&report, next);
        let answer = session.answer("onwatch.doctor/1", &DoctorJson::of(&report, next), lines)?;
        let exit = if report.is_sound() { 0 } else { NEEDS_ATTENTION };
        Ok(Reply { exit, asides: warning_lines(&session.warnings), ..Reply::done(answer) })
    }

    /// Returns what to do about a store that is not sound: what stands against writing says it,
    /// and where nothing does, the doctor mends.
    fn what_mends(&self) -> String {
        let against = match self.desk.look() {
            Ok(view) => view.read_only.map(Failure::from),
            Err(failure) => Some(failure),
        };
        against.map_or_else(|| "`onwatch doctor --repair`".to_owned(), |why| why.words().next)
    }
}

/// A report, as JSON.
#[derive(Serialize)]
pub struct DoctorJson<'a> {
    sound: bool,
    segments: usize,
    events: u64,
    troubles: Vec<FindingJson<'a>>,
    notes: Vec<FindingJson<'a>>,
    done: &'a [String],
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    path: &'a Path,
    byte: Option<u64>,
    cause: &'a str,
}

impl<'a> DoctorJson<'a> {
    /// Returns a report with what to do next, when there is something to do.
    #[must_use]
    pub fn of(report: &'a Report, next: Option<&'a str>) -> Self {
        let all = |findings: &'a [Finding]| findings.iter().map(FindingJson::from).collect();
        Self {
            sound: report.is_sound(),
            segments: report.segments,
            events: report.events,
            troubles: all(&report.troubles),
            notes: all(&report.notes),
            done: &report.done,
            next,
        }
    }
}

impl<'a> From<&'a Finding> for FindingJson<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self { path: &finding.path, byte: finding.byte, cause: &finding.cause }
    }
}

/// Returns what was done and found, the verdict, and what to do next.
#[must_use]
pub fn lines(report: &Report, next: Option<&str>) -> Vec<String> {
    let mut lines = report.done.clone();
    lines.extend(report.notes.iter().map(|note| format!("note: {}", finding(note))));
    lines.extend(report.troubles.iter().map(|trouble| format!("trouble: {}", finding(trouble))));
    let verdict = if report.is_sound() { "is sound" } else { "needs attention" };
    let events = count(report.events, "event");
    let segments = count(report.segments as u64, "segment");
    lines.push(format!("The store {verdict}: {events} and {segments} checked."));
    lines.extend(next.map(|next| format!("  next: {next}")));
    lines
}

fn finding(finding: &Finding) -> String {
    let path = finding.path.display();
    match finding.byte {
        Some(byte) => format!("{path}, byte {byte}: {}", finding.cause),
        None => format!("{path}: {}", finding.cause),
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
