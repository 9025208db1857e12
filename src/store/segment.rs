//! The segments of the journal: their names, positions in them, and reading their events.

use std::fmt;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, BadLine};
use crate::core::Recorded;

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

/// How far the events of a segment could be read.
#[derive(Debug)]
pub struct EventsRead {
    /// The length of the good lines, bytes.
    pub good: usize,
    /// Why reading stopped before the end, or `None`.
    pub stop: Option<Stop>,
}

/// Why reading stopped before the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The last line is incomplete or broken: it was never acknowledged.
    Torn,
    /// An acknowledged line cannot be read.
    Damaged(String),
    /// A newer program wrote the next line.
    Newer(String),
}

/// Calls `each` with the events after event number `seq`, in order.
pub fn read_events(bytes: &[u8], seq: u64, each: &mut dyn FnMut(&Recorded)) -> EventsRead {
    let mut read = EventsRead { good: 0, stop: None };
    let mut expected = seq.saturating_add(1);
    for text in line::lines(bytes) {
        match line::event(text) {
            Ok(event) if event.seq == expected => each(&event),
            Ok(event) => {
                let cause = format!("event {} is in the place of event {expected}", event.seq);
                read.stop = Some(Stop::Damaged(cause));
                return read;
            }
            Err(BadLine::Newer(what)) => {
                read.stop = Some(Stop::Newer(what));
                return read;
            }
            Err(BadLine::Broken(cause)) => {
                let rest = bytes.get(read.good..).unwrap_or_default();
                read.stop = Some(if has_good_line(rest) {
                    Stop::Damaged(cause.to_owned())
                } else {
                    Stop::Torn
                });
                return read;
            }
        }
        read.good += text.len();
        expected = expected.saturating_add(1);
    }
    read
}

/// Returns whether a good line follows. Then everything before it was acknowledged.
fn has_good_line(bytes: &[u8]) -> bool {
    line::lines(bytes).any(|text| line::check(text).is_ok())
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

    #[test]
    fn a_bad_last_line_is_torn_and_a_bad_line_before_a_good_one_is_damage() {
        let good = line::seal(&serde_json::json!({"seq": 1, "v": 1})).unwrap();
        for torn in [&b"{\"seq\":1"[..], &b"\0\0\0\0"[..], &b"{\"seq\":1}\n"[..]] {
            assert_eq!(read_events(torn, 0, &mut |_| {}).stop, Some(Stop::Torn));
            let before_good = [torn, b"\n", &good].concat();
            assert!(matches!(
                read_events(&before_good, 0, &mut |_| {}).stop,
                Some(Stop::Damaged(_))
            ));
        }
    }
}
