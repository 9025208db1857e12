//! Repairs the store: copies what cannot be read to the quarantine, and continues from the most that
//! is known. Deletes nothing but an incomplete last line.
//!
//! Reads the journal once, under the lock, after it has removed that line. From then on a repair changes
//! none of its segments, and nobody else can.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::chain::Chain;
use super::check::OTHER_THAN_REPLAYED;
use super::check::finding;
use super::recover::Recovered;
use crate::core::Watch;
use crate::store::checkpoint::Checkpoint;
use crate::store::error::{IoContext, StoreError};
use crate::store::events::missing_until;
use crate::store::files::Store;
use crate::store::loaded::{Journal, LoadedStore};
use crate::store::lock::{Lock, Waiting};
use crate::store::report::{Finding, Report};
use crate::store::state_file::Parsed;

impl Store {
    /// Repairs the store, and reports on it afterwards.
    ///
    /// # Errors
    /// [`StoreError`] if a newer program wrote the store, it belongs to another user, it has no
    /// journal, or the system reports an error.
    pub fn repair(&self, now: DateTime<Utc>, waiting: Waiting<'_>) -> Result<Report, StoreError> {
        match self.load() {
            Ok(_) if self.segments()?.is_empty() => return self.check(),
            // There is nothing to go on with, and nothing must hide that.
            Err(StoreError::RunLost { .. }) => return self.check(),
            Ok(_) | Err(_) => {}
        }
        let lock = self.lock_for_doctor(waiting)?;
        let mut loaded = match self.load() {
            Ok(LoadedStore { read_only: Some(error), .. }) => return Err(error),
            Ok(loaded) => Ok(loaded),
            Err(error @ (StoreError::Damaged { .. } | StoreError::JournalBehind { .. })) => {
                Err(error)
            }
            Err(error) => return Err(error),
        };
        let mut repair = Repair { store: self, lock, now, done: Vec::new() };
        if let Ok(LoadedStore { journal: Some(journal), .. }) = &mut loaded {
            repair.remove_incomplete_line(journal)?;
        }
        let mut chain = Chain::default();
        chain.read_segments(self)?;
        let mut found = Vec::new();
        if let Err(error) = &loaded {
            found.extend(finding(error));
            found.extend(self.foreign_state(&chain)?);
        }
        repair.quarantine_damaged(&chain)?;
        let watch = repair.repair_state(loaded, &chain)?;
        repair.done.extend(self.repair_run(&watch)?);
        // The segment that was the newest may have more damage now that another one follows.
        chain.read_segments(self)?;
        repair.quarantine_damaged(&chain)?;
        let mut report = self.report_on(&chain)?;
        report.notes.extend(found);
        Ok(Report { done: repair.done, ..report })
    }
}

/// A repair in progress, under the lock.
struct Repair<'a> {
    store: &'a Store,
    lock: Lock,
    now: DateTime<Utc>,
    done: Vec<String>,
}

