//! The session that ended last.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{SessionId, SessionKey};

/// The session that ended last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastEnded {
    /// Its unique name.
    pub id: SessionId,
    /// Its short name.
    pub key: SessionKey,
    /// When it ended, UTC.
    pub ended_at_utc: DateTime<Utc>,
}
