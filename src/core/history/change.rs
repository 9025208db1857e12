//! What a command changes: the new values, and the old ones for an undo.
//!
//! A journal line carries results, so applying it copies and never computes. Therefore an old
//! journal means the same to a newer program. An older program must not copy a part of a change, so
//! it refuses fields that it does not know.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::core::base::SessionKey;
use crate::core::history::{HistoryUpdate, LastEnded, ReadingChange, SessionPatch, given};
use crate::core::playbook::ProgressChange;
use crate::core::session::{Alerts, Cone, FrameRef, Health, Session};
use crate::core::task::TaskUpdate;

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
#[serde(deny_unknown_fields)]
pub struct Delta {
    /// The change of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionChange>,
    /// The session that ended last, if that changes.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub last_ended: Option<Option<LastEnded>>,
    /// What changed of the past sessions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history_updates: Vec<HistoryUpdate>,
    /// What one source says of the band or the health.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingChange>,
    /// What was acknowledged of band and health.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Alerts>,
    /// What changed of tasks and sprints. Nothing of it is on the desk: an undo makes it void.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskUpdate>,
    /// What changed of the progress through playbooks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub playbooks: Vec<ProgressChange>,
}

impl Delta {
    /// Returns the names of the tasks and other contexts that it makes known or changes, each once.
    #[must_use]
    pub fn task_names(&self) -> Vec<FrameRef> {
        let mut met = HashSet::new();
        let names = self.tasks.iter().map(|update| &update.task);
        names.filter(|name| met.insert(*name)).cloned().collect()
    }
}

/// Everything one event changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// What people know of a bad band and health now, if that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Alerts>,
    /// The last session key used, if it rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_key: Option<SessionKey>,
}

impl Change {
    /// Returns the version that a program needs to apply it.
    ///
    /// A field that is added raises it for the changes that have it. An older program writes nothing
    /// after such a change, and shows what was before it.
    #[must_use]
    pub fn version(&self) -> u32 {
        // All fields of version 9. One that is added says here which version it needs.
        let Self { normalize: _, set: _, was: _, cone: _, health: _, alerts: _, last_key: _ } =
            self;
        9
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde::de::DeserializeOwned;

    use super::*;
    use crate::core::history::ListChange;
    use crate::core::session::Span;

    /// Returns the names of the fields, as the reader of an unknown one lists them.
    fn fields<T: DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
        let error = serde_json::from_str::<T>(r#"{"added":0}"#).unwrap_err().to_string();
        let (unknown, known) = error.split_once("expected").unwrap();
        assert!(unknown.contains("`added`"), "{error}");
        known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn a_field_that_is_added_needs_another_version() {
        let change = ["normalize", "set", "was", "cone", "health", "alerts", "last_key"];
        assert_eq!(fields::<Change>(), change);
        let delta =
            ["session", "last_ended", "history_updates", "reading", "alerts", "tasks", "playbooks"];
        assert_eq!(fields::<Delta>(), delta);
        let patch = [
            "phase",
            "phase_since",
            "started_at_utc",
            "ended_at_utc",
            "paused_at_utc",
            "resumed_at_utc",
            "last_change",
            "start_notes",
            "closing_notes",
            "pause_reason",
            "breaks",
            "paused_ms",
            "end_snapshot",
            "folded_spans",
            "spans",
            "gaps",
            "gaps_gone",
            "closes",
            "folded_gaps_ms",
            "folded_frames",
            "folded_stays",
            "closed_frames",
            "context_stack",
            "operator",
            "session_type",
            "target_seconds",
            "corrections",
            "metadata",
            "artifacts",
            "completed",
            "overrides",
            "playbook_steps",
            "run_status",
            "run_status_before_end",
            "run_steps",
            "run_deleted_at_utc",
        ];
        assert_eq!(fields::<SessionPatch>(), patch);
        assert_eq!(fields::<ListChange<Span>>(), ["keep", "add"]);
        assert_eq!(fields::<LastEnded>(), ["id", "key", "ended_at_utc"]);
        assert_eq!(fields::<SessionChange>(), ["replace", "patch"]);
        assert_eq!(fields::<HistoryUpdate>(), ["filed", "withdrawn"]);
        assert_eq!(fields::<ReadingChange>(), ["band", "health"]);
        assert_eq!(fields::<Alerts>(), ["band", "health"]);
        assert_eq!(fields::<ProgressChange>(), ["playbook", "head", "marks", "held"]);
        assert_eq!(Change::default().version(), 9);
    }
}
