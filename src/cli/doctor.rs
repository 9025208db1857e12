//! What the doctor found and did.

use super::cli_session::{CliSession, say_waiting};
use super::error::CliError;
use super::hint;
use super::query::DoctorMode;
use super::reply::{NEEDS_ATTENTION, Reply, warning_lines};
use crate::contract::{StoreFinding, StoreReport};
use crate::core::count_text;
use crate::failure::Failure;
use crate::store::StoreError;

impl CliSession<'_> {
    /// Checks the store, or repairs it.
    pub(super) fn doctor(self, mode: DoctorMode) -> Result<Reply, CliError> {
        let session = Self { desk: self.desk.say_when_waiting(say_waiting), ..self };
        let report = match mode {
            DoctorMode::Check => session.desk.check(),
            DoctorMode::Repair => session.desk.repair(),
            DoctorMode::Adopt => session.desk.adopt(),
        }?;
        let next = if report.is_sound() { None } else { Some(session.next_step()) };
        let report = StoreReport::of(&report, next);
        let answer = session.answer(&report, || lines(&report))?;
        let exit = if report.sound { 0 } else { NEEDS_ATTENTION };
        Ok(Reply { exit, notices: warning_lines(&session.warnings), ..Reply::done(answer) })
    }

    /// Returns what to do about a store that is not sound. If writing is blocked, the reason says
    /// what to do; otherwise a repair does.
    fn next_step(&self) -> String {
        let blocked = match self.desk.look() {
            Ok(view) => view.read_only.map(Failure::from),
            Err(failure) => Some(failure),
        };
        match blocked {
            // The doctor has shown the damage.
            None | Some(Failure::Store(StoreError::Damaged { .. })) => {
                "`onwatch doctor --repair`: it copies what it cannot read, and deletes no record"
                    .to_owned()
            }
            Some(why) => why.words(&|next| hint::text(next, self.zone)).next,
        }
    }
}

/// Returns the repairs, the findings, the verdict and the next step.
#[must_use]
pub fn lines(report: &StoreReport) -> Vec<String> {
    let mut lines = report.done.clone();
    lines.extend(report.notes.iter().map(|note| format!("note: {}", finding(note))));
    lines.extend(report.troubles.iter().map(|trouble| format!("trouble: {}", finding(trouble))));
    let verdict = if report.sound { "is sound" } else { "needs attention" };
    let events = count_text(report.events, "event");
    let segments = count_text(report.segments, "segment");
    lines.push(format!("The store {verdict}: {events} and {segments} checked."));
    lines.extend(report.next.as_ref().map(|next| format!("  next: {next}")));
    lines
}

fn finding(finding: &StoreFinding) -> String {
    let path = &finding.path;
    match finding.byte {
        Some(byte) => format!("{path}, byte {byte}: {}", finding.cause),
        None => format!("{path}: {}", finding.cause),
    }
}
