//! Reading the store without writing, usually without waiting for a writer.

use chrono::NaiveDate;

use super::error::StoreError;
use super::files::Store;
use super::loaded::LoadedStore;
use crate::core::DayTotals;

impl Store {
    /// Reads the store. Writes nothing, and usually waits for nobody.
    ///
    /// While a writer works, a file may look damaged or be missing. So apparent damage and warnings
    /// are read again while nobody writes, before they are reported. A warning is reported as it
    /// is if a writer does not finish in time.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read, or a writer does not finish in time.
    pub fn look(&self) -> Result<LoadedStore, StoreError> {
        match self.load() {
            Err(
                StoreError::Damaged { .. }
                | StoreError::JournalBehind { .. }
                | StoreError::Io { .. },
            ) => {
                let _quiet = self.lock_shared()?;
                self.load()
            }
            Ok(found) if !found.warnings.is_empty() => match self.lock_shared() {
                Ok(_quiet) => self.load(),
                Err(_) => Ok(found),
            },
            found => found,
        }
    }

    /// Returns the number of the newest event that changed the session list. Also returns the day
    /// totals from a UTC day on, if they include exactly that event. A writer updates them last, so
    /// this waits for a writer if they are behind.
    pub fn look_at_days(&self, from: NaiveDate) -> Result<(u64, Option<DayTotals>), StoreError> {
        let both = || {
            let filed_seq = self.look()?.reached.watch.filed_seq;
            Ok((filed_seq, self.day_totals(filed_seq, from)?))
        };
        let found = both()?;
        if found.1.is_some() || found.0 == 0 {
            return Ok(found);
        }
        match self.lock_shared() {
            Ok(_quiet) => both(),
            // The session list can still be read.
            Err(_) => Ok(found),
        }
    }

    /// Calls `read`, and again while nobody writes if it finds damage, as in [`Store::look`].
    pub fn retry_when_quiet<T>(
        &self,
        read: impl Fn() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match read() {
            Err(StoreError::Damaged { .. }) => {
                let _quiet = self.lock_shared()?;
                read()
            }
            found => found,
        }
    }
}
