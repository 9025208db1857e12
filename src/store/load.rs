//! What the store holds: the state file and the journal, read against each other.
//!
//! Reads only. What has to be mended before the next write is handed back as a finding; the
//! commit does it, under the lock.

use std::path::{Path, PathBuf};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, BadLine, SEAL};
use super::segment::{JournalPosition, SegmentName, Stop, read_events};
use super::state_file::{self, Parsed, StateFile};
use crate::core::{Watch, apply};

/// What a store was found to hold.
pub struct LoadedStore {
    /// Everything the desk knows.
    pub watch: Watch,
    /// The journal it stands on; nothing before the first command.
    pub journal: Option<Journal>,
    /// A state file that is not the journal's: it has to be copied aside before it is replaced.
    pub unused_state: Option<UnusedState>,
    /// What stands against writing, though it could be read.
    pub read_only: Option<StoreError>,
    /// What a reader should hear of.
    pub warnings: Vec<String>,
}

/// The newest segment, as far as it was read.
pub struct Journal {
    /// The store's id.
    pub store_id: String,
    /// The segment.
    pub name: SegmentName,
    /// Its file, open for reading.
    pub path: PathBuf,
    /// Where the good lines end, bytes.
    pub good: u64,
    /// The file's length, bytes; what lies between was never acknowledged.
    pub len: u64,
    /// The checksum the last good line carries.
    pub crc: String,
    /// What the state file covers, with the watch at that point, when lines follow it that may
    /// not be on the device yet.
    pub unsynced: Option<Unsynced>,
}

/// Lines that the state file does not cover.
pub struct Unsynced {
    /// The watch before them.
    pub before: Watch,
    /// Where they begin, bytes.
    pub from: u64,
}

/// A state file that has to be copied aside.
pub struct UnusedState {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Why.
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
            "{} was not used: {reason}; the history says how things stand",
            path.display()
        ));
        self.unused_state = Some(UnusedState { bytes, reason: reason.to_owned() });
    }
}

impl Store {
    /// Reads the store.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read, or what was acknowledged is damaged.
    pub(super) fn load(&self) -> Result<LoadedStore, StoreError> {
        // The state first: whatever is written between the two reads then only lies beyond it.
        let state_path = self.state_target()?;
        let bytes = self.read(&state_path)?.unwrap_or_default();
        let state = if bytes.is_empty() { None } else { Some(state_file::read(&bytes)) };
        let newest = self.segments()?.pop();
        match (state, newest) {
            (None, None) => self.check_not_behind_list(LoadedStore::empty()),
            (Some(Parsed::Newer(schema)), name) => {
                // Nothing may be written; what the journal says can still be shown.
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

    /// The state does not stand on the newest segment: it is older, newer, or another store's.
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
            // It reflected a line of this very segment, and that line is no longer there.
            return Err(StoreError::Damaged {
                path: journal.path.clone(),
                byte: state.journal.offset,
                cause: "the line that the state file reflects is not there".to_owned(),
            });
        }
        let opened_at = journal.unsynced.as_ref().map_or(journal_seq, |lines| lines.before.seq);
        if state.watch.seq < opened_at {
            loaded.leave_state_unused(state_path, bytes, "it is older than the journal");
        }
        Ok(loaded)
    }

    /// Reads on from the line that the state reflects; nothing when the state reflects none of
    /// this segment.
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
        let (store_id, watch) = (state.store_id.clone(), state.watch.clone());
        replay(path, name, ReplayStart { store_id, watch, at: *offset }, crc, tail, true).map(Some)
    }

    /// Reads the newest segment when no state file vouches that it is the newest.
    fn load_from_journal(&self, name: SegmentName) -> Result<LoadedStore, StoreError> {
        self.check_not_behind_list(self.load_from_checkpoint(name)?)
    }

    /// Checks that the list of past sessions knows of no event beyond the journal: a line is added
    /// to it only after the event is on the device, so such a journal has lost its newest segment.
    fn check_not_behind_list(&self, loaded: LoadedStore) -> Result<LoadedStore, StoreError> {
        match self.newest_listed_seq()? {
            seq if seq > loaded.watch.seq && loaded.read_only.is_none() => {
                let journal_seq = loaded.watch.seq;
                Err(StoreError::JournalBehind { path: self.paths.sessions(), seq, journal_seq })
            }
            _ => Ok(loaded),
        }
    }

    /// Reads the whole segment, from the checkpoint it begins with.
    fn load_from_checkpoint(&self, name: SegmentName) -> Result<LoadedStore, StoreError> {
        let (path, file) = self.open_segment(name)?;
        let bytes = file.read_at(0, u64::MAX).context("read", &path)?;
        let first = bytes.split_inclusive(|b| *b == b'\n').next().unwrap_or_default();
        let checkpoint = match line::checkpoint(first) {
            Ok(checkpoint) => checkpoint,
            Err(BadLine::Newer(what)) => return Err(StoreError::Newer { path, what }),
            Err(BadLine::Broken(cause)) => {
                let cause = format!("its first line cannot be read: {cause}");
                return Err(StoreError::Damaged { path, byte: 0, cause });
            }
        };
        let crc = line::carried_crc(first).unwrap_or_default().to_owned();
        let tail = bytes.get(first.len()..).unwrap_or_default();
        let start = ReplayStart {
            store_id: checkpoint.store_id,
            watch: checkpoint.watch,
            at: u64::try_from(first.len()).unwrap_or(u64::MAX),
        };
        replay(path, name, start, &crc, tail, false)
    }

    fn open_segment(&self, name: SegmentName) -> Result<(PathBuf, Box<dyn DiskFile>), StoreError> {
        let path = self.segment_path(name);
        let file = self.open_existing(&path, Open::Read)?;
        Ok((path, file))
    }
}

/// What reading on starts from.
struct ReplayStart {
    store_id: String,
    watch: Watch,
    at: u64,
}

fn replay(
    path: PathBuf,
    name: SegmentName,
    start: ReplayStart,
    crc: &str,
    tail: &[u8],
    acknowledged: bool,
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
    let last = good_lines.split_inclusive(|b| *b == b'\n').next_back();
    let crc = last.and_then(line::carried_crc).unwrap_or(crc).to_owned();
    let unsynced = (!tail.is_empty() || !acknowledged)
        .then_some(Unsynced { before: start.watch, from: start.at });
    let len = start.at.saturating_add(u64::try_from(tail.len()).unwrap_or(u64::MAX));
    let journal = Journal { store_id: start.store_id, name, path, good, len, crc, unsynced };
    Ok(LoadedStore { watch, journal: Some(journal), read_only, ..LoadedStore::empty() })
}
