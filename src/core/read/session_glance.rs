//! A session as it is shown at a moment.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::base::{Interface, Moment, SessionId, SessionKey, later, ms_between, short_text};
use crate::core::read::{ContextSums, FrameGlance, GapGlance, Piece, timeline};
use crate::core::session::{
    Artifact, ClosedFrame, Frame, FrameRef, Phase, Session, SessionOverride, SessionStep,
    SessionType, notes_text,
};

/// A session at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionGlance {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// What kind of work it is: `work` unless it was given another type.
    pub session_type: SessionType,
    /// Its phase.
    pub phase: Phase,
    /// When that phase began, UTC.
    pub phase_since_utc: DateTime<Utc>,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// The active time, seconds.
    pub active_seconds: u64,
    /// The active time, milliseconds.
    #[serde(skip)]
    pub active_ms: u64,
    /// The time in pauses, seconds.
    pub paused_seconds: u64,
    /// The current pause, seconds.
    pub present_pause_seconds: u64,
    /// The number of pauses, with the current one.
    pub breaks: u32,
    /// All pauses, milliseconds.
    #[serde(skip)]
    pub paused_ms: u64,
    /// The time in gaps that counts neither as active nor as paused, seconds.
    pub uncounted_seconds: u64,
    /// The same, milliseconds.
    #[serde(skip)]
    pub uncounted_ms: u64,
    /// The time from the start to the end, or to now, seconds.
    pub wall_seconds: u64,
    /// The same, milliseconds.
    #[serde(skip)]
    pub wall_ms: u64,
    /// The closing notes once they were given, else those of the start.
    pub notes: Option<String>,
    /// What it is about: the notes of the start.
    pub start_notes: Option<String>,
    /// The notes given at its end. Empty if they were given empty.
    pub closing_notes: Option<String>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Who started it.
    pub operator: String,
    /// The interface that it was started from.
    pub interface: Interface,
    /// The agent it belongs to.
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    pub workflow_id: Option<String>,
    /// The planned active time, seconds.
    pub target_seconds: Option<u64>,
    /// When the target is reached if nobody pauses, UTC; null unless the session is active and
    /// short of it.
    pub target_due_utc: Option<DateTime<Utc>>,
    /// Other data that was given at the start.
    pub metadata: Map<String, Value>,
    /// The open frames, outermost first.
    pub context_stack: Vec<FrameGlance>,
    /// The frames that were left, newest last. Each appears once, with its times added up.
    pub closed_frames: Vec<FrameGlance>,
    /// Each context once, open or left, with its times added up.
    #[serde(skip)]
    pub context_sums: ContextSums,
    /// The newest tasks and sprints that were completed in it, oldest first.
    pub completed: Vec<FrameRef>,
    /// What was done in it against a rule, oldest first: the newest.
    pub overrides: Vec<SessionOverride>,
    /// The steps of playbooks that were done or skipped in it, oldest first: the newest.
    pub playbook_steps: Vec<SessionStep>,
    /// What came out of it, oldest first.
    pub artifacts: Vec<Artifact>,
    /// The gaps, oldest first.
    pub gaps: Vec<GapGlance>,
    /// The active and paused stretches, in order.
    pub stretches: Vec<Stretch>,
    /// The counted time: each piece with its start, UTC, and its milliseconds.
    #[serde(skip)]
    pub worked: Vec<(DateTime<Utc>, u64)>,
    /// Active, paused and gaps in order, each with its times.
    #[serde(skip)]
    pub timeline: Vec<Piece>,
}

/// Whether a stretch was active or paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum StretchKind {
    /// The clock ran.
    Active,
    /// The clock was stopped.
    Paused,
}

/// A stretch of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Stretch {
    /// What it was.
    pub kind: StretchKind,
    /// Its length, seconds.
    pub seconds: u64,
}

