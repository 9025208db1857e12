//! Reads some of the sessions that a line ended, corrected or added, and parses no others: one line may
//! add hundreds.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::StoreError;
use super::files::Store;
use super::line::{self, BadLine};
use super::segment::JournalPosition;
use crate::core::{HistoryUpdate, Session, SessionKey};

/// The part of a line that is read.
#[derive(Deserialize)]
struct FiledLine {
    seq: u64,
    v: u32,
    change: FiledChange,
}

#[derive(Deserialize)]
struct FiledChange {
    #[serde(default)]
    set: FiledSet,
}

#[derive(Deserialize, Default)]
struct FiledSet {
    #[serde(default)]
    history_updates: Vec<Box<RawValue>>,
}

impl Store {
    /// Returns the number of the event whose line ends at a position, and the sessions with these keys
    /// as it recorded them, in its order.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if another line, or none, ends there.
    pub fn filed_at(
        &self,
        at: &JournalPosition,
        keys: &[SessionKey],
    ) -> Result<(u64, Vec<Session>), StoreError> {
        let path = self.paths.history().join(&at.segment);
        let text = self.line_at(at)?;
        let line = line::read(&text, |line: &FiledLine| line.v);
        let FiledLine { seq, change, .. } = line.map_err(|bad| bad.at(&path, at.offset))?;
        let names: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
        let mut sessions = Vec::new();
        for update in &change.set.history_updates {
            if !names.iter().any(|name| update.get().contains(name)) {
                continue;
            }
            let update = serde_json::from_str(update.get())
                .map_err(|error| BadLine::Newer(error.to_string()).at(&path, at.offset))?;
            match update {
                HistoryUpdate::Filed(session) if keys.contains(&session.key) => {
                    sessions.push(*session);
                }
                HistoryUpdate::Filed(_) | HistoryUpdate::Withdrawn { .. } => {}
            }
        }
        Ok((seq, sessions))
    }
}
