//! The past sessions, one on each line, the newest last.

use super::phrases::{period_text, short_notes, times};
use super::table;
use crate::core::{Band, Period, SessionRecord, breaks_text, count_text, short_text};
use crate::zone::Zone;

/// Returns a line for each session, the newest last, and their sum with the period that was asked
/// for. `records` has the newest first.
#[must_use]
pub fn lines(records: &[SessionRecord], period: &Period, zone: &dyn Zone) -> Vec<String> {
    let row = |record: &SessionRecord| {
        let (start, end) = (zone.local(record.started_at_utc), zone.local(record.ended_at_utc));
        [
            record.key.to_string(),
            start.date().to_string(),
            times(start, end),
            short_text(record.active_ms),
            pauses(record.paused_ms, record.breaks),
            bands(record.band),
            short_notes(&record.notes_text(), record.closing_notes.as_deref()),
        ]
    };
    let rows: Vec<_> = records.iter().rev().map(row).collect();
    let mut lines = table::lines(&rows);
    lines.push(totals(records, &period_text(period, zone)));
    lines
}

fn pauses(paused_ms: u64, breaks: u32) -> String {
    let often = breaks_text(breaks);
    often.map(|often| format!("{} {often}", short_text(paused_ms))).unwrap_or_default()
}

fn bands((start, end): (Band, Band)) -> String {
    if start == end {
        start.letter().to_owned()
    } else {
        format!("{} → {}", start.letter(), end.letter())
    }
}

fn totals(records: &[SessionRecord], period: &str) -> String {
    let sum = |ms: fn(&SessionRecord) -> u64| {
        short_text(records.iter().map(ms).fold(0, u64::saturating_add))
    };
    let sessions = count_text(records.len(), "session");
    format!(
        "{sessions}{period}: {} active, {} paused",
        sum(|one| one.active_ms),
        sum(|one| one.paused_ms)
    )
}
