//! Commands that say what is known: a reading that repeats the last one of its source, or a context that
//! was entered last. They change nothing, and nothing is written.
//!
//! Value, reasons and end of a reading must be equal. If the last reading is stale, the same reading is new: it
//! confirms the value.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, ms_ago_text, ms_between};
use crate::core::command::NewFrame;
use crate::core::rules::event_builder::some_text;
use crate::core::rules::readings::{said_reason, said_reasons};
use crate::core::session::{Band, BandValue, Frame, HealthValue, Light, SourceReading};
use crate::core::task::TaskName;

/// Returns the answer to a band that repeats the last one of its source; `None` if it says anything
/// new.
pub(in crate::core) fn same_band(
    last: &SourceReading<BandValue>,
    (band, reason): (Band, &str),
    until_utc: Option<DateTime<Utc>>,
    now: &Moment,
) -> Option<String> {
    let same = last.value.band == band
        && last.value.reason == said_reason(Some(last), band, reason)
        && last.until_utc == until_utc;
    answer("Band", &band.to_string(), last, now).filter(|_| same)
}

/// Returns the answer to a health that repeats the last one of its source; `None` if it says
/// anything new.
pub(in crate::core) fn same_health(
    last: &SourceReading<HealthValue>,
    (status, reasons): (Light, &[String]),
    until_utc: Option<DateTime<Utc>>,
    now: &Moment,
) -> Option<String> {
    let said = said_reasons(Some(last), status, reasons);
    let is_same_value = last.value.status == status && last.value.reasons == said;
    let same = is_same_value && last.until_utc == until_utc;
    answer("Health", status.word(), last, now).filter(|_| same)
}

/// Returns the answer to a push of the context in which somebody is; `None` if it says anything new.
pub(in crate::core) fn already_in(top: &Frame, new: &NewFrame) -> Option<String> {
    let name = TaskName { kind: Some(new.kind.clone()), id: new.id.clone() };
    let title = some_text(new.title.as_deref());
    let is_same = name.is(&top.name())
        && title.is_none_or(|title| top.title.as_ref() == Some(&title))
        && new.estimate_seconds.is_none_or(|seconds| top.estimate_seconds == Some(seconds));
    is_same.then(|| format!("You are in {} already; nothing changed", top.name()))
}

fn answer<V>(name: &str, value: &str, last: &SourceReading<V>, now: &Moment) -> Option<String> {
    let since = last.observed_at_utc;
    // A reading from a clock that ran ahead would never become stale.
    let is_new = since > now.utc || ms_between(since, now.utc) > now.thresholds.stale_after_ms;
    let by = last.provenance.source().map(|source| format!(" by {source}")).unwrap_or_default();
    let ago = ms_ago_text(ms_between(since, now.utc));
    (!is_new).then(|| format!("{name} is {value} already, set{by} {ago}; nothing changed"))
}
