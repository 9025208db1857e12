//! What is known of contexts, for a line that names one.

use super::obey::Desk;
use crate::failure::Failure;
use crate::index::Asked;
use crate::input::KnownContexts;

impl Desk {
    /// Reads a line with what is known of contexts on all desks.
    ///
    /// # Errors
    /// [`Failure`] if the history of this desk cannot be read.
    pub fn with_known_names<T: Default>(
        &self,
        read: &dyn Fn(&dyn KnownContexts) -> T,
    ) -> Result<Asked<T>, Failure> {
        Ok(self.index.with_known_names(&self.progress, read)?)
    }
}
