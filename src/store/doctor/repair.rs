//! Mends what can be mended: copies aside what cannot be read, never deletes, and goes on from the
//! most that is known.
//!
//! The journal is read once, under the lock: nobody else can change it, and a repair changes none
//! of its segments.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::chain::Chain;
use crate::core::Watch;
use crate::store::error::{StoreError, Told};
use crate::store::files::Store;
use crate::store::index::Filed;
use crate::store::load::Loaded;
use crate::store::lock::Waiting;
use crate::store::report::{Finding, Report};
use crate::store::state_file::Place;

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
            Ok(Loaded { read_only: Some(error), .. }) => return Err(error),
            Ok(loaded) => Ok(loaded),
            Err(error @ (StoreError::Damaged { .. } | StoreError::JournalBehind { .. })) => {
                Err(error)
            }
            Err(error) => return Err(error),
        };
        let (mut chain, mut filed) = (Chain::default(), Filed::default());
        chain.read_on(self, &mut |text| filed.learn(text))?;
        let mut mending = Mending { store: self, now, done: Vec::new() };
        mending.keep_damaged(&chain)?;
        let watch = mending.mend(loaded, &chain)?;
        mending.mend_list(&watch, filed)?;
        chain.read_on(self, &mut |_| Ok(()))?;
        let report = self.told(&chain)?;
        Ok(Report { done: mending.done, ..report })
    }
}

/// A repair at work, under the lock.
struct Mending<'a> {
    store: &'a Store,
    now: DateTime<Utc>,
    done: Vec<String>,
}

impl Mending<'_> {
    /// Copies every segment aside that lacks something acknowledged, and notes a lost beginning.
    fn keep_damaged(&mut self, chain: &Chain) -> Result<(), StoreError> {
        let mut report = Report::default();
        chain.tell(self.store, &mut report)?;
        for Finding { path, byte, cause } in &report.troubles {
            let reason = match byte {
                Some(byte) => format!("damaged at byte {byte}: {cause}"),
                None => cause.clone(),
            };
            if self.store.stat(path)?.is_none() {
                self.note_lost(path, &reason)?;
            } else {
                self.keep(path, &reason)?;
            }
        }
        Ok(())
    }

    /// Notes that the history's beginning is missing: there is nothing to copy, so the note itself
    /// is kept.
    fn note_lost(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        self.store.quarantine(path, b"", reason)?;
        self.done.push("noted that the history's first segments are missing".to_owned());
        Ok(())
    }

    /// Copies a file aside, if there is anything in it and no copy yet.
    fn keep(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        let bytes = self.store.read(path)?.unwrap_or_default();
        if !self.store.is_quarantined(path, &bytes)? {
            let kept = self.store.quarantine(path, &bytes, reason)?;
            self.done.push(format!("copied {} to {}", path.display(), kept.display()));
        }
        Ok(())
    }

    fn keep_state(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        match self.store.read(path)? {
            Some(bytes) if !bytes.is_empty() => self.keep(path, reason),
            _ => Ok(()),
        }
    }

    /// Brings journal and state together, from the most that is known; returns that.
    fn mend(
        &mut self,
        loaded: Result<Loaded, StoreError>,
        chain: &Chain,
    ) -> Result<Watch, StoreError> {
        let state = self.store.state_target()?;
        match loaded {
            Ok(loaded) => self.renew_state(loaded, &state, chain),
            Err(StoreError::Damaged { path, .. }) if path == state => {
                // Nothing but a state that cannot be read: copied aside, the next command begins
                // anew.
                self.keep_state(&state, "it cannot be read and has no history")?;
                self.store.disk.remove(&state).told("move away", &state)?;
                self.done.push(format!("moved {} away", state.display()));
                Ok(Watch::default())
            }
            Err(_) => {
                if let Some(newest) = self.store.segments()?.pop() {
                    let path = self.store.segment_path(newest);
                    self.keep(&path, "it lacks events that were acknowledged")?;
                }
                self.keep_state(&state, "the history beside it was damaged")?;
                let (store_id, watch) = self.store.most_known(&state)?;
                self.begin_anew(store_id, watch)
            }
        }
    }

    /// Makes the state file again from a journal that can be read, unless it is as it should be.
    fn renew_state(
        &mut self,
        loaded: Loaded,
        state: &Path,
        chain: &Chain,
    ) -> Result<Watch, StoreError> {
        let Loaded { watch, journal, set_aside, .. } = loaded;
        let Some(journal) = journal else { return Ok(watch) };
        let absent = self.store.stat(state)?.is_none();
        if let Some(stranger) = &set_aside {
            self.keep_state(state, &stranger.reason)?;
        }
        if chain.ends_in_damage() {
            // It must not grow any more, or it would no longer be the one that is kept.
            return self.begin_anew(journal.store_id, watch);
        }
        if absent || set_aside.is_some() {
            let place =
                Place { segment: journal.name.to_string(), offset: journal.good, crc: journal.crc };
            self.store.renew_state(&journal.store_id, &place, &watch)?;
            self.done.push(format!("made {} again from the history", state.display()));
        }
        Ok(watch)
    }

    fn begin_anew(&mut self, store_id: String, watch: Watch) -> Result<Watch, StoreError> {
        let previous = if let Some(newest) = self.store.segments()?.last() {
            newest.number
        } else {
            self.note_lost(&self.store.first_segment(), "no segment is left")?;
            1
        };
        self.store.begin_anew(previous, self.now, store_id, &watch)?;
        let begun = format!("began a new segment at event {}, the most that is known", watch.seq);
        self.done.push(begun);
        Ok(watch)
    }

    /// Makes the list of past sessions again when anything is wrong with it, and so the sums of the
    /// days.
    fn mend_list(&mut self, watch: &Watch, filed: Filed) -> Result<(), StoreError> {
        if !self.store.check_list(watch)?.is_clean() {
            self.store.renew_list(watch.seq, filed)?;
            let path = self.store.paths.sessions();
            self.done.push(format!("made {} again from the history", path.display()));
        }
        if self.store.mend_days(watch.filed_seq, self.now)? {
            let path = self.store.paths.days();
            self.done.push(format!("made {} again from the list of sessions", path.display()));
        }
        Ok(())
    }
}
