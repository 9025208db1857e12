//! When something takes effect, as it is named, and the time that is meant.

use chrono::{DateTime, Utc};
use serde::Serialize;

const MINUTE_MS: u64 = 60_000;

/// When something takes effect. It is resolved when the command is decided, under the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum At {
    /// Now.
    #[default]
    Now,
    /// In this minute, UTC. Its start counts, or the bound that lies in it, such as the last change
    /// of the session.
    Minute(DateTime<Utc>),
    /// At exactly this time, UTC.
    Second(DateTime<Utc>),
    /// This many milliseconds ago. A bound counts if it lies in the minute that begins then, unless
    /// seconds are named.
    Ago(u64),
    /// At the last activity of the live session.
    LastActivity,
    /// At the end of the previous session.
    LastEnd,
}

impl From<DateTime<Utc>> for At {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Second(at)
    }
}

impl At {
    /// Returns the time that it means if that is `at`.
    pub(in crate::core) fn named(self, at: DateTime<Utc>) -> NamedTime {
        let within_ms = match self {
            Self::Minute(_) => MINUTE_MS,
            Self::Ago(ms) if ms > 0 && ms.is_multiple_of(MINUTE_MS) => MINUTE_MS,
            Self::Ago(_) | Self::Now | Self::Second(_) | Self::LastActivity | Self::LastEnd => 0,
        };
        NamedTime { at, within_ms }
    }
}

/// A time that somebody named: exactly, or as its minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::core) struct NamedTime {
    /// The time, UTC; the start of the minute.
    pub at: DateTime<Utc>,
    within_ms: u64,
}

impl NamedTime {
    /// Reports whether a bound lies in the minute that is meant.
    pub(in crate::core) fn includes(self, bound: DateTime<Utc>) -> bool {
        let after_ms = super::signed_ms_between(self.at, bound);
        bound >= self.at && u64::try_from(after_ms).is_ok_and(|ms| ms < self.within_ms)
    }

    /// Returns the first bound that lies in the minute; without one, the time.
    pub(in crate::core) fn or_first(
        self,
        bounds: impl Iterator<Item = DateTime<Utc>>,
    ) -> DateTime<Utc> {
        bounds.filter(|bound| self.includes(*bound)).min().unwrap_or(self.at)
    }

    /// Returns the last bound that lies in the minute; without one, the time.
    pub(in crate::core) fn or_last(
        self,
        bounds: impl Iterator<Item = DateTime<Utc>>,
    ) -> DateTime<Utc> {
        bounds.filter(|bound| self.includes(*bound)).max().unwrap_or(self.at)
    }
}
