//! Arithmetic with wall-clock times that cannot overflow.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Utc};

/// The years of all times that a command takes. Every reader of a time supports them.
pub const YEARS: RangeInclusive<i32> = 1970..=9999;

/// Returns the milliseconds from one time to a later one; zero if it is not later.
///
/// Both times are truncated to milliseconds first, so the parts of a period add up to the whole.
#[must_use]
pub fn ms_between(from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
    u64::try_from(signed_ms_between(from, to)).unwrap_or(0)
}

/// Returns the same; negative if the second time is earlier.
pub(in crate::core) fn signed_ms_between(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    to.timestamp_millis().saturating_sub(from.timestamp_millis())
}

/// Returns the time `ms` milliseconds later; `None` if it is beyond the calendar.
pub(in crate::core) fn later(at: DateTime<Utc>, ms: u64) -> Option<DateTime<Utc>> {
    at.checked_add_signed(length(ms)?)
}

/// Returns the time `ms` milliseconds earlier; `None` if it is before the calendar.
#[must_use]
pub fn earlier(at: DateTime<Utc>, ms: u64) -> Option<DateTime<Utc>> {
    at.checked_sub_signed(length(ms)?)
}

fn length(ms: u64) -> Option<TimeDelta> {
    TimeDelta::try_milliseconds(i64::try_from(ms).ok()?)
}
