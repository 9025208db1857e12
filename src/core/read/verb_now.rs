//! A verb, and whether it is allowed now.

use serde::Serialize;

use crate::core::base::{DeskName, Verb};
use crate::core::read::Glance;

/// A verb, and whether it is allowed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct VerbNow {
    /// The verb.
    pub verb: Verb,
    /// The command that gives it, for this desk.
    pub command: String,
    /// What it does.
    pub sentence: String,
    /// Whether it is allowed.
    pub allowed: bool,
    /// Why it is refused; null if it is allowed.
    pub why: Option<String>,
}

impl VerbNow {
    /// Returns every verb that can be given to a desk.
    #[must_use]
    pub fn all(glance: &Glance, desk: &DeskName) -> Vec<Self> {
        let verb = |verb: &Verb| {
            let spec = verb.spec();
            let refusal = glance.refusal(*verb);
            Self {
                verb: *verb,
                command: format!("onwatch {}{}", desk.option(), spec.command),
                sentence: spec.sentence.to_owned(),
                allowed: refusal.is_none(),
                why: refusal.map(|refusal| refusal.why.clone()),
            }
        };
        Verb::ALL.iter().map(verb).collect()
    }
}