impl SessionGlance {
    /// Returns a session as it is shown at a moment.
    #[must_use]
    pub fn of(session: &Session, now: &Moment) -> Self {
        let active_ms = session.active_ms(now);
        let paused_ms = session.paused_ms(now);
        let wall_ms = session.wall_ms(now);
        let uncounted_ms = wall_ms.saturating_sub(active_ms).saturating_sub(paused_ms);
        let worked = session.worked(now);
        let open = |frame: &Frame| FrameGlance::open(frame, session, active_ms);
        let closed = |frame: ClosedFrame| {
            FrameGlance::left(frame.name(), frame.title, frame.estimate_seconds, frame.active_ms)
        };
        let closed_frames = session.left_by_name();
        Self {
            key: session.key,
            id: session.id.clone(),
            session_type: session.session_type.clone(),
            phase: session.phase,
            phase_since_utc: session.in_phase_since(),
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc,
            active_seconds: active_ms / 1_000,
            active_ms,
            paused_seconds: paused_ms / 1_000,
            present_pause_seconds: session.present_pause_ms(now) / 1_000,
            breaks: session.breaks,
            paused_ms,
            uncounted_seconds: uncounted_ms / 1_000,
            uncounted_ms,
            wall_seconds: wall_ms / 1_000,
            wall_ms,
            notes: session.notes().map(str::to_owned),
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
            pause_reason: session.pause_reason.clone(),
            operator: session.operator.clone(),
            interface: session.interface,
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            target_seconds: session.target_seconds,
            target_due_utc: target_due(session, active_ms, now),
            metadata: session.metadata.clone(),
            context_stack: session.context_stack.frames().iter().map(open).collect(),
            closed_frames: closed_frames.into_iter().map(closed).collect(),
            context_sums: ContextSums::of(session, now),
            completed: session.completed.clone(),
            overrides: session.overrides.clone(),
            playbook_steps: session.playbook_steps.clone(),
            artifacts: session.artifacts.clone(),
            gaps: session.reported_gaps().map(GapGlance::of).collect(),
            stretches: stretches(session, now),
            timeline: timeline(session, &worked, now),
            worked,
        }
    }
}

impl SessionGlance {
    /// Returns both of its notes, as in "Morning watch — queue stuck".
    #[must_use]
    pub fn notes_text(&self) -> String {
        notes_text(self.start_notes.as_deref(), self.closing_notes.as_deref())
    }

    /// Returns the uncounted time, as in "1h 16m not counted"; `None` if there is none.
    #[must_use]
    pub fn uncounted_text(&self) -> Option<String> {
        (self.uncounted_seconds > 0)
            .then(|| format!("{} not counted", short_text(self.uncounted_ms)))
    }

    /// Returns the same as the end of a sentence; empty if there is none.
    #[must_use]
    pub fn uncounted_suffix(&self) -> String {
        self.uncounted_text().map(|text| format!(", {text}")).unwrap_or_default()
    }
}

fn target_due(session: &Session, active_ms: u64, now: &Moment) -> Option<DateTime<Utc>> {
    let target_ms = session.target_seconds?.saturating_mul(1_000);
    let left_ms = target_ms.checked_sub(active_ms).filter(|left_ms| *left_ms > 0)?;
    (session.phase == Phase::Active).then(|| later(now.utc, left_ms))?
}

/// Returns the active and paused stretches. Spans without a pause between them are merged.
fn stretches(session: &Session, now: &Moment) -> Vec<Stretch> {
    let mut all: Vec<(StretchKind, u64)> = Vec::new();
    let mut add = |kind, ms: u64| match all.last_mut() {
        Some((last, sum)) if *last == kind => *sum = sum.saturating_add(ms),
        _ => all.push((kind, ms)),
    };
    if session.folded_spans.count > 0 {
        add(StretchKind::Active, session.folded_spans.active_ms);
    }
    let mut previous_end: Option<DateTime<Utc>> = None;
    for spans in session.stretches() {
        let start = spans.first().map(|span| span.start.at_utc);
        if let Some((start, end)) = start.zip(previous_end) {
            let pause_ms = ms_between(end, start);
            if pause_ms > 0 {
                add(StretchKind::Paused, pause_ms);
            }
        }
        add(StretchKind::Active, session.stretch_ms(spans, now));
        previous_end = spans.last().and_then(|span| span.ended_at_utc);
    }
    let last_pause_ms = match (session.phase, previous_end, session.ended_at_utc) {
        (Phase::Paused, ..) => session.present_pause_ms(now),
        (Phase::Active | Phase::Ended | Phase::Cancelled, Some(end), Some(ended)) => {
            ms_between(end, ended)
        }
        (Phase::Active | Phase::Ended | Phase::Cancelled, ..) => 0,
    };
    if last_pause_ms > 0 {
        add(StretchKind::Paused, last_pause_ms);
    }
    all.into_iter().map(|(kind, ms)| Stretch { kind, seconds: ms / 1_000 }).collect()
}
