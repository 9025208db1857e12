//! Reckoning with times of the wall clock: no length and no time is too long or too late for it.

use chrono::{DateTime, TimeDelta, Utc};

/// Returns how long it is from one time to a later one, milliseconds; zero where it is not later.
///
/// Each time counts as the whole millisecond it lies in. So the parts of a stretch come to all of
/// it, wherever it is cut.
#[must_use]
pub fn ms_between(from: DateTime<Utc>, to: DateTime<Utc>) -> u64 {
    u64::try_from(signed_ms_between(from, to)).unwrap_or(0)
}

/// Returns the same, below zero where the second time is the earlier one.
pub(in crate::core) fn signed_ms_between(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    to.timestamp_millis().saturating_sub(from.timestamp_millis())
}

/// Returns the time so many milliseconds later; nothing beyond the end of the calendar.
pub(in crate::core) fn later(at: DateTime<Utc>, ms: u64) -> Option<DateTime<Utc>> {
    at.checked_add_signed(length(ms)?)
}

/// Returns the time so many milliseconds earlier; nothing before the beginning of the calendar.
pub(in crate::core) fn earlier(at: DateTime<Utc>, ms: u64) -> Option<DateTime<Utc>> {
    at.checked_sub_signed(length(ms)?)
}

fn length(ms: u64) -> Option<TimeDelta> {
    TimeDelta::try_milliseconds(i64::try_from(ms).ok()?)
}
