//! Reading the store without writing, usually without waiting for a writer.

use std::path::Path;

use super::error::StoreError;
use super::files::Store;
use super::loaded::LoadedStore;
use super::lock::Lock;

/// Keeps writers of a store out.
pub struct Quiet {
    _lock: Lock,
}

impl Store {
    /// Returns the names in a directory, sorted; none if it cannot be listed.
    #[must_use]
    pub fn names_in(&self, dir: &Path) -> Vec<String> {
        let mut names = self.disk.list(dir).unwrap_or_default();
        names.sort_unstable();
        names
    }

    /// Returns the state as it is, without waiting for a writer. Something that a writer is about to
    /// finish is an error, and so is damage.
    ///
    /// # Errors
    /// [`StoreError`] if the state cannot be read right now.
    pub fn peek(&self) -> Result<LoadedStore, StoreError> {
        self.load()
    }

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
                | StoreError::RunLost { .. }
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

    /// Waits until nobody writes, and keeps writers out while the returned value lives.
    ///
    /// # Errors
    /// [`StoreError`] if a writer does not finish in time.
    pub fn quiet(&self) -> Result<Quiet, StoreError> {
        Ok(Quiet { _lock: self.lock_shared()? })
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
