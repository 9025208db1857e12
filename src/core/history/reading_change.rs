//! The change of what one source says.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::session::{AllReadings, BandValue, HealthValue, SourceReading};

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
