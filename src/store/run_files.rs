//! The files that only a run has, beside those of every desk.

use std::path::PathBuf;

use super::disk::Open;
use super::error::{IoContext, StoreError};
use super::files::{Store, if_there};
use super::loaded::LoadedStore;
use crate::core::Watch;

/// The temporary name. The next writer overwrites what an interrupted one left there.
pub const NEW: &str = ".session_metadata.json.new";

impl Store {
    /// Marks a run as open, on the device. Without the mark, nobody would find what is recorded next.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be marked.
    pub fn open_run(&self) -> Result<(), StoreError> {
        let Some(mark) = self.paths.open_mark() else { return Ok(()) };
        if self.stat(&mark)?.is_none() {
            self.ensure_dir(&self.paths.open_runs())?;
            drop(self.disk.open(&mark, Open::OverOrCreate).context("create", &mark)?);
        }
        // Whoever made it may have died before this.
        self.sync_dir(&self.paths.open_runs())
    }

    /// Takes away the mark of a run that is over, unless something was recorded after event `seq`, or
    /// somebody writes now.
    ///
    /// # Errors
    /// [`StoreError`]; the mark stays.
    pub fn close_run(&self, seq: u64) -> Result<(), StoreError> {
        let Some(mark) = self.paths.open_mark() else { return Ok(()) };
        let Some(_lock) = self.lock_now()? else { return Ok(()) };
        if self.is_over_at(seq) {
            if_there(self.disk.remove(&mark)).context("remove", &mark)?;
        }
        Ok(())
    }

    /// Reports whether event `seq` is the last one, and the session is over. Writes nothing and waits for
    /// nobody.
    pub fn is_over_at(&self, seq: u64) -> bool {
        let is_over = |watch: &Watch| watch.seq == seq && watch.live().is_none();
        self.load().is_ok_and(|found| found.read_only.is_none() && is_over(&found.reached.watch))
    }

    /// Checks that a run without a session never had one.
    ///
    /// # Errors
    /// [`StoreError::RunLost`] if it had. While somebody starts it, that may be wrong.
    pub(super) fn check_not_lost(&self, loaded: &LoadedStore) -> Result<(), StoreError> {
        let watch = &loaded.reached.watch;
        // A start that was undone can be redone.
        if watch.session.is_some() || !watch.redo.is_empty() {
            return Ok(());
        }
        self.check_folder()?;
        let Some(metadata) = self.paths.run_metadata() else { return Ok(()) };
        let quarantine = self.paths.quarantine();
        let has_copies = self.has_dir(&quarantine)?
            && !self.disk.list(&quarantine).context("list", &quarantine)?.is_empty();
        if has_copies {
            return self.lost("its history was lost; copies of damaged files are in quarantine/");
        }
        if loaded.journal.is_none() && self.stat(&metadata)?.is_some() {
            return self.lost("its history is missing");
        }
        Ok(())
    }

    /// Makes the directory of the history. That of a run is there before the mark is: if only the mark
    /// is left, nothing must hide that.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be made, or belongs to another user.
    pub(super) fn ensure_history(&self) -> Result<(), StoreError> {
        self.check_folder()?;
        self.ensure_dir(&self.paths.history())?;
        self.has_dir(&self.paths.history()).map(drop)
    }

    /// Checks that a run with a mark has a history, or at least its state.
    fn check_folder(&self) -> Result<(), StoreError> {
        let Some(mark) = self.paths.open_mark() else { return Ok(()) };
        let has_record =
            self.has_dir(&self.paths.history())? || self.stat(&self.paths.state())?.is_some();
        if has_record || self.stat(&mark)?.is_none() {
            return Ok(());
        }
        self.lost(match self.stat(&self.paths.data)? {
            Some(_) => "its history is missing",
            None => "its folder is missing",
        })
    }

    fn lost(&self, cause: &'static str) -> Result<(), StoreError> {
        let path = self.paths.data.clone();
        let mark = self.paths.open_mark().unwrap_or_default();
        Err(StoreError::RunLost { path, mark, cause })
    }

    /// Writes the file for programs that know a run by its steps. It is derived, as the state file is, so
    /// it is not flushed.
    ///
    /// # Errors
    /// [`StoreError::Io`]; the old file remains.
    pub(super) fn write_run_metadata(&self, watch: &Watch) -> Result<(), StoreError> {
        let Some((path, bytes)) = self.run_metadata(watch)? else { return Ok(()) };
        self.replace(&path, &self.paths.data.join(NEW), &bytes)
    }

    /// Returns the path and the bytes of that file; `None` if there is no run.
    ///
    /// # Errors
    /// The error of the serializer; no run leads to one.
    pub(super) fn run_metadata(
        &self,
        watch: &Watch,
    ) -> Result<Option<(PathBuf, Vec<u8>)>, StoreError> {
        let (Some(path), Some(metadata)) = (self.paths.run_metadata(), watch.run_metadata()) else {
            return Ok(None);
        };
        let mut bytes = serde_json::to_vec_pretty(&metadata)?;
        bytes.push(b'\n');
        Ok(Some((path, bytes)))
    }

    /// Returns the file for other programs, and what is wrong with it; `None` if nothing is.
    pub(super) fn metadata_fault(
        &self,
        watch: &Watch,
    ) -> Result<Option<(PathBuf, &'static str)>, StoreError> {
        let Some((path, bytes)) = self.run_metadata(watch)? else { return Ok(None) };
        let Some(file) = self.open(&path, Open::Read)? else {
            return Ok(Some((path, "it is missing")));
        };
        // One byte more shows that the file is longer.
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_add(1);
        let is_right = file.read_at(0, len).context("read", &path)? == bytes;
        Ok((!is_right).then_some((path, "it does not say what the state says")))
    }
}
