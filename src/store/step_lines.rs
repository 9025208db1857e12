//! Where the journal holds the lines that undo and redo reverse.

use serde::{Deserialize, Serialize};

use super::disk::Open;
use super::error::StoreError;
use super::files::Store;
use super::line;
use super::reverse_lines::ReverseLines;
use super::segment::JournalPosition;
use crate::core::{Recorded, Watch};

/// The position of the newest line of each undo and redo step: the line that made the change, or
/// that undid or redid it last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepLines(Vec<StepLine>);

/// The position of the newest line of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StepLine {
    /// The event that made the change.
    step: u64,
    /// The end of the line.
    #[serde(flatten)]
    at: JournalPosition,
}

impl StepLines {
    /// Returns where the newest line of a step ends.
    pub fn of(&self, step: u64) -> Option<&JournalPosition> {
        self.0.iter().find(|line| line.step == step).map(|line| &line.at)
    }

    /// Returns how many steps have a line.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Adds the line of an event, after which the desk knows `watch`.
    pub fn add(&mut self, event: &Recorded, at: JournalPosition, watch: &Watch) {
        let step = event.step();
        self.0.retain(|line| line.step != step);
        self.0.push(StepLine { step, at });
        self.keep(watch);
    }

    /// Adds the line of an event, unless a newer line of its step is known.
    pub fn add_older(&mut self, event: &Recorded, at: JournalPosition) {
        let step = event.step();
        if self.of(step).is_none() {
            self.0.push(StepLine { step, at });
        }
    }

    /// Drops the lines that no step of a watch needs.
    pub fn keep(&mut self, watch: &Watch) {
        let steps = || watch.undo.iter().chain(&watch.redo);
        self.0.retain(|line| steps().any(|step| step.seq == line.step));
    }
}

impl Store {
    /// Reads the newest line of a step.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the journal no longer holds that line.
    pub(super) fn step_line(&self, steps: &StepLines, step: u64) -> Result<Recorded, StoreError> {
        let history = self.paths.history();
        let lost = |path, byte, cause: &str| {
            let cause = format!("the line that undoes event {step} {cause}");
            StoreError::damaged(path, byte, cause)
        };
        let Some(JournalPosition { segment, offset, crc }) = steps.of(step) else {
            return Err(lost(&history, 0, "is not known"));
        };
        let path = history.join(segment);
        let Some(file) = self.open(&path, Open::Read)? else {
            return Err(lost(&path, *offset, "is missing"));
        };
        let line = ReverseLines::last_before(file.as_ref(), &path, *offset)?.next()?;
        let line = line.and_then(|(_, text)| Some(line::mended(&text)?.into_owned()));
        let Some(line) = line.filter(|line| line::carried_crc(line) == Some(crc)) else {
            return Err(lost(&path, *offset, "is missing"));
        };
        line::event(&line).map_err(|bad| bad.at(&path, *offset))
    }
}
