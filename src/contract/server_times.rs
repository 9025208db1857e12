//! Times as the clients of other services read them.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

/// A time as the governance server writes it: UTC, six decimals, `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MicrosUtc(pub DateTime<Utc>);

impl Serialize for MicrosUtc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

/// A time as the assessment service writes it: UTC, six decimals, no letter for the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct MicrosWithoutZone(
    #[cfg_attr(feature = "schemas", schemars(with = "String"))] pub DateTime<Utc>,
);

impl Serialize for MicrosWithoutZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%S%.6f"))
    }
}
