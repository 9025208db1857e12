//! What the doctor found and did.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

use super::cli_session::{CliSession, say_waiting};
use super::error::CliError;
use super::query::DoctorMode;
use super::reply::{NEEDS_ATTENTION, Reply, warning_lines};
use crate::contract::{OverlappingSession, SessionOverlap, StoreFinding, StoreReport};
use crate::core::{MadeOverlap, WayApart, count_text, short_text, taken};
use crate::failure::Failure;
use crate::store::StoreError;
use crate::zone::Zone;

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
        let apart = |overlap: &MadeOverlap| session.command_apart(overlap);
        let report = StoreReport::of(&report, next, &apart);
        let now = session.desk.moment().utc;
        let answer = session.answer(&report, || lines(&report, now, session.zone))?;
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
            Some(why) => why.words(&|next| self.hint(next)).next,
        }
    }

    /// Returns the command after which two sessions no longer overlap. Its time is exact.
    fn command_apart(&self, overlap: &MadeOverlap) -> String {
        let profile = self.desk.paths().desk.option();
        let key = overlap.corrected.key;
        let exact = |at| exact_time(at, self.zone);
        let command = match overlap.way_apart() {
            WayApart::StartAt(at) => format!("edit {key} --start {}", exact(at)),
            WayApart::EndAt(at) => format!("edit {key} --end {}", exact(at)),
            WayApart::Cancel => format!("cancel {key}"),
        };
        format!("onwatch {profile}{command}")
    }
}

/// Returns a local time with its offset from UTC.
fn exact_time(at: DateTime<Utc>, zone: &dyn Zone) -> String {
    let east = zone.local(at).signed_duration_since(at.naive_utc()).num_seconds();
    let offset = i32::try_from(east).ok().and_then(FixedOffset::east_opt);
    let local = offset.map_or_else(|| at.fixed_offset(), |offset| at.with_timezone(&offset));
    local.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Returns the repairs, the findings, the verdict and the next step, with times of a zone.
#[must_use]
pub fn lines(report: &StoreReport, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let mut lines = report.done.clone();
    lines.extend(report.notes.iter().map(|note| format!("note: {}", finding(note))));
    lines.extend(report.troubles.iter().map(|trouble| format!("trouble: {}", finding(trouble))));
    for overlap in &report.overlaps {
        lines.push(format!("overlap: {}", overlap_text(overlap, now, zone)));
        let next = if report.sound { "next" } else { "once the store is sound" };
        lines.push(format!("  {next}: `{}`, or correct the other one", overlap.next));
    }
    if report.more_overlaps {
        lines.push("overlap: there may be more; put these right and check again".to_owned());
    }
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

/// Returns which sessions overlap, and by how much.
fn overlap_text(overlap: &SessionOverlap, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let now = zone.local(now);
    let times = |session: &OverlappingSession| {
        let until = session.ended_at_utc.map(|at| zone.local(at));
        taken(&session.key.to_string(), zone.local(session.started_at_utc), until, now)
    };
    let length = overlap.seconds.map(|seconds| short_text(seconds.saturating_mul(1_000)));
    let twice = length.map(|length| format!("; {length} counts twice")).unwrap_or_default();
    format!("{}, and {}{twice}", times(&overlap.corrected), times(&overlap.other))
}
