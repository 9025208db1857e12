//! Spans: the measured parts of active time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::{Moment, Stamp, ms_between};

/// A stretch of active time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// When it began, and on which clock.
    #[serde(flatten)]
    pub start: Stamp,
    /// When it ended, UTC; `None` while it is open.
    #[serde(default)]
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// Its measured length once it is closed, milliseconds. This counts, not the two times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_ms: Option<u64>,
    /// Whether it continues the stretch of the span before it: only the clock changed between them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
    /// Whether a person said it later. Its length is then that of its two times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub said: bool,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Span {
    pub(in crate::core) fn open(start: Stamp) -> Self {
        Self {
            start,
            ended_at_utc: None,
            active_ms: None,
            goes_on: false,
            said: false,
            extra: Map::new(),
        }
    }

    /// Returns a span that a person said later, between two times, UTC.
    pub(in crate::core) fn said(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        let start = Stamp { at_utc: from, anchor: None };
        let (ended_at_utc, active_ms) = (Some(to), Some(ms_between(from, to)));
        Self { ended_at_utc, active_ms, said: true, ..Self::open(start) }
    }

    /// Closes the span at a time, with its measured length.
    pub(in crate::core) fn close(&mut self, at: DateTime<Utc>, active_ms: u64) {
        self.active_ms = Some(active_ms);
        self.ended_at_utc = Some(at);
        // A closed span is no longer measured, so it needs no clock.
        self.start.anchor = None;
    }

    /// Returns the measured length so far, milliseconds.
    #[must_use]
    pub fn ms(&self, now: &Moment) -> u64 {
        self.active_ms.unwrap_or_else(|| self.start.elapsed_ms(now))
    }

    /// Reports whether the span is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.active_ms.is_none()
    }
}

/// The total of older spans or frames that left a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Folded {
    /// Their number.
    pub count: usize,
    /// Their active time, milliseconds.
    pub active_ms: u64,
}

impl Folded {
    /// Adds one.
    pub(in crate::core) fn add(&mut self, active_ms: u64) {
        self.count = self.count.saturating_add(1);
        self.active_ms = self.active_ms.saturating_add(active_ms);
    }
}
