//! One session as lists and reports show it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{DeskName, Interface, Moment, SessionId, SessionKey};
use crate::core::session::{
    Absence, Band, FoldedStays, FrameRef, GapId, Light, Phase, Session, SessionOverride,
    SessionStep, SessionType, Snapshot, newest_notes, notes_text,
};

/// One session as lists and reports show it: one that is over, or the live one at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The unique name.
    pub id: SessionId,
    /// The short name.
    pub key: SessionKey,
    /// What kind of work it is.
    #[serde(default)]
    pub session_type: SessionType,
    /// Its phase.
    pub phase: Phase,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC; of a live session, the moment at which it was read.
    pub ended_at_utc: DateTime<Utc>,
    /// Its active time, milliseconds.
    pub active_ms: u64,
    /// Its pauses, milliseconds.
    pub paused_ms: u64,
    /// The number of pauses.
    pub breaks: u32,
    /// What it was about: the notes of the start.
    pub start_notes: Option<String>,
    /// The notes given at its end. Empty if they were given empty.
    pub closing_notes: Option<String>,
    /// Who started it.
    pub operator: String,
    /// The interface that it was started from.
    pub interface: Interface,
    /// The agent it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    /// The band at the start and at the end.
    pub band: (Band, Band),
    /// The health at the start and at the end.
    pub health: (Light, Light),
    /// The newest contexts it worked in, those that were left first, then the open ones. A context
    /// that was entered twice is here twice.
    pub contexts: Vec<ContextTime>,
    /// The time in older contexts, which are no longer among those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folded_stays: Vec<FoldedStays>,
    /// The newest pieces of active time, each with its start (UTC) and its measured milliseconds.
    pub spans: Vec<(DateTime<Utc>, u64)>,
    /// The newest pauses, oldest first.
    pub pauses: Vec<PauseTime>,
    /// The gaps, oldest first.
    pub gaps: Vec<GapTime>,
    /// Whether its times or its operator were corrected.
    #[serde(default)]
    pub is_corrected: bool,
    /// Whether it was added later, and never started.
    #[serde(default)]
    pub is_added: bool,
    /// What was done in it against a rule, oldest first: the newest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<SessionOverride>,
    /// The steps of playbooks that were done or skipped in it, oldest first: the newest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub playbook_steps: Vec<SessionStep>,
}

/// One session of a desk, and how band and health changed while it was live.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskSession {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub record: SessionRecord,
    /// The changes of band and health from its start to its end, in the order of their times.
    pub readings: Vec<ReadingTime>,
}

/// A change of the band, of the health, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingTime {
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// The band since then; `None` if it did not change.
    pub band: Option<Band>,
    /// The health since then; `None` if it did not change.
    pub health: Option<Light>,
}

/// One stay in a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextTime {
    /// Type and id.
    pub frame: FrameRef,
    /// What it was about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// When it was entered, UTC.
    pub from_utc: DateTime<Utc>,
    /// When it was left, UTC; `None` while it is open.
    pub until_utc: Option<DateTime<Utc>>,
    /// Its active time, milliseconds.
    pub active_ms: u64,
}

/// One pause of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseTime {
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC; `None` while it goes on.
    pub until_utc: Option<DateTime<Utc>>,
}

/// One absence of the machine in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapTime {
    /// Its name in the session.
    pub id: GapId,
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub until_utc: DateTime<Utc>,
    /// Its length, milliseconds.
    pub ms: u64,
    /// The part that counts as active, milliseconds.
    pub kept_ms: u64,
    /// Why the machine did not run.
    pub why: Absence,
    /// Whether it was answered.
    pub is_answered: bool,
}

