//! The session in the form that the clients of the governance server know.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::{Band, Light, Session, Snapshot};

/// The session in the form that the clients of the governance server know. Before the first one, every
/// other field is null.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoSession {
    /// Whether it is live; also while it is paused.
    pub active: bool,
    /// When it started, UTC.
    pub started_at_utc: Option<DateTime<Utc>>,
    /// When it ended, UTC; null while it is live.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// The band at its start.
    pub cone_band: Option<Band>,
    /// The health at its start.
    pub status: Option<Light>,
    /// What it is about, or the notes of its end.
    pub notes: Option<String>,
    /// Band and health at its start.
    pub snapshot: Option<Snapshot>,
}

impl GoSession {
    /// Returns the session on a desk.
    #[must_use]
    pub fn of(session: Option<&Session>) -> Self {
        Self {
            active: session.is_some_and(|session| session.phase.is_live()),
            started_at_utc: session.map(|session| session.started_at_utc),
            ended_at_utc: session.and_then(|session| session.ended_at_utc),
            cone_band: session.map(|session| session.snapshot.cone.band),
            status: session.map(|session| session.snapshot.status.status),
            notes: session.and_then(|session| session.notes().map(str::to_owned)),
            snapshot: session.map(|session| session.snapshot.clone()),
        }
    }
}
