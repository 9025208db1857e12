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
    /// Returns the level of the band or of the health that counts now.
    #[must_use]
    pub fn level(&self, which: AlertOf) -> Level<'static> {
        match which {
            AlertOf::Band => Level::of_band(self.cone.band),
            AlertOf::Health => Level::of_light(self.health.status),
        }
    }

    /// Returns the worst level that anybody says now. A person's word does not end what a source says.
    #[must_use]
    pub fn worst_level(&self, which: AlertOf) -> Level<'static> {
        let over = self.readings.overruled_level(which).map(|(_, level)| level);
        over.unwrap_or_else(|| self.level(which))
    }

    /// Returns what is known of the band or of the health at a time.
    #[must_use]
    pub fn alert_state(&self, which: AlertOf, at: DateTime<Utc>) -> AlertState {
        self.alerts.of(which).state(self.worst_level(which).severity, at)
    }

    /// Reports whether there is something to acknowledge: it is new, it came and went unseen, or it is shelved.
    #[must_use]
    pub fn is_open(&self, which: AlertOf, now: &Moment) -> bool {
        match self.alert_state(which, now.utc) {
            AlertState::New { .. } | AlertState::Returned(_) | AlertState::Shelved(_) => true,
            AlertState::Normal | AlertState::Acknowledged(_) => false,
        }
    }

    /// Reports whether the band or the health is bad, and somebody said so.
    #[must_use]
    pub fn is_bad(&self, which: AlertOf) -> bool {
        let is_said = match which {
            AlertOf::Band => self.cone.updated_at_utc.is_some(),
            AlertOf::Health => self.health.updated_at_utc.is_some(),
        };
        is_said && !self.worst_level(which).severity.is_calm()
    }
}
