//! How things stand now: the status, the open gaps, the context.

use serde::Serialize;

use super::document::Document;
use super::source_look::SourcesAsked;
use super::task::DeskAtWork;
use crate::core::{
    BriefNote, DeskName, FrameGlance, FrameRef, GapGlance, Glance, OpenPlaybook, PolicyGlance,
    SessionGlance, SessionKey, SharedTask, TaskStand, TaskStatus, VerbNow,
};
use crate::failure::Words;

/// How things stand now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Status {
    /// The session, governance and activities.
    #[serde(flatten)]
    pub glance: Glance,
    /// Why writing is blocked; null if it is not.
    pub read_only: Option<Words>,
    /// Problems with the settings or the store that block nothing.
    pub warnings: Vec<String>,
    /// The open tasks as they stand on all desks, outermost first.
    pub open_tasks: Vec<OpenTask>,
    /// Every verb, and whether it is allowed now.
    pub allowed: Vec<VerbNow>,
    /// The newest notes of the session, newest first.
    pub notes: Vec<BriefNote>,
    /// Whether the session may have more notes: `onwatch brief --json` has all of them.
    pub has_more_notes: bool,
    /// The active time of today and of this week in all profiles; null if it was not asked for.
    pub totals: Option<WorkTotals>,
    /// What came of asking the sources; null if that was not asked for.
    pub sources_asked: Option<SourcesAsked>,
    /// What the policy asks, and what it reminds of.
    pub policy: PolicyGlance,
    /// What is open of the playbooks that are begun.
    pub playbooks: Vec<OpenPlaybook>,
}

/// The active time of today and of this week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct WorkTotals {
    /// Today, seconds.
    pub today_seconds: u64,
    /// This week, seconds.
    pub week_seconds: u64,
}

/// An open task, as it stands on all desks.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OpenTask {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// Where it stands; null if that is not known.
    pub status: Option<TaskStatus>,
    /// Why it is blocked or was dropped.
    pub reason: Option<String>,
    /// The other desk that said where it stands; null if this desk did, or nobody.
    pub said_on: Option<DeskName>,
    /// The other desks on which it is open now.
    pub elsewhere: Vec<DeskAtWork>,
}

impl From<&SharedTask> for OpenTask {
    fn from(shared: &SharedTask) -> Self {
        let stand = shared.stand.clone();
        let (status, reason, said_on) = match stand {
            Some(TaskStand { status, reason, said_on }) => (Some(status), reason, said_on),
            None => (None, None, None),
        };
        let elsewhere = shared.elsewhere.iter().map(DeskAtWork::from).collect();
        Self { name: shared.task.clone(), status, reason, said_on, elsewhere }
    }
}

impl Document for Status {
    const SCHEMA: &'static str = "onwatch.status/1";
}

/// The gaps that wait for an answer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OpenGaps {
    /// The open gaps, oldest first.
    pub gaps: Vec<GapGlance>,
}

impl Document for OpenGaps {
    const SCHEMA: &'static str = "onwatch.gaps/1";
}

impl From<&Glance> for OpenGaps {
    fn from(glance: &Glance) -> Self {
        Self { gaps: glance.gaps.clone() }
    }
}

/// The context of the live session.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ContextNow {
    /// The key of the live session.
    pub session: SessionKey,
    /// The active time of the session, seconds.
    pub active_seconds: u64,
    /// The open frames, outermost first.
    pub context_stack: Vec<FrameGlance>,
    /// The frames that were left, newest last. Each appears once, with its times added up.
    pub closed_frames: Vec<FrameGlance>,
    /// The open tasks as they stand on all desks, outermost first.
    pub open_tasks: Vec<OpenTask>,
}

impl Document for ContextNow {
    const SCHEMA: &'static str = "onwatch.context/1";
}

impl ContextNow {
    /// Returns the context of the live session, and how its open tasks stand.
    #[must_use]
    pub fn of(live: &SessionGlance, open_tasks: Vec<OpenTask>) -> Self {
        Self {
            open_tasks,
            session: live.key,
            active_seconds: live.active_seconds,
            context_stack: live.context_stack.clone(),
            closed_frames: live.closed_frames.clone(),
        }
    }
}
