//! The past sessions, one a line, the newest last.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::phrases::{short_notes, times};
use super::table;
use crate::core::{
    Band, FrameRef, Interface, Light, SessionId, SessionKey, SessionRecord, short_text,
};
use crate::zone::Zone;

/// One past session, as JSON.
#[derive(Serialize)]
pub struct PastJson<'a> {
    key: SessionKey,
    id: &'a SessionId,
    started_at_utc: DateTime<Utc>,
    ended_at_utc: DateTime<Utc>,
    active_seconds: u64,
    paused_seconds: u64,
    breaks: u32,
    notes: Option<&'a str>,
    start_notes: Option<&'a str>,
    operator: &'a str,
    #[serde(rename = "source")]
    interface: Interface,
    agent_id: Option<&'a str>,
    workflow_id: Option<&'a str>,
    at_start: ReadingsJson,
    at_end: ReadingsJson,
    frames: Vec<FrameJson<'a>>,
    spans: Vec<SpanJson>,
}

#[derive(Serialize)]
struct ReadingsJson {
    band: Band,
    health: Light,
}

#[derive(Serialize)]
struct FrameJson<'a> {
    #[serde(flatten)]
    name: &'a FrameRef,
    active_seconds: u64,
}

#[derive(Serialize)]
struct SpanJson {
    started_at_utc: DateTime<Utc>,
    active_seconds: u64,
}

impl<'a> From<&'a SessionRecord> for PastJson<'a> {
    fn from(record: &'a SessionRecord) -> Self {
        let frame =
            |(name, ms): &'a (FrameRef, u64)| FrameJson { name, active_seconds: ms / 1_000 };
        let span = |(started_at_utc, ms): &(DateTime<Utc>, u64)| SpanJson {
            started_at_utc: *started_at_utc,
            active_seconds: ms / 1_000,
        };
        Self {
            key: record.key,
            id: &record.id,
            started_at_utc: record.started_at_utc,
            ended_at_utc: record.ended_at_utc,
            active_seconds: record.active_ms / 1_000,
            paused_seconds: record.paused_ms / 1_000,
            breaks: record.breaks,
            notes: record.notes.as_deref(),
            start_notes: record.start_notes.as_deref(),
            operator: &record.operator,
            interface: record.interface,
            agent_id: record.agent_id.as_deref(),
            workflow_id: record.workflow_id.as_deref(),
            at_start: ReadingsJson { band: record.band.0, health: record.health.0 },
            at_end: ReadingsJson { band: record.band.1, health: record.health.1 },
            frames: record.frames.iter().map(frame).collect(),
            spans: record.spans.iter().map(span).collect(),
        }
    }
}

/// Returns the sessions given newest first, as lines with the newest last, and what they come to.
#[must_use]
pub fn lines(records: &[SessionRecord], zone: &dyn Zone) -> Vec<String> {
    let row = |record: &SessionRecord| {
        let (start, end) = (zone.local(record.started_at_utc), zone.local(record.ended_at_utc));
        [
            record.key.to_string(),
            start.date().to_string(),
            times(start, end),
            short_text(record.active_ms),
            pauses(record.paused_ms, record.breaks),
            bands(record.band),
            short_notes(record.notes.as_deref().unwrap_or_default()),
        ]
    };
    let rows: Vec<_> = records.iter().rev().map(row).collect();
    let mut lines = table::lines(&rows);
    lines.push(totals(records));
    lines
}

fn pauses(paused_ms: u64, breaks: u32) -> String {
    match breaks {
        0 => String::new(),
        1 => format!("{} in 1 break", short_text(paused_ms)),
        _ => format!("{} in {breaks} breaks", short_text(paused_ms)),
    }
}

fn bands((start, end): (Band, Band)) -> String {
    if start == end {
        start.letter().to_owned()
    } else {
        format!("{} → {}", start.letter(), end.letter())
    }
}

fn totals(records: &[SessionRecord]) -> String {
    let sum = |ms: fn(&SessionRecord) -> u64| {
        short_text(records.iter().map(ms).fold(0, u64::saturating_add))
    };
    let sessions = table::count(records.len(), "session");
    format!("{sessions}: {} active, {} paused", sum(|one| one.active_ms), sum(|one| one.paused_ms))
}
