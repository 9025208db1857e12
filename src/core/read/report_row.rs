//! A row of a report.

use crate::core::base::{count_text, left_text, seconds_text};
use crate::core::read::RowKey;

/// A row of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// What its time has in common.
    pub key: RowKey,
    /// The titles that the innermost context had, each once, in the order of the sessions.
    pub titles: Vec<String>,
    /// Its active time, milliseconds.
    pub active_ms: u64,
    /// The same in whole seconds. Together the rows have the whole seconds of the total.
    pub seconds: u64,
    /// The same, rounded, seconds; `None` if the times are exact.
    pub rounded_seconds: Option<u64>,
    /// How many sessions have time in it.
    pub sessions: usize,
    /// How many of them were corrected later.
    pub corrected: usize,
    /// How many of them were added later.
    pub added: usize,
    /// Whether a live session has time in it.
    pub is_live: bool,
    /// What is known of its task, sprint or project over all time; `None` of others.
    pub plan: Option<RowPlan>,
}

/// The estimate of a task, a sprint or a project, and its active time over all sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlan {
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// The active time over all sessions of all desks, seconds.
    pub actual_seconds: u64,
}

impl RowPlan {
    /// Returns by how much it took longer than its estimate, seconds; negative if there is time left.
    #[must_use]
    pub fn variance_seconds(self) -> Option<i64> {
        let seconds = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Some(seconds(self.actual_seconds).saturating_sub(seconds(self.estimate_seconds?)))
    }

    /// Returns the same in words, as in "estimated 2h 00m, actual 2h 41m, 41m over".
    #[must_use]
    pub fn text(self) -> String {
        let actual = format!("actual {}", seconds_text(self.actual_seconds));
        let (Some(estimate), Some(variance)) = (self.estimate_seconds, self.variance_seconds())
        else {
            return actual;
        };
        let by = variance.unsigned_abs();
        let how = match variance {
            0 => String::new(),
            1.. => format!(", {} over", seconds_text(by)),
            _ => format!(", {}", left_text(by)),
        };
        format!("estimated {}, {actual}{how}", seconds_text(estimate))
    }
}

impl ReportRow {
    /// Returns its title, if it has exactly one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        match self.titles.as_slice() {
            [one] => Some(one),
            [] | [_, _, ..] => None,
        }
    }

    /// Returns how many titles it has, as in "2 titles", if it has several.
    #[must_use]
    pub fn title_count(&self) -> Option<String> {
        (self.titles.len() > 1).then(|| count_text(self.titles.len(), "title"))
    }
}
