//! How far the record was read.

use super::line;
use super::line_hash::LineHash;
use super::segment::{JournalPosition, SegmentName};
use super::step_lines::StepLines;
use crate::core::{Recorded, Watch, apply};

/// What follows from the record up to one of its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// Everything the desk knows.
    pub watch: Watch,
    /// Where the lines of the undo steps are.
    pub steps: StepLines,
    /// The hash of the last line, which the next one carries; `None` before the first line.
    pub head: Option<LineHash>,
    /// The version that a reader of all these lines must support.
    pub version: u32,
}

impl Default for Reached {
    fn default() -> Self {
        let (watch, steps) = (Watch::default(), StepLines::default());
        Self { watch, steps, head: None, version: line::OLDEST }
    }
}

impl Reached {
    /// Goes on over the line `text` of an event, which ends at byte `end` of a segment.
    pub fn advance(&mut self, event: &Recorded, text: &[u8], segment: SegmentName, end: u64) {
        apply(&mut self.watch, event);
        self.version = self.version.max(event.v);
        self.steps.add(event, JournalPosition::of(text, segment, end), &self.watch);
        self.head = Some(LineHash::of(text));
    }

    /// Returns why a line does not follow the last one; `None` if it does.
    pub fn fault_of(&self, event: &Recorded, text: &[u8]) -> Option<String> {
        let expected = self.watch.seq.saturating_add(1);
        if event.seq != expected {
            return Some(format!("event {} is in the place of event {expected}", event.seq));
        }
        (line::carried_prev(text) != self.head)
            .then(|| format!("event {expected} does not follow the line before it"))
    }
}
