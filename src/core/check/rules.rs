//! What the settings say of checks.

use std::collections::BTreeMap;

use crate::core::check::{CheckCode, CheckLevel};

/// What the settings say of checks: thresholds, and how much each check matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRules {
    /// How many characters a summary should have.
    pub summary_characters: u64,
    /// How many notes a task should have.
    pub updates: u64,
    /// How far the time of a task may be from its estimate, percent of the estimate.
    pub variance_percent: u64,
    /// How many activities a session should have beside its start.
    pub activities: u64,
    /// How much some checks matter; the others matter as usual.
    pub levels: BTreeMap<CheckCode, CheckLevel>,
}

impl Default for CheckRules {
    fn default() -> Self {
        Self {
            summary_characters: 20,
            updates: 2,
            variance_percent: 25,
            activities: 2,
            levels: BTreeMap::new(),
        }
    }
}

impl CheckRules {
    /// Returns how much a check matters.
    #[must_use]
    pub fn level(&self, code: CheckCode) -> CheckLevel {
        self.levels.get(&code).copied().unwrap_or_else(|| code.usual_level())
    }
}
