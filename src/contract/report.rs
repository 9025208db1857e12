//! Reports.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{
    DeskName, FrameRef, GapGlance, LiveWork, Phase, ReportBreak, ReportGap, ReportOverride,
    ReportRow, RowKey, RowPlan, SessionKey, SessionOverride, WorkReport,
};

/// The active time of a period, added up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReportDone {
    /// Its start, UTC; null if it has none.
    pub since_utc: Option<DateTime<Utc>>,
    /// Its end, UTC, exclusive; null if it has none.
    pub until_utc: Option<DateTime<Utc>>,
    /// The desk that it is about; null for all.
    pub desk: Option<DeskName>,
    /// By what it is added up: day, week, month, project, sprint, task, context, band, health,
    /// operator, desk or type.
    pub by: String,
    /// The unit to which each row is rounded, seconds; null if the times are exact.
    pub rounded_to_seconds: Option<u64>,
    /// All active time, seconds: the sum of the rows.
    pub active_seconds: u64,
    /// The sum of the rounded rows, seconds; null if the times are exact.
    pub rounded_seconds: Option<u64>,
    /// The number of sessions with active time in the period.
    pub session_count: usize,
    /// The rows.
    pub rows: Vec<RowTime>,
    /// The live sessions; their time is included up to now.
    pub live: Vec<LiveTime>,
    /// The pauses in the period.
    pub pauses: Vec<BreakTime>,
    /// The gaps in the period. An open one does not count until it is answered.
    pub gaps: Vec<SessionGap>,
    /// What was done against a rule in the period, oldest first.
    pub overrides: Vec<OverrideInReport>,
    /// What the report lacks, such as a desk that cannot be read. Empty if it is complete.
    pub warnings: Vec<String>,
}

/// What was done against a rule, in a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OverrideInReport {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub key: SessionKey,
    /// What was done, when, by whom, against which rules and why.
    #[serde(flatten)]
    pub done: SessionOverride,
}

/// A row of a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RowTime {
    /// Its name: a date, a context, a band and so on.
    pub name: String,
    /// The contexts, outermost first; empty if no context was open or another unit was asked for.
    pub context: Vec<FrameRef>,
    /// The title of the innermost context; null if it has none or several.
    pub title: Option<String>,
    /// The titles that the innermost context had, each once.
    pub titles: Vec<String>,
    /// Its active time, seconds.
    pub active_seconds: u64,
    /// The same, rounded; null if the times are exact.
    pub rounded_seconds: Option<u64>,
    /// The number of sessions with time in it.
    pub session_count: usize,
    /// How many of them were corrected later.
    pub corrected_count: usize,
    /// How many of them were added later.
    pub added_count: usize,
    /// Whether a live session has time in it.
    pub is_live: bool,
    /// The estimate of a task, a sprint or a project, seconds; null without one, or if the row is of
    /// something else.
    pub estimate_seconds: Option<u64>,
    /// Its active time over all sessions of all desks, also outside of the period, seconds; null if the row
    /// is of something else.
    pub actual_seconds: Option<u64>,
    /// By how much it took longer than its estimate, seconds; negative if there is time left.
    pub variance_seconds: Option<i64>,
}

/// A live session in a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LiveTime {
    /// Its desk.
    pub desk: DeskName,
    /// Its short name.
    pub key: SessionKey,
    /// Its phase.
    pub phase: Phase,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// The moment until which its time counts, UTC.
    pub now_utc: DateTime<Utc>,
    /// Its active time in the period, seconds.
    pub active_seconds: u64,
}

/// A pause in a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BreakTime {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub key: SessionKey,
    /// When it began, UTC; the start of the period if it began before.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC; the end of the period if it ended after; null while it goes on.
    pub until_utc: Option<DateTime<Utc>>,
    /// Its length in the period, seconds.
    pub seconds: u64,
}

/// A gap in a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionGap {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub key: SessionKey,
    /// The gap, within the period.
    pub gap: GapGlance,
}

