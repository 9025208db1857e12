//! What to do next, for a program.

use serde::Serialize;

use super::document::Document;
use crate::instructions::Advice;

/// What to do next.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Instructions {
    /// What to do, a sentence each; what waits for an answer comes first.
    pub next_actions: Vec<String>,
    /// The command lines that do it, as a POSIX shell reads them. A word in capitals, such as `SUMMARY`, stands
    /// for text of your own.
    pub suggested_commands: Vec<String>,
    /// Where the work stands: the session, its context, what changed around it. Null if no template says it.
    pub context_reminder: Option<String>,
}

impl From<&Advice> for Instructions {
    fn from(advice: &Advice) -> Self {
        Self {
            next_actions: advice.actions().map(str::to_owned).collect(),
            suggested_commands: advice.commands().map(str::to_owned).collect(),
            context_reminder: advice.reminder(),
        }
    }
}

/// What to do next, as things stand now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct NextSteps {
    /// What to do next.
    #[serde(flatten)]
    pub instructions: Instructions,
    /// Problems with the settings, the templates or the store that block nothing.
    pub warnings: Vec<String>,
}

impl Document for NextSteps {
    const SCHEMA: &'static str = "onwatch.instructions/1";
}
