//! Reads the state file and the journal, and compares them.
//!
//! Writes nothing. What must be repaired before the next write is part of the result; the writer
//! repairs it under the lock.

use std::path::PathBuf;

use super::checkpoint::Checkpoint;
use super::damaged_state::DamagedState;
use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::events::OTHER_STORE;
use super::files::Store;
use super::forward_lines;
use super::line::{self, BadLine, SEAL};
use super::loaded::{LoadedStore, UnusedState};
use super::replay::{ReplayStart, not_acknowledged};
use super::segment::{JournalPosition, SEGMENT_MAX, SegmentName};
use super::state_file::{Parsed, StateFile};
use super::witness::Witness;

/// The most bytes of a segment: a full one, its checkpoint, and the last line.
const SEGMENT_LEN_MAX: u64 = SEGMENT_MAX + 2 * line::LINE_MAX;

impl Store {
    /// Reads the store.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read, or acknowledged data is damaged or missing.
    pub(super) fn load(&self) -> Result<LoadedStore, StoreError> {
        // The witness and the state are read first: a line that is written in between then comes
        // after them.
        let witness = self.read_witness()?;
        let loaded = self.load_files(witness.as_ref())?;
        self.check_not_lost(&loaded)?;
        Ok(loaded)
    }

    /// Reports whether the lines of the newest segment count only until a byte: nothing after it was
    /// ever acknowledged.
    pub(super) fn counts_until(&self, name: SegmentName, byte: u64) -> bool {
        let is_end = |loaded: LoadedStore| {
            let journal = loaded.journal.filter(|_| loaded.read_only.is_none());
            journal.is_some_and(|journal| journal.name == name && journal.good == byte)
        };
        self.load().is_ok_and(is_end)
    }

    fn load_files(&self, witness: Option<&Witness>) -> Result<LoadedStore, StoreError> {
        let path = self.state_target()?;
        let state = self.read_state(&path)?;
        let newest = self.segments()?.pop();
        match (state, newest) {
            (None, None) => {
                self.check_first_run(witness)?;
                self.checked(LoadedStore::default(), witness)
            }
            (Some(Parsed::Older), _) => Err(StoreError::Older { path }),
            (Some(Parsed::Newer(schema)), name) => {
                // Nothing may be written, but the content of the journal can still be shown.
                let newer = StoreError::Newer { path, what: schema };
                match name.and_then(|name| self.load_from_checkpoint(name, witness).ok()) {
                    Some(loaded) => Ok(LoadedStore { read_only: Some(newer), ..loaded }),
                    None => Err(newer),
                }
            }
            (Some(Parsed::State(state)), None) => Ok(LoadedStore {
                reached: state.reached,
                read_only: Some(StoreError::NoJournal { path }),
                ..LoadedStore::default()
            }),
            (Some(Parsed::Damaged(state)), None) => {
                self.checked(LoadedStore::default(), witness)?;
                let cause = format!("{}, and there is no history", state.cause);
                Err(StoreError::damaged(&path, 0, cause))
            }
            (None, Some(name)) => {
                let mut loaded = self.load_from_journal(name, witness)?;
                if !loaded.ends_at(witness) {
                    loaded.warnings.push(format!("{} is missing", path.display()));
                    loaded.warn_of_end();
                }
                Ok(loaded)
            }
            (Some(Parsed::Damaged(state)), Some(name)) => {
                self.load_beside_damaged_state(name, path, state, witness)
            }
            (Some(Parsed::State(state)), Some(name)) => {
                match self.load_from_state(name, &state, witness)? {
                    Some(mut loaded) => {
                        self.check_not_behind_witness(&mut loaded, witness)?;
                        Ok(loaded)
                    }
                    None => self.load_beside_other_state(name, path, &state, witness),
                }
            }
        }
    }