impl SessionRecord {
    /// Returns the record of a session that is over.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let end = session.end_snapshot.as_ref().unwrap_or(&session.snapshot);
        let ended_at_utc = session.ended_at_utc.unwrap_or(session.last_change.at_utc);
        Self::at(session, ended_at_utc, end, &Moment::any())
    }

    /// Returns the record of a live session at a moment, at which `readings` are band and health.
    #[must_use]
    pub fn of_live(session: &Session, readings: &Snapshot, now: &Moment) -> Self {
        Self::at(session, now.utc, readings, now)
    }

    fn at(session: &Session, until: DateTime<Utc>, end: &Snapshot, now: &Moment) -> Self {
        let is_live = session.phase.is_live();
        let then = &session.snapshot;
        Self {
            id: session.id.clone(),
            key: session.key,
            session_type: session.session_type.clone(),
            phase: session.phase,
            started_at_utc: session.started_at_utc,
            ended_at_utc: until,
            active_ms: if is_live { session.active_ms(now) } else { session.closed_ms() },
            paused_ms: session.paused_ms(now),
            breaks: session.breaks,
            start_notes: session.start_notes.clone(),
            closing_notes: session.closing_notes.clone(),
            operator: session.operator.clone(),
            interface: session.interface,
            agent_id: session.agent_id.clone(),
            workflow_id: session.workflow_id.clone(),
            band: (then.cone.band, end.cone.band),
            health: (then.status.status, end.status.status),
            contexts: contexts(session, now),
            folded_stays: session.folded_stays.clone(),
            spans: session.counted(now),
            pauses: pauses(session),
            gaps: gaps(session),
            is_corrected: session.is_corrected(),
            is_added: session.added.is_some(),
            overrides: session.overrides.clone(),
            playbook_steps: session.playbook_steps.clone(),
        }
    }

    /// Returns the closing notes once they were given, else those of the start. `None` if they are
    /// empty.
    #[must_use]
    pub fn notes(&self) -> Option<&str> {
        newest_notes(self.start_notes.as_deref(), self.closing_notes.as_deref())
    }

    /// Returns both of its notes, as in "Morning watch — queue stuck".
    #[must_use]
    pub fn notes_text(&self) -> String {
        notes_text(self.start_notes.as_deref(), self.closing_notes.as_deref())
    }

    /// Returns each context once, in the order first entered, with the sum of its active time,
    /// milliseconds, and its last title. Those that were left too long ago to be listed come last.
    #[must_use]
    pub fn frames(&self) -> Vec<ContextTime> {
        let mut all: Vec<ContextTime> = Vec::new();
        for stay in &self.contexts {
            let Some(known) = all.iter_mut().find(|known| known.frame == stay.frame) else {
                all.push(stay.clone());
                continue;
            };
            known.active_ms = known.active_ms.saturating_add(stay.active_ms);
            known.until_utc = stay.until_utc;
            known.title = stay.title.clone().or(known.title.take());
            known.estimate_seconds = stay.estimate_seconds.or(known.estimate_seconds);
        }
        for older in &self.folded_stays {
            if let Some(known) = all.iter_mut().find(|known| known.frame == older.frame) {
                known.active_ms = known.active_ms.saturating_add(older.active_ms);
                continue;
            }
            all.push(ContextTime {
                frame: older.frame.clone(),
                title: None,
                estimate_seconds: None,
                from_utc: self.started_at_utc,
                until_utc: Some(self.started_at_utc),
                active_ms: older.active_ms,
            });
        }
        all
    }
}

/// Returns the pauses between the stretches of active time, and the one since the last of them.
fn pauses(session: &Session) -> Vec<PauseTime> {
    let mut all = Vec::new();
    let mut left = None;
    for spans in session.stretches() {
        let start = spans.first().map(|span| span.start.at_utc);
        all.extend(left.zip(start).map(|(from, until)| (from, Some(until))));
        left = spans.last().and_then(|span| span.ended_at_utc);
    }
    let is_over = !session.phase.is_live();
    let last = left.map(|from| (from, session.ended_at_utc.filter(|_| is_over)));
    all.extend(last.filter(|_| session.phase != Phase::Active));
    // A pause of no time is none.
    let pauses = all.into_iter().filter(|(from, until)| until.is_none_or(|until| until > *from));
    pauses.map(|(from_utc, until_utc)| PauseTime { from_utc, until_utc }).collect()
}

fn contexts(session: &Session, now: &Moment) -> Vec<ContextTime> {
    let left = session.closed_frames.iter().map(|frame| ContextTime {
        frame: frame.name(),
        title: frame.title.clone(),
        estimate_seconds: frame.estimate_seconds,
        from_utc: frame.pushed_at_utc,
        until_utc: Some(frame.popped_at_utc),
        active_ms: frame.active_ms,
    });
    let active_ms = if session.context_stack.0.is_empty() { 0 } else { session.active_ms(now) };
    let open = session.context_stack.frames().iter().map(|frame| ContextTime {
        frame: frame.name(),
        title: frame.title.clone(),
        estimate_seconds: frame.estimate_seconds,
        from_utc: frame.pushed_at_utc,
        until_utc: None,
        active_ms: frame.active_ms(active_ms),
    });
    left.chain(open).collect()
}

fn gaps(session: &Session) -> Vec<GapTime> {
    let gap = session.reported_gaps().map(|gap| GapTime {
        id: gap.id,
        from_utc: gap.from_utc(),
        until_utc: gap.until.at_utc,
        ms: gap.ms,
        kept_ms: gap.kept_ms,
        why: gap.why,
        is_answered: gap.answered,
    });
    gap.collect()
}
