//! Readings that repeat the current one. They change nothing, and nothing is written.
//!
//! Value, reasons and provenance must be equal. If the current reading is stale, the same reading
//! is new: it confirms the value.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, Provenance, ago_text, ms_between};
use crate::core::session::{Band, Cone, Health, Light};

/// Returns the answer to a band that repeats the current one; `None` if it says anything new.
pub(in crate::core) fn same_band(
    cone: &Cone,
    band: Band,
    reason: &str,
    provenance: &Provenance,
    now: &Moment,
) -> Option<String> {
    let same = cone.band == band && cone.reason == reason.trim() && cone.provenance == *provenance;
    answer("Band", &band.to_string(), cone.updated_at_utc, provenance, now).filter(|_| same)
}

/// Returns the answer to a health that repeats the current one; `None` if it says anything new.
pub(in crate::core) fn same_health(
    health: &Health,
    status: Light,
    reasons: &[String],
    provenance: &Provenance,
    now: &Moment,
) -> Option<String> {
    let given = reasons.iter().filter(|reason| !reason.trim().is_empty());
    let same = health.status == status && health.reasons.iter().eq(given);
    let same = same && health.provenance == *provenance;
    answer("Health", status.word(), health.updated_at_utc, provenance, now).filter(|_| same)
}

fn answer(
    name: &str,
    value: &str,
    since: Option<DateTime<Utc>>,
    provenance: &Provenance,
    now: &Moment,
) -> Option<String> {
    // A reading from a clock that ran ahead would never become stale.
    let since = since.filter(|since| *since <= now.utc)?;
    let by = provenance.source().map(|source| format!(" by {source}")).unwrap_or_default();
    let ago = ago_text(since, now.utc);
    (ms_between(since, now.utc) <= now.thresholds.stale_after_ms)
        .then(|| format!("{name} is {value} already, set{by} {ago}; nothing changed"))
}
