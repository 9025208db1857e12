//! How things stand now: the status, the open gaps, the context.

use serde::Serialize;

use super::document::Document;
use crate::core::{FrameGlance, GapGlance, Glance, SessionGlance, SessionKey};
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
}

impl Document for ContextNow {
    const SCHEMA: &'static str = "onwatch.context/1";
}

impl From<&SessionGlance> for ContextNow {
    fn from(live: &SessionGlance) -> Self {
        Self {
            session: live.key,
            active_seconds: live.active_seconds,
            context_stack: live.context_stack.clone(),
            closed_frames: live.closed_frames.clone(),
        }
    }
}
