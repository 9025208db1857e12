//! Worked time as a calendar (RFC 5545).
//!
//! Each stretch of work in the same contexts is an event. It is whole even if the period cuts it,
//! so that its name (`UID`) and its times are the same in every calendar that has it: a calendar
//! program that reads it again changes nothing.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::calendar_text::{CalendarText, time};
use crate::core::{
    ActivePart, DeskSession, Period, ReportGap, SessionRecord, SessionType, WorkReport,
};
use crate::safe_text::SafeText;

/// The kind of the events that are work.
const WORK: &str = "work";

/// Returns the work, the breaks and the gaps that a period touches. `title` names the calendar; `now`
/// is when it is made.
#[must_use]
pub fn calendar(
    sessions: &[DeskSession],
    report: &WorkReport,
    title: &str,
    now: DateTime<Utc>,
) -> String {
    let mut calendar = CalendarText::default();
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", "-//onwatch//report//EN");
    calendar.line("CALSCALE", "GREGORIAN");
    calendar.text("X-WR-CALNAME", &format!("onwatch {title}"));
    if !report.warnings.is_empty() {
        calendar.text("X-WR-CALDESC", &report.warnings.join("\n"));
    }
    for event in sessions.iter().flat_map(|session| events(session, report)) {
        event.write(&mut calendar, now);
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

/// An event of a calendar.
struct CalendarEvent {
    /// Its name, the same in every calendar.
    uid: String,
    /// What it is: `work`, `break` or `gap`.
    kind: &'static str,
    /// The type of the session, if it is not `work`.
    session_type: Option<SessionType>,
    /// From when until when, UTC.
    times: (DateTime<Utc>, DateTime<Utc>),
    /// Whether it goes on: its end will change.
    goes_on: bool,
    summary: String,
    description: String,
}

impl CalendarEvent {
    fn write(&self, calendar: &mut CalendarText, now: DateTime<Utc>) {
        let (from, until) = self.times;
        // A calendar knows seconds, and an event has to end after it begins.
        let from = from.trunc_subsecs(0);
        let shortest = from.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(from);
        calendar.line("BEGIN", "VEVENT");
        calendar.text("UID", &self.uid);
        calendar.line("DTSTAMP", &time(now));
        calendar.line("DTSTART", &time(from));
        calendar.line("DTEND", &time(until.max(shortest)));
        calendar.text("SUMMARY", &self.summary);
        if !self.description.is_empty() {
            calendar.text("DESCRIPTION", &self.description);
        }
        let special = self.session_type.as_ref().map(SessionType::as_str);
        calendar.list("CATEGORIES", [self.kind].into_iter().chain(special));
        calendar.line("STATUS", if self.goes_on { "TENTATIVE" } else { "CONFIRMED" });
        // During a break or a gap, others see its owner as free.
        let is_work = self.kind == WORK;
        calendar.line("TRANSP", if is_work { "OPAQUE" } else { "TRANSPARENT" });
        calendar.line("END", "VEVENT");
    }
}

fn events(session: &DeskSession, report: &WorkReport) -> Vec<CalendarEvent> {
    let record = &session.record;
    let session_type = record.session_type.special();
    let period = &report.query.period;
    let parts = record.parts(&Period::default());
    let mut uids = Uids { session: record, given: HashMap::new() };
    let last = parts.len().saturating_sub(1);
    let is_active = record.pauses.last().is_none_or(|pause| pause.until_utc.is_some());
    let mut events = Vec::new();
    for (nth, part) in parts.iter().enumerate() {
        let uid = uids.next(WORK, part.from_utc);
        let length = TimeDelta::try_milliseconds(i64::try_from(part.ms).unwrap_or(i64::MAX));
        let end = length.and_then(|length| part.from_utc.checked_add_signed(length));
        let times = (part.from_utc, end.unwrap_or(DateTime::<Utc>::MAX_UTC));
        let is_live = record.phase.is_live();
        let goes_on = is_live && is_active && nth == last;
        let (summary, description) = (summary(record, part, is_live), description(session, part));
        let session_type = session_type.cloned();
        events.push(CalendarEvent {
            uid,
            kind: WORK,
            session_type,
            times,
            goes_on,
            summary,
            description,
        });
    }
    for pause in &record.pauses {
        let uid = uids.next("break", pause.from_utc);
        let times = (pause.from_utc, pause.until_utc.unwrap_or(record.ended_at_utc));
        let goes_on = pause.until_utc.is_none();
        let (summary, description) = (format!("Break in {}", record.key), String::new());
        let kind = "break";
        let session_type = session_type.cloned();
        events.push(CalendarEvent {
            uid,
            kind,
            session_type,
            times,
            goes_on,
            summary,
            description,
        });
    }
    events.retain(|event| is_within(period, event.times));
    let is_its = |one: &&ReportGap| one.desk == session.desk && one.session == record.key;
    events.extend(report.gaps.iter().filter(is_its).map(|one| CalendarEvent {
        uid: format!("{}-{}@onwatch", record.id.as_str(), one.gap.id),
        kind: "gap",
        session_type: session_type.cloned(),
        times: (one.whole.from_utc, one.whole.until_utc),
        goes_on: false,
        summary: format!("Gap in {}: {}", record.key, one.whole.verdict()),
        description: format!("{}: {}", one.whole.id, one.whole.absence()),
    }));
    events
}

/// The names of the events of a session.
struct Uids<'a> {
    session: &'a SessionRecord,
    /// How many events of a kind began at a time: more than one only if the clock was set.
    given: HashMap<String, usize>,
}

impl Uids<'_> {
    fn next(&mut self, kind: &str, from: DateTime<Utc>) -> String {
        let name =
            format!("{}-{kind}-{}", self.session.id.as_str(), from.format("%Y%m%dT%H%M%S%3fZ"));
        let nth = self.given.entry(name.clone()).or_default();
        *nth += 1;
        if *nth == 1 { format!("{name}@onwatch") } else { format!("{name}-{nth}@onwatch") }
    }
}

