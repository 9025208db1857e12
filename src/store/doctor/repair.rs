//! Mends what can be mended: copies aside what cannot be read, never deletes, and goes on from the
//! most that is known.
//!
//! The journal is read once, under the lock: nobody else can change it, and a repair changes none
//! of its segments.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::chain::Chain;
use crate::core::Watch;
use crate::store::error::{IoContext, StoreError};
use crate::store::files::Store;
use crate::store::load::LoadedStore;
use crate::store::lock::Waiting;
use crate::store::report::{Finding, Report};
use crate::store::segment::JournalPosition;
use crate::store::session_list::JournalUpdates;

impl Store {
    /// Mends what can be mended, and says how the store stands then.
    ///
    /// # Errors
    /// [`StoreError`] when the store is a newer program's, another user's, has no journal to be
    /// mended from, or the system refuses an operation.
    pub fn repair(&self, now: DateTime<Utc>, waiting: Waiting<'_>) -> Result<Report, StoreError> {
        if self.segments()?.is_empty() && self.load().is_ok() {
            return self.check();
        }
        let _lock = self.lock_for_doctor(waiting)?;
        let loaded = match self.load() {
            Ok(LoadedStore { read_only: Some(error), .. }) => return Err(error),
            Ok(loaded) => Ok(loaded),
            Err(error @ (StoreError::Damaged { .. } | StoreError::JournalBehind { .. })) => {
                Err(error)
            }
            Err(error) => return Err(error),
        };
        let (mut chain, mut updates) = (Chain::default(), JournalUpdates::default());
        chain.read_segments(self, &mut |text| updates.add_line(text))?;
        let mut repair = Repair { store: self, now, done: Vec::new() };
        repair.quarantine_damaged(&chain)?;
        let watch = repair.repair_state(loaded, &chain)?;
        repair.repair_derived_files(&watch, updates)?;
        chain.read_segments(self, &mut |_| Ok(()))?;
        let report = self.report_on(&chain)?;
        Ok(Report { done: repair.done, ..report })
    }
}

/// A repair at work, under the lock.
struct Repair<'a> {
    store: &'a Store,
    now: DateTime<Utc>,
    done: Vec<String>,
}

impl Repair<'_> {
    /// Copies every segment aside that lacks something acknowledged, and notes a lost beginning.
    fn quarantine_damaged(&mut self, chain: &Chain) -> Result<(), StoreError> {
        let mut report = Report::default();
        chain.add_to(self.store, &mut report)?;
        for Finding { path, byte, cause } in &report.troubles {
            let reason = match byte {
                Some(byte) => format!("damaged at byte {byte}: {cause}"),
                None => cause.clone(),
            };
            if self.store.stat(path)?.is_none() {
                self.record_missing_start(path, &reason)?;
            } else {
                self.quarantine(path, &reason)?;
            }
        }
        Ok(())
    }

    /// Notes that the history's beginning is missing: there is nothing to copy, so the note itself
    /// is kept.
    fn record_missing_start(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        self.store.quarantine(path, b"", reason)?;
        self.done.push("noted that the history's first segments are missing".to_owned());
        Ok(())
    }

    /// Copies a file aside, if there is anything in it and no copy yet.
    fn quarantine(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        let bytes = self.store.read(path)?.unwrap_or_default();
        if !self.store.is_quarantined(path, &bytes)? {
            let kept = self.store.quarantine(path, &bytes, reason)?;
            self.done.push(format!("copied {} to {}", path.display(), kept.display()));
        }
        Ok(())
    }

    fn quarantine_state(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        match self.store.read(path)? {
            Some(bytes) if !bytes.is_empty() => self.quarantine(path, reason),
            _ => Ok(()),
        }
    }

    /// Brings journal and state together, from the most that is known; returns that.
    fn repair_state(
        &mut self,
        loaded: Result<LoadedStore, StoreError>,
        chain: &Chain,
    ) -> Result<Watch, StoreError> {
        let state = self.store.state_target()?;
        match loaded {
            Ok(loaded) => self.renew_state(loaded, &state, chain),
            Err(StoreError::Damaged { path, .. }) if path == state => {
                // Nothing but a state that cannot be read: copied aside, the next command begins
                // anew.
                self.quarantine_state(&state, "it cannot be read and has no history")?;
                self.store.disk.remove(&state).context("move away", &state)?;
                self.done.push(format!("moved {} away", state.display()));
                Ok(Watch::default())
            }
            Err(_) => {
                if let Some(newest) = self.store.segments()?.pop() {
                    let path = self.store.segment_path(newest);
                    self.quarantine(&path, "it lacks events that were acknowledged")?;
                }
                self.quarantine_state(&state, "the history beside it was damaged")?;
                let (store_id, watch) = self.store.recover_watch(&state)?;
                self.continue_in_new_segment(store_id, watch)
            }
        }
    }

    /// Makes the state file again from a journal that can be read, unless it is as it should be.
    fn renew_state(
        &mut self,
        loaded: LoadedStore,
        state: &Path,
        chain: &Chain,
    ) -> Result<Watch, StoreError> {
        let LoadedStore { watch, journal, unused_state, .. } = loaded;
        let Some(journal) = journal else { return Ok(watch) };
        let absent = self.store.stat(state)?.is_none();
        if let Some(unused) = &unused_state {
            self.quarantine_state(state, &unused.reason)?;
        }
        if chain.ends_in_damage() {
            // It must not grow any more, or it would no longer be the one that is kept.
            return self.continue_in_new_segment(journal.store_id, watch);
        }
        if absent || unused_state.is_some() {
            let place = JournalPosition {
                segment: journal.name.to_string(),
                offset: journal.good,
                crc: journal.crc,
            };
            self.store.renew_state(&journal.store_id, &place, &watch)?;
            self.done.push(format!("made {} again from the history", state.display()));
        }
        Ok(watch)
    }

    fn continue_in_new_segment(
        &mut self,
        store_id: String,
        watch: Watch,
    ) -> Result<Watch, StoreError> {
        let previous = if let Some(newest) = self.store.segments()?.last() {
            newest.number
        } else {
            self.record_missing_start(&self.store.first_segment(), "no segment is left")?;
            1
        };
        self.store.continue_in_new_segment(previous, self.now, store_id, &watch)?;
        let begun = format!("began a new segment at event {}, the most that is known", watch.seq);
        self.done.push(begun);
        Ok(watch)
    }

    /// Makes the list of past sessions again when anything is wrong with it, and so the sums of the
    /// days.
    fn repair_derived_files(
        &mut self,
        watch: &Watch,
        updates: JournalUpdates,
    ) -> Result<(), StoreError> {
        if !self.store.check_session_list(watch)?.is_clean() {
            self.store.replace_session_list(watch.seq, updates)?;
            let path = self.store.paths.sessions();
            self.done.push(format!("made {} again from the history", path.display()));
        }
        if self.store.repair_day_totals(watch.filed_seq, self.now)? {
            let path = self.store.paths.days();
            self.done.push(format!("made {} again from the list of sessions", path.display()));
        }
        Ok(())
    }
}
