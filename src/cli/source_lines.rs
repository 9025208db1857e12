//! What a source said, as lines.

use chrono::TimeDelta;

use super::alert_text::SpokenTime;
use super::markup::{LinePart, composed, part, typed, width};
use super::phrases::{band_text, lit_text};
use crate::contract::{SourceChecked, SourceFault};
use crate::core::{Band, Light};

/// The most columns of a label.
const LABEL: usize = 10;

/// Returns what a source said when it was asked.
#[must_use]
pub fn checked(source: &SourceChecked, time: SpokenTime<'_>) -> Vec<String> {
    let value = if source.understood { value(source) } else { part(LinePart::Bad, "no answer") };
    let mut lines = vec![format!("{}  {value}", typed(&source.name))];
    let asked = format!("{} ({}, {})", typed(&source.asked), source.kind, source.format);
    lines.push(row("asked", &asked));
    let band = source.band.iter().map(|band| &band.reason).filter(|reason| !reason.is_empty());
    let health = source.health.iter().flat_map(|health| &health.reasons);
    lines.extend(band.chain(health).map(|reason| row("why", &typed(reason))));
    if source.understood {
        lines.push(row("counted", &source.counted.to_string()));
    }
    lines.extend(source.suppressed.iter().map(|one| row("suppressed", &typed(one))));
    lines.extend(source.not_known.iter().map(|one| row("not known", &typed(one))));
    lines.extend(source.notes.iter().map(|one| row("note", &typed(one))));
    lines.extend(source.cause.iter().map(|cause| row("cause", &composed(cause))));
    lines.extend(source.next.iter().map(|next| row("next", &composed(next))));
    if let Some(at) = source.observed_at_utc {
        let stale = if source.is_stale == Some(true) { ", which is stale" } else { "" };
        // When it was heard: another source may have taken a minute since then.
        let age = source.age_seconds.and_then(|age| TimeDelta::try_seconds(age.try_into().ok()?));
        let heard = at.checked_add_signed(age.unwrap_or_default()).unwrap_or(time.now);
        let age = SpokenTime { now: heard, ..time }.ago(at);
        lines.push(row("age", &format!("{age}{stale}")));
    }
    let took = seconds(source.took_ms);
    let kind = source.content_type.as_ref().map(|kind| typed(kind));
    let bytes = source.ended.is_some().then(|| format!("{} bytes", source.bytes));
    let parts = [Some(took), source.ended.clone(), kind, bytes];
    lines.push(row("took", &parts.into_iter().flatten().collect::<Vec<_>>().join(", ")));
    if let Some(body) = &source.body {
        lines.push(row("body", ""));
        lines.extend(body.lines().map(|line| format!("    {}", typed(line))));
    }
    lines
}

/// Returns the band and the health that a source said.
fn value(source: &SourceChecked) -> String {
    let is_stale = source.is_stale == Some(true);
    let band = source.band.as_ref().map(|value| stale_band(value.band, is_stale));
    let health = source.health.as_ref().map(|value| stale_health(value.status, is_stale));
    band.into_iter().chain(health).collect::<Vec<_>>().join(", ")
}

/// Returns a band. A calm one that is stale has no colour.
#[must_use]
pub fn stale_band(band: Band, is_stale: bool) -> String {
    if is_stale && band.severity().is_calm() { format!("? {band}") } else { band_text(band) }
}

/// Returns a health. A calm one that is stale, and one that is not known, has no colour.
#[must_use]
pub fn stale_health(light: Light, is_stale: bool) -> String {
    let is_doubtful = light == Light::Unknown || is_stale && light.severity().is_calm();
    if is_doubtful { format!("? {}", light.word().to_uppercase()) } else { lit_text(light) }
}

/// Returns a number of milliseconds as seconds.
#[must_use]
pub fn seconds(ms: u64) -> String {
    format!("{}.{:03} s", ms / 1_000, ms % 1_000)
}

/// Returns a source that is not used.
#[must_use]
pub fn left_out(fault: &SourceFault) -> Vec<String> {
    let name = fault.name.as_ref().map_or_else(|| "a source".to_owned(), |name| typed(name));
    let place = format!("{}:{}", typed(&fault.file), fault.line);
    vec![
        format!("{name}  {}", part(LinePart::Bad, "left out")),
        row("in", &place),
        row("cause", &composed(&fault.why)),
    ]
}

/// Returns a labelled line.
#[must_use]
pub fn row(label: &str, text: &str) -> String {
    let room = " ".repeat(LABEL.saturating_sub(width(label)));
    format!("  {}{room} {text}", part(LinePart::Label, label)).trim_end().to_owned()
}
