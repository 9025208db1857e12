//! Checks the state file and the file permissions.

use super::chain::Chain;
use crate::core::Watch;
use crate::store::disk::FileKind;
use crate::store::error::{IoContext, StoreError};
use crate::store::events::OTHER_STORE;
use crate::store::files::{Store, if_there};
use crate::store::loaded::LoadedStore;
use crate::store::reached::Reached;
use crate::store::report::{Finding, Report};
use crate::store::segment::SegmentName;
use crate::store::{new_segment, quarantine, run_files, state_file};

/// What is wrong with a state that is not what its history leads to.
pub const OTHER_THAN_REPLAYED: &str = "it does not say what the history leads to";

impl Store {
    /// Checks the whole store. Writes nothing, and waits until nobody writes.
    pub fn check(&self) -> Result<Report, StoreError> {
        let _quiet = self.lock_shared()?;
        let mut chain = Chain::default();
        chain.read_segments(self)?;
        self.report_on(&chain)
    }

    /// Returns a report on a store whose journal was read. The caller holds the lock.
    pub(super) fn report_on(&self, chain: &Chain) -> Result<Report, StoreError> {
        let mut report = Report::default();
        chain.add_to(self, &mut report)?;
        let known = self.check_state(&mut report)?;
        match &known {
            Some(watch) => self.check_run(watch, &mut report)?,
            None => report.notes.extend(self.foreign_state(chain)?),
        }
        if let Some(watch) = known
            && chain.last_seq() < watch.seq
            && report.troubles.is_empty()
        {
            let cause = format!(
                "it contains event {}, but the journal ends at event {}",
                watch.seq,
                chain.last_seq()
            );
            report.trouble(&self.paths.state(), None, cause);
        }
        self.check_files(&mut report)?;
        Ok(report)
    }

    /// Checks the state file against the journal. Returns the watch if nothing is damaged.
    fn check_state(&self, report: &mut Report) -> Result<Option<Watch>, StoreError> {
        let state = self.paths.state();
        let loaded = match self.load() {
            Ok(LoadedStore { read_only: Some(error), .. }) | Err(error) => {
                let Some(found) = finding(&error) else { return Err(error) };
                let is_known =
                    |known: &Finding| known.path == found.path && known.byte == found.byte;
                if !report.troubles.iter().any(is_known) {
                    report.troubles.push(found);
                }
                return Ok(None);
            }
            Ok(loaded) => loaded,
        };
        if let Some((journal, end)) = loaded.journal.as_ref().zip(loaded.unproven_end.as_ref()) {
            report.note(&journal.path, end.as_str());
        }
        match loaded.unused_state {
            Some(unused) if unused.is_usual => {
                let cause = format!("{}; the next command writes it again", unused.reason);
                report.note(&state, cause);
            }
            Some(unused) => report.trouble(&state, None, unused.reason),
            None if loaded.journal.is_some() && self.stat(&state)?.is_none() => {
                report.note(&state, "it is missing; the next command writes it again");
            }
            None => {
                let unsynced = loaded.journal.as_ref().and_then(|it| it.unsynced.as_ref());
                let (last, newest) =
                    (unsynced.map(|lines| lines.before.watch.seq), loaded.reached.watch.seq);
                if let Some(last) = last.filter(|last| *last < newest) {
                    let cause = format!(
                        "it ends at event {last}, and the journal at event {newest}; the next command writes it again"
                    );
                    report.note(&state, cause);
                }
            }
        }
        if let Some(journal) = &loaded.journal {
            let cause = match self.read_witness()? {
                None => Some("it cannot be read"),
                Some(witness) if !witness.is_of(&journal.store_id) => Some(OTHER_STORE),
                Some(_) => None,
            };
            if let Some(cause) = cause {
                let cause = format!("{cause}; the next command writes it again");
                report.note(&self.paths.witness(), cause);
            }
        }
        if let Some(journal) = &loaded.journal
            && self.other_than_replayed(journal.name, &loaded.reached).is_some()
        {
            report.trouble(&state, None, OTHER_THAN_REPLAYED);
        }
        for lost in self.lost_steps(&loaded.reached)? {
            // Usually the damage that lost the line is known already.
            if !report.troubles.iter().any(|known| known.path == lost.path) {
                report.troubles.push(lost);
            }
        }
        Ok(Some(loaded.reached.watch))
    }

