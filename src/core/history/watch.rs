//! Everything one desk knows now.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::{Anchor, Moment, Stamp, UNDO_BYTES, Verb};
use crate::core::command::Request;
use crate::core::history::{Activity, Delta, Event, LastEnded, Recorded, SessionChange};
use crate::core::session::gap;
use crate::core::session::{EffectiveAt, Governance, Phase, Session};

/// Everything one desk knows now: the root aggregate. Only [`apply`](crate::core::apply) changes
/// it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Watch {
    /// The number of the newest event; zero if there is none.
    pub seq: u64,
    /// The live session, or the last one.
    #[serde(default)]
    pub session: Option<Session>,
    /// Band and health now.
    #[serde(default)]
    pub governance: Governance,
    /// The newest activities, newest first.
    #[serde(default)]
    pub recent: Vec<Activity>,
    /// Counters that only rise.
    #[serde(default)]
    pub counters: Counters,
    /// The session that ended last.
    #[serde(default)]
    pub last_ended: Option<LastEnded>,
    /// The number of the newest event that updated the list of past sessions; zero if none did. It
    /// shows whether the list is complete.
    #[serde(default)]
    pub filed_seq: u64,
    /// The changes that can be undone, newest last.
    #[serde(default)]
    pub undo: Vec<UndoStep>,
    /// The changes that can be redone, newest last.
    #[serde(default)]
    pub redo: Vec<UndoStep>,
    /// The newest requests with an operation id, newest last.
    #[serde(default)]
    pub operations: Vec<Operation>,
    /// The clocks when the newest event was recorded.
    #[serde(default)]
    pub last_reading: Option<Stamp>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Counters that only rise.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// The number of the last session key that was given out.
    #[serde(default)]
    pub session_keys: u32,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One change that can be undone or redone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoStep {
    /// The number of the event that made it.
    pub seq: u64,
    /// Its verb.
    pub verb: Verb,
    /// What it did, in a few words.
    pub text: String,
    /// When it was last made or undone, UTC.
    pub made_at_utc: DateTime<Utc>,
    /// The steady clock at that time, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Anchor>,
    /// The change that redoes it.
    pub set: Delta,
    /// The change that undoes it.
    pub was: Delta,
    /// Its size in the state.
    #[serde(skip)]
    pub(in crate::core) size: Size,
}

/// The size of a step as JSON, bytes, computed once. Replaying a journal needs it for every event.
/// It follows from the step, so it does not affect equality.
#[derive(Debug, Clone, Default)]
pub(in crate::core) struct Size(OnceLock<usize>);

impl PartialEq for Size {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A request with an operation id, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The operation id.
    pub id: String,
    /// The event it made.
    pub seq: u64,
    /// The verb.
    pub verb: Verb,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// The answer.
    pub message: String,
}

impl UndoStep {
    /// Returns its size in the state, bytes.
    pub(in crate::core) fn bytes(&self) -> usize {
        let measure = || serde_json::to_vec(self).map_or(UNDO_BYTES, |json| json.len());
        *self.size.0.get_or_init(measure)
    }

    /// Returns the reading of the clocks when it was last made or undone.
    pub(in crate::core) fn reading(&self) -> Stamp {
        Stamp { at_utc: self.made_at_utc, anchor: self.clocks.clone() }
    }

    /// Reports whether it ended a live session: an end, a cancel or a switch.
    pub(in crate::core) fn ended_a_session(&self) -> bool {
        let brings_back = self.was.session.as_ref().and_then(SessionChange::replaces_by);
        matches!(self.verb, Verb::End | Verb::Cancel)
            || brings_back.is_some_and(|session| session.phase.is_live())
    }
}

impl Watch {
    /// Returns the live session.
    #[must_use]
    pub fn live(&self) -> Option<&Session> {
        self.session.as_ref().filter(|session| session.phase.is_live())
    }

    /// Returns the session as the next command finds it: on the current clock, with its gaps.
    pub(in crate::core) fn normalized(&self, effect: EffectiveAt<'_>) -> Option<Session> {
        let mut session = self.session.clone();
        if let Some(session) = &mut session {
            let last = self.last_reading.as_ref();
            session.normalize(last.map_or(Vec::new(), |last| gap::since(last, effect.now)), effect);
        }
        session
    }

    /// Reports whether a heartbeat should be kept: a session is active and has no unrecorded gap.
    /// The heartbeat before a gap shows when the gap began, so it must not be replaced.
    #[must_use]
    pub fn keeps_heartbeat(&self, now: &Moment) -> bool {
        let Some(live) = self.live().filter(|live| live.phase == Phase::Active) else {
            return false;
        };
        let normalized = self.normalized(EffectiveAt::now(now));
        normalized.is_some_and(|session| session.gaps.len() <= live.gaps.len())
    }

    /// Returns the next line of the journal.
    #[must_use]
    pub fn next_line(&self, request: &Request, event: Event, now: &Moment) -> Recorded {
        Recorded {
            seq: self.seq.saturating_add(1),
            recorded_at: now.utc,
            at: event.at,
            by: request.by.clone(),
            provenance: request.provenance.clone(),
            v: Recorded::VERSION,
            operation: request.operation.clone(),
            session: event.session,
            context: event.context,
            clocks: now.steady.clone(),
            clock_step_ms: self.last_reading.as_ref().and_then(|l| gap::clock_step_ms(l, now)),
            gaps_found: event.gaps_found,
            event: event.fact,
            change: event.change,
        }
    }

    /// Returns the answer to an operation id; `None` if it is unknown.
    #[must_use]
    pub fn answered(&self, operation: &str) -> Option<&Operation> {
        self.operations.iter().rev().find(|known| known.id == operation)
    }
}
