//! Checks and repairs the files that only a run has.

use std::path::PathBuf;

use crate::core::Watch;
use crate::store::error::StoreError;
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

    /// Returns the mark of a live run that has none.
    fn lost_mark(&self, watch: &Watch) -> Result<Option<PathBuf>, StoreError> {
        let Some(mark) = self.paths.open_mark().filter(|_| watch.live().is_some()) else {
            return Ok(None);
        };
        Ok(self.stat(&mark)?.is_none().then_some(mark))
    }
}
