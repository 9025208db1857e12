//! How an event becomes part of the history: append and flush. The state file follows.

use std::io;

use super::disk::Open;
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, Checkpoint};
use super::load::{Journal, LoadedStore, Unsynced, UnusedState};
use super::lock::{Lock, Waiting};
use super::new_segment::new_store_id;
use super::segment::{JournalPosition, SegmentName};
use crate::clock::Clock;
use crate::core::{Recorded, SessionId, Watch, apply};

/// A segment this long is full, bytes.
const SEGMENT_MAX: u64 = 64 * 1_024 * 1_024;
/// When the state file could not be renewed for this much of the journal, a new segment bounds
/// what a reader has to read again; bytes.
const BEHIND_MAX: u64 = 1_024 * 1_024;

/// One writer at work: it holds the lock, and what it read is what there is.
pub struct Writer<'a> {
    store: &'a Store,
    clock: &'a dyn Clock,
    _lock: Lock,
    watch: Watch,
    journal: Option<Journal>,
    /// The lines behind the state file that could not be flushed: they go into a new segment.
    carried: Option<Carried>,
    warnings: Vec<String>,
}

/// What a new segment takes over from the one before it.
struct Carried {
    before: Watch,
    lines: Vec<u8>,
}

/// What a commit leaves behind.
#[derive(Debug)]
pub struct Committed {
    /// Everything the desk knows now.
    pub watch: Watch,
    /// What went wrong without harm.
    pub warnings: Vec<String>,
}

impl Store {
    /// Takes the lock for `verb`, reads the store and makes it ready to be written.
    ///
    /// When this returns, everything in [`Writer::watch`] is on the device: a decision may rest
    /// on it. What was never acknowledged has been copied aside and cut off.
    ///
    /// # Errors
    /// [`StoreError`] when somebody else writes for too long, the store needs attention, or the
    /// system refuses an operation.
    pub fn writer<'a>(
        &'a self,
        clock: &'a dyn Clock,
        verb: &str,
        waiting: Waiting<'_>,
    ) -> Result<Writer<'a>, StoreError> {
        let history = self.paths.history();
        self.ensure_dir(&history)?;
        self.has_dir(&history)?;
        let lock = self.lock(verb, waiting)?;
        let LoadedStore { watch, journal, unused_state, read_only, warnings } = self.load()?;
        if let Some(reason) = read_only {
            return Err(reason);
        }
        let mut writer =
            Writer { store: self, clock, _lock: lock, watch, journal, carried: None, warnings };
        writer.quarantine_unused_state(unused_state)?;
        writer.cut_torn_tail()?;
        writer.sync_tail()?;
        Ok(writer)
    }
}

