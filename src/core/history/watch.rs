//! Everything one desk knows now.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::{Behind, ClockReading, Concern, Moment, SessionName, Stamp};
use crate::core::command::{Command, Request};
use crate::core::history::{
    Activity, Event, LastEnded, Operation, OperationRef, Recorded, SessionRecord, UndoStep,
};
use crate::core::playbook::PlaybookProgress;
use crate::core::session::{EffectiveAt, Elapsed, Gap, Governance, Phase, Session, clock_step_ms};

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
    /// The number of the newest event that changed the past sessions; zero if none did. It shows
    /// whether what was read of them is still true.
    #[serde(default)]
    pub filed_seq: u64,
    /// How far each playbook is, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub playbooks: BTreeMap<String, PlaybookProgress>,
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
    pub last_reading: Option<ClockReading>,
    /// The clocks when a person or an agent gave the newest command. Measured readings do not count:
    /// nobody needs to be there for them.
    #[serde(default)]
    pub touched: Option<Stamp>,
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

impl Watch {
    /// Returns the live session.
    #[must_use]
    pub fn live(&self) -> Option<&Session> {
        self.session.as_ref().filter(|session| session.phase.is_live())
    }

    /// Returns the session that is meant if none is named: the live one, or else the last one. That may
    /// be one that was cancelled, or one that was added later. `None` if there was none.
    #[must_use]
    pub fn usual_session(&self) -> Option<SessionName> {
        let on_the_desk = self.session.as_ref();
        let is_last = |session: &&Session| {
            let ended_last = self.last_ended.as_ref().map(|last| last.ended_at_utc);
            session.phase.is_live() || session.ended_at_utc >= ended_last
        };
        let last = on_the_desk.filter(is_last).map(|session| &session.id);
        let usual = last.or(self.last_ended.as_ref().map(|last| &last.id));
        usual.cloned().map(SessionName::Id)
    }

    /// Returns what is known at a moment: what somebody set for a time may be over by then.
    #[must_use]
    pub fn at(&self, now: &Moment) -> Cow<'_, Self> {
        match self.governance.without_lapsed(now.utc) {
            None => Cow::Borrowed(self),
            Some(governance) => Cow::Owned(Self { governance, ..self.clone() }),
        }
    }

    /// Returns the record of the live session at a moment; `None` if there is none.
    #[must_use]
    pub fn live_record(&self, now: &Moment) -> Option<SessionRecord> {
        let live = self.normalized(EffectiveAt::now(now)).filter(|live| live.phase.is_live())?;
        Some(SessionRecord::of_live(&live, &self.at(now).governance.snapshot(), now))
    }

    /// Returns the step that a command undoes or redoes. [`decide`](crate::core::decide) needs the
    /// newest line of it.
    #[must_use]
    pub fn step_for(&self, command: &Command) -> Option<&UndoStep> {
        match command.verb().spec().concerns {
            Concern::UndoStep => self.undo.last(),
            Concern::RedoStep => self.redo.last(),
            Concern::Session
            | Concern::Band
            | Concern::Health
            | Concern::Alerts
            | Concern::Everything => None,
        }
    }

    /// Returns the session as the next command finds it: on the current clock, with its gaps.
    pub(in crate::core) fn normalized(&self, effect: EffectiveAt<'_>) -> Option<Session> {
        self.session_and_clock(effect).0
    }

    /// Returns the same, and how far the wall clock is behind now.
    pub(in crate::core) fn session_and_clock(
        &self,
        effect: EffectiveAt<'_>,
    ) -> (Option<Session>, Behind) {
        let mut session = self.session.clone();
        let Some(last) = &self.last_reading else { return (session, Behind::default()) };
        let behind = match &mut session {
            Some(session) => session.normalize(last, effect),
            None => Elapsed::since(last, effect.now).behind,
        };
        (session, behind)
    }

    /// Reports whether a heartbeat should be kept: a session is active and has no unrecorded gap.
    /// The heartbeat before a gap shows when the gap began, so it must not be replaced.
    #[must_use]
    pub fn keeps_heartbeat(&self, now: &Moment) -> bool {
        let Some(live) = self.live().filter(|live| live.phase == Phase::Active) else {
            return false;
        };
        let normalized = self.normalized(EffectiveAt::now(now));
        let is_known = |gap: &Gap| live.gaps.iter().any(|known| known.id == gap.id);
        normalized.is_some_and(|session| session.gaps.iter().all(is_known))
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
            v: event.change.version(),
            operation: OperationRef::of(request),
            session: event.session,
            context: event.context,
            clocks: now.steady.clone(),
            behind: event.behind,
            clock_step_ms: self.last_reading.as_ref().and_then(|l| clock_step_ms(&l.stamp, now)),
            gaps_found: event.gaps_found,
            despite: event.despite,
            overridden: event.overridden,
            event: event.fact,
            change: event.change,
        }
    }

    /// Returns the newest request with an operation id; `None` if it is unknown.
    #[must_use]
    pub fn answered(&self, operation: &str) -> Option<&Operation> {
        self.operations.iter().rev().find(|known| known.request.id == operation)
    }
}
