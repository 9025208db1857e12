//! The parts of a brief.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{DeskName, SessionId, SessionKey};
use crate::core::check::{CheckCode, CheckLevel};
use crate::core::history::Forgotten;
use crate::core::read::{BriefPart, GapGlance, OpenPlaybook, SinceItem, VerbNow};
use crate::core::rules::OpenElsewhere;
use crate::core::session::{
    Band, FrameRef, Light, Overruled, Phase, SessionOverride, SessionStep, SessionType, Trend,
};
use crate::core::task::TaskStatus;

/// What a brief always says: who, where, and which session.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefHead {
    /// When this was computed, UTC.
    pub now_utc: DateTime<Utc>,
    /// The desk.
    pub desk: DeskName,
    /// Who asks.
    pub asked_by: String,
    /// Since when something is told; null if that was not asked for.
    pub since_utc: Option<DateTime<Utc>>,
    /// The live session, else the last one; null if there was none.
    pub session: Option<BriefSession>,
}

/// The session that somebody goes on with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefSession {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// What kind of work it is.
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
    /// The time in pauses, seconds.
    pub paused_seconds: u64,
    /// Who started it.
    pub operator: String,
}

/// What a session is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefAbout {
    /// The notes of the start.
    pub notes: Option<String>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// The agent it belongs to.
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    pub workflow_id: Option<String>,
    /// The planned active time, seconds.
    pub target_seconds: Option<u64>,
    /// When the target is reached if nobody pauses, UTC.
    pub target_due_utc: Option<DateTime<Utc>>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// What waits for a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum BriefQuestion {
    /// Nothing can be written.
    ReadOnly {
        /// What happened.
        what: String,
        /// Why.
        why: String,
        /// What to do next.
        next: String,
    },
    /// A gap waits for an answer.
    Gap(GapGlance),
    /// The session had no activity for a long time.
    Forgotten(Forgotten),
}

/// An open context, or one that was open when the session ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefContext {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time in all sessions of all desks, seconds.
    pub total_seconds: u64,
    /// The part of it that lies in the local day, seconds; null if that is not known.
    pub today_seconds: Option<u64>,
    /// The part of it in this session, seconds.
    pub session_seconds: u64,
    /// Its sprint.
    pub sprint: Option<String>,
    /// Where it stands; null if that is not known.
    pub status: Option<TaskStatus>,
    /// Why it is blocked or was dropped.
    pub reason: Option<String>,
    /// The other desks on which it is open now.
    pub elsewhere: Vec<OpenElsewhere>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// A note of the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefNote {
    /// The number of its event.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was written.
    pub text: String,
    /// Who wrote it.
    pub operator: String,
    /// The contexts it belongs to, outermost first.
    pub context: Vec<FrameRef>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// Band and health, and how they moved since the session started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefGovernance {
    /// The band now.
    pub band: Band,
    /// The band at the start.
    pub band_at_start: Option<Band>,
    /// How the band moved.
    pub band_drift: Option<Trend>,
    /// Why it is that band.
    pub band_reason: String,
    /// What a source says that is worse than a person's word; null if none does.
    pub band_overruled: Option<Overruled>,
    /// Until when a person's word counts, UTC; null if until it is withdrawn.
    pub band_until_utc: Option<DateTime<Utc>>,
    /// The health now.
    pub health: Light,
    /// The health at the start.
    pub health_at_start: Option<Light>,
    /// How the health moved.
    pub health_drift: Option<Trend>,
    /// Why it is that health.
    pub health_reasons: Vec<String>,
    /// What a source says of the health, likewise.
    pub health_overruled: Option<Overruled>,
    /// Until when a person's word counts, likewise.
    pub health_until_utc: Option<DateTime<Utc>>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// The session before, or the one that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefLast {
    /// The short name.
    pub key: SessionKey,
    /// When it ended, UTC.
    pub ended_at_utc: DateTime<Utc>,
    /// The active time, seconds.
    pub active_seconds: u64,
    /// Who started it.
    pub operator: String,
    /// What it was about.
    pub notes: Option<String>,
    /// The notes given at its end.
    pub closing_notes: Option<String>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// A check that fails now: of the current task, or of the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefCheck {
    /// What was checked: a task, a sprint or the session.
    pub subject: String,
    /// The check.
    pub code: CheckCode,
    /// How much it matters.
    pub severity: CheckLevel,
    /// What was found.
    pub message: String,
    /// What to do; null if nothing mends it.
    pub next: Option<String>,
    /// Whether a longer text is cut; a brief cuts it.
    pub is_cut: bool,
}

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefStep {
    /// What to do; empty if only commands are named.
    pub action: String,
    /// The command lines that do it.
    pub commands: Vec<String>,
    /// Whether a longer text is cut, or a long command is missing.
    pub is_cut: bool,
}

/// A part of a brief that is shown whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub enum BriefItem {
    /// What the session is about.
    About(BriefAbout),
    /// What waits for a person.
    Question(BriefQuestion),
    /// An open context.
    Context(BriefContext),
    /// A note.
    Note(BriefNote),
    /// A check that fails.
    Check(BriefCheck),
    /// What to do next.
    Next(BriefStep),
    /// What happened since a time.
    Since(SinceItem),
    /// A playbook that is begun and not complete.
    Playbook(OpenPlaybook),
    /// A step of a playbook that was done in the session.
    Step(SessionStep),
    /// What was done in the session against a rule.
    Override(SessionOverride),
    /// Band and health.
    Governance(BriefGovernance),
    /// The session before.
    Last(BriefLast),
    /// A command that is allowed now.
    Allowed(VerbNow),
    /// A command that is refused now.
    Refused(VerbNow),
}

impl BriefItem {
    /// Returns what it belongs to.
    #[must_use]
    pub fn part(&self) -> BriefPart {
        match self {
            Self::About(_) => BriefPart::About,
            Self::Question(_) => BriefPart::Questions,
            Self::Context(_) => BriefPart::Stack,
            Self::Note(_) => BriefPart::Notes,
            Self::Check(_) => BriefPart::Checks,
            Self::Next(_) => BriefPart::Next,
            Self::Since(SinceItem::Done(_)) => BriefPart::Done,
            Self::Since(SinceItem::Blocked(_)) => BriefPart::Blocked,
            Self::Since(SinceItem::Doing(_)) => BriefPart::Doing,
            Self::Since(SinceItem::Added(_)) => BriefPart::Added,
            Self::Since(SinceItem::Dropped(_)) => BriefPart::Dropped,
            Self::Since(SinceItem::Note(_)) => BriefPart::NotesSince,
            Self::Since(SinceItem::Session(_)) => BriefPart::Sessions,
            Self::Since(SinceItem::Reading(_)) => BriefPart::Readings,
            Self::Playbook(_) => BriefPart::Playbooks,
            Self::Step(_) => BriefPart::Steps,
            Self::Override(_) => BriefPart::Overrides,
            Self::Governance(_) => BriefPart::Governance,
            Self::Last(_) => BriefPart::LastSession,
            Self::Allowed(_) => BriefPart::Allowed,
            Self::Refused(_) => BriefPart::Refused,
        }
    }
}
