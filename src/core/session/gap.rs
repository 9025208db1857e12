//! Gaps: parts of active time in which the machine was suspended or off, or its clock jumped.
//!
//! It is not known whether the operator worked then. So a gap does not count until it is answered,
//! and no command waits for the answer.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{Moment, Stamp, earlier, later};

/// The most gaps in the list of a session.
pub(in crate::core) const GAPS_MAX: usize = 64;

/// The name of a gap within its session, such as `gap-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(extend("pattern" = "^gap-[0-9]+$")))]
#[serde(try_from = "String", into = "String")]
pub struct GapId(pub u32);

impl fmt::Display for GapId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gap-{}", self.0)
    }
}

impl From<GapId> for String {
    fn from(id: GapId) -> Self {
        id.to_string()
    }
}

impl FromStr for GapId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_prefix("gap-").unwrap_or(text).parse();
        number.map(Self).map_err(|_| format!("'{text}' is not a gap; write it as gap-3"))
    }
}

impl TryFrom<String> for GapId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Why the machine did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Absence {
    /// It was suspended.
    Asleep,
    /// It was suspended, or its clock jumped: no clock can tell these apart.
    Frozen,
    /// It was off: it was booted again since.
    Down,
}

impl Absence {
    /// Returns what the machine did, as the words between "the machine" and "for 6m".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Asleep => "slept",
            Self::Frozen => "slept, or its clock jumped,",
            Self::Down => "was down",
        }
    }
}

/// One absence of the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Its name.
    pub id: GapId,
    /// The start of the active stretch that it belongs to, UTC.
    pub stretch: DateTime<Utc>,
    /// When it ended. If that is not known, the latest possible time.
    pub until: Stamp,
    /// Its length, milliseconds.
    pub ms: u64,
    /// Why the machine did not run.
    pub why: Absence,
    /// Whether the measured time of its span contains it.
    pub measured: bool,
    /// The part that counts, milliseconds.
    #[serde(default)]
    pub kept_ms: u64,
    /// How much longer it seemed to be before the wall clock was set back, milliseconds. It never
    /// counts. It is part of the gap again if the clock is set ahead again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub withdrawn_ms: u64,
    /// The same after the machine was booted again: it will not be part of the gap any more. The
    /// measured time of the span contains it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub void_ms: u64,
    /// Whether it was answered.
    #[serde(default)]
    pub answered: bool,
}

impl Gap {
    /// Returns when it began, UTC. If that is not known, the latest possible time.
    #[must_use]
    pub fn from_utc(&self) -> DateTime<Utc> {
        before(self.until.at_utc, self.ms)
    }

    /// Returns the time until which it counts, UTC.
    #[must_use]
    pub fn counts_until_utc(&self) -> DateTime<Utc> {
        later(self.from_utc(), self.kept_ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Reports whether it waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.answered && self.ms > 0
    }

    /// Returns the milliseconds to subtract from the measured time of its stretch.
    pub(in crate::core) fn less_ms(&self) -> u64 {
        if self.measured { self.away_ms().saturating_sub(self.kept_ms) } else { 0 }
    }

    /// Returns the milliseconds to add to the measured time of its stretch.
    pub(in crate::core) fn more_ms(&self) -> u64 {
        if self.measured { 0 } else { self.kept_ms }
    }

    /// Returns the part of it in the last `back_ms` milliseconds before now.
    pub(in crate::core) fn within_ms(&self, back_ms: u64, now: &Moment) -> u64 {
        back_ms.saturating_sub(self.until.elapsed_ms(now)).min(self.ms)
    }

    /// Returns its length with what is withdrawn, milliseconds.
    pub(in crate::core) fn seemed_ms(&self) -> u64 {
        self.ms.saturating_add(self.withdrawn_ms)
    }

    /// Returns how much of the measured time of its span is not known to be active, milliseconds.
    pub(in crate::core) fn away_ms(&self) -> u64 {
        self.seemed_ms().saturating_add(self.void_ms)
    }

    /// Withdraws its last `ms` milliseconds, and no others.
    pub(in crate::core) fn withdraw(&mut self, ms: u64) {
        let until = later(self.until.at_utc, self.withdrawn_ms).unwrap_or(self.until.at_utc);
        self.until.at_utc = before(until, ms);
        self.ms = self.seemed_ms().saturating_sub(ms);
        self.withdrawn_ms = ms;
    }

    /// Removes its last `beyond_ms` milliseconds.
    pub(in crate::core) fn cut(&mut self, beyond_ms: u64) {
        self.ms = self.ms.saturating_sub(beyond_ms);
        self.kept_ms = self.kept_ms.min(self.ms);
        self.until.at_utc = before(self.until.at_utc, beyond_ms);
    }
}

/// A gap without a name.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::core) struct Found {
    pub until: Stamp,
    pub ms: u64,
    pub why: Absence,
    pub measured: bool,
    /// Whether it ended when the machine was booted. A stretch that began since does not have it.
    pub before_boot: bool,
}

impl Found {
    /// Returns an absence that was measured and ended at a reading of the clocks.
    pub(in crate::core) fn at(until: &Stamp, ms: u64, why: Absence) -> Self {
        Self { until: until.clone(), ms, why, measured: true, before_boot: false }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(ms: &u64) -> bool {
    *ms == 0
}

fn before(at: DateTime<Utc>, ms: u64) -> DateTime<Utc> {
    earlier(at, ms).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_gap_is_named_as_it_is_read() {
        assert_eq!("gap-3".parse(), Ok(GapId(3)));
        assert_eq!("3".parse(), Ok(GapId(3)));
        assert_eq!(GapId(3).to_string(), "gap-3");
        assert!("gap-x".parse::<GapId>().is_err());
    }
}
