//! The past: activities, past sessions, days.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{
    Activity, Band, ContextTime, Day, FrameRef, Interface, Light, Phase, SessionId, SessionKey,
    SessionRecord, SessionType,
};

/// One activity: an event as a person reads it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LoggedActivity {
    /// The activity.
    #[serde(flatten)]
    pub activity: Activity,
}

impl Document for LoggedActivity {
    const SCHEMA: &'static str = "onwatch.activity/1";
}

impl From<&Activity> for LoggedActivity {
    fn from(activity: &Activity) -> Self {
        Self { activity: activity.clone() }
    }
}

/// A past session.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PastSession {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// What kind of work it was: `work` unless it was given another type.
    pub session_type: SessionType,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: DateTime<Utc>,
    /// The active time, seconds.
    pub active_seconds: u64,
    /// The time in pauses, seconds.
    pub paused_seconds: u64,
    /// The number of pauses.
    pub breaks: u32,
    /// The closing notes once they were given, else those of the start.
    pub notes: Option<String>,
    /// What it was about: the notes of the start.
    pub start_notes: Option<String>,
    /// The notes given at its end. Empty if they were given empty.
    pub closing_notes: Option<String>,
    /// Who started it.
    pub operator: String,
    /// The interface that it was started from.
    pub interface: Interface,
    /// The agent it belonged to.
    pub agent_id: Option<String>,
    /// The workflow it belonged to.
    pub workflow_id: Option<String>,
    /// Band and health at the start.
    pub at_start: Readings,
    /// Band and health at the end.
    pub at_end: Readings,
    /// The active time in each context.
    pub frames: Vec<FrameTime>,
    /// The parts of its active time.
    pub spans: Vec<TimedSpan>,
    /// Whether its times or its operator were corrected, or its notes or its target after its end.
    pub is_corrected: bool,
    /// Whether it was added later: it was never started.
    pub is_added: bool,
    /// Whether it was cancelled: no total has it.
    pub is_cancelled: bool,
}

/// A band and a health.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Readings {
    /// The band.
    pub band: Band,
    /// The health.
    pub health: Light,
}

/// The active time in one context.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FrameTime {
    /// The type and the id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// The active time, seconds.
    pub active_seconds: u64,
}

/// A part of the active time of a past session.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct TimedSpan {
    /// When it began, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// How long it was, seconds.
    pub active_seconds: u64,
}

impl Document for PastSession {
    const SCHEMA: &'static str = "onwatch.history/1";
}

impl From<&SessionRecord> for PastSession {
    fn from(record: &SessionRecord) -> Self {
        let frame = |stay: ContextTime| FrameTime {
            name: stay.frame,
            active_seconds: stay.active_ms / 1_000,
        };
        let span = |(started_at_utc, ms): &(DateTime<Utc>, u64)| TimedSpan {
            started_at_utc: *started_at_utc,
            active_seconds: ms / 1_000,
        };
        Self {
            key: record.key,
            id: record.id.clone(),
            session_type: record.session_type.clone(),
            started_at_utc: record.started_at_utc,
            ended_at_utc: record.ended_at_utc,
            active_seconds: record.active_ms / 1_000,
            paused_seconds: record.paused_ms / 1_000,
            breaks: record.breaks,
            notes: record.notes().map(str::to_owned),
            start_notes: record.start_notes.clone(),
            closing_notes: record.closing_notes.clone(),
            operator: record.operator.clone(),
            interface: record.interface,
            agent_id: record.agent_id.clone(),
            workflow_id: record.workflow_id.clone(),
            at_start: Readings { band: record.band.0, health: record.health.0 },
            at_end: Readings { band: record.band.1, health: record.health.1 },
            frames: record.frames().into_iter().map(frame).collect(),
            spans: record.spans.iter().map(span).collect(),
            is_corrected: record.is_corrected,
            is_added: record.is_added,
            is_cancelled: record.phase == Phase::Cancelled,
        }
    }
}

/// The active time of one local day.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ActiveDay {
    /// The local day.
    pub date: NaiveDate,
    /// The active time of past sessions on that day, seconds.
    pub active_seconds: u64,
    /// The keys of those sessions.
    pub sessions: Vec<SessionKey>,
}

impl Document for ActiveDay {
    const SCHEMA: &'static str = "onwatch.day/1";
}

impl From<&Day> for ActiveDay {
    fn from(day: &Day) -> Self {
        Self {
            date: day.date,
            active_seconds: day.active_ms / 1_000,
            sessions: day.sessions.clone(),
        }
    }
}
