//! Reads the state file and the journal, and compares them.
//!
//! Writes nothing. What must be repaired before the next write is part of the result; the writer
//! repairs it under the lock.

use std::path::{Path, PathBuf};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, BadLine, SEAL};
use super::segment::{JournalPosition, SegmentName, Stop, read_events};
use super::state_file::{self, Parsed, StateFile};
use crate::core::{Watch, apply};

/// The content of a store.
pub struct LoadedStore {
    /// Everything the desk knows.
    pub watch: Watch,
    /// The journal behind it; `None` before the first command.
    pub journal: Option<Journal>,
    /// A state file that does not fit the journal. It must be copied before it is replaced.
    pub unused_state: Option<UnusedState>,
    /// Why writing is blocked, if the store can be read all the same.
    pub read_only: Option<StoreError>,
    /// Warnings for the reader.
    pub warnings: Vec<String>,
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
    /// The length of the file, bytes. Bytes after `good` were never acknowledged.
    pub len: u64,
    /// The checksum of the last good line.
    pub crc: String,
    /// Lines after the state file's position, which may not be on the device yet.
    pub unsynced: Option<Unsynced>,
}

/// Lines that the state file does not include.
pub struct Unsynced {
    /// The watch before these lines.
    pub before: Watch,
    /// Where they begin, bytes.
    pub from: u64,
}

/// A state file that must be copied before it is replaced.
pub struct UnusedState {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Why it was not used.
    pub reason: String,
}

impl LoadedStore {
    fn empty() -> Self {
        Self {
            watch: Watch::default(),
            journal: None,
            unused_state: None,
            read_only: None,
            warnings: Vec::new(),
        }
    }

    fn leave_state_unused(&mut self, path: &Path, bytes: Vec<u8>, reason: &str) {
        self.warnings.push(format!(
            "{} was not used: {reason}; the history is used instead",
            path.display()
        ));
        self.unused_state = Some(UnusedState { bytes, reason: reason.to_owned() });
    }
}

impl Store {
    /// Reads the store.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read, or acknowledged data is damaged.
    pub(super) fn load(&self) -> Result<LoadedStore, StoreError> {
        // The state file is read first: a line that is written in between then comes after its
        // position.
        let state_path = self.state_target()?;
        let bytes = self.read(&state_path)?.unwrap_or_default();
        let state = if bytes.is_empty() { None } else { Some(state_file::read(&bytes)) };
        let newest = self.segments()?.pop();
        match (state, newest) {
            (None, None) => self.check_not_behind_list(LoadedStore::empty()),
            (Some(Parsed::Newer(schema)), name) => {
                // Nothing may be written, but the content of the journal can still be shown.
                let newer = StoreError::Newer { path: state_path, what: schema };
                match name.and_then(|name| self.load_from_checkpoint(name).ok()) {
                    Some(loaded) => Ok(LoadedStore { read_only: Some(newer), ..loaded }),
                    None => Err(newer),
                }
            }
            (Some(Parsed::State(state)), None) => Ok(LoadedStore {
                watch: state.watch,
                read_only: Some(StoreError::NoJournal { path: state_path }),
                ..LoadedStore::empty()
            }),
            (Some(Parsed::Unreadable(cause)), None) => {
                self.check_not_behind_list(LoadedStore::empty())?;
                Err(StoreError::Damaged { path: state_path, byte: 0, cause })
            }
            (None, Some(name)) => self.load_from_journal(name),
            (Some(Parsed::Unreadable(cause)), Some(name)) => {
                let mut loaded = self.load_from_journal(name)?;
                loaded.leave_state_unused(&state_path, bytes, &cause);
                Ok(loaded)
            }
            (Some(Parsed::State(state)), Some(name)) => match self.load_from_state(name, &state)? {
                Some(loaded) => Ok(loaded),
                None => self.load_beside_other_state(name, &state_path, &state, bytes),
            },
        }
    }

    /// Loads the journal beside a state that is older, newer, or of another store.
    fn load_beside_other_state(
        &self,
        name: SegmentName,
        state_path: &Path,
        state: &StateFile,
        bytes: Vec<u8>,
    ) -> Result<LoadedStore, StoreError> {
        let mut loaded = self.load_from_journal(name)?;
        let Some(journal) = &loaded.journal else { return Ok(loaded) };
        if journal.store_id != state.store_id {
            if state_path != self.paths.state() {
                return Err(StoreError::ForeignTarget { path: state_path.to_owned() });
            }
            loaded.leave_state_unused(state_path, bytes, "it belongs to another store");
            return Ok(loaded);
        }
        let journal_seq = loaded.watch.seq;
        if state.watch.seq > journal_seq {
            let (path, seq) = (state_path.to_owned(), state.watch.seq);
            return Err(StoreError::JournalBehind { path, seq, journal_seq });
        }
        if state.journal.segment == name.to_string() {
            // The state refers to a line of this segment, and that line is missing.
            let cause = "the line to which the state file refers is missing";
            return Err(StoreError::damaged(&journal.path, state.journal.offset, cause));
        }
        let opened_at = journal.unsynced.as_ref().map_or(journal_seq, |lines| lines.before.seq);
        if state.watch.seq < opened_at {
            loaded.leave_state_unused(state_path, bytes, "it is older than the journal");
        }
        Ok(loaded)
    }

