//! Recovers as much as the files contain together, if none of them is complete.

use std::path::Path;

use crate::core::{LastEnded, ListUpdate, Watch, apply};
use crate::store::error::StoreError;
use crate::store::files::Store;
use crate::store::line;
use crate::store::new_segment::new_store_id;
use crate::store::state_file::{self, Parsed};

impl Store {
    /// Returns the store id and the newest watch that journal, state and session list lead to.
    ///
    /// A checkpoint replaces everything before it. A readable state replaces a journal that lost
    /// lines, and the newest lines are applied to it.
    ///
    /// # Errors
    /// [`StoreError`] if nothing can be read, or a newer program wrote it.
    pub(super) fn recover_watch(&self, state_path: &Path) -> Result<(String, Watch), StoreError> {
        let bytes = self.read(state_path)?.unwrap_or_default();
        let state = match state_file::read(&bytes) {
            Parsed::State(state) => Some((state.store_id, state.watch)),
            Parsed::Newer(what) => {
                return Err(StoreError::Newer { path: state_path.to_owned(), what });
            }
            Parsed::Unreadable(_) => None,
        };
        let mut known: Option<(String, Watch)> = None;
        let mut newest = Vec::new();
        for name in self.segments()? {
            newest = self.read(&self.segment_path(name))?.unwrap_or_default();
            let checkpoint = whole_lines(&newest).find_map(|text| line::checkpoint(&text).ok());
            match checkpoint {
                Some(checkpoint) => known = Some((checkpoint.store_id, checkpoint.watch)),
                // The first segment begins with an empty watch, readable or not.
                None if name.number == 1 => known = Some((new_store_id(), Watch::default())),
                None => {}
            }
            if let Some((_, watch)) = &mut known {
                apply_newer_events(watch, &newest);
            }
        }
        if let Some((store_id, mut watch)) = state {
            apply_newer_events(&mut watch, &newest);
            let same_store =
                known.as_ref().is_none_or(|(known, watch)| *known == store_id || watch.seq == 0);
            if same_store && known.as_ref().is_none_or(|(_, known)| known.seq <= watch.seq) {
                known = Some((store_id, watch));
            }
        }
        let (store_id, mut watch) = known.unwrap_or_else(|| (new_store_id(), Watch::default()));
        advance_by_list(&mut watch, &self.listed_updates()?);
        if watch.seq > 0 {
            return Ok((store_id, watch));
        }
        let cause = "neither the history nor the state file can be read";
        Err(StoreError::damaged(&self.paths.history(), 0, cause))
    }
}

/// Advances a watch over events that only the session list still contains. Their numbers and keys
/// are never used again, and a session that ended is not live.
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
    // These steps would undo changes from before the lost events.
    watch.undo.clear();
    watch.redo.clear();
}

/// Applies every readable event after the newest one in the watch.
fn apply_newer_events(watch: &mut Watch, bytes: &[u8]) {
    for event in whole_lines(bytes).filter_map(|text| line::event(&text).ok()) {
        if event.seq > watch.seq {
            apply(watch, &event);
        }
    }
}

/// Returns the lines of a segment, each with a newline. An editor may have removed the last one;
/// the line is still complete.
fn whole_lines(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    line::lines(bytes).map(|text| [text.strip_suffix(b"\n").unwrap_or(text), b"\n"].concat())
}
