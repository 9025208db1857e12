//! Starts a new history from a state file, or a new segment from a known state.

use chrono::{DateTime, Utc};

use crate::core::Watch;
use crate::store::error::StoreError;
use crate::store::files::Store;
use crate::store::line::Checkpoint;
use crate::store::lock::{Lock, Waiting};
use crate::store::new_segment::new_store_id;
use crate::store::report::Report;
use crate::store::segment::SegmentName;
use crate::store::state_file::{self, Parsed};

impl Store {
    /// Starts a new history, with a new store id, from a state file without history.
    ///
    /// # Errors
    /// [`StoreError`] if there is a history already, or no readable state.
    pub fn adopt(&self, now: DateTime<Utc>, waiting: Waiting<'_>) -> Result<Report, StoreError> {
        let mut lock = self.lock_for_doctor(waiting)?;
        let path = self.state_target()?;
        if let Some(newest) = self.segments()?.pop() {
            let path = self.segment_path(newest);
            return Err(StoreError::HasJournal { path });
        }
        let bytes = self.read(&path)?.unwrap_or_default();
        let state = match state_file::read(&bytes) {
            Parsed::State(state) => state,
            Parsed::Newer(what) => return Err(StoreError::Newer { path, what }),
            Parsed::Unreadable(cause) => return Err(StoreError::Damaged { path, byte: 0, cause }),
        };
        self.continue_in_new_segment(&mut lock, 0, now, new_store_id(), &state.watch)?;
        drop(lock);
        let report = self.check()?;
        let begun =
            format!("started a new history at event {} from {}", state.watch.seq, path.display());
        Ok(Report { done: vec![begun], ..report })
    }

    /// Creates the segment after number `previous` from a known state, and writes the state file.
    pub(super) fn continue_in_new_segment(
        &self,
        lock: &mut Lock,
        previous: u32,
        now: DateTime<Utc>,
        store_id: String,
        watch: &Watch,
    ) -> Result<(), StoreError> {
        let name = SegmentName::after(previous, now);
        let checkpoint = Checkpoint::new(store_id, watch.clone(), now);
        let place = self.create_segment(lock, name, &checkpoint, b"")?;
        self.write_state(&checkpoint.store_id, &place, watch)
    }
}