    /// Reads the lines after the one to which the state refers. Returns `None` if the state does
    /// not refer to a line of this segment.
    fn load_from_state(
        &self,
        name: SegmentName,
        state: &StateFile,
    ) -> Result<Option<LoadedStore>, StoreError> {
        let JournalPosition { segment, offset, crc } = &state.journal;
        let sealed_from = offset.checked_sub(u64::try_from(SEAL).unwrap_or(0));
        let (Some(sealed_from), true) = (sealed_from, *segment == name.to_string()) else {
            return Ok(None);
        };
        let (path, file) = self.open_segment(name)?;
        let head = file.read_at(0, line::HEAD).context("read", &path)?;
        if line::store_id(&head) != Some(&state.store_id) {
            return Ok(None);
        }
        let bytes = file.read_at(sealed_from, u64::MAX).context("read", &path)?;
        if bytes.get(..SEAL).and_then(line::carried_crc) != Some(crc) {
            return Ok(None);
        }
        let tail = bytes.get(SEAL..).unwrap_or_default();
        let (store_id, watch, crc) = (state.store_id.clone(), state.watch.clone(), crc.clone());
        let start = ReplayStart { store_id, watch, at: *offset, crc, flushed: true };
        replay(path, name, start, tail).map(Some)
    }

    /// Reads the newest segment without a state file that proves it to be the newest.
    fn load_from_journal(&self, name: SegmentName) -> Result<LoadedStore, StoreError> {
        self.check_not_behind_list(self.load_from_checkpoint(name)?)
    }

    /// Checks that the session list contains no event after the end of the journal. A line is added
    /// to the list after its event is on the device. So if it does, the newest segment was lost.
    fn check_not_behind_list(&self, loaded: LoadedStore) -> Result<LoadedStore, StoreError> {
        match self.newest_listed_seq()? {
            seq if seq > loaded.watch.seq && loaded.read_only.is_none() => {
                let journal_seq = loaded.watch.seq;
                Err(StoreError::JournalBehind { path: self.paths.sessions(), seq, journal_seq })
            }
            _ => Ok(loaded),
        }
    }

    /// Reads a whole segment from its checkpoint on.
    fn load_from_checkpoint(&self, name: SegmentName) -> Result<LoadedStore, StoreError> {
        let (path, file) = self.open_segment(name)?;
        let bytes = file.read_at(0, u64::MAX).context("read", &path)?;
        let first = line::lines(&bytes).next().unwrap_or_default();
        let checkpoint = match line::checkpoint(first) {
            Ok(checkpoint) => checkpoint,
            Err(BadLine::Broken(cause)) => {
                let cause = format!("its first line cannot be read: {cause}");
                return Err(StoreError::damaged(&path, 0, cause));
            }
            Err(bad) => return Err(bad.at(&path, 0)),
        };
        let tail = bytes.get(first.len()..).unwrap_or_default();
        let start = ReplayStart {
            store_id: checkpoint.store_id,
            watch: checkpoint.watch,
            at: line::length(first),
            crc: line::carried_crc(first).unwrap_or_default().to_owned(),
            flushed: false,
        };
        replay(path, name, start, tail)
    }

    fn open_segment(&self, name: SegmentName) -> Result<(PathBuf, Box<dyn DiskFile>), StoreError> {
        let path = self.segment_path(name);
        let file = self.open_existing(&path, Open::Read)?;
        Ok((path, file))
    }
}

/// What the events of a segment are applied to.
struct ReplayStart {
    store_id: String,
    watch: Watch,
    /// Where the events begin, bytes.
    at: u64,
    /// The checksum of the line before them.
    crc: String,
    /// Whether that line is known to be on the device.
    flushed: bool,
}

fn replay(
    path: PathBuf,
    name: SegmentName,
    start: ReplayStart,
    tail: &[u8],
) -> Result<LoadedStore, StoreError> {
    let mut watch = start.watch.clone();
    let read = read_events(tail, start.watch.seq, &mut |event| apply(&mut watch, event));
    let good = start.at.saturating_add(u64::try_from(read.good).unwrap_or(u64::MAX));
    let mut read_only = None;
    match read.stop {
        Some(Stop::Damaged(cause)) => {
            return Err(StoreError::Damaged { path, byte: good, cause });
        }
        Some(Stop::Newer(what)) => read_only = Some(StoreError::Newer { path: path.clone(), what }),
        Some(Stop::Torn) | None => {}
    }
    let good_lines = tail.get(..read.good).unwrap_or_default();
    let last = line::lines(good_lines).next_back();
    let crc = last.and_then(line::carried_crc).unwrap_or(&start.crc).to_owned();
    let unsynced = (!tail.is_empty() || !start.flushed)
        .then_some(Unsynced { before: start.watch, from: start.at });
    let len = start.at.saturating_add(line::length(tail));
    let journal = Journal { store_id: start.store_id, name, path, good, len, crc, unsynced };
    Ok(LoadedStore { watch, journal: Some(journal), read_only, ..LoadedStore::empty() })
}
