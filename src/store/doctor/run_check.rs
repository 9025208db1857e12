//! Checks and repairs the files that only a run has.

use std::path::PathBuf;

use crate::core::Watch;
use crate::store::disk::Open;
use crate::store::error::{IoContext, StoreError};
use crate::store::files::Store;
use crate::store::report::Report;

impl Store {
    /// Checks the files that only a run has. The caller holds the lock.
    pub(super) fn check_run(&self, watch: &Watch, report: &mut Report) -> Result<(), StoreError> {
        if let Some((path, fault)) = self.metadata_fault(watch)? {
            report.note(&path, format!("{fault}; the next command writes it again"));
        }
        if let Some(mark) = self.lost_mark(watch)? {
            report.trouble(&mark, None, "it is missing, so nobody finds the run, which is live");
        }
        Ok(())
    }

    /// Writes these files as `watch` has them. Returns what was done. The caller holds the lock.
    pub(super) fn repair_run(&self, watch: &Watch) -> Result<Vec<String>, StoreError> {
        let mut done = Vec::new();
        if let Some(mark) = self.lost_mark(watch)? {
            self.open_run()?;
            done.push(format!("made {} again", mark.display()));
        }
        if let Some((path, _)) = self.metadata_fault(watch)? {
            self.write_run_metadata(watch)?;
            done.push(format!("rebuilt {} from the history", path.display()));
        }
        Ok(done)
    }

    /// Returns the file for other programs, and what is wrong with it; `None` if nothing is.
    fn metadata_fault(&self, watch: &Watch) -> Result<Option<(PathBuf, &'static str)>, StoreError> {
        let Some((path, bytes)) = self.run_metadata(watch)? else { return Ok(None) };
        let Some(file) = self.open(&path, Open::Read)? else {
            return Ok(Some((path, "it is missing")));
        };
        // One byte more shows that the file is longer.
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_add(1);
        let is_right = file.read_at(0, len).context("read", &path)? == bytes;
        Ok((!is_right).then_some((path, "it does not say what the state says")))
    }

    /// Returns the mark of a live run that has none.
    fn lost_mark(&self, watch: &Watch) -> Result<Option<PathBuf>, StoreError> {
        let Some(mark) = self.paths.open_mark().filter(|_| watch.live().is_some()) else {
            return Ok(None);
        };
        Ok(self.stat(&mark)?.is_none().then_some(mark))
    }
}