impl Writer<'_> {
    /// Returns everything the desk knows.
    #[must_use]
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Returns what should be heard of though nothing is written.
    #[must_use]
    pub fn into_warnings(self) -> Vec<String> {
        self.warnings
    }

    /// Makes an event part of the history: when this returns `Ok`, it is on the device.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was recorded, unless it is [`StoreError::OutcomeUnknown`].
    pub fn commit(mut self, recorded: &Recorded) -> Result<Committed, StoreError> {
        let text = line::seal(recorded)?;
        let (store_id, place) = match self.take_journal_with_room(recorded) {
            Some(journal) => self.append(journal, &text)?,
            None => self.open_segment(&text)?,
        };
        let filed_before = self.watch.filed_seq;
        let live = self.watch.live().map(|session| session.id.clone());
        apply(&mut self.watch, recorded);
        self.renew_state(&store_id, &place);
        self.file(recorded, live.as_ref(), filed_before);
        Ok(Committed { watch: self.watch, warnings: self.warnings })
    }

    fn quarantine_unused_state(&mut self, unused: Option<UnusedState>) -> Result<(), StoreError> {
        let Some(UnusedState { bytes, reason }) = unused else { return Ok(()) };
        let kept = self.store.quarantine(&self.store.paths.state(), &bytes, &reason)?;
        self.warnings.push(format!("a copy of it is kept: {}", kept.display()));
        Ok(())
    }

    fn cut_torn_tail(&mut self) -> Result<(), StoreError> {
        let Some(journal) = self.journal.as_mut().filter(|j| j.good < j.len) else {
            return Ok(());
        };
        let mut file = self.store.open_existing(&journal.path, Open::Append)?;
        let torn = file.read_at(journal.good, u64::MAX).context("read", &journal.path)?;
        let reason = format!(
            "the last line, from byte {}, was not written whole and never acknowledged",
            journal.good
        );
        self.store.quarantine(&journal.path, &torn, &reason)?;
        file.truncate(journal.good).context("cut the unfinished line off", &journal.path)?;
        journal.len = journal.good;
        Ok(())
    }

    /// Flushes what the state file does not cover, before anything is decided on it.
    fn sync_tail(&mut self) -> Result<(), StoreError> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let Some(Unsynced { before, from }) = journal.unsynced.take() else { return Ok(()) };
        let mut file = self.store.open_existing(&journal.path, Open::Over)?;
        let len = journal.good.saturating_sub(from);
        let lines = file.read_at(from, len).context("read", &journal.path)?;
        // The writer of these lines may have died of a flush that failed. The system forgets what
        // it could not flush, and would say yes to the next one: written over themselves, the
        // lines are flushed for certain.
        if file.write_over(from, &lines).and_then(|()| file.sync()).is_err() {
            // What cannot be flushed here is written again elsewhere.
            self.carried = Some(Carried { before, lines });
            self.open_segment(b"").map_err(StoreError::before_the_command)?;
            return Ok(());
        }
        self.store.sync_dir(&self.store.paths.history())?;
        journal.unsynced = Some(Unsynced { before, from });
        Ok(())
    }

    /// Returns the journal if it can take another line.
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
        journal: Journal,
        text: &[u8],
    ) -> Result<(String, JournalPosition), StoreError> {
        let mut file = self.store.open_existing(&journal.path, Open::Append)?;
        match file.write(text) {
            Ok(taken) if taken == text.len() => {}
            outcome => {
                // Cut off what was taken; if even that fails, it is an unfinished last line that
                // readers ignore and the next writer cuts off.
                let _ = file.truncate(journal.good);
                let short = |taken| {
                    let what = format!("only {taken} of {} bytes were taken", text.len());
                    io::Error::new(io::ErrorKind::StorageFull, what)
                };
                return outcome.and_then(|taken| Err(short(taken))).context("write", &journal.path);
            }
        }
        if let Err(source) = file.sync() {
            let path = journal.path.clone();
            if file.truncate(journal.good).is_err() {
                // The line stays where it is and must never count: a new segment makes it void.
                self.journal = Some(journal);
                let _ = self.open_segment(b"");
            }
            return Err(StoreError::OutcomeUnknown { path, source });
        }
        let place = JournalPosition {
            segment: journal.name.to_string(),
            offset: journal.good.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX)),
            crc: line::carried_crc(text).unwrap_or_default().to_owned(),
        };
        Ok((journal.store_id, place))
    }

    /// Opens a segment that begins with what is known, takes over what is carried, and ends with
    /// `text`.
    fn open_segment(&mut self, text: &[u8]) -> Result<(String, JournalPosition), StoreError> {
        let now = self.clock.now().utc;
        let previous = self.journal.as_ref();
        let name = SegmentName::after(previous.map_or(0, |journal| journal.name.number), now);
        let store_id = previous.map_or_else(new_store_id, |journal| journal.store_id.clone());
        let Carried { before, mut lines } = self
            .carried
            .take()
            .unwrap_or_else(|| Carried { before: self.watch.clone(), lines: Vec::new() });
        lines.extend_from_slice(text);
        let checkpoint = Checkpoint {
            seq: before.seq,
            recorded_at: now,
            v: Recorded::VERSION,
            store_id: store_id.clone(),
            watch: before,
        };
        if previous.is_none() {
            // A writer that died after making the directories may not have flushed them.
            self.store.sync_ancestors(&self.store.paths.history())?;
        }
        let place = self.store.create_segment(name, &checkpoint, &lines)?;
        self.journal = Some(Journal {
            store_id: store_id.clone(),
            name,
            path: self.store.segment_path(name),
            good: place.offset,
            len: place.offset,
            crc: place.crc.clone(),
            unsynced: None,
        });
        Ok((store_id, place))
    }

    fn renew_state(&mut self, store_id: &str, place: &JournalPosition) {
        if let Err(error) = self.store.renew_state(store_id, place, &self.watch) {
            self.warnings.push(format!(
                "the command is recorded, but {} could not be renewed: {error}",
                self.store.paths.state().display()
            ));
        }
    }

    /// Tells the list of past sessions, and then the sums of the days. Both are derived: what is
    /// lost here is made again from the journal.
    fn file(&mut self, recorded: &Recorded, live: Option<&SessionId>, filed_before: u64) {
        let listed = self.store.append_to_session_list(recorded, filed_before);
        let added = self.store.update_day_totals(recorded, live, filed_before);
        for (what, outcome) in [("list of past sessions", listed), ("sums of the days", added)] {
            if let Err(error) = outcome {
                self.warnings.push(format!(
                    "the command is recorded, but the {what} could not be renewed: {error}"
                ));
            }
        }
    }
}
