//! The past sessions, and the whole story of one.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use memchr::memmem;

use super::error::StoreError;
use super::files::Store;
use crate::core::{
    Activity, Fact, HistoryUpdate, Marks, Period, Recorded, SessionName, SessionRecord,
};

/// Sessions are filed in the order of their ends, but for those that an answer about an old gap, or
/// a corrected note, filed again. So many older ones in a row, and the rest is older too.
const OLDER_IN_A_ROW: u32 = 64;

impl Store {
    /// Calls `each` with every past session that was filed up to event `filed_seq`, the one filed
    /// last first, until it says enough.
    ///
    /// # Errors
    /// [`StoreError`] when the history cannot be read.
    pub fn each_session(
        &self,
        filed_seq: u64,
        each: &mut dyn FnMut(SessionRecord) -> bool,
    ) -> Result<(), StoreError> {
        // The last word on an id counts, and it comes first.
        let mut settled = HashSet::new();
        self.each_history_update(filed_seq, &mut |filing| match filing {
            HistoryUpdate::Filed(record) => !settled.insert(record.id.clone()) || each(*record),
            HistoryUpdate::Withdrawn { id } => {
                settled.insert(id);
                true
            }
        })
    }

    /// Calls `each` with the past sessions that ran within `period`, as [`Store::each_session`]
    /// does. Reads the list from its end, and not much further than the period's beginning.
    ///
    /// # Errors
    /// [`StoreError`] when the history cannot be read.
    pub fn each_session_within(
        &self,
        filed_seq: u64,
        period: &Period,
        each: &mut dyn FnMut(SessionRecord),
    ) -> Result<(), StoreError> {
        let mut older = 0;
        self.each_session(filed_seq, &mut |record| {
            if period.touches(&record) {
                older = 0;
                each(record);
            } else {
                older += 1;
            }
            older < OLDER_IN_A_ROW
        })
    }

    /// Returns what the events in `seqs` say of the past sessions, in the order it was said.
    ///
    /// # Errors
    /// [`StoreError`] when the journal cannot be read.
    pub fn history_updates(
        &self,
        seqs: RangeInclusive<u64>,
    ) -> Result<Vec<HistoryUpdate>, StoreError> {
        let mut history_updates = Vec::new();
        self.each_event_with_updates(seqs, &mut |event| {
            history_updates.extend(event.change.set.history_updates.into_iter().rev());
            true
        })?;
        history_updates.reverse();
        Ok(history_updates)
    }

    /// Returns the events in `seqs` that concern a session, back to its start, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the journal cannot be read.
    pub fn trail(
        &self,
        seqs: RangeInclusive<u64>,
        name: &SessionName,
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut events = Vec::new();
        self.each_event_of(seqs, name, &mut |event| {
            events.push(event);
            true
        })?;
        Ok(events)
    }

    /// Returns the newest `count` activities in `seqs` that concern a session, back to its start,
    /// newest first. No event is kept: each takes several times as much as its activity.
    ///
    /// # Errors
    /// [`StoreError`] when the journal cannot be read.
    pub fn newest_activities_of(
        &self,
        seqs: RangeInclusive<u64>,
        name: &SessionName,
        count: usize,
    ) -> Result<Vec<Activity>, StoreError> {
        let (mut marks, mut activities) = (Marks::default(), Vec::new());
        self.each_event_of(seqs, name, &mut |event| {
            activities.push(marks.activity(&event));
            activities.len() < count
        })?;
        Ok(activities)
    }

    /// Calls `each` with the events in `seqs` that concern a session, the newest first, back to its
    /// start, until it says enough.
    fn each_event_of(
        &self,
        seqs: RangeInclusive<u64>,
        name: &SessionName,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), StoreError> {
        let text = format!("\"{name}\"");
        let finder = memmem::Finder::new(&text);
        let mut holds_name = |line: &[u8]| finder.find(line).is_some();
        self.each_event(seqs, &mut holds_name, &mut |event| {
            if !event.concerns(name) {
                return true;
            }
            let starts = matches!(event.event, Fact::Started { .. })
                && event.session.as_ref().is_some_and(|session| session.is(name));
            each(event) && !starts
        })
    }
}