impl Repair<'_> {
    /// Removes what an interrupted command left at the end of the journal, as the next one would. A
    /// desk that is over has no next one.
    fn remove_incomplete_line(&mut self, journal: &mut Journal) -> Result<(), StoreError> {
        if journal.len > journal.good {
            let kept = self.store.remove_incomplete_line(journal)?;
            self.done.push(format!(
                "removed the incomplete last line of {}; a copy is kept: {}",
                journal.path.display(),
                kept.display()
            ));
        }
        Ok(())
    }

    /// Copies every segment that lacks acknowledged data, and records a missing start.
    fn quarantine_damaged(&mut self, chain: &Chain) -> Result<(), StoreError> {
        let mut report = Report::default();
        chain.add_to(self.store, &mut report)?;
        for Finding { path, byte, cause } in &report.troubles {
            let reason = match byte {
                Some(byte) => format!("damaged at byte {byte}: {cause}"),
                None => cause.clone(),
            };
            if self.store.stat(path)?.is_none() {
                self.record_missing_start(path, chain.begins_after())?;
            } else {
                self.quarantine(path, &reason)?;
            }
        }
        Ok(())
    }

    /// Records that the start of the history is missing, up to event `seq`. There is nothing to copy,
    /// so the quarantine keeps an empty file.
    fn record_missing_start(&mut self, path: &Path, seq: u64) -> Result<(), StoreError> {
        let missing = missing_until(seq);
        self.store.quarantine(path, 0, &missing)?;
        self.done.push(format!("recorded that {missing}"));
        Ok(())
    }

    /// Copies a file to the quarantine, unless a copy exists.
    fn quarantine(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        if !self.store.is_quarantined(path)? {
            let kept = self.store.quarantine(path, 0, reason)?;
            self.done.push(format!("copied {} to {}", path.display(), kept.display()));
        }
        Ok(())
    }

    fn quarantine_state(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        match self.store.stat(path)? {
            Some(state) if state.len > 0 => self.quarantine(path, reason),
            Some(_) | None => Ok(()),
        }
    }

    /// Makes journal and state consistent, from the most that is known. Returns the watch.
    fn repair_state(
        &mut self,
        loaded: Result<LoadedStore, StoreError>,
        chain: &Chain,
    ) -> Result<Watch, StoreError> {
        let state = self.store.state_target()?;
        match loaded {
            Ok(loaded) => self.rebuild_state(loaded, &state, chain),
            Err(StoreError::Damaged { path, .. })
                if (path == state || path == self.store.paths.witness())
                    && self.is_alone(&state)? =>
            {
                // Nothing else is left: the next command begins a new history.
                for alone in [state, self.store.paths.witness()] {
                    if self.store.stat(&alone)?.is_some() {
                        self.quarantine_state(&alone, "it cannot be read and has no history")?;
                        self.store.disk.remove(&alone).context("move away", &alone)?;
                        self.done.push(format!("moved {} away", alone.display()));
                    }
                }
                Ok(Watch::default())
            }
            Err(_) => {
                if let Some(newest) = self.store.segments()?.pop() {
                    let path = self.store.segment_path(newest);
                    self.quarantine(&path, "it lacks acknowledged events")?;
                }
                self.quarantine_state(&state, "its history was damaged")?;
                let recovered = self.store.recover(&state)?;
                self.continue_in_new_segment(recovered)
            }
        }
    }

    /// Returns whether nothing tells of an event, not even a state that cannot be read.
    fn is_alone(&self, state: &Path) -> Result<bool, StoreError> {
        let names_event = match self.store.read_state(state)? {
            Some(Parsed::Damaged(state)) => state.seq > 0,
            Some(_) | None => false,
        };
        Ok(!names_event && self.store.read_witness()?.is_none())
    }

    /// Rebuilds the state file from a readable journal, unless it is correct.
    fn rebuild_state(
        &mut self,
        loaded: LoadedStore,
        state: &Path,
        chain: &Chain,
    ) -> Result<Watch, StoreError> {
        let LoadedStore { mut reached, journal, unused_state, .. } = loaded;
        let Some(journal) = journal else { return Ok(reached.watch) };
        let absent = self.store.stat(state)?.is_none();
        if let Some(unused) = &unused_state {
            self.quarantine_state(state, &unused.reason)?;
        }
        let ends_in_damage = chain.ends_in_damage() || chain.last_seq() < reached.watch.seq;
        if ends_in_damage || !self.store.lost_steps(&reached)?.is_empty() {
            // The damaged segment must not grow, or its copy would no longer match.
            let steps_are_lost = self.store.find_steps(&mut reached)?;
            let (store_id, newest) = (journal.store_id, journal.name.number);
            let recovered = Recovered { store_id, reached, newest, steps_are_lost };
            return self.continue_in_new_segment(recovered);
        }
        let other = self.store.other_than_replayed(journal.name, &reached);
        if let Some(replayed) = &other {
            self.quarantine_state(state, OTHER_THAN_REPLAYED)?;
            reached = replayed.clone();
        }
        if absent || unused_state.is_some() || other.is_some() {
            self.store.write_state(&journal.store_id, &journal.position(), &reached)?;
            self.done.push(format!("rebuilt {} from the history", state.display()));
        }
        Ok(reached.watch)
    }

    /// Starts a segment that says that a repair wrote it.
    fn continue_in_new_segment(&mut self, known: Recovered) -> Result<Watch, StoreError> {
        let Recovered { store_id, reached, newest, steps_are_lost } = known;
        if self.store.segments()?.is_empty() {
            let first = self.store.first_segment();
            self.record_missing_start(&first, reached.watch.seq)?;
        }
        let checkpoint = Checkpoint::new(store_id, &reached, self.now);
        let checkpoint = Checkpoint { repaired: true, ..checkpoint };
        self.store.begin_segment(&mut self.lock, newest.max(1), &checkpoint, &reached)?;
        let seq = reached.watch.seq;
        self.done.push(format!("started a new segment after event {seq}, the newest known event"));
        if steps_are_lost {
            let lost = "earlier changes can no longer be undone, because their lines are lost";
            self.done.push(lost.to_owned());
        }
        Ok(reached.watch)
    }
}