/// A report that was written to a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ReportWritten {
    /// The file.
    pub path: String,
    /// The form: text, md, csv, json or ical.
    pub format: String,
    /// Its length, bytes.
    pub bytes: usize,
    /// The active time of the report, seconds.
    pub active_seconds: u64,
    /// The number of sessions with active time in it.
    pub session_count: usize,
    /// What the report lacks, such as a desk that cannot be read. Empty if it is complete.
    pub warnings: Vec<String>,
}

/// Metrics that were written to a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MetricsWritten {
    /// The file.
    pub path: String,
    /// Its length, bytes.
    pub bytes: usize,
    /// The number of profiles in it.
    pub desk_count: usize,
    /// The number of live runs that it counts.
    pub run_count: usize,
    /// What it lacks, such as a desk that cannot be read. Empty if it is complete.
    pub warnings: Vec<String>,
}

impl Document for MetricsWritten {
    const SCHEMA: &'static str = "onwatch.metrics-written/1";
}

impl Document for ReportWritten {
    const SCHEMA: &'static str = "onwatch.written/1";
}

impl Document for ReportDone {
    const SCHEMA: &'static str = "onwatch.report/1";
}

impl From<&WorkReport> for ReportDone {
    fn from(report: &WorkReport) -> Self {
        let grouping = report.query.grouping;
        let row = |row: &ReportRow| RowTime {
            name: row.key.name(grouping),
            context: context(&row.key),
            title: row.title().map(str::to_owned),
            titles: row.titles.clone(),
            active_seconds: row.seconds,
            rounded_seconds: row.rounded_seconds,
            session_count: row.sessions,
            corrected_count: row.corrected,
            added_count: row.added,
            is_live: row.is_live,
            estimate_seconds: row.plan.and_then(|plan| plan.estimate_seconds),
            actual_seconds: row.plan.map(|plan| plan.actual_seconds),
            variance_seconds: row.plan.and_then(RowPlan::variance_seconds),
        };
        let live = |live: &LiveWork| LiveTime {
            desk: live.desk.clone(),
            key: live.session,
            phase: live.phase,
            started_at_utc: live.started_at_utc,
            now_utc: live.read_at_utc,
            active_seconds: live.active_ms / 1_000,
        };
        let pause = |one: &ReportBreak| BreakTime {
            desk: one.desk.clone(),
            key: one.session,
            from_utc: one.pause.from_utc,
            until_utc: one.pause.until_utc,
            seconds: one.seconds,
        };
        let gap = |one: &ReportGap| SessionGap {
            desk: one.desk.clone(),
            key: one.session,
            gap: one.gap.clone(),
        };
        let against = |one: &ReportOverride| OverrideInReport {
            desk: one.desk.clone(),
            key: one.session,
            done: one.done.clone(),
        };
        Self {
            since_utc: report.query.period.since,
            until_utc: report.query.period.until,
            desk: report.only_desk.clone(),
            by: grouping.word().to_owned(),
            rounded_to_seconds: report.query.rounded_to_seconds,
            active_seconds: report.seconds(),
            rounded_seconds: report.rounded_seconds,
            session_count: report.sessions,
            rows: report.rows.iter().map(row).collect(),
            live: report.live.iter().map(live).collect(),
            pauses: report.breaks.iter().map(pause).collect(),
            gaps: report.gaps.iter().map(gap).collect(),
            overrides: report.overrides.iter().map(against).collect(),
            warnings: report.warnings.clone(),
        }
    }
}

fn context(key: &RowKey) -> Vec<FrameRef> {
    match key {
        RowKey::Context(path) => path.clone(),
        RowKey::Day(_)
        | RowKey::Week(_)
        | RowKey::Month(_)
        | RowKey::Band(_)
        | RowKey::Health(_)
        | RowKey::Operator(_)
        | RowKey::Desk(_)
        | RowKey::Type(_) => Vec::new(),
    }
}