    /// Returns what the newest segment leads to, if it can be read and that is not `reached`.
    pub(super) fn other_than_replayed(
        &self,
        newest: SegmentName,
        reached: &Reached,
    ) -> Option<Reached> {
        let replayed = self.load_from_checkpoint(newest, None).ok()?;
        Some(replayed.reached).filter(|replayed| replayed != reached)
    }

    /// Returns that the state belongs to another store than the journal, if it does.
    pub(super) fn foreign_state(&self, chain: &Chain) -> Result<Option<Finding>, StoreError> {
        let path = self.state_target()?;
        let is_foreign =
            self.state_id()?.is_some_and(|id| chain.store_id().is_some_and(|own| own != id));
        let cause = format!("{OTHER_STORE} than the segments");
        Ok(is_foreign.then(|| Finding::new(&path, None, cause)))
    }

    /// Returns the undo steps whose line cannot be read, as findings.
    pub(super) fn lost_steps(&self, reached: &Reached) -> Result<Vec<Finding>, StoreError> {
        let mut lost = Vec::new();
        for step in reached.watch.undo.iter().chain(&reached.watch.redo) {
            match self.step_line(&reached.steps, step.seq) {
                Ok(_) => {}
                Err(StoreError::Damaged { path, byte, cause }) => {
                    lost.push(Finding::new(&path, Some(byte), cause));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(lost)
    }

    fn check_files(&self, report: &mut Report) -> Result<(), StoreError> {
        let paths = &self.paths;
        let history = paths.history();
        let names =
            if_there(self.disk.list(&history)).context("list", &history)?.unwrap_or_default();
        let mut dirs = vec![paths.data.clone(), history.clone(), paths.quarantine()];
        // A run has one directory.
        dirs.extend((paths.config != paths.data).then(|| paths.config.clone()));
        let files = names.iter().map(|name| history.join(name));
        let files = files.chain([paths.state(), paths.witness()]).chain(paths.run_metadata());
        let all = dirs.into_iter().map(|dir| (dir, "700")).chain(files.map(|file| (file, "600")));
        for (path, closed) in all {
            let Some(stat) = self.stat(&path)? else { continue };
            if stat.kind != FileKind::Link && stat.mode & 0o077 != 0 {
                let cause = format!(
                    "other users may have access (mode {:04o}); `chmod {closed}` removes it",
                    stat.mode
                );
                report.note(&path, cause);
            }
        }
        let leftovers = [
            paths.config.join(state_file::NEW),
            paths.data.join(run_files::NEW),
            paths.quarantine().join(quarantine::NEW),
        ];
        let segments = names.iter().filter(|name| name.starts_with(new_segment::NEW));
        for path in leftovers.into_iter().chain(segments.map(|name| history.join(name))) {
            if self.stat(&path)?.is_some() {
                let cause = "an interrupted command left it; the next command overwrites it";
                report.note(&path, cause);
            }
        }
        Ok(())
    }
}

/// Returns an error as a finding, or `None` if the store could not be read.
pub fn finding(error: &StoreError) -> Option<Finding> {
    match error {
        StoreError::Damaged { path, byte, cause } => {
            Some(Finding::new(path, Some(*byte), cause.clone()))
        }
        StoreError::Newer { path, what } => {
            Some(Finding::new(path, None, format!("a newer onwatch wrote it ({what})")))
        }
        StoreError::JournalBehind { path, seq, journal_seq } => {
            let cause =
                format!("it contains event {seq}, but the journal ends at event {journal_seq}");
            Some(Finding::new(path, None, cause))
        }
        StoreError::RunLost { path, cause, .. } => Some(Finding::new(path, None, *cause)),
        StoreError::NoJournal { path } => Some(Finding::new(path, None, "its history is missing")),
        _ => None,
    }
}
