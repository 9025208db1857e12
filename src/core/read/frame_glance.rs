//! A context as it is shown.

use serde::Serialize;

use crate::core::session::{Frame, FrameRef, Session};

/// A frame of the context stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FrameGlance {
    /// Type and id.
    #[serde(flatten)]
    pub name: FrameRef,
    /// What it is about.
    pub title: Option<String>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// Its active time, seconds. Of an open one, since it was entered.
    pub active_seconds: u64,
    /// The active time of an open one in this session, seconds; null of one that was left.
    pub session_seconds: Option<u64>,
    /// The active time of an open one in other sessions, as it was known when it was entered, seconds; null
    /// of one that was left.
    pub earlier_seconds: Option<u64>,
    /// The active time of an open one in all sessions, seconds; null of one that was left.
    pub total_seconds: Option<u64>,
    /// The id of the sprint of an open one, as it was known when it was entered.
    pub sprint: Option<String>,
}

impl FrameGlance {
    /// Returns an open frame of a session that has been active for so long, milliseconds.
    #[must_use]
    pub(in crate::core) fn open(frame: &Frame, session: &Session, session_active_ms: u64) -> Self {
        let active_ms = frame.active_ms(session_active_ms);
        let name = frame.name();
        let left = session.closed_frames.iter().filter(|left| left.name() == name);
        let left = left.map(|left| left.active_ms).fold(0, u64::saturating_add);
        let session_ms = left.saturating_add(active_ms);
        Self {
            name,
            title: frame.title.clone(),
            estimate_seconds: frame.estimate_seconds,
            active_seconds: active_ms / 1_000,
            session_seconds: Some(session_ms / 1_000),
            earlier_seconds: Some(frame.earlier_ms / 1_000),
            total_seconds: Some(frame.earlier_ms.saturating_add(session_ms) / 1_000),
            sprint: frame.sprint.clone(),
        }
    }

    /// Returns a frame of which only the time of its stays is known, milliseconds.
    #[must_use]
    pub(in crate::core) fn left(
        name: FrameRef,
        title: Option<String>,
        estimate_seconds: Option<u64>,
        active_ms: u64,
    ) -> Self {
        let active_seconds = active_ms / 1_000;
        let (session_seconds, earlier_seconds, total_seconds, sprint) = (None, None, None, None);
        Self {
            name,
            title,
            estimate_seconds,
            active_seconds,
            session_seconds,
            earlier_seconds,
            total_seconds,
            sprint,
        }
    }

    /// Returns its active time in all sessions, as far as that is known, seconds.
    #[must_use]
    pub fn all_seconds(&self) -> u64 {
        self.total_seconds.unwrap_or(self.active_seconds)
    }

    /// Reports whether its active time is more than its estimate.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.estimate_seconds.is_some_and(|estimate| self.all_seconds() > estimate)
    }
}
