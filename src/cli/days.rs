//! The active time of past sessions by local day, the newest last.

use super::phrases::period_text;
use super::table;
use crate::core::{Day, Period, count_text, short_text};
use crate::zone::Zone;

/// Returns a line for each day, and their sum with the period that was asked for.
#[must_use]
pub fn lines(days: &[Day], period: &Period, zone: &dyn Zone) -> Vec<String> {
    let row = |day: &Day| {
        let sessions = count_text(day.sessions.len(), "session");
        [day.date.to_string(), short_text(day.active_ms), sessions]
    };
    let mut lines = table::lines(&days.iter().map(row).collect::<Vec<_>>());
    let sum = days.iter().map(|day| day.active_ms).fold(0, u64::saturating_add);
    let (days, period) = (count_text(days.len(), "day"), period_text(period, zone));
    lines.push(format!("{days}{period}: {} active", short_text(sum)));
    lines
}
