//! What a command changes, as results: the new values themselves, and the old ones beside them.
//!
//! A line of the history carries these, so applying it copies and never computes: an old history
//! means the same to a newer program, and each change knows its own reversal.

use serde::{Deserialize, Serialize};

use crate::core::base::SessionKey;
use crate::core::history::{HistoryUpdate, LastEnded, SessionPatch, given};
use crate::core::session::{Cone, Health, Session};

/// What becomes of the session on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionChange {
    /// Another one takes its place, or none.
    Replace(Option<Box<Session>>),
    /// Some of its fields change.
    Patch(Box<SessionPatch>),
}

impl SessionChange {
    /// Returns what makes `after` of `before`; nothing when they are the same.
    #[must_use]
    pub fn between(before: Option<&Session>, after: Option<&Session>) -> Option<Self> {
        match (before, after) {
            (Some(before), Some(after)) if before == after => None,
            (Some(before), Some(after)) if before.id == after.id => {
                Some(Self::Patch(Box::new(SessionPatch::between(before, after))))
            }
            (None, None) => None,
            (_, after) => Some(Self::Replace(after.cloned().map(Box::new))),
        }
    }

    /// Returns the session that takes the other one's place.
    pub(in crate::core) fn replaces_by(&self) -> Option<&Session> {
        match self {
            Self::Replace(other) => other.as_deref(),
            Self::Patch(_) => None,
        }
    }

    /// Makes the change. A patch without a session to patch changes nothing.
    pub fn apply(&self, session: &mut Option<Session>) {
        match self {
            Self::Replace(other) => *session = other.as_deref().cloned(),
            Self::Patch(patch) => {
                if let Some(session) = session {
                    patch.apply(session);
                }
            }
        }
    }
}

/// A change of the session that can be taken back by its counterpart.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Delta {
    /// The session's change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionChange>,
    /// Which session ended last, when that changes.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub last_ended: Option<Option<LastEnded>>,
    /// What the list of past sessions learns.
    #[serde(rename = "filings", default, skip_serializing_if = "Vec::is_empty")]
    pub history_updates: Vec<HistoryUpdate>,
    /// The band of a step back or forth; what a command sets stands in [`Change::cone`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cone: Option<Cone>,
    /// The health of a step back or forth; what a command sets stands in [`Change::health`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

/// Everything one event changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Change {
    /// The session brought to the present clock and within its bounds; never undone.
    #[serde(rename = "settle", default, skip_serializing_if = "Option::is_none")]
    pub normalize: Option<SessionChange>,
    /// What the command itself changes.
    #[serde(default)]
    pub set: Delta,
    /// How to take that back; present when the command can be undone. Of an undo or a redo: how to
    /// go the same step the other way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Delta>,
    /// The new band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cone: Option<Cone>,
    /// The new health.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// The last session key used, when it rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_key: Option<SessionKey>,
}
