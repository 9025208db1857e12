//! The table `[notify]`: what the panel reports outside its screen, and how.

use serde::Deserialize;

/// What the panel reports outside its screen, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notify {
    /// Whether it rings the terminal's bell.
    pub bell: bool,
    /// Whether it asks the terminal for a desktop notification.
    pub desktop: bool,
    /// What it reports.
    pub on: Vec<Occasion>,
}

/// An event that the panel can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// The band got worse.
    Band,
    /// The health got worse.
    Health,
    /// The session's target is reached.
    Target,
    /// The session has had no activity for a long time.
    Forgotten,
    /// The policy asks, tells or reminds of something.
    Policy,
}

/// The names in the table, each with the values it accepts.
pub(super) const KEYS: [(&str, &str); 3] = [
    ("bell", "true or false"),
    ("desktop", "true or false"),
    ("on", "a list of \"band\", \"health\", \"target\", \"forgotten\" and \"policy\""),
];

/// The content of the table in one file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NotifyTable {
    bell: Option<bool>,
    desktop: Option<bool>,
    on: Option<Vec<Occasion>>,
}

impl NotifyTable {
    /// Returns the settings in force: this table over another.
    pub(super) fn over(self, below: Self) -> Notify {
        Notify {
            bell: self.bell.or(below.bell).unwrap_or_default(),
            desktop: self.desktop.or(below.desktop).unwrap_or_default(),
            on: self.on.or(below.on).unwrap_or_default(),
        }
    }
}
