//! Reads the events of one session from the whole journal.

use std::ops::RangeInclusive;

use memchr::memmem;

use super::error::StoreError;
use super::files::Store;
use crate::core::{Activity, Fact, Marks, Recorded, SessionName};

impl Store {
    /// Returns the newest `count` activities in `seqs` that concern a session, newest first, back
    /// to its start. Calls `see` with their events, but keeps none: each takes several times the
    /// memory of its activity.
    pub fn newest_activities_of(
        &self,
        seqs: RangeInclusive<u64>,
        name: &SessionName,
        count: usize,
        see: &mut dyn FnMut(&Recorded),
    ) -> Result<Vec<Activity>, StoreError> {
        let (mut marks, mut activities) = (Marks::default(), Vec::new());
        self.each_event_of(seqs, name, &mut |event| {
            see(&event);
            activities.push(marks.activity(&event));
            activities.len() < count
        })?;
        Ok(activities)
    }

    /// Calls `each` with the activities in `seqs` that concern a session, newest first, back to its
    /// start, until it returns `false`.
    ///
    /// # Errors
    /// [`StoreError`] if the journal cannot be read.
    pub fn each_activity_back(
        &self,
        seqs: RangeInclusive<u64>,
        name: &SessionName,
        each: &mut dyn FnMut(Activity) -> bool,
    ) -> Result<(), StoreError> {
        let mut marks = Marks::default();
        self.each_event_of(seqs, name, &mut |event| each(marks.activity(&event)))
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
            let starts = match &event.event {
                Fact::Started { .. } => {
                    event.session.as_ref().is_some_and(|session| session.is(name))
                }
                fact => matches!(fact, Fact::Added { .. }),
            };
            each(event) && !starts
        })
    }
}
