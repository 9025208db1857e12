//! Reads past sessions, and the events of one session.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use memchr::memmem;

use super::error::StoreError;
use super::files::Store;
use crate::core::{
    Activity, Fact, ListUpdate, Marks, Period, Recorded, SessionName, SessionRecord,
};

impl Store {
    /// Calls `each` with the past sessions up to event `filed_seq` that `period` touches, the last
    /// recorded one first, until it returns `false`. Reads the list from its end, as far back as
    /// sessions may be that are not before the period.
    pub fn each_session_within(
        &self,
        filed_seq: u64,
        period: &Period,
        each: &mut dyn FnMut(SessionRecord) -> bool,
    ) -> Result<(), StoreError> {
        // Only the newest update of a session counts, and it comes first.
        let mut settled = HashSet::new();
        self.each_history_update(filed_seq, period.since, &mut |update| match update {
            ListUpdate::Filed(record) => {
                let is_settled = !settled.insert(record.id.clone());
                is_settled || !period.touches(&record) || each(*record)
            }
            ListUpdate::Withdrawn { id } => {
                settled.insert(id);
                true
            }
        })
    }

    /// Returns the changes to past sessions that the events in `seqs` made, oldest first.
    pub fn history_updates(
        &self,
        seqs: RangeInclusive<u64>,
    ) -> Result<Vec<ListUpdate>, StoreError> {
        let mut history_updates = Vec::new();
        self.each_event_with_updates(seqs, &mut |event| {
            history_updates.extend(event.list_updates().into_iter().rev());
            true
        })?;
        history_updates.reverse();
        Ok(history_updates)
    }

    /// Returns the events in `seqs` that concern a session, newest first, back to its start.
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

    /// Returns the newest `count` activities in `seqs` that concern a session, newest first, back
    /// to its start. Keeps no events: each takes several times the memory of its activity.
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

    /// Calls `each` with the events in `seqs` that concern a session, newest first, back to its
    /// start, until it returns `false`.
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
