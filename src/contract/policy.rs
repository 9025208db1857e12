//! What a policy would do now.

use serde::Serialize;

use super::document::Document;
use crate::core::{FindingLevel, Judgement, PolicyFinding, Verb};

/// What a policy would do now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PolicyChecked {
    /// Whether each command would be allowed, perhaps with a warning.
    pub allowed: bool,
    /// Each command that was asked about.
    pub commands: Vec<CommandJudged>,
    /// Problems with the settings or the store that block nothing.
    pub warnings: Vec<String>,
}

impl Document for PolicyChecked {
    const SCHEMA: &'static str = "onwatch.policy/1";
}

/// What would become of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CommandJudged {
    /// The verb.
    pub verb: Verb,
    /// The command, for this desk.
    pub command: String,
    /// Whether the policy allows it, perhaps with a warning.
    pub allowed: bool,
    /// The rules that it runs into.
    pub findings: Vec<RuleFound>,
    /// How to do it all the same; null if it is allowed.
    pub next: Option<String>,
}

/// A rule that a command runs into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RuleFound {
    /// The name of the rule, as in `red_at_start`; `lifecycle` if it is refused whatever the policy says.
    pub rule: String,
    /// What follows: `warn` or `refuse`.
    pub level: &'static str,
    /// Which reading said what, and when; or what is missing.
    pub why: String,
}

/// The name of the rule of what is refused whatever the policy says.
const LIFECYCLE: &str = "lifecycle";

impl RuleFound {
    /// Reports whether it is refused whatever the policy says.
    #[must_use]
    pub fn is_of_lifecycle(&self) -> bool {
        self.rule == LIFECYCLE
    }
}

impl From<&PolicyFinding> for RuleFound {
    fn from(finding: &PolicyFinding) -> Self {
        let level = match finding.level {
            FindingLevel::Warn => "warn",
            FindingLevel::Refuse => "refuse",
        };
        Self { rule: finding.rule.clone(), level, why: finding.why.clone() }
    }
}

impl CommandJudged {
    /// Returns what would become of a command.
    #[must_use]
    pub fn of(verb: Verb, command: String, judgement: &Judgement, anyway: &str) -> Self {
        let allowed = !judgement.refuses();
        Self {
            verb,
            command,
            allowed,
            findings: judgement.findings.iter().map(RuleFound::from).collect(),
            next: (!allowed).then(|| format!("to go on all the same, say why: `{anyway}`")),
        }
    }

    /// Returns a command that is refused whatever the policy says.
    #[must_use]
    pub fn refused(verb: Verb, command: String, why: String, next: String) -> Self {
        let found = RuleFound { rule: LIFECYCLE.to_owned(), level: "refuse", why };
        Self { verb, command, allowed: false, findings: vec![found], next: Some(next) }
    }
}
