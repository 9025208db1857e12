//! The levels of band and health, and what is known of them at a moment.

use chrono::{DateTime, Utc};

use super::{AlertOf, AlertState, Band, Governance, Level, Light};
use crate::core::base::Moment;

impl Level<'static> {
    /// Returns the level of a band.
    #[must_use]
    pub fn of_band(band: Band) -> Self {
        Self { severity: band.severity(), word: band.letter() }
    }

    /// Returns the level of a health.
    #[must_use]
    pub fn of_light(light: Light) -> Self {
        Self { severity: light.severity(), word: light.word() }
    }
}

impl Governance {
    /// Returns the level of the band or of the health now.
    #[must_use]
    pub fn level(&self, which: AlertOf) -> Level<'static> {
        match which {
            AlertOf::Band => Level::of_band(self.cone.band),
            AlertOf::Health => Level::of_light(self.health.status),
        }
    }

    /// Returns what is known of the band or of the health at a time.
    #[must_use]
    pub fn alert_state(&self, which: AlertOf, at: DateTime<Utc>) -> AlertState {
        self.alerts.of(which).state(self.level(which).severity, at)
    }

    /// Reports whether the band or the health is new, or came and went unseen.
    #[must_use]
    pub fn is_open(&self, which: AlertOf, now: &Moment) -> bool {
        match self.alert_state(which, now.utc) {
            AlertState::New { .. } | AlertState::Returned(_) => true,
            AlertState::Normal | AlertState::Acknowledged(_) | AlertState::Shelved(_) => false,
        }
    }
}
