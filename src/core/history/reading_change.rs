//! The change of what one source says.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::MANUAL;
use crate::core::session::{
    AlertOf, AllReadings, BandValue, HealthValue, Level, LevelBack, SourceReading,
};

/// The change of what one source says of the band or of the health.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReadingChange {
    /// Of the band.
    Band {
        /// The name of the source.
        source: String,
        /// What it says now; `None` if nothing.
        reading: Option<SourceReading<BandValue>>,
    },
    /// Of the health.
    Health {
        /// The name of the source.
        source: String,
        /// What it says now; `None` if nothing.
        reading: Option<SourceReading<HealthValue>>,
    },
}

impl ReadingChange {
    /// Returns the name of the source.
    pub(in crate::core) fn source(&self) -> &str {
        match self {
            Self::Band { source, .. } | Self::Health { source, .. } => source,
        }
    }

    /// Returns until when it counts, UTC; `None` if until it is withdrawn.
    pub(in crate::core) fn until_utc(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Band { reading, .. } => reading.as_ref()?.until_utc,
            Self::Health { reading, .. } => reading.as_ref()?.until_utc,
        }
    }

    /// Returns the level of what it says; `None` if it is not of `which`.
    pub(in crate::core) fn level_of(&self, which: AlertOf) -> Option<LevelBack<'static>> {
        let level = match (self, which) {
            (Self::Band { reading, .. }, AlertOf::Band) => {
                reading.as_ref().map(|reading| Level::of_band(reading.value.band))
            }
            (Self::Health { reading, .. }, AlertOf::Health) => {
                reading.as_ref().map(|reading| Level::of_light(reading.value.status))
            }
            (Self::Band { .. }, AlertOf::Health) | (Self::Health { .. }, AlertOf::Band) => {
                return None;
            }
        };
        let (is_given, until_utc) = (self.source() == MANUAL, self.until_utc());
        Some(LevelBack { is_given, level, until_utc })
    }

    /// Returns why it is so.
    pub(in crate::core) fn reasons(&self) -> Vec<String> {
        match self {
            Self::Band { reading, .. } => {
                reading.iter().map(|reading| reading.value.reason.clone()).collect()
            }
            Self::Health { reading, .. } => {
                reading.iter().flat_map(|reading| reading.value.reasons.clone()).collect()
            }
        }
    }

    pub(in crate::core) fn apply(&self, readings: &mut AllReadings) {
        match self {
            Self::Band { source, reading } => readings.set_band(source, reading.clone()),
            Self::Health { source, reading } => readings.set_health(source, reading.clone()),
        }
    }

    /// Returns the change back to what `readings` say.
    pub(in crate::core) fn reversal(&self, readings: &AllReadings) -> Self {
        match self {
            Self::Band { source, .. } => {
                let reading = readings.band_of(source).cloned();
                Self::Band { source: source.clone(), reading }
            }
            Self::Health { source, .. } => {
                let reading = readings.health_of(source).cloned();
                Self::Health { source: source.clone(), reading }
            }
        }
    }
}
