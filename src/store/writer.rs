//! The writer: adds an event to the journal and flushes it, then updates the state file.

use std::io;
use std::path::PathBuf;

use super::disk::Open;
use super::error::{IoContext, StoreError};
use super::files::{Store, write_all};
use super::line;
use super::loaded::{Journal, LoadedStore, Unsynced, UnusedState};
use super::lock::{Lock, Waiting};
use super::new_segment::NewSegment;
use super::reached::Reached;
use super::segment::{JournalPosition, SEGMENT_MAX};
use super::witness::Witness;
use crate::clock::Clock;
use crate::core::{Recorded, Watch};

/// If the state file could not be updated for this many bytes of the journal, a new segment is
/// started. It limits how much a reader must read again.
const BEHIND_MAX: u64 = 1_024 * 1_024;

/// A writer that holds the lock and has read the store.
pub struct Writer<'a> {
    store: &'a Store,
    clock: &'a dyn Clock,
    lock: Lock,
    reached: Reached,
    journal: Option<Journal>,
    warnings: Vec<String>,
}

/// What is known after a writer has finished.
#[derive(Debug)]
pub struct Finished {
    /// Everything the desk knows now.
    pub watch: Watch,
    /// Problems that do no harm: nothing that was recorded is lost.
    pub warnings: Vec<String>,
}

impl Store {
    /// Takes the lock for `verb`, reads the store and prepares it for writing.
    ///
    /// When this returns, everything in [`Writer::watch`] is on the device, so decisions may depend
    /// on it. Data that was never acknowledged has been copied to the quarantine and removed.
    ///
    /// # Errors
    /// [`StoreError`] if another process writes for too long, the store needs attention, or the
    /// system reports an error.
    pub fn writer<'a>(
        &'a self,
        clock: &'a dyn Clock,
        verb: &str,
        waiting: Waiting<'_>,
    ) -> Result<Writer<'a>, StoreError> {
        self.ensure_history()?;
        let lock = self.lock(verb, waiting)?;
        let LoadedStore { reached, journal, unused_state, read_only, warnings, .. } =
            self.load()?;
        // What is repaired below must be locked.
        self.check_locks(&lock, journal.as_ref().map(|journal| journal.name))?;
        if let Some(reason) = read_only {
            return Err(reason);
        }
        let mut writer = Writer { store: self, clock, lock, reached, journal, warnings };
        writer.quarantine_unused_state(unused_state)?;
        writer.complete_last_line()?;
        writer.sync_unsynced()?;
        Ok(writer)
    }

    /// Removes what stands after the good lines of a journal, and was never acknowledged. Returns the
    /// path of the copy that is kept. The caller holds the lock.
    pub(super) fn remove_incomplete_line(
        &self,
        journal: &mut Journal,
    ) -> Result<PathBuf, StoreError> {
        let reason = format!(
            "the last line, from byte {}, is incomplete and was never acknowledged",
            journal.good
        );
        let mut file = self.open_existing(&journal.path, Open::Append)?;
        let kept = self.quarantine(&journal.path, journal.good, &reason)?;
        file.truncate(journal.good).context("remove the incomplete line from", &journal.path)?;
        journal.len = journal.good;
        Ok(kept)
    }
}

