//! What a command changes: the new values, and the old ones for an undo.
//!
//! A journal line carries results, so applying it copies and never computes. Therefore an old
//! journal means the same to a newer program.

use serde::{Deserialize, Serialize};

use crate::core::base::SessionKey;
use crate::core::history::{HistoryUpdate, LastEnded, ReadingChange, SessionPatch, given};
use crate::core::session::{Cone, Health, Session};

/// The change of the session on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionChange {
    /// Another session replaces it; `None` removes it.
    Replace(Option<Box<Session>>),
    /// Some of its fields change.
    Patch(Box<SessionPatch>),
}

impl SessionChange {
    /// Returns the change from `before` to `after`; `None` if they are equal.
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

    /// Returns the session that replaces the other one.
    pub(in crate::core) fn replaces_by(&self) -> Option<&Session> {
        match self {
            Self::Replace(other) => other.as_deref(),
            Self::Patch(_) => None,
        }
    }

    /// Applies the change. A patch without a session changes nothing.
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

/// A change of the session that another one reverses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Delta {
    /// The change of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionChange>,
    /// The session that ended last, if that changes.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub last_ended: Option<Option<LastEnded>>,
    /// The updates of the list of past sessions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history_updates: Vec<HistoryUpdate>,
    /// What one source says of the band or the health.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingChange>,
}

/// Everything one event changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Change {
    /// The normalization of the session: on the current clock, within its bounds. It is never
    /// undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalize: Option<SessionChange>,
    /// What the command itself changes.
    #[serde(default)]
    pub set: Delta,
    /// The reversal of `set`, if the command can be undone. For an undo it is the redo, and the
    /// other way round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Delta>,
    /// The band now: the merge of what all sources say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cone: Option<Cone>,
    /// The health now: the merge of what all sources say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// The last session key used, if it rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_key: Option<SessionKey>,
}
