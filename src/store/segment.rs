//! The segments of the journal: their names, and positions in them.

use std::fmt;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line;

/// The length at which a segment is full, bytes.
pub const SEGMENT_MAX: u64 = 64 * 1_024 * 1_024;

/// `000007-2026-11.jsonl`: segments are ordered by number; the month (UTC) is a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// Its number in the journal, from 1.
    pub number: u32,
    /// The year in its label.
    pub year: i32,
    /// The month in its label.
    pub month: u32,
}

impl SegmentName {
    /// Returns the name of the segment after number `previous`, created at `at`.
    pub fn after(previous: u32, at: DateTime<Utc>) -> Self {
        Self { number: previous.saturating_add(1), year: at.year(), month: at.month() }
    }

    /// Parses a file name. Returns `None` if it is not the name of a segment.
    pub fn parse(name: &str) -> Option<Self> {
        let (number, label) = name.strip_suffix(".jsonl")?.split_once('-')?;
        let (year, month) = label.rsplit_once('-')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(number) || !digits(month) {
            return None;
        }
        let parsed = Self {
            number: number.parse().ok()?,
            year: year.parse().ok()?,
            month: month.parse().ok()?,
        };
        (parsed.to_string() == name).then_some(parsed)
    }

    /// Returns whether its month is over at `now`. A clock that was set back ends no month.
    pub fn is_over(self, now: DateTime<Utc>) -> bool {
        (self.year, self.month) < (now.year(), now.month())
    }
}

/// The end of a line in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPosition {
    /// The file name of the segment.
    pub segment: String,
    /// The end of the line, bytes from the start of the segment.
    pub offset: u64,
    /// The checksum of the line.
    pub crc: String,
}

impl JournalPosition {
    /// Returns the position of the line `text`, which ends at byte `end` of a segment.
    pub fn of(text: &[u8], segment: SegmentName, end: u64) -> Self {
        let crc = line::carried_crc(text).unwrap_or_default().to_owned();
        Self { segment: segment.to_string(), offset: end, crc }
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}-{:04}-{:02}.jsonl", self.number, self.year, self.month)
    }
}

impl Store {
    /// Returns the names of the segments, oldest first.
    pub(super) fn segments(&self) -> Result<Vec<SegmentName>, StoreError> {
        let dir = self.paths.history();
        if !self.has_dir(&dir)? {
            return Ok(Vec::new());
        }
        let names = self.disk.list(&dir).context("list", &dir)?;
        let names = names.iter().filter_map(|name| SegmentName::parse(name));
        let mut segments: Vec<_> = names.collect();
        segments.sort_unstable();
        Ok(segments)
    }

    /// Returns the path of a segment.
    pub(super) fn segment_path(&self, name: SegmentName) -> PathBuf {
        self.paths.history().join(name.to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_name_is_parsed_and_other_file_names_are_not() {
        let name = SegmentName { number: 7, year: 2026, month: 11 };
        assert_eq!(name.to_string(), "000007-2026-11.jsonl");
        assert_eq!(SegmentName::parse("000007-2026-11.jsonl"), Some(name));
        for other in ["7-2026-11.jsonl", "sessions.jsonl", "000007-2026-11.jsonl.new", ".lock"] {
            assert_eq!(SegmentName::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_starts_no_segment() {
        let name = SegmentName { number: 7, year: 2026, month: 11 };
        assert!(!name.is_over("2026-10-31T23:59:59Z".parse().unwrap()));
        assert!(!name.is_over("2026-11-30T23:59:59Z".parse().unwrap()));
        assert!(name.is_over("2026-12-01T00:00:00Z".parse().unwrap()));
        assert!(name.is_over("2027-01-01T00:00:00Z".parse().unwrap()));
    }
}
