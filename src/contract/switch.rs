//! A switch of context.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{ContextSwitch, DeskName, FrameRef, SessionKey};

/// A switch of context: what was left and what was entered.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SwitchMade {
    /// When, UTC.
    pub at_utc: DateTime<Utc>,
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub session: SessionKey,
    /// What was left, innermost first.
    pub left: Vec<StayEnded>,
    /// What was entered; null if contexts were only left.
    pub entered: Option<FrameRef>,
    /// The title of what was entered.
    pub title: Option<String>,
    /// The contexts since then, outermost first.
    pub context: Vec<FrameRef>,
}

/// A context that was left.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StayEnded {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// Its active time since it was entered, seconds.
    pub active_seconds: u64,
}

impl Document for SwitchMade {
    const SCHEMA: &'static str = "onwatch.switch/1";
}

impl SwitchMade {
    /// Returns a switch on a desk.
    #[must_use]
    pub fn of(desk: &DeskName, switch: &ContextSwitch) -> Self {
        let left = switch.left.iter();
        let left =
            left.map(|(name, ms)| StayEnded { name: name.clone(), active_seconds: ms / 1_000 });
        Self {
            at_utc: switch.at_utc,
            desk: desk.clone(),
            session: switch.session,
            left: left.collect(),
            entered: switch.entered.clone(),
            title: switch.title.clone(),
            context: switch.context.clone(),
        }
    }
}
