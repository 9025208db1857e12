//! The first line of a segment. It carries the hash of the newest event, like any line.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::line::{self, BadLine};
use super::line_hash::LineHash;
use super::reached::Reached;
use super::step_lines::StepLines;
use crate::core::Watch;

/// The first line of a segment: everything the desk knew when the segment was created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The number of the newest event it includes.
    pub seq: u64,
    /// When it was written, UTC.
    pub recorded_at: DateTime<Utc>,
    /// The version that a reader must support.
    pub v: u32,
    /// The id of its store.
    pub store_id: String,
    /// Whether a repair wrote it. Then events before it may be lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repaired: bool,
    /// Where the lines of the undo steps are.
    #[serde(default)]
    pub steps: StepLines,
    /// Everything the desk knew.
    #[serde(rename = "checkpoint")]
    pub watch: Watch,
}

impl Checkpoint {
    /// Returns the checkpoint of what was reached, written at `now`.
    pub fn new(store_id: String, reached: &Reached, now: DateTime<Utc>) -> Self {
        Self {
            seq: reached.watch.seq,
            recorded_at: now,
            v: reached.version,
            store_id,
            repaired: false,
            steps: reached.steps.clone(),
            watch: reached.watch.clone(),
        }
    }

    /// Returns what a reader has reached after this checkpoint, whose line is `text`.
    pub fn into_reached(self, text: &[u8]) -> Reached {
        let head = Some(LineHash::of(text));
        Reached { watch: self.watch, steps: self.steps, head, version: self.v }
    }

    /// Reads the checkpoint of a line.
    ///
    /// # Errors
    /// [`BadLine`], either for a broken line or for one that a newer program wrote.
    pub fn read(text: &[u8]) -> Result<Self, BadLine> {
        if line::check(text).is_ok() && line::store_id(text).is_none() {
            return Err(BadLine::Broken("it is not the first line of a segment"));
        }
        line::read(text, |checkpoint: &Self| checkpoint.v)
    }
}
