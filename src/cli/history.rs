//! The past sessions, one on each line, the newest last.

use super::markup::{LinePart, part, typed};
use super::phrases::{period_text, short_notes, times};
use super::table;
use crate::core::{
    Band, Period, Phase, SessionRecord, SessionType, breaks_text, count_text, short_text,
};
use crate::zone::Zone;

/// The cells of a session.
pub const CELLS: usize = 8;

/// Returns the cells of sessions.
#[must_use]
pub fn cells(records: &[SessionRecord], zone: &dyn Zone) -> Vec<[String; CELLS]> {
    let row = |record: &SessionRecord| {
        let (start, end) = (zone.local(record.started_at_utc), zone.local(record.ended_at_utc));
        [
            marked(record),
            start.date().to_string(),
            times(start, end),
            short_text(record.active_ms),
            pauses(record.paused_ms, record.breaks),
            bands(record.band),
            special(record),
            short_notes(&record.notes_text(), record.closing_notes.as_deref()),
        ]
    };
    records.iter().map(row).collect()
}

/// Returns a line for each session, and their sum with the period that was asked for.
#[must_use]
pub fn lines(records: &[SessionRecord], period: &Period, zone: &dyn Zone) -> Vec<String> {
    let mut totals = Totals::default();
    totals.add(records);
    let mut lines = table::lines(&cells(records, zone));
    lines.extend(totals.lines(period, zone));
    lines
}

/// Returns the key of a session, with a sign for each: it was cancelled, it was added later, it was
/// corrected.
fn marked(record: &SessionRecord) -> String {
    let is_cancelled = record.phase == Phase::Cancelled;
    let signs = [(is_cancelled, 'x'), (record.is_added, '+'), (record.is_corrected, '~')];
    let signs: String = signs.iter().filter(|(is_so, _)| *is_so).map(|(_, sign)| *sign).collect();
    if signs.is_empty() { record.key.to_string() } else { format!("{} {signs}", record.key) }
}

/// Returns the type of a session, unless it is `work`.
fn special(record: &SessionRecord) -> String {
    record.session_type.special().map(|word| typed(word.as_str())).unwrap_or_default()
}

/// Returns the types that were asked for, as in " of type review or meeting"; empty if none was.
#[must_use]
pub fn of_types(types: &[SessionType]) -> String {
    let words: Vec<String> = types.iter().map(|word| typed(word.as_str())).collect();
    if words.is_empty() { String::new() } else { format!(" of type {}", words.join(" or ")) }
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

/// The sum of sessions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    sessions: usize,
    active_ms: u64,
    paused_ms: u64,
    /// Whether they were cancelled: then all of them were.
    are_cancelled: bool,
    /// Whether a session was added.
    has_added: bool,
    /// Whether a session was corrected.
    has_corrected: bool,
}

impl Totals {
    /// Adds sessions.
    pub fn add(&mut self, records: &[SessionRecord]) {
        self.sessions = self.sessions.saturating_add(records.len());
        for record in records {
            self.active_ms = self.active_ms.saturating_add(record.active_ms);
            self.paused_ms = self.paused_ms.saturating_add(record.paused_ms);
            self.are_cancelled |= record.phase == Phase::Cancelled;
            self.has_added |= record.is_added;
            self.has_corrected |= record.is_corrected;
        }
    }

    /// Returns the sum with the period that was asked for, and what the signs mean.
    #[must_use]
    pub fn lines(&self, period: &Period, zone: &dyn Zone) -> Vec<String> {
        let what = if self.are_cancelled { "cancelled session" } else { "session" };
        let sum = format!(
            "{}{}: {} active, {} paused",
            count_text(self.sessions, what),
            period_text(period, zone),
            short_text(self.active_ms),
            short_text(self.paused_ms)
        );
        let signs = [(self.has_added, "+ added later"), (self.has_corrected, "~ corrected")];
        let shown = signs.iter().filter(|(is_there, _)| *is_there).map(|(_, meaning)| *meaning);
        let shown: Vec<&str> = shown.collect();
        let legend = format!("{}: `onwatch show KEY` says by whom and when", shown.join(", "));
        let cancelled = "x cancelled: no total has it; `onwatch reopen KEY` restores it";
        let legends = [(self.are_cancelled, cancelled), (!shown.is_empty(), &legend)];
        let legends = legends.iter().filter(|(is_there, _)| *is_there);
        let legends = legends.map(|(_, legend)| part(LinePart::Label, legend));
        [sum].into_iter().chain(legends).collect()
    }
}
