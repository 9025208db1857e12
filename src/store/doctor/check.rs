//! Checks the state file, the session list, the day totals and the file permissions.

use std::path::PathBuf;

use super::chain::Chain;
use crate::core::Watch;
use crate::store::disk::FileKind;
use crate::store::error::{IoContext, StoreError};
use crate::store::files::{Store, if_there};
use crate::store::loaded::LoadedStore;
use crate::store::reached::Reached;
use crate::store::report::{Finding, Report};
use crate::store::{days, new_segment, quarantine, session_list, state_file};

impl Store {
    /// Checks the whole store. Writes nothing, and waits until nobody writes.
    pub fn check(&self) -> Result<Report, StoreError> {
        let _quiet = self.lock_shared()?;
        let mut chain = Chain::default();
        chain.read_segments(self, &mut |_| Ok(()))?;
        self.report_on(&chain)
    }

    /// Returns a report on a store whose journal was read. The caller holds the lock.
    pub(super) fn report_on(&self, chain: &Chain) -> Result<Report, StoreError> {
        let mut report = Report::default();
        chain.add_to(self, &mut report)?;
        if let Some(watch) = self.check_state(&mut report)? {
            // The list can be checked only if the state is known, and the totals only against a
            // good list.
            report.add(self.check_session_list(&watch)?);
            if report.troubles.is_empty() {
                report.add(self.check_day_totals(watch.filed_seq)?);
            }
        }
        self.check_files(&mut report)?;
        Ok(report)
    }

    /// Checks the state file against the journal. Returns the watch if nothing is damaged.
    fn check_state(&self, report: &mut Report) -> Result<Option<Watch>, StoreError> {
        let state = self.paths.state();
        let loaded = match self.load() {
            Ok(LoadedStore { read_only: Some(error), .. }) | Err(error) => {
                let Some((path, byte, cause)) = finding(&error) else { return Err(error) };
                if !report.troubles.iter().any(|known| known.path == path && known.byte == byte) {
                    report.trouble(&path, byte, cause);
                }
                return Ok(None);
            }
            Ok(loaded) => loaded,
        };
        match loaded.unused_state {
            Some(unused) if unused.is_usual => {
                let cause = format!("{}; the next command writes it again", unused.reason);
                report.note(&state, cause);
            }
            Some(unused) => report.trouble(&state, None, unused.reason),
            None if loaded.journal.is_some() && self.stat(&state)?.is_none() => {
                report.note(&state, "it is missing; the next command writes it again");
            }
            None => {}
        }
        if loaded.journal.is_some() && self.read_witness()?.is_none() {
            let cause = "it cannot be read; the next command writes it again";
            report.note(&self.paths.witness(), cause);
        }
        for lost in self.lost_steps(&loaded.reached)? {
            // Usually the damage that lost the line is known already.
            if !report.troubles.iter().any(|known| known.path == lost.path) {
                report.troubles.push(lost);
            }
        }
        Ok(Some(loaded.reached.watch))
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
        let dirs = [paths.config.clone(), paths.data.clone(), history.clone(), paths.quarantine()];
        let files =
            names.iter().map(|name| history.join(name)).chain([paths.state(), paths.witness()]);
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
            history.join(session_list::NEW),
            history.join(days::NEW),
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
fn finding(error: &StoreError) -> Option<(PathBuf, Option<u64>, String)> {
    match error {
        StoreError::Damaged { path, byte, cause } => {
            Some((path.clone(), Some(*byte), cause.clone()))
        }
        StoreError::Newer { path, what } => {
            Some((path.clone(), None, format!("a newer onwatch wrote it ({what})")))
        }
        StoreError::JournalBehind { path, seq, journal_seq } => {
            let cause =
                format!("it contains event {seq}, but the journal ends at event {journal_seq}");
            Some((path.clone(), None, cause))
        }
        StoreError::NoJournal { path } => {
            Some((path.clone(), None, "its history is missing".to_owned()))
        }
        _ => None,
    }
}
