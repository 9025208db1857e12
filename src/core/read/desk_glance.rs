//! One desk as a line of the list of desks.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{DeskName, Moment, SessionId, SessionKey};
use crate::core::history::{Watch, last_activity};
use crate::core::session::{
    AlertOf, Band, EffectiveAt, Frame, FrameRef, Light, Phase, RunStatus, Session, SessionType,
    Severity,
};

/// One desk as a line of the list of desks. Durations are whole seconds, rounded down; times are UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeskGlance {
    /// The name: of a profile, `default`, or the id of a run.
    pub desk: DeskName,
    /// Whether it is the desk of a run.
    pub is_run: bool,
    /// The name that a client gave the run.
    pub name: Option<String>,
    /// Why it waits for a person; null if it does not.
    pub waits_for: Option<WaitsFor>,
    /// The phase of its session; null if there was none.
    pub phase: Option<Phase>,
    /// The short name of the session.
    pub session: Option<SessionKey>,
    /// The unique name of the session.
    pub session_id: Option<SessionId>,
    /// What kind of work the session is; null if there was none.
    pub session_type: Option<SessionType>,
    /// The active time of the session, seconds; null if there was none.
    pub active_seconds: Option<u64>,
    /// What the session is about: its innermost context.
    pub context: Option<FrameRef>,
    /// The title of that context, or else the notes of the session.
    pub title: Option<String>,
    /// The band now; null if the desk cannot be read.
    pub band: Option<Band>,
    /// The health now; null if the desk cannot be read.
    pub health: Option<Light>,
    /// Who started the session.
    pub operator: Option<String>,
    /// The agent to which the session belongs.
    pub agent_id: Option<String>,
    /// The workflow to which the session belongs.
    pub workflow_id: Option<String>,
    /// The user for whom a run runs.
    pub user_id: Option<String>,
    /// Where a run stands.
    pub status: Option<RunStatus>,
    /// When the session started, UTC.
    pub started_at_utc: Option<DateTime<Utc>>,
    /// When somebody gave the last command, or the session changed last, UTC.
    pub touched_at_utc: Option<DateTime<Utc>>,
}

/// Why a desk waits for a person. The first one comes first in lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum WaitsFor {
    /// Its files cannot be read.
    Attention {
        /// Why.
        why: String,
    },
    /// The health is red, and nobody has acknowledged or shelved that.
    Red {
        /// The first reason that was given.
        why: Option<String>,
    },
    /// The session is paused for a reason.
    Paused {
        /// The reason.
        why: String,
    },
    /// A gap has no answer.
    Gap {
        /// How many have none.
        count: usize,
    },
}

/// Why a desk waits for a person, without the words that people gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// Its files cannot be read.
    Attention,
    /// The health is red, and nobody has acknowledged or shelved that.
    Red,
    /// The session is paused for a reason.
    Paused,
    /// A gap has no answer.
    Gap,
}

impl WaitReason {
    /// All reasons; the first one comes first in lists.
    pub const ALL: [Self; 4] = [Self::Attention, Self::Red, Self::Paused, Self::Gap];

    /// Returns the word, as it is in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Red => "red",
            Self::Paused => "paused",
            Self::Gap => "gap",
        }
    }
}

impl DeskGlance {
    /// Returns a desk at a moment.
    #[must_use]
    pub fn of(desk: DeskName, watch: &Watch, now: &Moment) -> Self {
        let current = watch.at(now);
        let watch = current.as_ref();
        let session = watch.normalized(EffectiveAt::now(now));
        let session = session.filter(|session| !session.is_deleted());
        let of = session.as_ref();
        let top = of.and_then(|session| session.context_stack.frames().last());
        let run = of.and_then(|session| session.run.as_ref());
        let notes = of.and_then(|session| session.notes().map(str::to_owned));
        Self {
            is_run: desk.run().is_some(),
            name: run.and_then(|run| run.name.clone()),
            desk,
            waits_for: of.and_then(|session| WaitsFor::of(watch, session, now)),
            phase: of.map(|session| session.phase),
            session: of.map(|session| session.key),
            session_id: of.map(|session| session.id.clone()),
            session_type: of.map(|session| session.session_type.clone()),
            active_seconds: of.map(|session| session.active_ms(now) / 1_000),
            context: top.map(Frame::name),
            title: top.map_or(notes, |frame| frame.title.clone()),
            band: Some(watch.governance.cone.band),
            health: Some(watch.governance.health.status),
            operator: of.map(|session| session.operator.clone()),
            agent_id: of.and_then(|session| session.agent_id.clone()),
            workflow_id: of.and_then(|session| session.workflow_id.clone()),
            user_id: run.and_then(|run| run.user_id.clone()),
            status: of.and_then(Session::run_status),
            started_at_utc: of.map(|session| session.started_at_utc),
            touched_at_utc: last_activity(watch).or(of.map(|session| session.last_change.at_utc)),
        }
    }

