//! What people know of the band and of the health.

use serde::{Deserialize, Serialize};

use super::Alert;

/// What people know of the band and of the health.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    /// Of the band.
    #[serde(default)]
    pub band: Alert,
    /// Of the health.
    #[serde(default)]
    pub health: Alert,
}

/// Whether the band or the health is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AlertOf {
    /// The band.
    Band,
    /// The health.
    Health,
}

impl AlertOf {
    /// Both, the band first.
    pub const ALL: [Self; 2] = [Self::Band, Self::Health];

    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Band => "band",
            Self::Health => "health",
        }
    }
}

impl Alerts {
    /// Returns what is known of one of them.
    #[must_use]
    pub fn of(&self, which: AlertOf) -> &Alert {
        match which {
            AlertOf::Band => &self.band,
            AlertOf::Health => &self.health,
        }
    }

    /// Replaces what is known of one of them.
    pub(in crate::core) fn set(&mut self, which: AlertOf, alert: Alert) {
        match which {
            AlertOf::Band => self.band = alert,
            AlertOf::Health => self.health = alert,
        }
    }
}
