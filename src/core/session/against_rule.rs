//! What a session keeps of policy and playbooks: what was done against a rule, and which steps were marked.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::Verb;

/// The most steps that a session keeps: the newest.
const STEPS_MOST: usize = 200;

/// What was done in a session against a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionOverride {
    /// When, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// The rules that would have refused it, each with its cause.
    pub rules: Vec<String>,
    /// Why it was done all the same.
    pub reason: String,
    /// Who said so.
    pub by: String,
}

/// A step of a playbook that was done or skipped in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionStep {
    /// The name of the playbook.
    pub playbook: String,
    /// The id of the step.
    pub step: String,
    /// Its number, from 1.
    pub number: usize,
    /// What was to be done.
    pub title: String,
    /// Whether it was skipped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
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
}

impl SessionOverride {
    /// Returns it as a person reads it, as in "start, because: the pager; health is RED: probe said so".
    #[must_use]
    pub fn text(&self) -> String {
        let (verb, reason) = (self.verb.spec().command, &self.reason);
        format!("{verb}, because: {reason}; {}", self.rules.join("; "))
    }
}

impl SessionStep {
    /// Returns it as a person reads it, as in "launch 3 Confirm the plan: 0.2".
    #[must_use]
    pub fn text(&self) -> String {
        let Self { playbook, number, title, .. } = self;
        let skipped = if self.skipped { " (skipped)" } else { "" };
        let value = self.value.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
        let note = self.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
        format!("{playbook} {number} {title}{skipped}{value}{note}")
    }
}

/// Adds one to a list that keeps the newest.
pub(in crate::core) fn keep_newest<T>(list: &mut Vec<T>, one: T) {
    list.push(one);
    list.drain(..list.len().saturating_sub(STEPS_MOST));
}