    /// Returns a desk that cannot be read.
    #[must_use]
    pub fn unread(desk: DeskName, why: String) -> Self {
        let waits_for = Some(WaitsFor::Attention { why });
        Self { waits_for, ..Self::gone(desk) }
    }

    /// Returns a desk that is not in the list any more, and that nobody can look into.
    #[must_use]
    pub fn gone(desk: DeskName) -> Self {
        let nothing = Self::of(desk, &Watch::default(), &Moment::any());
        Self { band: None, health: None, ..nothing }
    }

    /// Returns what it is called: a run by the name that a client gave it.
    #[must_use]
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(self.desk.as_str())
    }

    /// Returns what its session is about beside its context: its title; of a run without both for whom it
    /// runs.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        let user = || self.user_id.as_ref().filter(|_| self.context.is_none());
        self.title.clone().or_else(|| user().map(|user| format!("for {user}")))
    }

    /// Reports whether anything changed since it was read before. Active time that runs on is no change.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> bool {
        let still = |desk: &Self| {
            let runs = desk.phase == Some(Phase::Active);
            Self { active_seconds: desk.active_seconds.filter(|_| !runs), ..desk.clone() }
        };
        still(self) != still(before)
    }

    /// Returns its active time some seconds after it was read, seconds; `None` if there was no session.
    #[must_use]
    pub fn active_seconds_after(&self, seconds: u64) -> Option<u64> {
        let runs = self.phase == Some(Phase::Active);
        self.active_seconds.map(|active| active.saturating_add(if runs { seconds } else { 0 }))
    }

    /// Reports whether its session is live. A desk that cannot be read may have a live one.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.phase.is_some_and(Phase::is_live) || self.is_unread()
    }

    /// Reports whether it is a run that is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_run && !self.is_live()
    }

    /// Reports whether it cannot be read.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        matches!(self.waits_for, Some(WaitsFor::Attention { .. }))
    }

    /// Sorts desks: those that wait for a person first, then the live ones, the last touched first.
    pub fn sort(desks: &mut [Self]) {
        desks.sort_by(|one, other| {
            let rank = |desk: &Self| (desk.waits_for.is_none(), !desk.is_live());
            rank(one)
                .cmp(&rank(other))
                .then_with(|| one.waits_for.cmp(&other.waits_for))
                .then_with(|| other.touched_at_utc.cmp(&one.touched_at_utc))
                .then_with(|| one.desk.cmp(&other.desk))
        });
    }
}

impl WaitsFor {
    pub(super) fn of(watch: &Watch, session: &Session, now: &Moment) -> Option<Self> {
        if !session.phase.is_live() {
            return None;
        }
        let governance = &watch.governance;
        let is_red = governance.worst_level(AlertOf::Health).severity == Severity::Critical;
        if is_red && !governance.alert_state(AlertOf::Health, now.utc).is_known() {
            return Some(Self::Red { why: governance.readings.why_worst_health().cloned() });
        }
        if let Some(why) = session.pause_reason.clone().filter(|_| session.phase == Phase::Paused) {
            return Some(Self::Paused { why });
        }
        let count = session.open_gaps().count();
        (count > 0).then_some(Self::Gap { count })
    }

    /// Returns the reason without its words.
    #[must_use]
    pub fn reason(&self) -> WaitReason {
        match self {
            Self::Attention { .. } => WaitReason::Attention,
            Self::Red { .. } => WaitReason::Red,
            Self::Paused { .. } => WaitReason::Paused,
            Self::Gap { .. } => WaitReason::Gap,
        }
    }

    /// Returns how bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Attention { .. } | Self::Red { .. } => Severity::Critical,
            Self::Paused { .. } | Self::Gap { .. } => Severity::Warning,
        }
    }

    /// Returns it in words, as in "red: the queue is full".
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Attention { why } => format!("cannot be read: {why}"),
            Self::Red { why: Some(why) } => format!("red: {why}"),
            Self::Red { why: None } => "red".to_owned(),
            Self::Paused { why } => format!("paused: {why}"),
            Self::Gap { count: 1 } => "a gap to answer".to_owned(),
            Self::Gap { count } => format!("{count} gaps to answer"),
        }
    }
}
