//! What a check reads beside the journal: the state file against it, the list of past sessions,
//! and who may look into the files.

use std::path::PathBuf;

use super::chain::Chain;
use super::report::Report;
use crate::core::Watch;
use crate::paths::Paths;
use crate::store::disk::{Disk, FileKind};
use crate::store::error::StoreError;
use crate::store::io::{Told, found, if_there};
use crate::store::load::{Loaded, load};
use crate::store::{birth, days, index, lock, quarantine, state_file};

/// Checks the whole store; writes nothing, and waits until nobody else writes.
///
/// # Errors
/// [`StoreError`] when the store cannot even be looked at.
pub fn check(disk: &dyn Disk, paths: &Paths) -> Result<Report, StoreError> {
    let _calm = lock::shared(disk, &paths.lock())?;
    let mut chain = Chain::default();
    chain.read_on(disk, paths, &mut |_| Ok(()))?;
    told(disk, paths, &chain)
}

/// Returns what there is to say of a store whose journal was read; for whoever holds the lock.
///
/// # Errors
/// As [`check`].
pub fn told(disk: &dyn Disk, paths: &Paths, chain: &Chain) -> Result<Report, StoreError> {
    let mut report = Report::default();
    chain.tell(disk, paths, &mut report)?;
    if let Some(watch) = check_state(disk, paths, &mut report)? {
        check_list(disk, paths, &watch, &mut report)?;
    }
    check_files(disk, paths, &mut report)?;
    Ok(report)
}

/// Checks the state file against the journal; returns what the desk knows, where nothing stands
/// against it.
fn check_state(
    disk: &dyn Disk,
    paths: &Paths,
    report: &mut Report,
) -> Result<Option<Watch>, StoreError> {
    let state = paths.state();
    let loaded = match load(disk, paths) {
        Ok(Loaded { read_only: Some(error), .. }) | Err(error) => {
            let Some((path, byte, cause)) = finding(&error) else { return Err(error) };
            if !report.troubles.iter().any(|known| known.path == path && known.byte == byte) {
                report.trouble(&path, byte, cause);
            }
            return Ok(None);
        }
        Ok(loaded) => loaded,
    };
    if let Some(stranger) = loaded.set_aside {
        report.trouble(&state, None, stranger.reason);
    } else if loaded.journal.is_some() && found(disk, &state)?.is_none() {
        report.note(&state, "it is not there; the next command makes it again");
    }
    Ok(Some(loaded.watch))
}

/// Returns an error as a finding; nothing when the store could not be looked at.
fn finding(error: &StoreError) -> Option<(PathBuf, Option<u64>, String)> {
    match error {
        StoreError::Damaged { path, byte, cause } => {
            Some((path.clone(), Some(*byte), cause.clone()))
        }
        StoreError::Newer { path, what } => {
            Some((path.clone(), None, format!("a newer onwatch wrote it ({what})")))
        }
        StoreError::JournalBehind { path, seq, journal_seq } => {
            let cause = format!("it knows event {seq} and the journal ends at {journal_seq}");
            Some((path.clone(), None, cause))
        }
        StoreError::NoJournal { path } => {
            Some((path.clone(), None, "it has no history beside it".to_owned()))
        }
        _ => None,
    }
}

/// Checks the list of past sessions, where it is known what it has to hold, and, where there is a
/// good one, the sums of the days.
fn check_list(
    disk: &dyn Disk,
    paths: &Paths,
    watch: &Watch,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut checked = index::check(disk, paths, watch)?;
    report.troubles.append(&mut checked.troubles);
    report.notes.append(&mut checked.notes);
    if report.troubles.is_empty() {
        let checked = days::check(disk, paths, watch.filed_seq)?;
        report.troubles.extend(checked.trouble);
        report.notes.extend(checked.note);
    }
    Ok(())
}

fn check_files(disk: &dyn Disk, paths: &Paths, report: &mut Report) -> Result<(), StoreError> {
    let history = paths.history();
    let names = if_there(disk.list(&history)).told("list", &history)?.unwrap_or_default();
    let dirs = [paths.config.clone(), paths.data.clone(), history.clone(), paths.quarantine()];
    let files = names.iter().map(|name| history.join(name)).chain([paths.state()]);
    let all = dirs.into_iter().map(|dir| (dir, "700")).chain(files.map(|file| (file, "600")));
    for (path, closed) in all {
        let Some(stat) = found(disk, &path)? else { continue };
        if stat.kind != FileKind::Link && stat.mode & 0o077 != 0 {
            let cause = format!(
                "others may look into it (mode {:04o}); `chmod {closed}` closes it",
                stat.mode
            );
            report.note(&path, cause);
        }
    }
    let leftovers = [
        paths.config.join(state_file::NEW),
        history.join(birth::NEW),
        history.join(index::NEW),
        history.join(days::NEW),
        paths.quarantine().join(quarantine::NEW),
    ];
    for path in leftovers {
        if found(disk, &path)?.is_some() {
            report.note(&path, "a command that was cut short left it; the next one overwrites it");
        }
    }
    Ok(())
}
