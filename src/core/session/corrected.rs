//! The corrections that a session keeps.

use crate::core::session::{Author, Correction, Edit, Session};

/// The most corrections in the list of a session. The journal has all of them.
const CORRECTIONS_MAX: usize = 32;

impl Session {
    /// Reports whether its times or its operator were corrected.
    #[must_use]
    pub fn is_corrected(&self) -> bool {
        self.corrections.iter().flat_map(|correction| &correction.edits).any(Edit::is_of_facts)
    }

    /// Adds a correction to the list.
    pub(in crate::core) fn remember_correction(&mut self, by: Author, edits: &[Edit]) {
        let edits = edits.iter().map(Edit::without_texts).collect();
        self.corrections.push(Correction { by, edits });
        let gone = self.corrections.len().saturating_sub(CORRECTIONS_MAX);
        self.corrections.drain(..gone);
    }
}
