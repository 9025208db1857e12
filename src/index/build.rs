//! Builds the index anew: under another name, which it keeps until it is whole.

use std::path::Path;
use std::sync::PoisonError;

use super::asked::{Asked, MissingDesk, OnProgress};
use super::catch_up::take_in;
use super::close_runs::open_runs;
use super::error::IndexError;
use super::file::{Index, Tried, beside, new_in_memory, open};
use super::pace::Pace;
use super::schema::create;
use crate::core::DeskName;
use crate::store::{Open, Store};

/// How much of the index is kept in memory while it is built, KiB.
const BUILD_CACHE: i64 = 16_384;

impl Index {
    /// Removes the file. It is built anew when it is next asked.
    pub(super) fn discard(&self, path: &Path, say: OnProgress<'_>) -> Result<(), IndexError> {
        let _lock = self.lock(false, say)?;
        self.remove_all(path)
    }

    /// Builds the file anew, unless another process has done so meanwhile.
    pub(super) fn build(&self, path: &Path, say: OnProgress<'_>) -> Result<(), IndexError> {
        let _lock = self.lock(false, say)?;
        let still_bad = match self.try_file(path, say, &|_| Ok(())) {
            Ok(Tried::Answered(_)) => false,
            Ok(Tried::BuildAnew) => true,
            Err(error) if error.is_damage() => true,
            Err(error) => return Err(error),
        };
        if still_bad { self.replace(path, say) } else { Ok(()) }
    }

    /// Builds the index anew. What there was stays if the journals cannot be read.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read, or the file cannot be replaced.
    pub fn build_anew(&self, say: OnProgress<'_>) -> Result<(), IndexError> {
        let mut kept = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_some() {
            let stores = self.stores(self.all_desks()).answer;
            let connection = new_in_memory()?;
            take_in(&connection, &stores, &mut Pace::begin(say), &mut Vec::new())?;
            *kept = Some(connection);
        }
        drop(kept);
        match self.disk.database(&self.paths.index()) {
            Ok(Some(path)) if self.is_ours(&path)? => {
                let _lock = self.lock(false, say)?;
                self.replace(&path, say)
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Replaces the file by one that is built anew. The caller holds its lock alone.
    fn replace(&self, path: &Path, say: OnProgress<'_>) -> Result<(), IndexError> {
        // Listed under the lock: what the old file had read and closed before is among them.
        let Asked { answer: stores, missing, .. } = self.stores(self.all_desks());
        // Nobody would look for a run again that is not among them.
        if let Some(MissingDesk { warning, .. }) = missing.into_iter().next() {
            return Err(IndexError::NotWhole { cause: warning });
        }
        let new = beside(path, ".new");
        self.remove_all(&new)?;
        let failed = |source| IndexError::File { path: new.clone(), source };
        drop(self.disk.open(&new, Open::New).map_err(failed)?);
        let built = fill(&new, &stores, say).and_then(|()| {
            self.disk.open(&new, Open::Over).and_then(|mut file| file.sync()).map_err(failed)
        });
        if let Err(error) = built {
            // Only the first error matters.
            let _ = self.remove_all(&new);
            return Err(error);
        }
        self.remove_all(path)?;
        self.disk.rename(&new, path).map_err(failed)?;
        // The old file must not come back after a power cut: runs are closed whose end it lacks.
        let dir = path.parent().unwrap_or(path);
        self.disk.sync_dir(dir).map_err(failed)
    }
}

/// Fills a new file.
fn fill(path: &Path, stores: &[(DeskName, Store)], say: OnProgress<'_>) -> Result<(), IndexError> {
    let mut connection = open(path)?;
    // A file that is not whole is thrown away. Only a desk that cannot be read is undone.
    connection.pragma_update(None, "journal_mode", "MEMORY")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "cache_size", -BUILD_CACHE)?;
    let whole = connection.transaction()?;
    create(&whole)?;
    // A desk that cannot be read is looked at by the next question, which says so.
    take_in(&whole, stores, &mut Pace::begin(say), &mut Vec::new())?;
    open_runs(&whole, stores)?;
    whole.commit()?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.close().map_err(|(_, error)| error.into())
}