    /// Loads the journal beside a state that is older, newer, or of another store.
    fn load_beside_other_state(
        &self,
        name: SegmentName,
        path: PathBuf,
        state: &StateFile,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        if self.store_id_of(name)?.is_some_and(|id| id != state.store_id) {
            if path != self.paths.state() {
                return Err(StoreError::ForeignTarget { path });
            }
            return self.load_beside_foreign_state(name, path, witness);
        }
        let loaded = self.load_from_journal(name, witness)?;
        let Some(journal) = loaded.journal.as_ref().filter(|_| loaded.read_only.is_none()) else {
            return Ok(loaded);
        };
        let (seq, journal_seq) = (state.reached.watch.seq, loaded.reached.watch.seq);
        if seq > journal_seq {
            return Err(StoreError::JournalBehind { path, seq, journal_seq });
        }
        if state.journal.segment == name.to_string() {
            // The state refers to a line of this segment, and that line is missing.
            let cause = "the line to which the state file refers is missing";
            return Err(StoreError::damaged(&journal.path, state.journal.offset, cause));
        }
        let unsynced = journal.unsynced.as_ref();
        let opened_at = unsynced.map_or(journal_seq, |lines| lines.before.watch.seq);
        if seq < opened_at {
            let reason = "it is older than the journal".to_owned();
            let older = UnusedState { path, reason, is_usual: true };
            return Ok(loaded.without_state(older, witness));
        }
        Ok(loaded)
    }

    /// Loads the journal beside a state that cannot be read.
    fn load_beside_damaged_state(
        &self,
        name: SegmentName,
        path: PathBuf,
        state: DamagedState,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        if self.store_id_of(name)?.is_some_and(|id| state.is_of_other(&id)) {
            return self.load_beside_foreign_state(name, path, witness);
        }
        let loaded = self.load_from_journal(name, witness)?;
        if loaded.read_only.is_some() {
            return Ok(loaded);
        }
        let (seq, journal_seq) = (state.seq, loaded.reached.watch.seq);
        if seq > journal_seq {
            return Err(StoreError::JournalBehind { path, seq, journal_seq });
        }
        let unused = UnusedState { path, reason: state.cause, is_usual: state.is_unfinished };
        Ok(loaded.without_state(unused, witness))
    }

    /// Loads the journal beside a state of another store, if the witness proves that the journal is
    /// not the foreign one.
    fn load_beside_foreign_state(
        &self,
        name: SegmentName,
        path: PathBuf,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        match self.load_from_journal(name, witness) {
            Ok(loaded) if loaded.ends_at(witness) => {
                let reason = OTHER_STORE.to_owned();
                let foreign = UnusedState { path, reason, is_usual: false };
                Ok(loaded.without_state(foreign, witness))
            }
            Ok(_) | Err(StoreError::Damaged { .. } | StoreError::JournalBehind { .. }) => {
                let cause = format!("{OTHER_STORE} than {}", path.display());
                Err(StoreError::damaged(&self.segment_path(name), 0, cause))
            }
            Err(error) => Err(error),
        }
    }

    /// Reads the lines after the one to which the state refers. Returns `None` if the state does
    /// not refer to a line of this segment.
    fn load_from_state(
        &self,
        name: SegmentName,
        state: &StateFile,
        witness: Option<&Witness>,
    ) -> Result<Option<LoadedStore>, StoreError> {
        let JournalPosition { segment, offset, crc } = &state.journal;
        let seal = u64::try_from(SEAL).unwrap_or(0);
        let (Some(sealed_from), true) = (offset.checked_sub(seal), *segment == name.to_string())
        else {
            return Ok(None);
        };
        let (path, file) = self.open_segment(name)?;
        let head = file.read_at(0, line::HEAD).context("read", &path)?;
        if line::store_id(&head) != Some(&state.store_id) {
            return Ok(None);
        }
        let sealed = file.read_at(sealed_from, seal).context("read", &path)?;
        if line::carried_crc(&sealed) != Some(crc) {
            return Ok(None);
        }
        let start = ReplayStart {
            store_id: state.store_id.clone(),
            reached: state.reached.clone(),
            at: *offset,
            crc: crc.clone(),
            flushed: true,
        };
        start.replay(path, name, file.as_ref(), witness).map(Some)
    }

    /// Reads the newest segment without a state file that proves it to be the newest.
    fn load_from_journal(
        &self,
        name: SegmentName,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        self.checked(self.load_from_checkpoint(name, witness)?, witness)
    }

    /// Checks that nothing tells of an event after the end of the journal.
    fn checked(
        &self,
        mut loaded: LoadedStore,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        if loaded.read_only.is_none() {
            self.check_not_behind_witness(&mut loaded, witness)?;
            self.check_not_behind_doubtful(&loaded, witness)?;
        }
        Ok(loaded)
    }

