//! Starts a new history from a state file, or a new segment from a known state.

use chrono::{DateTime, Utc};

use crate::core::Watch;
use crate::store::checkpoint::Checkpoint;
use crate::store::error::StoreError;
use crate::store::files::Store;
use crate::store::lock::{Lock, Waiting};
use crate::store::new_segment::new_store_id;
use crate::store::reached::Reached;
use crate::store::report::Report;
use crate::store::segment::SegmentName;
use crate::store::state_file::Parsed;
use crate::store::witness::Witness;

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
        let state = match self.read_state(&path)? {
            Some(Parsed::State(state)) => state,
            Some(Parsed::Newer(what)) => return Err(StoreError::Newer { path, what }),
            Some(Parsed::Older) => return Err(StoreError::Older { path }),
            Some(Parsed::Damaged(state)) => return Err(StoreError::damaged(&path, 0, state.cause)),
            None => return Err(StoreError::damaged(&path, 0, "it is missing")),
        };
        self.quarantine(&path, 0, "a new history was started from it")?;
        // Without a history there is no line that an undo could reverse.
        let mut watch = state.reached.watch;
        watch.undo.clear();
        watch.redo.clear();
        let mut reached = Reached { watch, ..Reached::default() };
        self.go_beyond_witness(&mut reached.watch, Some(&state.store_id))?;
        let first = Checkpoint::new(new_store_id(), &reached, now);
        self.begin_segment(&mut lock, 0, &first, &reached)?;
        drop(lock);
        let report = self.check()?;
        let begun =
            format!("started a new history at event {} from {}", reached.watch.seq, path.display());
        Ok(Report { done: vec![begun], ..report })
    }

    /// Creates the segment after number `previous` from a checkpoint, and writes state and witness. A run
    /// is open then, also one that is over: the index has to read it again.
    pub(super) fn begin_segment(
        &self,
        lock: &mut Lock,
        previous: u32,
        checkpoint: &Checkpoint,
        before: &Reached,
    ) -> Result<(), StoreError> {
        let name = SegmentName::after(previous, checkpoint.recorded_at);
        let new = self.segment_from(name, checkpoint, before)?;
        self.open_run()?;
        self.create_segment(lock, &new)?;
        let place = new.journal.position();
        self.write_witness(&Witness::of(&new.journal.store_id, &new.reached.watch, &place))?;
        self.write_run_metadata(&new.reached.watch)?;
        self.write_state(&new.journal.store_id, &place, &new.reached)
    }

    /// Raises the counters of a watch to those of the witness of store `own`, so that no number and
    /// no key is given out twice. Returns the number of the witness's segment.
    pub(super) fn go_beyond_witness(
        &self,
        watch: &mut Watch,
        own: Option<&str>,
    ) -> Result<u32, StoreError> {
        let witness = self.read_witness()?;
        let is_own = |witness: &Witness| own.is_none_or(|own| witness.is_of(own));
        let Some(witness) = witness.filter(is_own) else { return Ok(0) };
        // A damaged slot may have named one event more, and one key.
        let more = u64::from(witness.is_doubtful);
        let keys = u32::try_from(witness.keys.saturating_add(more)).unwrap_or(u32::MAX);
        watch.seq = watch.seq.max(witness.seq.saturating_add(more));
        watch.counters.session_keys = watch.counters.session_keys.max(keys);
        Ok(SegmentName::parse(&witness.segment).map_or(0, |name| name.number))
    }
}
