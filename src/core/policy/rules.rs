//! The table `[policy]`, as the settings say it.

use std::collections::BTreeMap;

use crate::core::policy::ContextPattern;
use crate::core::session::Band;

/// What the settings say of work while the health is red or the band is strict. By default, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// What becomes of a start while the health is red.
    pub red_at_start: StartLevel,
    /// What becomes of a start in band D.
    pub d_at_start: StartLevel,
    /// What follows if the health turns red while a session is live.
    pub red_while_live: LiveLevel,
    /// What follows if the band turns D while a session is live.
    pub d_while_live: LiveLevel,
    /// The rules of each band.
    pub bands: BTreeMap<Band, BandRule>,
}

/// What becomes of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum StartLevel {
    /// It is allowed.
    #[default]
    Allow,
    /// It is allowed, with a warning.
    Warn,
    /// It is refused, unless a reason is given to break the rule.
    Refuse,
}

/// What follows if it gets bad while a session is live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum LiveLevel {
    /// Nothing.
    #[default]
    Nothing,
    /// The operator is notified.
    Notify,
    /// The operator is asked: go on, pause or end.
    Ask,
}

/// The rules of one band.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BandRule {
    /// The most active time of a session, milliseconds; more is a reminder.
    pub max_active_ms: Option<u64>,
    /// The active time without a break after which there is a reminder, milliseconds.
    pub break_after_ms: Option<u64>,
    /// Why those reminders are given.
    pub because: Option<String>,
    /// What must be complete before a session starts.
    pub requires: Vec<Required>,
    /// The contexts that may be entered; `None` if each may be.
    pub allow: Option<Vec<ContextPattern>>,
}

/// What must be complete before a session starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    /// The playbook of this name, written `playbook:NAME`.
    Playbook(String),
}
