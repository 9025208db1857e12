//! How far a playbook is: what was done of it, by whom and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{SessionId, SessionKey};
use crate::core::playbook::{Playbook, PlaybookScope};

/// How far a playbook is. It belongs to exactly one text of the playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybookProgress {
    /// The SHA-256 of the playbook's file, in hexadecimal.
    pub hash: String,
    /// To what it belongs.
    #[serde(default)]
    pub scope: PlaybookScope,
    /// When its first step was marked, UTC.
    pub begun_at_utc: DateTime<Utc>,
    /// The session that it belongs to; absent if it stands on its own, or waits for a session to start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// The steps that are done or skipped, in the order in which that was said.
    #[serde(default)]
    pub marks: Vec<StepMark>,
    /// Where it was left; absent while somebody works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldAt>,
}

/// What was said of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepMark {
    /// The id of the step.
    pub step: String,
    /// Whether it was done or skipped.
    pub kind: MarkKind,
    /// The value that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// A note; why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who said so.
    pub by: String,
    /// When, UTC.
    pub at_utc: DateTime<Utc>,
    /// The session that was live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionKey>,
    /// Why it was said although a rule was against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<String>,
    /// The rules that were against it, each with its cause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum MarkKind {
    /// It was done.
    Done,
    /// It was skipped.
    Skipped,
}

/// Where a playbook was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HeldAt {
    /// The id of the step at which to resume: the first open one.
    pub step: String,
    /// Its number, from 1.
    pub number: usize,
    /// The number of the step to repeat: the one that was done last; absent if none was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<usize>,
    /// When it was left, UTC.
    pub at_utc: DateTime<Utc>,
}

impl HeldAt {
    /// Returns how to go on, as in "repeat 3, resume at 4".
    #[must_use]
    pub fn way_on(&self) -> String {
        let repeat = self.repeat.map(|repeat| format!("repeat {repeat}, ")).unwrap_or_default();
        format!("{repeat}resume at {}", self.number)
    }
}

impl PlaybookProgress {
    /// Reports whether it belongs to another text of a playbook.
    #[must_use]
    pub fn is_of_another(&self, playbook: &Playbook) -> bool {
        self.hash != playbook.hash
    }

    /// Returns under which name the progress of a playbook is kept: that of a session has its id too.
    #[must_use]
    pub fn key(playbook: &str, session: Option<&SessionId>) -> String {
        // No name of a playbook has that sign.
        session.map_or_else(|| playbook.to_owned(), |id| format!("{playbook}@{}", id.as_str()))
    }

    /// Returns the name of the playbook whose progress is kept under a name.
    #[must_use]
    pub fn playbook_of(key: &str) -> &str {
        key.split_once('@').map_or(key, |(playbook, _)| playbook)
    }

    /// Returns what was said of a step.
    #[must_use]
    pub fn mark(&self, step: &str) -> Option<&StepMark> {
        self.marks.iter().find(|mark| mark.step == step)
    }
}
