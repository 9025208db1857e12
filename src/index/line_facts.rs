//! The part of a line of the journal that the index needs. The rest is not parsed.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::core::{
    Band, Fact, FrameRef, HistoryUpdate, Light, Phase, Recorded, SessionKey, SessionRef, TaskUpdate,
};
use crate::store::{JournalLine, SegmentName};

/// A line of the journal: where it stands, and what the index needs of it.
#[derive(Debug)]
pub struct ReadLine {
    /// Its segment.
    pub segment: SegmentName,
    /// Where it begins, bytes.
    pub from: u64,
    /// Where it ends, bytes.
    pub end: u64,
    /// Its event.
    pub seq: u64,
    /// Its checksum.
    pub crc: String,
    /// What the index needs of the event.
    pub facts: LineFacts,
}

impl ReadLine {
    /// Reads a line.
    ///
    /// # Errors
    /// [`UnknownLine`] if a newer program wrote it.
    pub fn of(line: &JournalLine<'_>) -> Result<Self, UnknownLine> {
        let JournalLine { segment, from, end, seq, crc, text } = *line;
        let facts = LineFacts::read(text).ok_or(UnknownLine)?;
        Ok(Self { segment, from, end, seq, crc: crc.to_owned(), facts })
    }
}

/// One event.
#[derive(Debug, Deserialize)]
pub struct LineFacts {
    /// When it was recorded, UTC.
    pub recorded_at: DateTime<Utc>,
    /// When it took effect, UTC.
    pub at: DateTime<Utc>,
    /// Who gave the command.
    pub by: Giver,
    /// The version that a reader needs.
    pub v: u32,
    /// The session it concerns.
    #[serde(default)]
    pub session: Option<SessionRef>,
    /// The frames it belongs to, outermost first.
    #[serde(default)]
    pub context: Vec<FrameRef>,
    /// What happened.
    pub event: Fact,
    /// What it changed.
    pub change: ChangeFacts,
}

/// Who gave a command.
#[derive(Debug, Deserialize)]
pub struct Giver {
    /// The person or agent.
    pub operator: String,
}

/// What an event changed.
#[derive(Debug, Deserialize)]
pub struct ChangeFacts {
    /// What the command itself changed.
    #[serde(default)]
    pub set: SetFacts,
    /// The band since then.
    #[serde(default)]
    pub cone: Option<BandFacts>,
    /// The health since then.
    #[serde(default)]
    pub health: Option<HealthFacts>,
}

/// What a command itself changed.
#[derive(Debug, Default, Deserialize)]
pub struct SetFacts {
    /// The session on the desk.
    #[serde(default)]
    pub session: Option<SessionFacts>,
    /// The past sessions.
    #[serde(default)]
    pub history_updates: Vec<HistoryUpdate>,
    /// The tasks.
    #[serde(default)]
    pub tasks: Vec<TaskUpdate>,
}

/// A change of the session on the desk.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionFacts {
    /// Another one replaced it.
    Replace(Option<NewSession>),
    /// It was changed.
    Patch(IgnoredAny),
}

/// The session that replaced another one.
#[derive(Debug, Deserialize)]
pub struct NewSession {
    /// The short name.
    pub key: SessionKey,
    /// Its phase.
    pub phase: Phase,
}

/// A band.
#[derive(Debug, Deserialize)]
pub struct BandFacts {
    /// The band.
    pub band: Band,
}

/// A health.
#[derive(Debug, Deserialize)]
pub struct HealthFacts {
    /// The health.
    pub status: Light,
}

/// A newer program wrote the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLine;

impl LineFacts {
    /// Reads a line whose checksum was checked; `None` if a newer program wrote it.
    fn read(text: &[u8]) -> Option<Self> {
        let facts: Option<Self> = serde_json::from_slice(text).ok();
        facts.filter(|facts| facts.v <= Recorded::VERSION)
    }

    /// Returns the numbers of the sessions it concerns, each once: see [`Recorded::concerns`].
    pub fn sessions(&self) -> Vec<SessionKey> {
        let set = &self.change.set;
        let past = set.history_updates.iter().map(|update| match update {
            HistoryUpdate::Filed(session) => session.key,
            HistoryUpdate::Withdrawn { key, .. } => *key,
        });
        let revived = match &set.session {
            Some(SessionFacts::Replace(Some(other))) if other.phase.is_live() => Some(other.key),
            Some(SessionFacts::Replace(_) | SessionFacts::Patch(_)) | None => None,
        };
        let own = self.session.as_ref().map(|session| session.key);
        let mut all: Vec<_> = own.into_iter().chain(past).chain(revived).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
