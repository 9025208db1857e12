//! The session in the form that the clients of the governance server know.

use serde::Serialize;

use super::go_status::{GoCone, GoHealth};
use super::server_times::MicrosUtc;
use crate::core::{Band, Light, Session, SessionId, SessionKey, Snapshot};
use crate::failure::Words;

/// The session in the form that the clients of the governance server know. Before the first one, every
/// other field is null.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoSession {
    /// Whether it is live; also while it is paused.
    pub active: bool,
    /// When it started, UTC.
    pub started_at_utc: Option<MicrosUtc>,
    /// When it ended, UTC; null while it is live.
    pub ended_at_utc: Option<MicrosUtc>,
    /// The band at its start.
    pub cone_band: Option<Band>,
    /// The health at its start.
    pub status: Option<Light>,
    /// What it is about, or the notes of its end.
    pub notes: Option<String>,
    /// Band and health at its start.
    pub snapshot: Option<GoSnapshot>,
}

/// Band and health at the start of a session. It has the fields of the governance server and no others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoSnapshot {
    /// The band.
    pub cone: GoCone,
    /// The health.
    pub status: GoHealth,
}

impl GoSession {
    /// Returns the session on a desk.
    #[must_use]
    pub fn of(session: Option<&Session>) -> Self {
        Self {
            active: session.is_some_and(|session| session.phase.is_live()),
            started_at_utc: session.map(|session| MicrosUtc(session.started_at_utc)),
            ended_at_utc: session.and_then(|session| session.ended_at_utc).map(MicrosUtc),
            cone_band: session.map(|session| session.snapshot.cone.band),
            status: session.map(|session| session.snapshot.status.status),
            notes: session.and_then(|session| session.notes().map(str::to_owned)),
            snapshot: session.map(|session| GoSnapshot::from(&session.snapshot)),
        }
    }

    /// Returns a session as it was when it started.
    #[must_use]
    pub fn at_its_start(session: &Session) -> Self {
        let notes = session.start_notes.clone().filter(|notes| !notes.is_empty());
        Self { active: true, ended_at_utc: None, notes, ..Self::of(Some(session)) }
    }
}

impl From<&Snapshot> for GoSnapshot {
    fn from(snapshot: &Snapshot) -> Self {
        Self { cone: GoCone::from(&snapshot.cone), status: GoHealth::from(&snapshot.status) }
    }
}

/// The sessions of a desk, the one that started last first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoSessions {
    /// The sessions; the live one comes first on the first page.
    pub sessions: Vec<GoListedSession>,
    /// The value of `before` for the next page; null if there are no earlier sessions.
    pub next: Option<String>,
}

/// A session in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoListedSession {
    /// Its unique name.
    pub session_id: SessionId,
    /// Its short name.
    pub key: SessionKey,
    /// The session.
    #[serde(flatten)]
    pub session: GoSession,
}

impl From<&Session> for GoListedSession {
    fn from(session: &Session) -> Self {
        let (session_id, key) = (session.id.clone(), session.key);
        Self { session_id, key, session: GoSession::of(Some(session)) }
    }
}

/// The answer to a start that was refused: a session is live, for example.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoStartRefused {
    /// Why it was refused, and the live session.
    pub detail: GoStartRefusal,
}

/// Why a start was refused, and the live session if there is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoStartRefusal {
    /// What happened, why, and what to do next.
    #[serde(flatten)]
    pub words: Words,
    /// The live session; null if none is live.
    pub session: Option<GoSession>,
}

/// The body of a start.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoStart {
    /// What the session is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 4000)))]
    pub notes: Option<String>,
    /// Why it starts although a policy of the operator is against it.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 1000, "pattern" = "\\S")))]
    pub against: Option<String>,
    /// With `?switch=true`: why the live session ends although a check fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 1000, "pattern" = "\\S")))]
    pub reason: Option<String>,
}

/// The body of an end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoEnd {
    /// The closing notes. Empty ones empty the notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 4000)))]
    pub notes: Option<String>,
    /// Why it ends although a check fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 1000, "pattern" = "\\S")))]
    pub reason: Option<String>,
}