impl Writer<'_> {
    /// Returns everything the desk knows.
    #[must_use]
    pub fn watch(&self) -> &Watch {
        &self.reached.watch
    }

    /// Returns the newest line of a step, from which it can be undone or redone.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the journal no longer holds that line.
    pub fn step_line(&self, step: u64) -> Result<Recorded, StoreError> {
        self.store.step_line(&self.reached.steps, step)
    }

    /// Returns the warnings so far.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Records an event: when this returns `Ok`, it is on the device.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was recorded unless it is [`StoreError::OutcomeUnknown`].
    pub fn commit(mut self, recorded: &Recorded) -> Result<Finished, StoreError> {
        self.store.check_locks(&self.lock, self.journal.as_ref().map(|journal| journal.name))?;
        if self.journal.is_none() {
            // An earlier writer may have died before it flushed the directories that it created. The
            // folder of a run is on the device before its mark is.
            self.store.sync_ancestors(&self.store.paths.history())?;
        }
        if self.reached.watch.live().is_none() {
            self.store.open_run()?;
        }
        let journal = match self.take_journal_with_room(recorded) {
            Some(journal) => {
                let text = line::seal_after(recorded, self.reached.head)?;
                self.append(journal, recorded, &text)?
            }
            None => self.start_segment(Some(recorded))?,
        };
        let place = journal.position();
        self.check_in_place(&place)?;
        self.update_witness(&journal.store_id, &place);
        // Before the state file: the next writer then sees whether this one came so far.
        self.update_run_metadata();
        self.update_state(&journal.store_id, &place);
        Ok(Finished { watch: self.reached.watch, warnings: self.warnings })
    }

    /// Ends without recording an event. If an earlier writer recorded one and died, or could not write the
    /// files that are derived from the journal, they are written here: other programs see that event.
    #[must_use]
    pub fn close(mut self) -> Finished {
        if !matches!(self.store.metadata_fault(&self.reached.watch), Ok(None)) {
            self.update_run_metadata();
        }
        let behind = self.journal.as_ref().filter(|journal| journal.unsynced.is_some());
        if let Some((store_id, place)) = behind.map(|j| (j.store_id.clone(), j.position())) {
            self.update_witness(&store_id, &place);
            self.update_state(&store_id, &place);
        }
        Finished { watch: self.reached.watch, warnings: self.warnings }
    }

    fn quarantine_unused_state(&mut self, unused: Option<UnusedState>) -> Result<(), StoreError> {
        let Some(UnusedState { path, reason, .. }) = unused else { return Ok(()) };
        if self.store.stat(&path)?.is_none_or(|state| state.len == 0) {
            return Ok(());
        }
        let kept = self.store.quarantine(&path, 0, &reason)?;
        self.warnings.push(format!("a copy is kept: {}", kept.display()));
        Ok(())
    }

    /// Adds the newline that the last line lacks, or removes a last line that is incomplete.
    fn complete_last_line(&mut self) -> Result<(), StoreError> {
        let Some(journal) = self.journal.as_mut().filter(|j| j.good != j.len) else {
            return Ok(());
        };
        if journal.good > journal.len {
            let mut file = self.store.open_existing(&journal.path, Open::Append)?;
            write_all(file.as_mut(), b"\n").context("write", &journal.path)?;
            journal.len = journal.good;
            return Ok(());
        }
        let kept = self.store.remove_incomplete_line(journal)?;
        self.warnings.push(format!(
            "an interrupted command left an incomplete line in {}; it was removed, a copy is kept: {}",
            journal.path.display(),
            kept.display()
        ));
        Ok(())
    }

    /// Flushes the lines that the state file does not include, before a decision depends on them.
    fn sync_unsynced(&mut self) -> Result<(), StoreError> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let Some(Unsynced { before, from }) = journal.unsynced.take() else { return Ok(()) };
        let mut file = self.store.open_existing(&journal.path, Open::Over)?;
        let len = journal.good.saturating_sub(from);
        let lines = file.read_at(from, len).context("read", &journal.path)?;
        // The writer of these lines may have died after a failed flush. The system discards what it
        // could not flush, and reports success for the next flush. So the lines are written again
        // over themselves before they are flushed.
        if file.write_over(from, &lines).and_then(|()| file.sync()).is_err() {
            // Lines that cannot be flushed here are written to another segment.
            return self.carry(&before, &lines).map_err(StoreError::before_the_command);
        }
        self.store.sync_dir(&self.store.paths.history())?;
        journal.unsynced = Some(Unsynced { before, from });
        Ok(())
    }

    /// Returns the journal if its segment has room for another line.
    fn take_journal_with_room(&mut self, recorded: &Recorded) -> Option<Journal> {
        let journal = self.journal.take()?;
        let behind = journal.unsynced.as_ref().map_or(0, |u| journal.good.saturating_sub(u.from));
        let full = journal.name.is_over(recorded.recorded_at)
            || journal.good >= SEGMENT_MAX
            || behind >= BEHIND_MAX;
        if full {
            self.journal = Some(journal);
            return None;
        }
        Some(journal)
    }

    fn append(
        &mut self,
        mut journal: Journal,
        recorded: &Recorded,
        text: &[u8],
    ) -> Result<Journal, StoreError> {
        let Some(file) = self.lock.segment(journal.name) else {
            return Err(StoreError::LockRemoved { path: self.store.paths.lock() });
        };
        match file.write(text) {
            Ok(taken) if taken == text.len() => {}
            outcome => {
                // Remove the partly written line. If this fails too, readers ignore it as an
                // incomplete last line, and the next writer removes it.
                let _ = file.truncate(journal.good);
                let short = |taken| {
                    let what = format!("only {taken} of {} bytes were written", text.len());
                    io::Error::new(io::ErrorKind::StorageFull, what)
                };
                return outcome.and_then(|taken| Err(short(taken))).context("write", &journal.path);
            }
        }
        if let Err(source) = file.sync() {
            let path = journal.path.clone();
            if file.truncate(journal.good).is_err() {
                // The line stays in the file but must not count: a new segment makes it void.
                self.journal = Some(journal);
                let _ = self.start_segment(None);
            }
            return Err(StoreError::OutcomeUnknown { path, source });
        }
        journal.add(text);
        self.reached.advance(recorded, text, journal.name, journal.good);
        Ok(journal)
    }

    /// Starts a segment with a checkpoint, then the line of an event.
    fn start_segment(&mut self, event: Option<&Recorded>) -> Result<Journal, StoreError> {
        let mut new = self.new_segment(&self.reached)?;
        if let Some(event) = event {
            let text = line::seal_after(event, new.reached.head)?;
            new.add(event, &text);
        }
        self.create(new)
    }

    /// Starts a segment with a checkpoint of what was reached before some lines, then these lines.
    fn carry(&mut self, before: &Reached, lines: &[u8]) -> Result<(), StoreError> {
        let mut new = self.new_segment(before)?;
        for text in line::lines(lines) {
            let event = line::event(text).map_err(|bad| bad.at(&new.journal.path, 0))?;
            // Another line stands before it now.
            new.add(&event, &line::sealed_anew(text, new.reached.head));
        }
        let journal = self.create(new)?;
        self.journal = Some(journal);
        Ok(())
    }

    fn new_segment(&self, before: &Reached) -> Result<NewSegment, StoreError> {
        self.store.segment_after(self.journal.as_ref(), before, self.clock.now().utc)
    }

    fn create(&mut self, new: NewSegment) -> Result<Journal, StoreError> {
        self.store.create_segment(&mut self.lock, &new)?;
        self.reached = new.reached;
        Ok(new.journal)
    }

    /// Checks that the segment of a recorded line is still the one at its path.
    fn check_in_place(&mut self, place: &JournalPosition) -> Result<(), StoreError> {
        let path = self.store.paths.history().join(&place.segment);
        match self.store.is_in_place(&self.lock) {
            Ok(true) => {}
            Ok(false) => {
                let source = io::Error::other("it was moved or removed meanwhile");
                return Err(StoreError::OutcomeUnknown { path, source });
            }
            Err(error) => self.warnings.push(format!("the command is recorded, but {error}")),
        }
        Ok(())
    }

    fn update_witness(&mut self, store_id: &str, place: &JournalPosition) {
        let witness = Witness::of(store_id, &self.reached.watch, place);
        if let Err(error) = self.store.write_witness(&witness) {
            self.warnings.push(format!(
                "nothing is lost, but {} could not be updated: {error}",
                self.store.paths.witness().display()
            ));
        }
    }

    fn update_run_metadata(&mut self) {
        if let Err(error) = self.store.write_run_metadata(&self.reached.watch) {
            self.warnings.push(format!(
                "nothing is lost, but the session_metadata.json of the run could not be updated: \
                 {error}"
            ));
        }
    }

    fn update_state(&mut self, store_id: &str, place: &JournalPosition) {
        if let Err(error) = self.store.write_state(store_id, place, &self.reached) {
            self.warnings.push(format!(
                "nothing is lost, but {} could not be updated: {error}",
                self.store.paths.state().display()
            ));
        }
    }
}
