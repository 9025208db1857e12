//! Recovers as much as the files contain together, if none of them is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::core::Watch;
use crate::store::error::StoreError;
use crate::store::files::Store;
use crate::store::line;
use crate::store::new_segment::new_store_id;
use crate::store::reached::Reached;
use crate::store::segment::{JournalPosition, SegmentName};
use crate::store::state_file::Parsed;
use crate::store::step_lines::StepLines;
use crate::store::witness::Witness;

/// The most that is known of a store.
pub struct Recovered {
    /// The id of the store.
    pub store_id: String,
    /// What follows from everything that can be read.
    pub reached: Reached,
    /// The number of the newest segment that ever existed, as far as that is known.
    pub newest: u32,
    /// Whether changes can no longer be undone, because their lines are lost.
    pub steps_are_lost: bool,
}

impl Store {
    /// Returns the most that journal, state and witness lead to.
    ///
    /// The newest checkpoint or a readable state replaces everything before it; the events after it
    /// are applied. Numbers and keys that were given out once are never given out again, even if
    /// their events are lost.
    ///
    /// # Errors
    /// [`StoreError`] if nothing can be read, or a newer program wrote it.
    pub(super) fn recover(&self, state_path: &Path) -> Result<Recovered, StoreError> {
        let names = self.segments()?;
        let own = self.own_id(&names)?;
        let (mut known, mut counters) = (None, (0, 0));
        match self.read_state(state_path)? {
            Some(Parsed::State(state)) if own.as_ref() == Some(&state.store_id) => {
                known = Some(state.reached);
            }
            Some(Parsed::State(_)) | None => {}
            Some(Parsed::Damaged(state)) => counters = (state.seq, state.keys),
            Some(Parsed::Older) => return Err(StoreError::Older { path: state_path.to_owned() }),
            Some(Parsed::Newer(what)) => {
                return Err(StoreError::Newer { path: state_path.to_owned(), what });
            }
        }
        let mut rest = BTreeMap::new();
        let (mut begins, mut floor) = (0, 0);
        for name in &names {
            let lines = self.whole_lines(*name)?;
            if lines.is_foreign(own.as_deref()) {
                continue;
            }
            begins = lines.begins_after.unwrap_or(begins);
            floor = begins.saturating_add(lines.count());
            let seq = known.as_ref().map_or(0, |known: &Reached| known.watch.seq);
            known = match lines.checkpoint {
                Some(checkpoint) if checkpoint.watch.seq >= seq => Some(checkpoint),
                // The first segment begins with nothing, readable or not.
                None if name.number == 1 => Some(known.unwrap_or_default()),
                Some(_) | None => known,
            };
            for (seq, (text, end)) in lines.events {
                begins = begins.max(seq);
                rest.insert(seq, (text, *name, end));
            }
            if let Some(known) = &known {
                rest = rest.split_off(&known.watch.seq.saturating_add(1));
            }
        }
        let mut reached = known.unwrap_or_default();
        let lost = apply_rest(&mut reached, &rest);
        if lost > 0 && !can_be_read(&reached.watch) {
            // What is left of its events makes no session.
            reached.watch.session = None;
        }
        let newest = names.last().map_or(0, |name| name.number);
        let newest = newest.max(self.go_beyond_lost(
            &mut reached.watch,
            own.as_deref(),
            (lost, floor),
            counters,
        )?);
        if reached.watch.seq == 0 {
            let cause = "neither the history nor the state file can be read";
            return Err(StoreError::damaged(&self.paths.history(), 0, cause));
        }
        let steps_are_lost = self.find_steps(&mut reached)? || reached.watch.undo.is_empty();
        let store_id = own.unwrap_or_else(new_store_id);
        Ok(Recovered { store_id, reached, newest, steps_are_lost })
    }

    /// Advances the counters over events that cannot be read: `lost` ones between those that can,
    /// those that only the witness or a damaged state names, and those up to `floor`, which the number of lines tells. Returns the number of
    /// the witness's segment.
    fn go_beyond_lost(
        &self,
        watch: &mut Watch,
        own: Option<&str>,
        (lost, floor): (u64, u64),
        counters: (u64, u32),
    ) -> Result<u32, StoreError> {
        let before = watch.seq;
        let (seq, keys) = counters;
        watch.seq = watch.seq.max(seq);
        watch.counters.session_keys = watch.counters.session_keys.max(keys);
        // Damage may have hidden which store this is, so a witness of another one counts too: numbers
        // that are skipped do less harm than numbers that are given out twice.
        let segment = self.go_beyond_witness(watch, None)?;
        let is_of = |witness: &Witness| own.is_none_or(|own| witness.is_of(own));
        if !self.read_witness()?.as_ref().is_some_and(is_of) {
            // No file tells whether these events gave out a key.
            let lost = lost.saturating_add(floor.saturating_sub(watch.seq));
            let keys = &mut watch.counters.session_keys;
            *keys = keys.saturating_add(u32::try_from(lost).unwrap_or(u32::MAX));
            watch.seq = watch.seq.max(floor);
        }
        if watch.seq > before || lost > 0 {
            // These steps would undo changes from before the lost events.
            watch.undo.clear();
            watch.redo.clear();
        }
        Ok(segment)
    }

    /// Finds the newest line of each undo step. Drops the steps whose line cannot be read, and the
    /// steps before them: steps are undone in order. Returns whether there were such steps.
    pub(super) fn find_steps(&self, reached: &mut Reached) -> Result<bool, StoreError> {
        let stacks = reached.watch.undo.iter().chain(&reached.watch.redo);
        let wanted: BTreeSet<u64> = stacks.map(|step| step.seq).collect();
        let (mut steps, mut until) = (StepLines::default(), reached.watch.seq);
        let names = self.segments()?;
        let own = self.own_id(&names)?;
        for name in names.into_iter().rev() {
            let lines = self.whole_lines(name)?;
            if lines.is_foreign(own.as_deref()) {
                continue;
            }
            for (text, end) in lines.events.range(..=until).rev().map(|(_, line)| line) {
                if steps.count() == wanted.len() {
                    break;
                }
                if let Ok(event) = line::event(text)
                    && wanted.contains(&event.step())
                {
                    steps.add_older(&event, JournalPosition::of(text, name, *end));
                }
            }
            // Lines after the checkpoint of a later segment do not count.
            until = lines.begins_after.unwrap_or(until);
        }
        let mut are_lost = false;
        for stack in [&mut reached.watch.undo, &mut reached.watch.redo] {
            let lost = stack.iter().rposition(|step| steps.of(step.seq).is_none());
            are_lost |= lost.is_some();
            stack.drain(..lost.map_or(0, |lost| lost + 1));
        }
        steps.keep(&reached.watch);
        reached.steps = steps;
        Ok(are_lost)
    }
}

/// Applies the events that follow, by number. Returns how many are missing between them.
fn apply_rest(reached: &mut Reached, rest: &BTreeMap<u64, (Vec<u8>, SegmentName, u64)>) -> u64 {
    let mut lost = 0_u64;
    for (text, name, end) in rest.values() {
        if let Ok(event) = line::event(text) {
            let expected = reached.watch.seq.saturating_add(1);
            lost = lost.saturating_add(event.seq.saturating_sub(expected));
            reached.advance(&event, text, *name, *end);
        }
    }
    lost
}

/// Returns whether a watch can be read again once it is written.
fn can_be_read(watch: &Watch) -> bool {
    serde_json::to_vec(watch).is_ok_and(|bytes| serde_json::from_slice::<Watch>(&bytes).is_ok())
}
