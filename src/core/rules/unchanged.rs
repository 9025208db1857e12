//! Readings that repeat the last one of their source. They change nothing, and nothing is written.
//!
//! Value and reasons must be equal. If the last reading is stale, the same reading is new: it
//! confirms the value.

use crate::core::base::{Moment, ago_text, ms_between};
use crate::core::session::{Band, BandValue, HealthValue, Light, SourceReading};

/// Returns the answer to a band that repeats the last one of its source; `None` if it says anything
/// new.
pub(in crate::core) fn same_band(
    last: &SourceReading<BandValue>,
    band: Band,
    reason: &str,
    now: &Moment,
) -> Option<String> {
    let same = last.value.band == band && last.value.reason == reason.trim();
    answer("Band", &band.to_string(), last, now).filter(|_| same)
}

/// Returns the answer to a health that repeats the last one of its source; `None` if it says
/// anything new.
pub(in crate::core) fn same_health(
    last: &SourceReading<HealthValue>,
    status: Light,
    reasons: &[String],
    now: &Moment,
) -> Option<String> {
    let given = reasons.iter().filter(|reason| !reason.trim().is_empty());
    let same = last.value.status == status && last.value.reasons.iter().eq(given);
    answer("Health", status.word(), last, now).filter(|_| same)
}

fn answer<V>(name: &str, value: &str, last: &SourceReading<V>, now: &Moment) -> Option<String> {
    let since = last.observed_at_utc;
    // A reading from a clock that ran ahead would never become stale.
    let is_new = since > now.utc || ms_between(since, now.utc) > now.thresholds.stale_after_ms;
    let by = last.provenance.source().map(|source| format!(" by {source}")).unwrap_or_default();
    let ago = ago_text(since, now.utc);
    (!is_new).then(|| format!("{name} is {value} already, set{by} {ago}; nothing changed"))
}
