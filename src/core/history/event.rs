//! What happened, and the journal line that records it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{Anchor, Behind, By, DeskName, Provenance, SessionKey, SessionName, Verb};
use crate::core::check::Despite;
use crate::core::history::{
    AcknowledgedLevel, Change, OperationRef, PlaybookFact, SessionChange, SessionRef, TaskFact,
};
use crate::core::policy::Overridden;
use crate::core::session::{
    Absence, Band, ClosedFrame, CutOff, Edit, FrameRef, GapId, Light, RunStatus, SessionType,
};

/// What happened, for a person to read. [`Change`] holds what it changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// A session started.
    Started {
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
        /// The session that a switch ended, with its active time in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<(SessionKey, u64)>,
        /// What kind of work it is.
        #[serde(default, skip_serializing_if = "SessionType::is_work")]
        session_type: SessionType,
        /// The session whose notes, type, target and contexts it has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        continues: Option<SessionKey>,
    },
    /// The session was paused.
    Paused {
        /// The active time so far, milliseconds.
        active_ms: u64,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The session was resumed.
    Resumed {
        /// The length of the pause, milliseconds.
        paused_ms: u64,
    },
    /// The session ended.
    Ended {
        /// Its active time, milliseconds.
        active_ms: u64,
        /// Its pauses, milliseconds.
        paused_ms: u64,
        /// The number of pauses.
        breaks: u32,
        /// The notes given at the end; empty if they were given empty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// The session was cancelled.
    Cancelled {
        /// The active time that the totals lose, milliseconds.
        active_ms: u64,
    },
    /// The last session was reopened.
    Reopened {
        /// The time since its end, milliseconds. It counts as a pause.
        paused_ms: u64,
    },
    /// A cancelled session was restored, as it had ended.
    Restored {
        /// The active time that the totals have again, milliseconds.
        active_ms: u64,
    },
    /// Sessions that were never started were added.
    Added {
        /// How many.
        count: usize,
        /// When the first one started, UTC.
        from: DateTime<Utc>,
        /// When the last one ended, UTC.
        to: DateTime<Utc>,
        /// Their active time, milliseconds.
        active_ms: u64,
        /// What kind of work a single one was.
        #[serde(default, skip_serializing_if = "SessionType::is_work")]
        session_type: SessionType,
        /// What a single one was about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Option<String>,
    },
    /// A session was corrected.
    Edited {
        /// What changed.
        edits: Vec<Edit>,
        /// Its active time before and since, milliseconds.
        active_ms: (u64, u64),
        /// What the new times took away from it as a whole.
        #[serde(default, skip_serializing_if = "CutOff::is_nothing")]
        cut_off: CutOff,
    },
    /// A note was written.
    Noted {
        /// The note.
        text: String,
    },
    /// A context was entered.
    Pushed {
        /// Which.
        frame: FrameRef,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Whether it was new: it was asked for as a new one, or nobody knew it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_new: bool,
        /// The desk whose claim was overridden.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<DeskName>,
        /// The contexts that were left for it, innermost first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        popped: Vec<ClosedFrame>,
    },
    /// Contexts were left.
    Popped {
        /// Which, innermost first. The last one is the one that was named.
        popped: Vec<ClosedFrame>,
        /// What was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        summary: Option<String>,
        /// Whether it is done.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        completed: bool,
    },
    /// The band was set.
    BandSet {
        /// The value before.
        from: Band,
        /// The value that the source gave; after a withdrawal, the band now.
        to: Band,
        /// Why.
        reason: String,
        /// The band now and its source, if it is not this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counts: Option<(Band, String)>,
        /// The source whose band was withdrawn; `manual` for what was set by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        withdrawn: Option<String>,
    },
    /// A bad band or health was acknowledged.
    Acknowledged {
        /// Of which, and what it was, as in `RED`; the word is absent if it was over.
        of: Vec<AcknowledgedLevel>,
        /// Why; empty if nobody said so.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// Until when nobody is called, UTC; absent if it is not shelved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shelved_until: Option<DateTime<Utc>>,
    },
    /// The health was set.
    HealthSet {
        /// The value before.
        from: Light,
        /// The value that the source gave; after a withdrawal, the health now.
        to: Light,
        /// Why.
        reasons: Vec<String>,
        /// The health now and its source, if it is not this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counts: Option<(Light, String)>,
        /// The source whose health was withdrawn; `manual` for what was set by hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        withdrawn: Option<String>,
    },
    /// A gap was answered.
    GapAnswered {
        /// Which.
        gap: GapId,
        /// Its length, milliseconds.
        ms: u64,
        /// The part that counts, milliseconds.
        kept_ms: u64,
    },
    /// Somebody confirmed that the session goes on.
    Kept {
        /// The time without activity, milliseconds.
        idle_ms: u64,
    },
    /// A forgotten pause was added.
    BreakAdded {
        /// When it began, UTC.
        from: DateTime<Utc>,
        /// When it ended, UTC.
        to: DateTime<Utc>,
        /// The active time that no longer counts, milliseconds.
        ms: u64,
    },
    /// A pause was removed.
    BreakRemoved {
        /// When it began, UTC.
        from: DateTime<Utc>,
        /// When it ended, UTC.
        to: DateTime<Utc>,
        /// The time that counts since, milliseconds.
        ms: u64,
    },
    /// A run stands elsewhere in its workflow.
    StatusSet {
        /// The status before.
        from: RunStatus,
        /// The status since.
        to: RunStatus,
    },
    /// A run completed a step.
    StepCompleted {
        /// Its name.
        name: String,
        /// How long it took, milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
    },
    /// The data of a run changed.
    RunUpdated {
        /// The fields that got a value.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        set: Vec<String>,
        /// The fields that went.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unset: Vec<String>,
    },
    /// A run failed.
    Failed {
        /// Its active time, milliseconds.
        active_ms: u64,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A run was deleted.
    Deleted {
        /// The active time that the totals lose, milliseconds.
        active_ms: u64,
    },
    /// Something happened to a task.
    Task(TaskFact),
    /// Something happened to a playbook.
    Playbook(PlaybookFact),
    /// A change was undone.
    Undone {
        /// The event that made it.
        of: u64,
        /// Its verb.
        verb: Verb,
        /// Its text.
        text: String,
    },
    /// An undone change was redone.
    Redone {
        /// The event that first made it.
        of: u64,
        /// Its verb.
        verb: Verb,
        /// Its text.
        text: String,
    },
}

/// What a decided command does: the fact, and everything it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When it takes effect, UTC.
    pub at: DateTime<Utc>,
    /// The session it concerns.
    pub session: Option<SessionRef>,
    /// The frames it belongs to, outermost first.
    pub context: Vec<FrameRef>,
    /// The gaps found by then: name, milliseconds, and why.
    pub gaps_found: Vec<(GapId, u64, Absence)>,
    /// How far the wall clock is behind.
    pub behind: Behind,
    /// Why it completes something although a check failed.
    pub despite: Option<Despite>,
    /// Why it is done although a policy or a playbook is against it.
    pub overridden: Option<Overridden>,
    /// What happens.
    pub fact: Fact,
    /// What it changes.
    pub change: Change,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its number, one more than the line before.
    pub seq: u64,
    /// When it was written, UTC.
    pub recorded_at: DateTime<Utc>,
    /// When it took effect, UTC.
    pub at: DateTime<Utc>,
    /// Who gave the command.
    pub by: By,
    /// The source that measured it; absent if a person gave it.
    #[serde(default, rename = "measured_by", skip_serializing_if = "Provenance::is_given")]
    pub provenance: Provenance,
    /// The version that a reader needs.
    pub v: u32,
    /// The operation id of the request, and what it asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationRef>,
    /// The session it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionRef>,
    /// The frames it belongs to, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<FrameRef>,
    /// The steady clock when it was written, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clocks: Option<Anchor>,
    /// How far the wall clock was behind when it was written.
    #[serde(default, skip_serializing_if = "Behind::is_none")]
    pub behind: Behind,
    /// How far the wall clock was set since the event before, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_step_ms: Option<i64>,
    /// The gaps found by then: name, milliseconds, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps_found: Vec<(GapId, u64, Absence)>,
    /// Why it completed something although a check failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<Despite>,
    /// Why it was done although a policy or a playbook was against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Overridden>,
    /// What happened.
    pub event: Fact,
    /// What it changed.
    pub change: Change,
}

impl Recorded {
    /// The version of the lines that this program writes. It reads no newer one.
    pub const VERSION: u32 = 9;

    /// Reports whether it belongs to a session. A switch also belongs to the session that it ended,
    /// and an undone switch to the session that it brings back.
    #[must_use]
    pub fn concerns(&self, name: &SessionName) -> bool {
        let is = |session: Option<SessionRef>| session.is_some_and(|session| session.is(name));
        let revived = self.change.set.session.as_ref().and_then(SessionChange::replaces_by);
        self.change.set.history_updates.iter().any(|update| update.is_about(name))
            || self.session.as_ref().is_some_and(|session| session.is(name))
            || is(revived.filter(|session| session.phase.is_live()).map(SessionRef::of))
    }
}

impl Fact {
    /// Returns the verb of the command that did it.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Started { continues: Some(_), .. } => Verb::Continue,
            Self::Started { continues: None, .. } => Verb::Start,
            Self::Paused { .. } => Verb::Pause,
            Self::Resumed { .. } => Verb::Resume,
            Self::Ended { .. } => Verb::End,
            Self::Cancelled { .. } => Verb::Cancel,
            Self::Reopened { .. } | Self::Restored { .. } => Verb::Reopen,
            Self::Added { .. } => Verb::Add,
            Self::Edited { .. } => Verb::Edit,
            Self::Noted { .. } => Verb::Note,
            Self::Pushed { .. } => Verb::Push,
            Self::Popped { .. } => Verb::Pop,
            Self::BandSet { .. } => Verb::Band,
            Self::HealthSet { .. } => Verb::Health,
            Self::Acknowledged { .. } => Verb::Ack,
            Self::GapAnswered { .. } => Verb::Gap,
            Self::Kept { .. } => Verb::Keep,
            Self::BreakAdded { .. } => Verb::Break,
            Self::BreakRemoved { .. } => Verb::RemoveBreak,
            Self::StatusSet { .. } => Verb::RunStatus,
            Self::StepCompleted { .. } => Verb::RunStep,
            Self::RunUpdated { .. } => Verb::RunUpdate,
            Self::Failed { .. } => Verb::RunFail,
            Self::Deleted { .. } => Verb::RunDelete,
            Self::Task(fact) => fact.verb(),
            Self::Playbook(fact) => fact.verb(),
            Self::Undone { .. } => Verb::Undo,
            Self::Redone { .. } => Verb::Redo,
        }
    }
}