fn is_within(period: &Period, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> bool {
    let (first, last) = (from.min(until), from.max(until));
    period.since.is_none_or(|since| last > since) && period.until.is_none_or(|end| first < end)
}

/// Returns the innermost context with its title; without a context, the notes or the session.
fn summary(record: &SessionRecord, part: &ActivePart<'_>, is_live: bool) -> String {
    let what = match part.contexts.last() {
        Some(stay) => {
            let title = stay.title.unwrap_or_default();
            format!("{} {title}", stay.frame).trim_end().to_owned()
        }
        None => record.notes().map_or_else(|| record.key.to_string(), str::to_owned),
    };
    let live = if is_live { " (live)" } else { "" };
    format!("{}{live}", SafeText::new(&what))
}

fn description(session: &DeskSession, part: &ActivePart<'_>) -> String {
    let record = &session.record;
    let path: Vec<String> = part.contexts.iter().map(|stay| stay.frame.to_string()).collect();
    let line = |name: &str, text: &str| {
        (!text.is_empty()).then(|| format!("{name}: {}", SafeText::new(text)))
    };
    let lines = [
        line("Session", record.key.to_string().as_str()),
        line("Type", record.session_type.special().map_or("", SessionType::as_str)),
        line("Operator", &record.operator),
        line("Desk", session.desk.as_str()),
        line("Context", &path.join(" › ")),
        line("Notes", &record.notes_text()),
        line("Changed later", later(record)),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Returns what was done to a session after the fact; empty if it stands as it was measured.
fn later(record: &SessionRecord) -> &'static str {
    match (record.is_added, record.is_corrected) {
        (true, true) => "added and corrected",
        (true, false) => "added",
        (false, true) => "corrected",
        (false, false) => "",
    }
}
