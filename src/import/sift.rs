//! Takes the records of a file one by one, and separates the sessions from what is refused.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, SubsecRound, Utc};

use super::record::{ImportFormat, Imported, Refused, SourceRecord};
use crate::core::YEARS;

/// How many refused records are listed. The others are only counted, so that a file of rubbish
/// does not fill the memory.
pub const REFUSED_LISTED: usize = 1_000;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportFile {
    /// The sessions, the earliest first. No two of them overlap.
    pub sessions: Vec<Imported>,
    /// The records that were refused, by line; at most [`REFUSED_LISTED`].
    pub refused: Vec<Refused>,
    /// How many more records were refused.
    pub more_refused: usize,
}

/// Takes records in the order of the file.
pub(super) struct Sift {
    format: ImportFormat,
    now: DateTime<Utc>,
    sessions: BTreeMap<DateTime<Utc>, Imported>,
    refused: Vec<Refused>,
    more_refused: usize,
}

impl Sift {
    pub(super) fn new(format: ImportFormat, now: DateTime<Utc>) -> Self {
        let (sessions, refused) = (BTreeMap::new(), Vec::new());
        Self { format, now, sessions, refused, more_refused: 0 }
    }

    /// Takes the record that starts on a line, or why it cannot be read.
    pub(super) fn take(&mut self, line: usize, record: Result<SourceRecord, String>) {
        match record.and_then(|record| self.checked(line, record)) {
            Ok(session) => {
                self.sessions.insert(session.from_utc, session);
            }
            Err(why) if self.refused.len() < REFUSED_LISTED => {
                self.refused.push(Refused { line, why });
            }
            Err(_) => self.more_refused += 1,
        }
    }

    /// Returns what the file holds.
    pub(super) fn finish(self) -> ImportFile {
        let sessions = self.sessions.into_values().collect();
        ImportFile { sessions, refused: self.refused, more_refused: self.more_refused }
    }

    fn checked(&self, line: usize, record: SourceRecord) -> Result<Imported, String> {
        let mut record = record;
        record.from_utc = record.from_utc.trunc_subsecs(3);
        record.to_utc = record.to_utc.trunc_subsecs(3);
        let (from, to) = (record.from_utc, record.to_utc);
        if !(YEARS.contains(&from.year()) && YEARS.contains(&to.year())) {
            let (first, last) = (YEARS.start(), YEARS.end());
            return Err(format!("its times are not in the years {first} to {last}"));
        }
        if to < from {
            return Err("it ends before it starts".to_owned());
        }
        if to == from {
            return Err("it ends when it starts, so it has no time".to_owned());
        }
        if to > self.now {
            return Err("it ends in the future".to_owned());
        }
        let session = record.session(line, self.format)?;
        let before = self.sessions.range(..=from).next_back();
        let after = self.sessions.range(from..).next();
        let overlaps = |other: &&Imported| from < other.to_utc && other.from_utc < to;
        let other = [before, after].into_iter().flatten().map(|(_, other)| other).find(overlaps);
        match other {
            None => Ok(session),
            Some(other) if other.hash == session.hash => {
                Err(format!("it is the same as the one on line {}", other.line))
            }
            Some(other) => Err(format!("it overlaps with the one on line {}", other.line)),
        }
    }
}
