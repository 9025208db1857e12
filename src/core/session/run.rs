//! What a session is beside, if a program owns its desk for it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The status of a run that has started.
pub const CREATED: &str = "created";
/// The status of a run that ended well.
pub const COMPLETED: &str = "completed";
/// The status of a run that was cancelled.
pub const CANCELLED: &str = "cancelled";
/// The status of a run that failed.
pub const ERROR: &str = "error";

/// A run: what a session is beside, if a program owns its desk for it.
///
/// Its owner is the session's agent, its data the session's metadata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The name that a client gave it, beside its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The user for whom it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Where it stands in its workflow, in the words of its owner, or stood at its end, also if it was
    /// cancelled: [`Session::run_status`](crate::core::Session::run_status) says so.
    pub status: RunStatus,
    /// Where it stood before it ended; a reopening brings that back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_before_end: Option<RunStatus>,
    /// The steps that were completed, each once, in the order of their first completion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<RunStep>,
    /// When it was deleted, UTC. No list and no lookup has it since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at_utc: Option<DateTime<Utc>>,
}

/// Where a run stands: one word of its owner, such as `created` or `matches_found`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct RunStatus(pub String);

/// A step that a run completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RunStep {
    /// Its name; a run has each name once.
    pub name: String,
    /// When it was completed last, UTC.
    pub at_utc: DateTime<Utc>,
    /// How long it took, milliseconds; `None` if nobody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// What came of it; `None` if nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl RunStatus {
    /// Reports whether a run with this status is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        [COMPLETED, ERROR].contains(&self.0.as_str())
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Run {
    /// Returns a run that starts.
    #[must_use]
    pub(in crate::core) fn start(name: Option<String>, user_id: Option<String>) -> Self {
        Self {
            name,
            user_id,
            status: RunStatus(CREATED.to_owned()),
            status_before_end: None,
            steps: Vec::new(),
            deleted_at_utc: None,
        }
    }

    /// Takes in a completed step. The newest time and data of a name count.
    pub(in crate::core) fn complete(&mut self, step: RunStep) {
        match self.steps.iter_mut().find(|known| known.name == step.name) {
            Some(known) => *known = step,
            None => self.steps.push(step),
        }
    }

    /// Returns how long its steps took, milliseconds, by their names with `_ms` after them.
    #[must_use]
    pub fn timing(&self) -> Map<String, Value> {
        let timed = self.steps.iter().filter_map(|step| Some((&step.name, step.ms?)));
        timed.map(|(name, ms)| (format!("{name}_ms"), ms.into())).collect()
    }

    /// Returns what came of its steps, by their names.
    #[must_use]
    pub fn data(&self) -> Map<String, Value> {
        let known = self.steps.iter().filter_map(|step| Some((&step.name, step.data.as_ref()?)));
        known.map(|(name, data)| (name.clone(), data.clone())).collect()
    }

    /// Gives it the status of a good end.
    pub(in crate::core) fn end(&mut self) {
        let before = std::mem::replace(&mut self.status, RunStatus(COMPLETED.to_owned()));
        self.status_before_end = Some(before);
    }

    /// Gives it back the status that it had before its end.
    pub(in crate::core) fn go_on(&mut self) {
        if let Some(before) = self.status_before_end.take() {
            self.status = before;
        }
    }
}