    /// Checks that the witness names no event after the end of the journal, and that the last line
    /// is the one that it names. Warns of the witness of another store.
    fn check_not_behind_witness(
        &self,
        loaded: &mut LoadedStore,
        witness: Option<&Witness>,
    ) -> Result<(), StoreError> {
        let Some(witness) = witness else { return Ok(()) };
        let (path, watch) = (self.paths.witness(), &loaded.reached.watch);
        if loaded.journal.as_ref().is_some_and(|journal| !witness.is_of(&journal.store_id)) {
            loaded.warnings.push(format!("{} was not used: {OTHER_STORE}", path.display()));
            return Ok(());
        }
        if witness.seq > watch.seq || witness.keys > watch.counters.session_keys.into() {
            let (seq, journal_seq) = (witness.seq, watch.seq);
            return Err(StoreError::JournalBehind { path, seq, journal_seq });
        }
        let Some(journal) = &loaded.journal else { return Ok(()) };
        if witness.denies(watch.seq, journal.name, &journal.crc) {
            let cause = not_acknowledged(watch.seq);
            return Err(StoreError::damaged(&journal.path, journal.good, cause));
        }
        Ok(())
    }

    /// Checks that a damaged slot of the witness cannot have named an event after the end of the
    /// journal. A power cut never leaves this: the slot of an event is written after its line.
    fn check_not_behind_doubtful(
        &self,
        loaded: &LoadedStore,
        witness: Option<&Witness>,
    ) -> Result<(), StoreError> {
        let seq = loaded.reached.watch.seq;
        let is_own = |witness: &&Witness| {
            loaded.journal.as_ref().is_none_or(|journal| witness.is_of(&journal.store_id))
        };
        let witness = witness.filter(is_own);
        if witness.is_some_and(|witness| witness.is_doubtful && witness.seq >= seq) {
            let cause = format!(
                "one of its two entries is damaged, and may have named a later event than {seq}, where the journal ends"
            );
            return Err(StoreError::damaged(&self.paths.witness(), 0, cause));
        }
        Ok(())
    }

    /// Checks that a witness that cannot be read is not all that is left of a history.
    fn check_first_run(&self, witness: Option<&Witness>) -> Result<(), StoreError> {
        let path = self.paths.witness();
        if witness.is_none()
            && self.stat(&path)?.is_some_and(|stat| stat.len > 0)
            // Another writer may have begun the history meanwhile.
            && self.read_witness()?.is_none()
        {
            let cause = "it cannot be read, and there is no history";
            return Err(StoreError::damaged(&path, 0, cause));
        }
        Ok(())
    }

    /// Reads a whole segment from its checkpoint on.
    pub(super) fn load_from_checkpoint(
        &self,
        name: SegmentName,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        let (path, file) = self.open_segment(name)?;
        let first = forward_lines::first_line(file.as_ref(), &path)?;
        let checkpoint = match Checkpoint::read(&first) {
            Ok(checkpoint) => checkpoint,
            Err(BadLine::Broken(cause)) => {
                let cause = format!("its first line cannot be read: {cause}");
                return Err(StoreError::damaged(&path, 0, cause));
            }
            Err(bad) => return Err(bad.at(&path, 0)),
        };
        let start = ReplayStart {
            store_id: checkpoint.store_id.clone(),
            at: line::length(&first),
            crc: line::carried_crc(&first).unwrap_or_default().to_owned(),
            reached: checkpoint.into_reached(&first),
            flushed: false,
        };
        start.replay(path, name, file.as_ref(), witness)
    }

    /// Returns the id in the first line of a segment, if that line is whole.
    fn store_id_of(&self, name: SegmentName) -> Result<Option<String>, StoreError> {
        let (path, file) = self.open_segment(name)?;
        let first = forward_lines::first_line(file.as_ref(), &path)?;
        Ok(line::mended(&first).as_deref().and_then(line::store_id).map(ToOwned::to_owned))
    }

    fn open_segment(&self, name: SegmentName) -> Result<(PathBuf, Box<dyn DiskFile>), StoreError> {
        let path = self.segment_path(name);
        let file = self.open_existing(&path, Open::Read)?;
        let len = file.stat().context("look at", &path)?.len;
        if len > SEGMENT_LEN_MAX {
            let cause = format!("it has {len} bytes and can have {SEGMENT_LEN_MAX} at most");
            return Err(StoreError::damaged(&path, SEGMENT_LEN_MAX, cause));
        }
        Ok((path, file))
    }
}
