//! Readings of the clocks. The caller takes one for each command.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{SourceTimes, signed_ms_between};

/// How far the readings of two clocks may differ although neither was set, milliseconds.
///
/// Readings are truncated to whole milliseconds, and the second one may be late on a busy machine.
/// Time services do not set a clock by so little. They change the speed of both clocks.
pub const CLOCK_TOLERANCE_MS: u64 = 100;

/// One reading of the clocks, with random bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Wall time, UTC, whole microseconds.
    pub utc: DateTime<Utc>,
    /// The clock that nobody can set, if the system has one.
    pub steady: Option<Anchor>,
    /// Random bits for the id of a new session. The lower 24 are used.
    pub nonce: u32,
    /// The last heartbeat before now, if one was kept. It shows when the machine was running.
    pub heartbeat: Option<Stamp>,
    /// Thresholds after which the operator is asked.
    pub thresholds: Thresholds,
    /// When the sources were right last.
    pub sources: SourceTimes,
}

impl Moment {
    /// Returns a moment for what does not depend on it, such as the length of closed spans.
    #[must_use]
    pub fn any() -> Self {
        Self {
            utc: DateTime::<Utc>::MIN_UTC,
            steady: None,
            nonce: 0,
            heartbeat: None,
            thresholds: Thresholds::default(),
            sources: SourceTimes::default(),
        }
    }
}

/// Thresholds after which the operator is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// The longest absence of the machine that is not a gap, milliseconds.
    pub gap_after_ms: u64,
    /// The longest inactivity before a live session counts as forgotten, milliseconds.
    pub forgotten_after_ms: u64,
    /// The age from which a reading of band or health is stale, milliseconds.
    pub stale_after_ms: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            gap_after_ms: 5 * 60_000,
            forgotten_after_ms: 10 * 3_600_000,
            stale_after_ms: 24 * 3_600_000,
        }
    }
}

/// A reading of the clocks that run since boot.
///
/// Two readings can be compared only if `clock` is the same: one boot, one time namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The identity of the clock: boot id and time namespace.
    pub clock: String,
    /// `CLOCK_BOOTTIME`, milliseconds. It includes the time while the machine sleeps.
    pub boot_ms: i64,
    /// `CLOCK_MONOTONIC`, milliseconds. It stops while the machine sleeps.
    pub mono_ms: i64,
}

/// A point in time that a later [`Moment`] can be measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Wall time, UTC.
    pub at_utc: DateTime<Utc>,
    /// The steady clock at that time, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
}

/// One reading of the clocks as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReading {
    /// What the clocks showed.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// How far the wall clock was behind then.
    #[serde(default, skip_serializing_if = "Behind::is_none")]
    pub behind: Behind,
}

/// How far the wall clock is behind the furthest time that it would show by now if nobody had set
/// it back.
///
/// While it is behind, a step ahead may only set it right. So that much of a step is no gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Behind {
    /// How far, milliseconds.
    pub ms: u64,
    /// Whether it may be more, because the clocks before and after cannot be compared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

impl Behind {
    /// Reports whether the wall clock is not behind.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.ms == 0
    }
}

impl Moment {
    /// Returns the stamp of `at`, measured as `back_ms` milliseconds before this moment.
    #[must_use]
    pub fn stamp_at(&self, at: DateTime<Utc>, back_ms: u64) -> Stamp {
        let anchor = self.steady.as_ref().map(|steady| Anchor {
            clock: steady.clock.clone(),
            boot_ms: steady.boot_ms.saturating_sub_unsigned(back_ms),
            mono_ms: steady.mono_ms.saturating_sub_unsigned(back_ms),
        });
        Stamp { at_utc: at, anchor }
    }

    /// Returns the stamp of this moment.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        self.stamp_at(self.utc, 0)
    }
}

impl Stamp {
    /// Returns the milliseconds from this stamp to `now`, never below zero.
    ///
    /// The steady clock measures, if it is the same one; otherwise the wall clock. If both agree
    /// within [`CLOCK_TOLERANCE_MS`], the wall clock measures: then the result matches the times
    /// shown.
    #[must_use]
    pub fn elapsed_ms(&self, now: &Moment) -> u64 {
        self.ms_until(now.utc, now.steady.as_ref())
    }

