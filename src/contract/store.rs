//! The store: where its files are, and what the doctor found.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::core::{CountedTimes, DeskName, MadeOverlap, SessionKey};
use crate::paths::Paths;
use crate::store::{Finding, Report};

/// What the doctor found and did.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StoreReport {
    /// The desk: a profile, `default`, or the id of a run.
    pub desk: DeskName,
    /// Whether the store is sound.
    pub sound: bool,
    /// The number of journal segments that were checked.
    pub segments: usize,
    /// The number of events that were checked.
    pub events: u64,
    /// What must be repaired.
    pub troubles: Vec<StoreFinding>,
    /// What was found and needs no repair.
    pub notes: Vec<StoreFinding>,
    /// Sessions that a command made overlap: the store is sound, but time counts twice. At most ten.
    pub overlaps: Vec<SessionOverlap>,
    /// Whether there may be more of them.
    pub more_overlaps: bool,
    /// What was repaired.
    pub done: Vec<String>,
    /// What to do next; null if nothing must be done.
    pub next: Option<String>,
}

/// Something the doctor found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StoreFinding {
    /// The file.
    pub path: String,
    /// The position in the file, bytes from its start; null if the whole file is meant.
    pub byte: Option<u64>,
    /// What is wrong.
    pub cause: String,
}

/// Two sessions that a command made overlap.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionOverlap {
    /// The session that was corrected, added or restored, started at an earlier time, or reopened.
    pub corrected: OverlappingSession,
    /// The session whose time it takes.
    pub other: OverlappingSession,
    /// How much time both take, seconds; null if both are live.
    pub seconds: Option<u64>,
    /// The command that puts it right.
    pub next: String,
}

/// From when until when a session is recorded.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OverlappingSession {
    /// The short name.
    pub key: SessionKey,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC; null while it is live.
    pub ended_at_utc: Option<DateTime<Utc>>,
}

impl Document for StoreReport {
    const SCHEMA: &'static str = "onwatch.doctor/1";
}

impl StoreReport {
    /// Returns a report on a desk with what to do next, if something must be done. `apart` returns the
    /// command that puts an overlap right.
    #[must_use]
    pub fn of(
        desk: DeskName,
        report: &Report,
        next: Option<String>,
        apart: &dyn Fn(&MadeOverlap) -> String,
    ) -> Self {
        let overlap = |found: &MadeOverlap| SessionOverlap {
            corrected: OverlappingSession::from(&found.corrected),
            other: OverlappingSession::from(&found.other),
            seconds: found.length().and_then(|length| u64::try_from(length.num_seconds()).ok()),
            next: apart(found),
        };
        let all = |findings: &[Finding]| findings.iter().map(StoreFinding::from).collect();
        Self {
            desk,
            sound: report.is_sound(),
            segments: report.segments,
            events: report.events,
            troubles: all(&report.troubles),
            notes: all(&report.notes),
            overlaps: report.overlaps.iter().map(overlap).collect(),
            more_overlaps: report.more_overlaps,
            done: report.done.clone(),
            next,
        }
    }
}

impl From<&CountedTimes> for OverlappingSession {
    fn from(times: &CountedTimes) -> Self {
        let CountedTimes { key, from_utc, until_utc } = *times;
        Self { key, started_at_utc: from_utc, ended_at_utc: until_utc }
    }
}

impl From<&Finding> for StoreFinding {
    fn from(finding: &Finding) -> Self {
        Self { path: text(&finding.path), byte: finding.byte, cause: finding.cause.clone() }
    }
}

/// Where the files are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FilePaths {
    /// The name of the profile; null for the default one.
    pub profile: Option<String>,
    /// The directory of the state file and the settings.
    pub config: String,
    /// The directory of the history.
    pub data: String,
    /// The state file.
    pub state: String,
    /// The directory of the journal.
    pub history: String,
    /// The settings file.
    pub settings: String,
    /// The file that says how far the journal reached.
    pub witness: String,
    /// The directory of copies of what could not be read.
    pub quarantine: String,
}

impl Document for FilePaths {
    const SCHEMA: &'static str = "onwatch.paths/1";
}

impl From<&Paths> for FilePaths {
    fn from(paths: &Paths) -> Self {
        Self {
            profile: paths.desk.profile().map(str::to_owned),
            config: text(&paths.config),
            data: text(&paths.data),
            state: text(&paths.state()),
            history: text(&paths.history()),
            settings: text(&paths.settings()),
            witness: text(&paths.witness()),
            quarantine: text(&paths.quarantine()),
        }
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
