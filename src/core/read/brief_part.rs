//! The parts of a brief.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{DeskName, SessionId, SessionKey};
use crate::core::check::{CheckCode, CheckLevel};
use crate::core::history::Forgotten;
use crate::core::read::{GapGlance, SinceItem, VerbNow};
use crate::core::rules::OpenElsewhere;
use crate::core::session::{Band, FrameRef, Light, Phase, SessionType, Trend};
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
    /// The health now.
    pub health: Light,
    /// The health at the start.
    pub health_at_start: Option<Light>,
    /// How the health moved.
    pub health_drift: Option<Trend>,
    /// Why it is that health.
    pub health_reasons: Vec<String>,
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
    /// What happened since a time.
    Since(SinceItem),
    /// Band and health.
    Governance(BriefGovernance),
    /// The session before.
    Last(BriefLast),
    /// A command that is allowed now.
    Allowed(VerbNow),
    /// A command that is refused now.
    Refused(VerbNow),
}

/// What an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BriefPart {
    /// What the session is about.
    About,
    /// What waits for a person.
    Questions,
    /// The contexts.
    Stack,
    /// The notes of the session.
    Notes,
    /// A task that was completed since a time.
    Done,
    /// A task that is blocked.
    Blocked,
    /// A task that is in progress.
    Doing,
    /// A task that became known since a time.
    Added,
    /// A task that was dropped since a time.
    Dropped,
    /// A note since a time, on any desk.
    NotesSince,
    /// A session since a time.
    Sessions,
    /// A change of band or health since a time.
    Readings,
    /// A check that fails.
    Checks,
    /// Band and health.
    Governance,
    /// The session before.
    LastSession,
    /// What is allowed now.
    Allowed,
    /// What is refused now.
    Refused,
    /// Several of these.
    Rest,
}

/// What was left out of a brief for its budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefLeft {
    /// What it belongs to.
    pub part: BriefPart,
    /// How many items.
    pub count: usize,
    /// The command that shows it.
    pub command: String,
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
            Self::Since(SinceItem::Done(_)) => BriefPart::Done,
            Self::Since(SinceItem::Blocked(_)) => BriefPart::Blocked,
            Self::Since(SinceItem::Doing(_)) => BriefPart::Doing,
            Self::Since(SinceItem::Added(_)) => BriefPart::Added,
            Self::Since(SinceItem::Dropped(_)) => BriefPart::Dropped,
            Self::Since(SinceItem::Note(_)) => BriefPart::NotesSince,
            Self::Since(SinceItem::Session(_)) => BriefPart::Sessions,
            Self::Since(SinceItem::Reading(_)) => BriefPart::Readings,
            Self::Governance(_) => BriefPart::Governance,
            Self::Last(_) => BriefPart::LastSession,
            Self::Allowed(_) => BriefPart::Allowed,
            Self::Refused(_) => BriefPart::Refused,
        }
    }
}

impl BriefPart {
    /// Every part, in the order in which they are shown.
    pub const ALL: [Self; 17] = [
        Self::About,
        Self::Questions,
        Self::Stack,
        Self::Done,
        Self::Blocked,
        Self::Doing,
        Self::Added,
        Self::Dropped,
        Self::NotesSince,
        Self::Sessions,
        Self::Readings,
        Self::Notes,
        Self::Checks,
        Self::Governance,
        Self::LastSession,
        Self::Allowed,
        Self::Refused,
    ];

    /// Returns its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::About => "About",
            Self::Questions => "Open questions",
            Self::Stack => "Context",
            Self::Notes => "Notes",
            Self::Done => "Done since then",
            Self::Blocked => "Blocked now",
            Self::Doing => "In progress now",
            Self::Added => "Added since then",
            Self::Dropped => "Dropped since then",
            Self::NotesSince => "Notes since then",
            Self::Sessions => "Sessions since then",
            Self::Readings => "Band and health since then",
            Self::Checks => "Open checks",
            Self::Governance => "Band and health",
            Self::LastSession => "Last session",
            Self::Allowed => "Allowed now",
            Self::Refused => "Refused now",
            Self::Rest => "More",
        }
    }

    /// Returns what `count` items of it are called.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        let (one, many) = match self {
            Self::About => ("line about the session", "lines about the session"),
            Self::Questions => ("question", "questions"),
            Self::Stack => ("context", "contexts"),
            Self::Notes => ("note", "notes"),
            Self::Done => ("completed task", "completed tasks"),
            Self::Blocked => ("blocked task", "blocked tasks"),
            Self::Doing => ("task in progress", "tasks in progress"),
            Self::Added => ("added task", "added tasks"),
            Self::Dropped => ("dropped task", "dropped tasks"),
            Self::NotesSince => ("note since then", "notes since then"),
            Self::Sessions => ("session since then", "sessions since then"),
            Self::Readings => ("change of band or health", "changes of band or health"),
            Self::Checks => ("open check", "open checks"),
            Self::Governance => ("line about band and health", "lines about band and health"),
            Self::LastSession => ("session before", "sessions before"),
            Self::Allowed => ("allowed command", "allowed commands"),
            Self::Refused => ("refused command", "refused commands"),
            Self::Rest => ("more", "more"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}
