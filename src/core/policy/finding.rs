//! What a policy says of one command, and a reason to break a rule.

use serde::{Deserialize, Serialize};

/// What a policy says of a command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// What it finds, in the order of the settings; nothing if the command is allowed.
    pub findings: Vec<PolicyFinding>,
}

/// One rule that a command runs into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFinding {
    /// The name of the rule, as in `red_at_start`.
    pub rule: String,
    /// What follows.
    pub level: FindingLevel,
    /// Which reading said what, and when; or what is missing.
    pub why: String,
    /// The playbook that has to be complete first; `None` if it is no matter of one.
    pub playbook: Option<String>,
}

/// What follows from a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingLevel {
    /// A warning.
    Warn,
    /// A refusal, unless a reason is given to break the rule.
    Refuse,
}

impl PolicyFinding {
    /// Returns it for a playbook that has to be complete first.
    pub(in crate::core) fn of(self, playbook: &str) -> Self {
        Self { playbook: Some(playbook.to_owned()), ..self }
    }

    /// Returns what a rule refuses, and why.
    pub(in crate::core) fn refused(rule: &str, why: String) -> Self {
        Self { rule: rule.to_owned(), level: FindingLevel::Refuse, why, playbook: None }
    }
}

impl Judgement {
    /// Reports whether the command is refused without a reason.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.of(FindingLevel::Refuse).next().is_some()
    }

    /// Returns the findings of a level.
    pub fn of(&self, level: FindingLevel) -> impl Iterator<Item = &PolicyFinding> {
        self.findings.iter().filter(move |finding| finding.level == level)
    }

    /// Returns the warnings, a sentence each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.of(FindingLevel::Warn).map(|finding| finding.why.clone()).collect()
    }
}

/// Why something was done against a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overridden {
    /// The reason.
    pub reason: String,
    /// The rules that would have refused it, each with its cause; empty if none would have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

impl Overridden {
    /// Returns it as a person reads it, as in "against the rule that health is RED, because: the pager".
    #[must_use]
    pub fn text(&self) -> String {
        if self.rules.is_empty() {
            return format!("no rule refuses it; reason given: {}", self.reason);
        }
        format!("against a rule ({}), because: {}", self.rules.join("; "), self.reason)
    }
}
