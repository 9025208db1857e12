//! The playbooks: how far each is, and one step of one.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{BrokenPlaybook, HeldAt, PlaybookStanding, StepStanding};

/// The playbooks of a desk.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybooksListed {
    /// Those that can be used, the main one first.
    pub playbooks: Vec<PlaybookStanding>,
    /// Those that cannot be used.
    pub broken: Vec<PlaybookLeftOut>,
    /// Problems with the settings or the store that block nothing.
    pub warnings: Vec<String>,
}

impl Document for PlaybooksListed {
    const SCHEMA: &'static str = "onwatch.playbooks/1";
}

/// A playbook that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybookLeftOut {
    /// Its name.
    pub name: String,
    /// File, line and cause, as one sentence.
    pub cause: String,
}

impl From<&BrokenPlaybook> for PlaybookLeftOut {
    fn from(BrokenPlaybook { name, cause, .. }: &BrokenPlaybook) -> Self {
        Self { name: name.clone(), cause: cause.clone() }
    }
}

/// A playbook in full.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybookShown {
    /// The playbook.
    #[serde(flatten)]
    pub standing: PlaybookStanding,
    /// Problems with the settings or the store that block nothing.
    pub warnings: Vec<String>,
}

impl Document for PlaybookShown {
    const SCHEMA: &'static str = "onwatch.playbook/1";
}

/// One step of a playbook.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StepShown {
    /// The name of the playbook.
    pub playbook: String,
    /// What the playbook is for.
    pub title: String,
    /// How many steps are done.
    pub done: usize,
    /// How many steps are skipped.
    pub skipped: usize,
    /// How many steps there are.
    pub count: usize,
    /// When it was begun, UTC; null if it was not.
    pub begun_at_utc: Option<DateTime<Utc>>,
    /// Whether the file is another one than the one that was begun.
    pub is_changed: bool,
    /// Where it was left; null while somebody works on it.
    pub held: Option<HeldAt>,
    /// The step; null if none is open.
    pub step: Option<StepStanding>,
    /// Problems with the settings or the store that block nothing.
    pub warnings: Vec<String>,
}

impl Document for StepShown {
    const SCHEMA: &'static str = "onwatch.step/1";
}

impl StepShown {
    /// Returns a step of a playbook, or that none is open.
    #[must_use]
    pub fn of(
        playbook: &PlaybookStanding,
        step: Option<&StepStanding>,
        warnings: Vec<String>,
    ) -> Self {
        Self {
            playbook: playbook.name.clone(),
            title: playbook.title.clone(),
            done: playbook.done,
            skipped: playbook.skipped,
            count: playbook.steps.len(),
            begun_at_utc: playbook.begun_at_utc,
            is_changed: playbook.is_changed,
            held: playbook.held.clone(),
            step: step.cloned(),
            warnings,
        }
    }
}
