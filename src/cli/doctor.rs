//! What the doctor found and did.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

use super::cli_session::{CliSession, say_waiting};
use super::delivery::OutputFormat;
use super::error::CliError;
use super::hint;
use super::query::DoctorMode;
use super::reply::{NEEDS_ATTENTION, Output, Reply, pass_on, warning_lines};
use super::world::World;
use crate::contract::{OverlappingSession, SessionOverlap, StoreFinding, StoreReport};
use crate::core::{DeskName, MadeOverlap, WayApart, count_text, short_text, taken};
use crate::desk::{Examination, Examined};
use crate::failure::Failure;
use crate::store::StoreError;
use crate::zone::Zone;

impl CliSession<'_> {
    /// Checks the store, or repairs it.
    pub(super) fn doctor(
        self,
        mode: DoctorMode,
        format: OutputFormat,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        let session = Self { desk: self.desk.say_when_waiting(say_waiting), ..self };
        let desk = &session.desk;
        let report = match mode {
            DoctorMode::Check => desk.check(),
            DoctorMode::Repair => desk.repair(),
            DoctorMode::Adopt => desk.adopt(),
            DoctorMode::CheckAll => {
                let next = "`onwatch doctor --all --repair` repairs what can be repaired";
                return session.doctor_all((desk.check_all(), next), format, world);
            }
            DoctorMode::RepairAll => {
                let next = "do what is said of each of them, and check again";
                return session.doctor_all((desk.repair_all(), next), format, world);
            }
        }?;
        let blocked = if report.is_sound() { None } else { desk.blocked() };
        let report = session.report_on(&Examined { desk: desk.name(), report, blocked });
        let now = desk.moment().utc;
        let answer = session.answer(&report, || lines(&report, now, session.zone))?;
        let exit = if report.sound { 0 } else { NEEDS_ATTENTION };
        Ok(Reply { exit, notices: warning_lines(&session.warnings), ..Reply::done(answer) })
    }

    /// Answers with what was found on each desk, as it is found; with `next` if one needs attention.
    fn doctor_all(
        &self,
        (mut desks, next): (Examination<'_>, &str),
        format: OutputFormat,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        let now = self.desk.moment().utc;
        let (mut checked, mut bad) = (0_usize, 0_usize);
        while let Some(examined) = desks.next() {
            let report = self.report_on(&examined);
            checked = checked.saturating_add(1);
            bad = bad.saturating_add(usize::from(!report.sound));
            let found = self.answer(&report, || desk_lines(&report, now, self.zone))?;
            if !format.quiet && found != Output::Lines(Vec::new()) {
                desks.clear_progress();
                // Whether anybody reads it or not, the exit code is about all desks.
                pass_on(world, &found)?;
            }
        }
        desks.clear_progress();
        let answer = if self.json { Vec::new() } else { sum_lines(checked, bad, next) };
        let exit = if bad == 0 && desks.warnings.is_empty() { 0 } else { NEEDS_ATTENTION };
        let notices = warning_lines(&[self.warnings.clone(), desks.warnings].concat());
        Ok(Reply { exit, notices, ..Reply::done(Output::Lines(answer)) })
    }

    /// Returns what was found on a desk, with what to do next.
    fn report_on(&self, examined: &Examined) -> StoreReport {
        let Examined { desk, report, blocked } = examined;
        let next = (!report.is_sound()).then(|| self.next_step(desk, blocked.as_ref()));
        StoreReport::of(desk.clone(), report, next, &|overlap| self.command_apart(overlap))
    }

    /// Returns what to do about a desk that is not sound. If writing is blocked, the reason says
    /// what to do; otherwise a repair does.
    fn next_step(&self, desk: &DeskName, blocked: Option<&Failure>) -> String {
        match blocked {
            // The doctor has shown the damage.
            None | Some(Failure::Store(StoreError::Damaged { .. })) => format!(
                "`onwatch {}doctor --repair`: it copies what it cannot read, and deletes no record",
                desk.option()
            ),
            Some(why) => why.words(&|next| hint::text(next, desk, self.zone)).next,
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
fn lines(report: &StoreReport, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let mut lines = finding_lines(report, now, zone);
    let verdict = verdict(report);
    let events = count_text(report.events, "event");
    let segments = count_text(report.segments, "segment");
    lines.push(format!("The store {verdict}: {events} and {segments} checked."));
    lines.extend(report.next.as_ref().map(|next| format!("  next: {next}")));
    lines
}

/// Returns the verdict on one of many desks, with the findings below it; nothing if there are none.
fn desk_lines(report: &StoreReport, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
    let mut found = finding_lines(report, now, zone);
    found.extend(report.next.as_ref().map(|next| format!("next: {next}")));
    if found.is_empty() {
        return found;
    }
    let head = format!("The desk {} {}:", report.desk, verdict(report));
    [head].into_iter().chain(found.iter().map(|line| format!("  {line}"))).collect()
}

/// Returns what came of the check of many desks, of which some need attention.
fn sum_lines(checked: usize, bad: usize, next: &str) -> Vec<String> {
    let verdict = match (bad, checked) {
        (0, 1) => "it is sound".to_owned(),
        (0, _) => "all are sound".to_owned(),
        (1, _) => "1 needs attention".to_owned(),
        (bad, _) => format!("{bad} need attention"),
    };
    let sum = format!("{} checked: {verdict}", count_text(checked, "desk"));
    [sum].into_iter().chain((bad > 0).then(|| format!("  next: {next}"))).collect()
}

fn verdict(report: &StoreReport) -> &'static str {
    if report.sound { "is sound" } else { "needs attention" }
}

/// Returns the repairs and the findings.
fn finding_lines(report: &StoreReport, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<String> {
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
