//! The active time of past sessions by local day, the newest last.

use super::table;
use crate::core::{Day, count_text, short_text};

/// Returns a line for each day, and their sum.
#[must_use]
pub fn lines(days: &[Day]) -> Vec<String> {
    let row = |day: &Day| {
        let sessions = count_text(day.sessions.len(), "session");
        [day.date.to_string(), short_text(day.active_ms), sessions]
    };
    let mut lines = table::lines(&days.iter().map(row).collect::<Vec<_>>());
    let sum = days.iter().map(|day| day.active_ms).fold(0, u64::saturating_add);
    lines.push(format!("{}: {} active", count_text(days.len(), "day"), short_text(sum)));
    lines
}
