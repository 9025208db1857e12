//! Checks that there is room for what a source says.
//!
//! What the settings name always has its place: a red that is not recorded is one that nobody sees. What programs
//! say under other names is bounded by itself.

use crate::core::base::{Hint, MANUAL, READINGS_BYTES, SOURCES_MAX, SourceTimes};
use crate::core::history::ReadingChange;
use crate::core::session::{AllReadings, SourceReadings};

/// The most characters of a reason, if there is no room for longer ones: the next one after each that is still too
/// long. The last one is so short that all sources have room.
const SHORTER: [usize; 4] = [300, 100, 40, 12];

/// What is kept free for each source that may still come, bytes.
const LEAST_BYTES: usize = 1_536;

/// Checks that one more name can be known. For a person and the sources of the settings it always can.
///
/// # Errors
/// Why it cannot, and what to do next.
pub(super) fn check_names(
    readings: &AllReadings,
    change: &ReadingChange,
    asked: &SourceTimes,
) -> Result<(), (String, Hint)> {
    let source = change.source();
    if source == MANUAL || asked.of(source).is_some() {
        return Ok(());
    }
    let mut after = readings.clone();
    change.apply(&mut after);
    let named: Vec<&str> = group(&after, false, asked).map(|(name, _)| name).collect();
    if named.len() <= SOURCES_MAX || readings.iter().any(|(name, _)| name == source) {
        return Ok(());
    }
    let oldest = group(readings, false, asked).min_by_key(|(_, said)| {
        let band = said.band.as_ref().map(|reading| reading.received_at_utc);
        band.max(said.health.as_ref().map(|reading| reading.received_at_utc))
    });
    let why = format!("{SOURCES_MAX} other sources are known, and '{source}' would be one more");
    let (name, is_band) =
        oldest.map_or(("NAME", false), |(name, said)| (name, said.band.is_some()));
    let verb = if is_band { "cone" } else { "health" };
    let next = format!(
        "withdraw what an unused one said, such as the oldest: `onwatch {verb} clear --source '{name}'`"
    );
    Err((why, Hint::say(next)))
}

/// Returns a change whose reasons are so short that there is room for it. `change` makes it with reasons of at most
/// so many characters.
pub(super) fn fitting(
    readings: &AllReadings,
    asked: &SourceTimes,
    change: impl Fn(usize) -> ReadingChange,
) -> ReadingChange {
    let fits = |change: &ReadingChange| {
        let source = change.source();
        let mut after = readings.clone();
        change.apply(&mut after);
        let size = |said: &SourceReadings| serde_json::to_vec(said).map_or(0, |json| json.len());
        let sizes: Vec<usize> =
            group(&after, asked.of(source).is_some(), asked).map(|(_, said)| size(said)).collect();
        let kept = SOURCES_MAX.saturating_sub(sizes.len()).saturating_mul(LEAST_BYTES);
        let bytes = sizes.into_iter().fold(0, usize::saturating_add);
        source == MANUAL || bytes <= READINGS_BYTES.saturating_sub(kept)
    };
    let whole = change(usize::MAX);
    if fits(&whole) {
        return whole;
    }
    SHORTER.into_iter().map(&change).find(fits).unwrap_or_else(|| change(0))
}

/// Returns the first characters of a reason, with a sign if more followed.
pub(super) fn shortened(reason: &str, most: usize) -> String {
    if reason.chars().nth(most).is_none() {
        return reason.to_owned();
    }
    let kept: String = reason.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Returns what was measured by the sources of the settings, or by all others.
fn group<'a>(
    readings: &'a AllReadings,
    is_asked: bool,
    asked: &'a SourceTimes,
) -> impl Iterator<Item = (&'a str, &'a SourceReadings)> {
    let measured = readings.iter().filter(|(name, _)| *name != MANUAL);
    measured.filter(move |(name, _)| asked.of(name).is_some() == is_asked)
}
