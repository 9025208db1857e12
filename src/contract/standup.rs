//! What happened since a time.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::{SinceItem, StandupNote, StandupReading, StandupSession, StandupTask};

/// What happened since a time, on all desks: of each kind the newest.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StandupNow {
    /// The time, UTC.
    pub from_utc: DateTime<Utc>,
    /// The tasks that were completed.
    pub done: Vec<StandupTask>,
    /// The tasks that are blocked now.
    pub blocked: Vec<StandupTask>,
    /// The tasks that are in progress now.
    pub doing: Vec<StandupTask>,
    /// The tasks that became known.
    pub added: Vec<StandupTask>,
    /// The tasks that were dropped.
    pub dropped: Vec<StandupTask>,
    /// The notes.
    pub notes: Vec<StandupNote>,
    /// The sessions that were worked in; live ones come first.
    pub sessions: Vec<StandupSession>,
    /// The changes of band and health.
    pub readings: Vec<StandupReading>,
}

impl StandupNow {
    /// Returns this without anything that happened.
    #[must_use]
    pub fn from(from_utc: DateTime<Utc>) -> Self {
        Self {
            from_utc,
            done: Vec::new(),
            blocked: Vec::new(),
            doing: Vec::new(),
            added: Vec::new(),
            dropped: Vec::new(),
            notes: Vec::new(),
            sessions: Vec::new(),
            readings: Vec::new(),
        }
    }

    /// Adds something that happened.
    pub fn add(&mut self, item: SinceItem) {
        match item {
            SinceItem::Done(task) => self.done.push(task),
            SinceItem::Blocked(task) => self.blocked.push(task),
            SinceItem::Doing(task) => self.doing.push(task),
            SinceItem::Added(task) => self.added.push(task),
            SinceItem::Dropped(task) => self.dropped.push(task),
            SinceItem::Note(note) => self.notes.push(note),
            SinceItem::Session(session) => self.sessions.push(session),
            SinceItem::Reading(reading) => self.readings.push(reading),
        }
    }
}
