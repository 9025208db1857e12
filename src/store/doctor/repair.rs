//! Mends what can be mended: copies aside what cannot be read, never deletes, and goes on from the
//! most that is known.
//!
//! The journal is read once, under the lock: nobody else can change it, and a repair changes none
//! of its segments.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::admit;
use super::anew::begin_anew;
use super::chain::Chain;
use super::check::{check, told};
use super::known::most_known;
use super::report::{Finding, Report};
use crate::core::Watch;
use crate::paths::Paths;
use crate::store::disk::Disk;
use crate::store::error::StoreError;
use crate::store::index::{self, Filed};
use crate::store::io::{Told, found, read_ours};
use crate::store::load::{Loaded, load, segments, state_target};
use crate::store::log::first;
use crate::store::{days, quarantine, state_file};

/// Mends what can be mended, and says how the store stands then.
///
/// # Errors
/// [`StoreError`] when the store is a newer program's, another user's, has no journal to be mended
/// from, or the system refuses an operation.
pub fn repair(
    disk: &dyn Disk,
    paths: &Paths,
    now: DateTime<Utc>,
    waiting: &dyn Fn(Option<&str>),
) -> Result<Report, StoreError> {
    if segments(disk, &paths.history())?.is_empty() && load(disk, paths).is_ok() {
        return check(disk, paths);
    }
    let _lock = admit(disk, paths, waiting)?;
    let loaded = match load(disk, paths) {
        Ok(Loaded { read_only: Some(error), .. }) => return Err(error),
        Ok(loaded) => Ok(loaded),
        Err(error @ (StoreError::Damaged { .. } | StoreError::JournalBehind { .. })) => Err(error),
        Err(error) => return Err(error),
    };
    let (mut chain, mut filed) = (Chain::default(), Filed::default());
    chain.read_on(disk, paths, &mut |text| filed.learn(text))?;
    let mut mending = Mending { disk, paths, now, done: Vec::new() };
    mending.keep_damaged(&chain)?;
    let watch = mending.mend(loaded, &chain)?;
    mending.mend_list(&watch, filed)?;
    chain.read_on(disk, paths, &mut |_| Ok(()))?;
    let report = told(disk, paths, &chain)?;
    Ok(Report { done: mending.done, ..report })
}

/// A repair at work, under the lock.
struct Mending<'a> {
    disk: &'a dyn Disk,
    paths: &'a Paths,
    now: DateTime<Utc>,
    done: Vec<String>,
}

impl Mending<'_> {
    /// Copies every segment aside that lacks something acknowledged, and notes a lost beginning.
    fn keep_damaged(&mut self, chain: &Chain) -> Result<(), StoreError> {
        let mut report = Report::default();
        chain.tell(self.disk, self.paths, &mut report)?;
        for Finding { path, byte, cause } in &report.troubles {
            let reason = match byte {
                Some(byte) => format!("damaged at byte {byte}: {cause}"),
                None => cause.clone(),
            };
            if found(self.disk, path)?.is_none() {
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
        quarantine::keep(self.disk, &self.paths.quarantine(), path, b"", reason)?;
        self.done.push("noted that the history's first segments are missing".to_owned());
        Ok(())
    }

    /// Copies a file aside, if there is anything in it and no copy yet.
    fn keep(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        let bytes = read_ours(self.disk, path)?.unwrap_or_default();
        let dir = self.paths.quarantine();
        if !quarantine::is_kept(self.disk, &dir, path, &bytes)? {
            let kept = quarantine::keep(self.disk, &dir, path, &bytes, reason)?;
            self.done.push(format!("copied {} to {}", path.display(), kept.display()));
        }
        Ok(())
    }

    fn keep_state(&mut self, path: &Path, reason: &str) -> Result<(), StoreError> {
        match read_ours(self.disk, path)? {
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
        let state = state_target(self.disk, &self.paths.state())?;
        match loaded {
            Ok(loaded) => self.renew_state(loaded, &state, chain),
            Err(StoreError::Damaged { path, .. }) if path == state => {
                // Nothing but a state that cannot be read: copied aside, the next command begins
                // anew.
                self.keep_state(&state, "it cannot be read and has no history")?;
                self.disk.remove(&state).told("move away", &state)?;
                self.done.push(format!("moved {} away", state.display()));
                Ok(Watch::default())
            }
            Err(_) => {
                let newest = segments(self.disk, &self.paths.history())?.pop();
                if let Some(newest) = newest {
                    let path = self.paths.history().join(newest.to_string());
                    self.keep(&path, "it lacks events that were acknowledged")?;
                }
                self.keep_state(&state, "the history beside it was damaged")?;
                let (store_id, watch) = most_known(self.disk, self.paths, &state)?;
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
        let absent = found(self.disk, state)?.is_none();
        if let Some(stranger) = &set_aside {
            self.keep_state(state, &stranger.reason)?;
        }
        if chain.ends_in_damage() {
            // It must not grow any more, or it would no longer be the one that is kept.
            return self.begin_anew(journal.store_id, watch);
        }
        if absent || set_aside.is_some() {
            let place = state_file::Place {
                segment: journal.name.to_string(),
                offset: journal.good,
                crc: journal.crc,
            };
            state_file::renew(self.disk, self.paths, &journal.store_id, &place, &watch)?;
            self.done.push(format!("made {} again from the history", state.display()));
        }
        Ok(watch)
    }

    fn begin_anew(&mut self, store_id: String, watch: Watch) -> Result<Watch, StoreError> {
        let history = self.paths.history();
        let previous = if let Some(newest) = segments(self.disk, &history)?.last() {
            newest.number
        } else {
            self.note_lost(&first(&history), "no segment is left")?;
            1
        };
        begin_anew(self.disk, self.paths, previous, self.now, store_id, &watch)?;
        let begun = format!("began a new segment at event {}, the most that is known", watch.seq);
        self.done.push(begun);
        Ok(watch)
    }

    /// Makes the list of past sessions again when anything is wrong with it, and so the sums of the
    /// days.
    fn mend_list(&mut self, watch: &Watch, filed: Filed) -> Result<(), StoreError> {
        if !index::check(self.disk, self.paths, watch)?.is_whole() {
            index::renew(self.disk, self.paths, watch.seq, filed)?;
            let path = self.paths.sessions();
            self.done.push(format!("made {} again from the history", path.display()));
        }
        if days::mend(self.disk, self.paths, watch.filed_seq, self.now)? {
            let path = self.paths.days();
            self.done.push(format!("made {} again from the list of sessions", path.display()));
        }
        Ok(())
    }
}
