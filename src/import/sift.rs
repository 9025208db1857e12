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
    /// Whether anything in it was written in the format. If not, it is a file of another kind.
    pub is_of_format: bool,
}

/// Why there is no session in a part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is not written in the format.
    OtherFormat(String),
    /// It is a record in the format, but it cannot become a session.
    Record(String),
}

impl From<String> for Unread {
    fn from(why: String) -> Self {
        Self::Record(why)
    }
}

impl From<&str> for Unread {
    fn from(why: &str) -> Self {
        Self::Record(why.to_owned())
    }
}

/// Takes records in the order of the file.
pub(super) struct Sift {
    format: ImportFormat,
    now: DateTime<Utc>,
    sessions: BTreeMap<DateTime<Utc>, Imported>,
    refused: Vec<Refused>,
    more_refused: usize,
    is_of_format: bool,
}

impl Sift {
    pub(super) fn new(format: ImportFormat, now: DateTime<Utc>) -> Self {
        let (sessions, refused) = (BTreeMap::new(), Vec::new());
        Self { format, now, sessions, refused, more_refused: 0, is_of_format: false }
    }

    /// Takes the record that starts on a line, or why it cannot be read.
    pub(super) fn take(&mut self, line: usize, record: Result<SourceRecord, Unread>) {
        self.is_of_format |= !matches!(record, Err(Unread::OtherFormat(_)));
        let record = record.map_err(|unread| match unread {
            Unread::OtherFormat(why) | Unread::Record(why) => why,
        });
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
        let Self { sessions, refused, more_refused, is_of_format, .. } = self;
        let sessions = sessions.into_values().collect();
        ImportFile { sessions, refused, more_refused, is_of_format }
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