    /// Returns the milliseconds from this stamp to a later one, as [`elapsed_ms`](Self::elapsed_ms)
    /// measures them.
    pub(in crate::core) fn ms_to(&self, later: &Self) -> u64 {
        self.ms_until(later.at_utc, later.anchor.as_ref())
    }

    fn ms_until(&self, at: DateTime<Utc>, anchor: Option<&Anchor>) -> u64 {
        let wall_ms = signed_ms_between(self.at_utc, at);
        let ms = match (&self.anchor, anchor) {
            (Some(then), Some(steady)) if is_same_clock(Some(then), Some(steady)) => {
                let steady_ms = steady.boot_ms.saturating_sub(then.boot_ms);
                if steady_ms.abs_diff(wall_ms) <= CLOCK_TOLERANCE_MS { wall_ms } else { steady_ms }
            }
            _ => wall_ms,
        };
        u64::try_from(ms).unwrap_or(0)
    }

    /// Reports whether `now` and this stamp were read from the same clock.
    ///
    /// If the boot time of `now` is lower, it is another clock with the same name.
    #[must_use]
    pub fn same_clock(&self, now: &Moment) -> bool {
        is_same_clock(self.anchor.as_ref(), now.steady.as_ref())
    }

    /// Reports whether a later stamp was read from the same clock.
    pub(in crate::core) fn same_clock_as(&self, later: &Self) -> bool {
        is_same_clock(self.anchor.as_ref(), later.anchor.as_ref())
    }
}

fn is_same_clock(then: Option<&Anchor>, now: Option<&Anchor>) -> bool {
    match (then, now) {
        (Some(then), Some(now)) => then.clock == now.clock && then.boot_ms <= now.boot_ms,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    fn moment(seconds: i64, boot_ms: i64, clock: &str) -> Moment {
        Moment {
            utc: DateTime::from_timestamp(seconds, 0).unwrap(),
            steady: Some(Anchor { clock: clock.into(), boot_ms, mono_ms: boot_ms }),
            nonce: 0,
            heartbeat: None,
            thresholds: Thresholds::default(),
            sources: SourceTimes::default(),
        }
    }

    #[test]
    fn a_stepped_wall_clock_changes_no_measurement_within_one_boot() {
        let start = moment(10_000, 5_000, "a").stamp();
        assert_eq!(start.elapsed_ms(&moment(3_000, 65_000, "a")), 60_000);
        assert_eq!(start.elapsed_ms(&moment(99_000, 65_000, "a")), 60_000);
    }

    #[test]
    fn another_boot_is_measured_by_wall_time_and_never_below_zero() {
        let start = moment(10_000, 5_000, "a").stamp();
        assert_eq!(start.elapsed_ms(&moment(10_060, 9_000, "b")), 60_000);
        assert_eq!(start.elapsed_ms(&moment(9_000, 9_000, "b")), 0);
    }

    #[test]
    fn a_boot_time_below_the_stamps_is_another_clock() {
        let start = moment(10_000, 5_000, "a").stamp();
        assert!(!start.same_clock(&moment(10_060, 4_000, "a")));
        assert_eq!(start.elapsed_ms(&moment(10_060, 4_000, "a")), 60_000);
    }

    /// The moment so many milliseconds after ten thousand seconds, on a boot that reads so many.
    fn reading(wall_ms: i64, boot_ms: i64) -> Moment {
        let mut now = moment(10_000, boot_ms, "a");
        now.utc += chrono::TimeDelta::milliseconds(wall_ms);
        now
    }

    #[test]
    fn two_clocks_that_agree_as_closely_as_they_can_be_read_tell_the_time_of_the_wall() {
        let start = reading(0, 5_000).stamp();
        assert_eq!(start.elapsed_ms(&reading(60_000, 64_999)), 60_000);
        assert_eq!(start.elapsed_ms(&reading(60_000, 65_001)), 60_000);
        assert_eq!(start.elapsed_ms(&reading(60_101, 65_000)), 60_000);
        assert_eq!(start.elapsed_ms(&reading(59_899, 65_000)), 60_000);
    }

    #[test]
    fn a_stamp_in_the_past_is_anchored_as_far_back() {
        let now = moment(10_000, 50_000, "a");
        let stamp = now.stamp_at(now.utc - chrono::TimeDelta::seconds(30), 30_000);
        assert_eq!(stamp.elapsed_ms(&now), 30_000);
    }
}
