//! Recovers as much as the files contain together, if none of them is complete.

use std::collections::BTreeSet;
use std::path::Path;

use crate::core::{LastEnded, ListUpdate, Watch};
use crate::store::error::StoreError;
use crate::store::files::Store;
use crate::store::line;
use crate::store::new_segment::new_store_id;
use crate::store::reached::Reached;
use crate::store::segment::JournalPosition;
use crate::store::state_file::Parsed;
use crate::store::step_lines::StepLines;

/// The most that is known of a store.
pub struct Recovered {
    /// The id of the store.
    pub store_id: String,
    /// What follows from everything that can be read.
    pub reached: Reached,
    /// The number of the newest segment that ever existed, as far as that is known.
    pub newest: u32,
}

impl Store {
    /// Returns the most that journal, state, session list and witness lead to.
    ///
    /// A checkpoint replaces everything before it. A readable state replaces a journal that lost
    /// lines, and the newest lines are applied to it. Numbers and keys that were given out once are
    /// never given out again, even if their events are lost.
    ///
    /// # Errors
    /// [`StoreError`] if nothing can be read, or a newer program wrote it.
    pub(super) fn recover(&self, state_path: &Path) -> Result<Recovered, StoreError> {
        let state = match self.read_state(state_path)? {
            Some(Parsed::State(state)) => Some((state.store_id, state.reached)),
            Some(Parsed::Older) => return Err(StoreError::Older { path: state_path.to_owned() }),
            Some(Parsed::Newer(what)) => {
                return Err(StoreError::Newer { path: state_path.to_owned(), what });
            }
            Some(Parsed::Empty | Parsed::Unreadable(_)) | None => None,
        };
        let mut known: Option<(String, Reached)> = None;
        let (mut last, mut floor) = (None, 0);
        for name in self.segments()? {
            let lines = self.whole_lines(name)?;
            match &lines.checkpoint {
                Some(checkpoint) => known = Some(checkpoint.clone()),
                // The first segment begins with nothing, readable or not.
                None if name.number == 1 => known = Some((new_store_id(), Reached::default())),
                None => {}
            }
            if let Some((_, reached)) = &mut known {
                floor = reached.watch.seq.saturating_add(lines.count());
                lines.apply_to(reached, name);
            }
            last = Some((name, lines));
        }
        let newest = last.as_ref().map_or(0, |(name, _)| name.number);
        if let Some((store_id, mut reached)) = state {
            if let Some((name, lines)) = &last {
                lines.apply_to(&mut reached, *name);
            }
            let same_store = known
                .as_ref()
                .is_none_or(|(known, before)| *known == store_id || before.watch.seq == 0);
            let is_further = |before: &Reached| before.watch.seq <= reached.watch.seq;
            if same_store && known.as_ref().is_none_or(|(_, before)| is_further(before)) {
                known = Some((store_id, reached));
            }
        }
        let (store_id, mut reached) = known.unwrap_or_else(|| (new_store_id(), Reached::default()));
        let newest = newest.max(self.go_beyond_lost(&mut reached.watch, floor)?);
        if reached.watch.seq == 0 {
            let cause = "neither the history nor the state file can be read";
            return Err(StoreError::damaged(&self.paths.history(), 0, cause));
        }
        self.find_steps(&mut reached)?;
        Ok(Recovered { store_id, reached, newest })
    }

    /// Advances the counters over events that cannot be read: those that only the session list
    /// still contains, those that only the witness names, and those up to `floor`, which the number
    /// of lines tells. Returns the number of the witness's segment.
    fn go_beyond_lost(&self, watch: &mut Watch, floor: u64) -> Result<u32, StoreError> {
        let before = watch.seq;
        advance_by_list(watch, &self.listed_updates()?);
        let segment = self.go_beyond_witness(watch)?;
        if floor > watch.seq {
            // No file tells whether these events gave out a key.
            let lost = u32::try_from(floor - watch.seq).unwrap_or(u32::MAX);
            watch.counters.session_keys = watch.counters.session_keys.saturating_add(lost);
            watch.seq = floor;
        }
        if watch.seq > before {
            // These steps would undo changes from before the lost events.
            watch.undo.clear();
            watch.redo.clear();
        }
        Ok(segment)
    }

    /// Finds the newest line of each undo step. Drops the steps whose line cannot be read, and the
    /// steps before them: steps are undone in order.
    pub(super) fn find_steps(&self, reached: &mut Reached) -> Result<(), StoreError> {
        let stacks = reached.watch.undo.iter().chain(&reached.watch.redo);
        let wanted: BTreeSet<u64> = stacks.map(|step| step.seq).collect();
        let (mut steps, mut until) = (StepLines::default(), reached.watch.seq);
        for name in self.segments()?.into_iter().rev() {
            let lines = self.whole_lines(name)?;
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
            until = lines.checkpoint.map_or(until, |(_, begins)| begins.watch.seq);
        }
        for stack in [&mut reached.watch.undo, &mut reached.watch.redo] {
            let lost = stack.iter().rposition(|step| steps.of(step.seq).is_none());
            stack.drain(..lost.map_or(0, |lost| lost + 1));
        }
        steps.keep(&reached.watch);
        reached.steps = steps;
        Ok(())
    }
}

/// Advances a watch over events that only the session list still contains. A session that ended is
/// not live.
fn advance_by_list(watch: &mut Watch, list: &[(u64, Vec<ListUpdate>)]) {
    let from = list.partition_point(|(seq, _)| *seq <= watch.seq);
    let beyond = list.get(from..).unwrap_or_default();
    let Some((newest, _)) = beyond.last() else { return };
    let mut session = watch.session.take().filter(|session| session.phase.is_live());
    for update in beyond.iter().flat_map(|(_, updates)| updates) {
        match update {
            ListUpdate::Filed(record) => {
                session = session.filter(|session| session.id != record.id);
                let keys = &mut watch.counters.session_keys;
                *keys = record.key.0.max(*keys);
                watch.last_ended = Some(LastEnded {
                    id: record.id.clone(),
                    key: record.key,
                    ended_at_utc: record.ended_at_utc,
                });
            }
            ListUpdate::Withdrawn { id } => {
                watch.last_ended = watch.last_ended.take().filter(|last| last.id != *id);
            }
        }
    }
    watch.session = session;
    watch.seq = *newest;
    watch.filed_seq = *newest;
}
