//! Looking at the store: writes nothing, and as a rule waits for nobody.

use chrono::NaiveDate;

use super::error::StoreError;
use super::files::Store;
use super::load::LoadedStore;
use crate::core::DayTotals;

impl Store {
    /// Looks at the store: writes nothing, and as a rule waits for nobody.
    ///
    /// A writer at work may be cutting something off just now, so what looks like damage is looked
    /// at again while nobody writes, before it is called that.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read, or a writer is waited for in vain.
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
            found => found,
        }
    }

    /// Returns the number of the newest event that filed a session, and the sums of the days from
    /// a UTC day on, if they are of the same moment. A writer renews them last, so one at work is
    /// waited for.
    ///
    /// # Errors
    /// As [`Store::look`].
    pub fn look_at_days(&self, from: NaiveDate) -> Result<(u64, Option<DayTotals>), StoreError> {
        let both = || {
            let filed_seq = self.look()?.watch.filed_seq;
            Ok((filed_seq, self.day_totals(filed_seq, from)?))
        };
        let found = both()?;
        if found.1.is_some() || found.0 == 0 {
            return Ok(found);
        }
        match self.lock_shared() {
            Ok(_quiet) => both(),
            // The list can be read all the same.
            Err(_) => Ok(found),
        }
    }

    /// Reads what is derived from the journal; a first reading that finds damage is made again
    /// while nobody writes, as in [`Store::look`].
    ///
    /// # Errors
    /// What the reading says.
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
