//! A report as comma-separated values (RFC 4180), for a spreadsheet.

use std::io;

use chrono::{DateTime, SecondsFormat, Utc};
use csv::{Terminator, WriterBuilder};

use crate::core::{
    DeskName, ReportBreak, ReportGap, ReportOverride, ReportRow, SessionKey, SessionOverride,
    WorkReport,
};
use crate::safe_text::SafeText;

/// Each record has a `kind`: `active`, `break`, `gap`, `override`, or `warning` if the report lacks something. Each time has a column of its own, so that
/// the sum of a column is that of the report.
const HEADER: [&str; 20] = [
    "kind",
    "name",
    "title",
    "sessions",
    "live",
    "active_seconds",
    "exact_seconds",
    "rounded_to_seconds",
    "desk",
    "session",
    "from_utc",
    "until_utc",
    "break_seconds",
    "gap_seconds",
    "gap_counted_seconds",
    "corrected_sessions",
    "added_sessions",
    "estimate_seconds",
    "actual_seconds",
    "variance_seconds",
];

/// One record, in the order of the header.
type Record = [String; 20];

/// Returns a report: a record for each warning, row, break, gap and override. If the times are rounded,
/// `active_seconds` has the rounded ones, and `rounded_to_seconds` the unit.
///
/// # Errors
/// If the writer fails; it does so for no report.
pub fn csv(report: &WorkReport) -> io::Result<String> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for warning in &report.warnings {
        let mut record = Record::default();
        let [kind, _, title, ..] = &mut record;
        *kind = "warning".into();
        *title = cell(warning);
        writer.write_record(record)?;
    }
    for row in &report.rows {
        writer.write_record(active(row, report))?;
    }
    let live = |key: SessionKey, desk: &DeskName| {
        report.live.iter().any(|live| live.session == key && live.desk == *desk)
    };
    for one in &report.breaks {
        writer.write_record(pause(one, live(one.session, &one.desk)))?;
    }
    for one in &report.gaps {
        writer.write_record(gap(one, live(one.session, &one.desk)))?;
    }
    for one in &report.overrides {
        writer.write_record(against(one, live(one.session, &one.desk)))?;
    }
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn active(row: &ReportRow, report: &WorkReport) -> Record {
    let unit = report.query.rounded_to_seconds.map(|unit| unit.to_string());
    let mut record = Record::default();
    let [
        kind,
        name,
        title,
        sessions,
        live,
        seconds,
        exact,
        rounded_to,
        ..,
        corrected,
        added,
        estimate,
        actual,
        variance,
    ] = &mut record;
    *kind = "active".into();
    *name = cell(&row.key.name(report.query.grouping));
    *title = row.title().map(cell).or_else(|| row.title_count()).unwrap_or_default();
    *sessions = row.sessions.to_string();
    *live = row.is_live.to_string();
    *seconds = row.rounded_seconds.unwrap_or(row.seconds).to_string();
    *exact = row.seconds.to_string();
    *rounded_to = unit.unwrap_or_default();
    *corrected = row.corrected.to_string();
    *added = row.added.to_string();
    if let Some(plan) = row.plan {
        *estimate = plan.estimate_seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
        *actual = plan.actual_seconds.to_string();
        *variance = plan.variance_seconds().map(|seconds| seconds.to_string()).unwrap_or_default();
    }
    record
}

fn pause(one: &ReportBreak, is_live: bool) -> Record {
    let mut record = Record::default();
    let [kind, _, _, _, live, _, _, _, desk, session, from, until, seconds, ..] = &mut record;
    *kind = "break".into();
    *live = is_live.to_string();
    *desk = cell(one.desk.as_str());
    *session = one.session.to_string();
    *from = time(one.pause.from_utc);
    *until = one.pause.until_utc.map(time).unwrap_or_default();
    *seconds = one.seconds.to_string();
    record
}

fn gap(one: &ReportGap, is_live: bool) -> Record {
    let mut record = Record::default();
    let [kind, name, title, _, live, _, _, _, desk, session, from, until, _, seconds, counted, ..] =
        &mut record;
    *kind = "gap".into();
    *name = one.gap.id.to_string();
    *title = one.gap.verdict();
    *live = is_live.to_string();
    *desk = cell(one.desk.as_str());
    *session = one.session.to_string();
    *from = time(one.gap.from_utc);
    *until = time(one.gap.until_utc);
    *seconds = one.gap.seconds.to_string();
    *counted = one.gap.kept_seconds.to_string();
    record
}

/// Returns what was done against a rule: the verb as its name, then the reason, and the rules.
fn against(one: &ReportOverride, is_live: bool) -> Record {
    let SessionOverride { at_utc, verb, rules, reason, by } = &one.done;
    let mut record = Record::default();
    let [kind, name, title, _, live, _, _, _, desk, session, from, until, ..] = &mut record;
    *kind = "override".into();
    *name = verb.spec().command.into();
    *title = cell(&format!("{by}, because: {reason}; against: {}", rules.join("; ")));
    *live = is_live.to_string();
    *desk = cell(one.desk.as_str());
    *session = one.session.to_string();
    *from = time(*at_utc);
    *until = time(*at_utc);
    record
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Returns text as a cell that no spreadsheet takes for a formula: an apostrophe goes first. Text
/// with a tab or a line break has another sign there already.
fn cell(text: &str) -> String {
    let safe = SafeText::new(text).into_string();
    let is_formula = safe.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{safe}") } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_take_for_a_formula_is_text() {
        for (typed, shown) in [
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-5C", "'-5C"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "'  =1"),
            ("\t=1", "' =1"),
            ("\u{a0}\u{3000}@x", "'\u{a0}\u{3000}@x"),
            ("＝1", "'＝1"),
            ("\r=1", "‹U+000D›=1"),
            ("\n=1", "↵=1"),
            ("a=1", "a=1"),
            ("TASK-7", "TASK-7"),
            ("", ""),
        ] {
            assert_eq!(cell(typed), shown, "{typed:?}");
        }
    }
}
