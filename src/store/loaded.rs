//! What a reader finds in the files of a store.

use std::path::PathBuf;

use super::error::StoreError;
use super::line;
use super::reached::Reached;
use super::segment::{JournalPosition, SegmentName};
use super::witness::Witness;

/// The content of a store.
#[derive(Default)]
pub struct LoadedStore {
    /// What follows from the record.
    pub reached: Reached,
    /// The journal behind it; `None` before the first command.
    pub journal: Option<Journal>,
    /// A state file that does not fit the journal. It must be copied before it is replaced.
    pub unused_state: Option<UnusedState>,
    /// Why writing is blocked, if the store can be read all the same.
    pub read_only: Option<StoreError>,
    /// Warnings for the reader.
    pub warnings: Vec<String>,
    /// That no other file tells where the journal ends; `None` if one does.
    pub unproven_end: Option<String>,
}

/// The newest segment, as far as it was read.
pub struct Journal {
    /// The id of the store.
    pub store_id: String,
    /// The name of the segment.
    pub name: SegmentName,
    /// Its path.
    pub path: PathBuf,
    /// The end of the good lines, bytes.
    pub good: u64,
    /// The length of the file, bytes. Bytes after `good` were never acknowledged. If it is one less
    /// than `good`, the last line still lacks its newline.
    pub len: u64,
    /// The checksum of the last good line.
    pub crc: String,
    /// Lines after the state file's position, which may not be on the device yet.
    pub unsynced: Option<Unsynced>,
}

/// Lines that the state file does not include.
pub struct Unsynced {
    /// What was reached before these lines.
    pub before: Reached,
    /// Where they begin, bytes.
    pub from: u64,
}

/// A state file that must be copied before it is replaced.
pub struct UnusedState {
    /// Its path; if it is a link, that of the target.
    pub path: PathBuf,
    /// Why it was not used.
    pub reason: String,
    /// Whether a power cut leaves such a file behind. Then nothing is lost.
    pub is_usual: bool,
}

impl Journal {
    /// Adds the line `text` to what is known of the segment.
    pub fn add(&mut self, text: &[u8]) {
        self.good = self.good.saturating_add(line::length(text));
        self.len = self.good;
        line::carried_crc(text).unwrap_or_default().clone_into(&mut self.crc);
    }

    /// Returns where its last good line ends.
    pub fn position(&self) -> JournalPosition {
        let (segment, crc) = (self.name.to_string(), self.crc.clone());
        JournalPosition { segment, offset: self.good, crc }
    }
}

impl LoadedStore {
    /// Returns whether the witness proves that the last line of the journal is the last one.
    pub fn ends_at(&self, witness: Option<&Witness>) -> bool {
        let both = self.journal.as_ref().zip(witness);
        both.is_some_and(|(journal, witness)| {
            witness.is_of(&journal.store_id) && witness.proves(journal.name, &journal.crc)
        })
    }

    /// Returns the content of the journal, beside a state that cannot be used.
    #[must_use]
    pub fn without_state(mut self, state: UnusedState, witness: Option<&Witness>) -> Self {
        self.warnings.push(format!(
            "{} was not used: {}; the history is used instead",
            state.path.display(),
            state.reason
        ));
        if !self.ends_at(witness) {
            self.warn_of_end();
        }
        self.unused_state = Some(state);
        self
    }

    /// Warns that nothing proves where the journal ends.
    pub fn warn_of_end(&mut self) {
        let Some(journal) = &self.journal else { return };
        let end = format!(
            "ends at event {}; no other file tells whether there were later events",
            self.reached.watch.seq
        );
        self.warnings.push(format!("{} {end}", journal.path.display()));
        self.unproven_end = Some(format!("it {end}"));
    }
}
