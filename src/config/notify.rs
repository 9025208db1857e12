//! The table `[notify]`: what the panel tells beyond its own screen, and how.

use serde::Deserialize;

/// What the panel tells beyond its own screen, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notify {
    /// Whether it rings the terminal's bell.
    pub bell: bool,
    /// Whether it asks the terminal for a notification on the desktop.
    pub desktop: bool,
    /// What is worth telling.
    pub on: Vec<Occasion>,
}

/// Something worth telling somebody who looks elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// The band got worse.
    Band,
    /// The health got worse.
    Health,
    /// The session's target is reached.
    Target,
    /// The session has seen no activity for long.
    Forgotten,
}

/// The names in the table, each with what may stand there.
pub(super) const KEYS: [(&str, &str); 3] = [
    ("bell", "true or false"),
    ("desktop", "true or false"),
    ("on", "a list of \"band\", \"health\", \"target\" and \"forgotten\""),
];

/// What one file says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NotifyTable {
    bell: Option<bool>,
    desktop: Option<bool>,
    on: Option<Vec<Occasion>>,
}

impl NotifyTable {
    /// Returns what this table, over another, puts in force.
    pub(super) fn over(self, below: Self) -> Notify {
        Notify {
            bell: self.bell.or(below.bell).unwrap_or_default(),
            desktop: self.desktop.or(below.desktop).unwrap_or_default(),
            on: self.on.or(below.on).unwrap_or_default(),
        }
    }
}
